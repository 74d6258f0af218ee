"""Kill each verb twenty times at random moments, and compare what it ends with; in minutes.

python -m tests.benchmarks.kills [VERB ...] [--kills 20] [--seed 0] [--longest-s 60]
"""

from __future__ import annotations

import csv
import json
import sys
import tempfile
import time
from argparse import ArgumentParser
from pathlib import Path

from tests.jobs.killing import Command, files_in, finished, kill_and_compare

DATA = Path(__file__).parents[3] / "shared" / "data"
_TIMES = ("seconds", "examples_per_s")  # of a run that was stopped they are other ones


def commands(place: Path) -> dict[str, Command]:
    """The verbs with something to do, and what is to be the same in the end."""
    return {
        "predict": Command(
            "predict, 60 flasks, shipped model, 2 workers",
            lambda folder: (
                "predict", place / "flasks.smi", "--format", "json", "--workers", 2,
                "-o", folder / "out.jsonl",
            ),
            files_in,
        ),
        "step": Command(
            "step, 60 flasks, shipped model, 2 workers",
            lambda folder: (
                "step", place / "flasks.smi", "--workers", 2, "-o", folder / "out.tsv",
            ),
            files_in,
        ),
        "expand": Command(
            "expand, 400 reactions, 2 workers",
            lambda folder: (
                "expand", DATA / "overall_valid.parquet", "--limit", 400, "--workers", 2,
                "--output", folder / "steps.csv",
            ),
            files_in,
        ),
        "complete": Command(
            "complete, 20 flasks, shipped model",
            lambda folder: ("complete", place / "few.smi", "-o", folder / "out.jsonl"),
            files_in,
        ),
        "compose": Command(
            "compose, 200 flasks in which nothing happens, 2 workers",
            lambda folder: (
                "compose", "--flasks", 0, "--inert", 200, "--pool", "small", "--workers", 2,
                "--output", folder / "flasks.csv",
            ),
            files_in,
        ),
        "score": Command(
            "score, 60 mechanisms, shipped model, 2 workers",
            lambda folder: (
                "score", place / "steps.csv", "--format", "json", "--workers", 2,
                "-o", folder / "scores.jsonl",
            ),
            files_in,
        ),
        "evaluate": Command(
            "evaluate, 300 steps, shipped model",
            lambda folder: (
                "evaluate", place / "steps.csv", "--resume", folder / "rows.jsonl",
                "--json", folder / "figures.json",
            ),
            _figures,
        ),
        "train": Command(
            "train, 4 epochs of 300 steps, saved every 10 updates",
            lambda folder: (
                "train", place / "arrays", "--output", folder / "model", "--width", 32,
                "--layers", 2, "--heads", 2, "--epochs", 4, "--batch-pairs", 20_000,
                "--validate-every", 10,
            ),
            _model,
        ),
    }  # fmt: skip


def _figures(folder: Path) -> dict[str, bytes]:
    """All figures but the time that a step took."""
    lines = (folder / "figures.json").read_bytes().splitlines()
    return {"figures.json": b"\n".join(line for line in lines if b"seconds_per_step" not in line)}


def _model(folder: Path) -> dict[str, bytes]:
    """The weights, the resumable state and the log, without what tells times."""
    found = {path.name: path.read_bytes() for path in (folder / "model").glob("*.safetensors")}
    with (folder / "model" / "log.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    kept = [{name: cell for name, cell in row.items() if name not in _TIMES} for row in rows]
    return {**found, "log.csv": json.dumps(kept).encode()}


def prepare(place: Path) -> None:
    """Write what the verbs read: flasks, recorded steps, arrays of them."""
    import pyarrow.parquet as parquet

    reactions = parquet.read_table(DATA / "overall_valid.parquet").to_pylist()[:60]
    lines = [".".join(filter(None, row["reaction"].split(">")[:2])) for row in reactions]
    (place / "flasks.smi").write_text("\n".join(lines) + "\n")
    (place / "few.smi").write_text("\n".join(lines[:20]) + "\n")
    steps = parquet.read_table(DATA / "steps_valid.parquet").slice(0, 300).to_pandas()
    steps.to_csv(place / "steps.csv", index=False)
    finished(
        Command(
            "preprocess",
            lambda folder: ("preprocess", folder / "steps.csv", "--output", folder / "arrays"),
            files_in,
        ),
        place,
    )


def main() -> None:
    """Kill the verbs named, or all, and print a table."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("verbs", nargs="*")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--longest-s", type=float, help="until the next kill")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        prepare(place)
        print("| run | kills | runs compared | starts that went on | last child ended after |")
        print("|---|---|---|---|---|")
        for verb, command in commands(place).items():
            if asked.verbs and verb not in asked.verbs:
                continue
            (place / verb).mkdir()
            started = time.monotonic()
            found = kill_and_compare(
                command, place / verb, asked.kills, asked.seed, asked.longest_s
            )
            print(
                f"| {command.name} | {found.kills} | {found.runs}, none differed "
                f"| {found.going_on} | {found.outlived_s:.1f} s |",
                flush=True,
            )
            print(f"{verb}: {time.monotonic() - started:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
