"""Memory of long runs: resident megabytes, told now and then, written as CSV and drawn as SVG.

python -m tests.benchmarks.memory predict OUT.csv --lines 100000
    flasks of a stand-in model to which nothing ever happens, so that only the run around it counts
python -m tests.benchmarks.memory expand OUT.csv --lines 20000 --source overall_train.parquet
    real reactions, one process beside this one; both are told
python -m tests.benchmarks.memory draw OUT.svg ONE.csv [OTHER.csv]     (needs matplotlib)
"""

from __future__ import annotations

import csv
import tempfile
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psutil

import flower
from flower.electrons import Candidate, State, make_change, state_to_smiles
from flower.proposals import StepModel

_SAMPLES = 200


class Still(StepModel):
    """A model to which nothing ever happens."""

    name, elements = "still", frozenset({6, 7, 8, 17})

    def propose(self, states: Sequence[State], **_: Any) -> list[list[Candidate]]:
        """Propose the end, whatever the state."""
        return [[Candidate(make_change(), s, state_to_smiles(s), 1.0)] for s in states]


class Meter:
    """Writes lines done, and megabytes of this process and of its children, to a CSV file."""

    def __init__(self, path: Path, lines: int) -> None:
        self._stream = path.open("w", newline="")
        self._table = csv.writer(self._stream)
        self._table.writerow(("lines", "this_process_mb", "workers_mb"))
        self._every, self._next = max(1, lines // _SAMPLES), 0

    def __call__(self, progress: Any) -> None:
        """Take a sample if it is time."""
        if progress.lines < self._next:
            return
        self._next = progress.lines + self._every
        here = psutil.Process()
        beside = sum(child.memory_info().rss for child in here.children())
        row = (progress.lines, here.memory_info().rss / 2**20, beside / 2**20)
        self._table.writerow(f"{value:.0f}" for value in row)
        self._stream.flush()


def predict(told: Path, lines: int) -> None:
    """Predict flasks of one to twelve carbon atoms."""
    with tempfile.TemporaryDirectory() as folder:
        flasks = Path(folder) / "flasks.smi"
        with flasks.open("w") as stream:
            for k in range(lines):
                stream.write(f"{'C' * (1 + k % 12)}O.Cl\n")
        summary = flower.predict_file(
            flasks, Path(folder) / "out.jsonl", model=Still(), progress=Meter(told, lines)
        )
    assert (summary.lines, summary.failed) == (lines, 0)


def expand(told: Path, lines: int, source: Path) -> None:
    """Expand reactions with one process."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "steps.csv"
        meter = Meter(told, lines)
        flower.expand_file(source, output, limit=lines, workers=1, progress=meter)


def draw(svg: Path, tables: Sequence[Path]) -> None:
    """Draw megabytes against lines."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams |= {"svg.hashsalt": "flower", "font.size": 10, "svg.fonttype": "none"}
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(1, len(tables), figsize=(4.6 * len(tables), 2.8), squeeze=False)
    for axis, path in zip(axes[0], tables, strict=True):
        with path.open(newline="") as stream:
            rows = [{k: float(v) for k, v in row.items()} for row in csv.DictReader(stream)]
        across = [row["lines"] for row in rows]
        axis.plot(across, [row["this_process_mb"] for row in rows], label="the run")
        if any(row["workers_mb"] for row in rows):
            axis.plot(across, [row["workers_mb"] for row in rows], label="its worker")
        axis.set(title=f"flower {path.stem}", xlabel="lines done", ylim=(0, None))
        axis.xaxis.set_major_formatter("{x:,.0f}")
        axis.legend(frameon=False, loc="lower right")
    axes[0][0].set_ylabel("resident memory, MB")
    figure.tight_layout()
    figure.savefig(svg, metadata={"Date": None})


def main() -> None:
    """Run what is asked for."""
    parser = ArgumentParser(description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    for name in ("predict", "expand"):
        verb = verbs.add_parser(name)
        verb.add_argument("told", type=Path)
        verb.add_argument("--lines", type=int, required=True)
        if name == "expand":
            verb.add_argument("--source", type=Path, required=True)
    drawing = verbs.add_parser("draw")
    drawing.add_argument("svg", type=Path)
    drawing.add_argument("tables", type=Path, nargs="+")
    asked = parser.parse_args()
    if asked.verb == "predict":
        predict(asked.told, asked.lines)
    elif asked.verb == "expand":
        expand(asked.told, asked.lines, asked.source)
    else:
        draw(asked.svg, asked.tables)


if __name__ == "__main__":
    main()
