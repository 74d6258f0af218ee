"""How fast this copy is against another revision, in CPU seconds, with one model and in one run.

python -m tests.benchmarks.speed af50d94
python -m tests.benchmarks.speed HEAD~20 --rounds 5 --model models/flower-base

Both copies do the same work by turns, each time in a process of its own with one thread, with the
model of the other revision (or the one given): a prediction from the shell, which is the start-up
and its memory; forty textbook flasks; one elementary step of flasks of several sizes. Told are the
medians and the ratio. CPU seconds, so that other work on the machine counts little.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from tests.benchmarks.cost import SIZES, exponent, flask_of
from tests.benchmarks.predict import AMIDE, HOUSE, PREDICT
from tests.data.textbook import reactions

_WORK = """
import json, sys
from statistics import median
from time import process_time
import torch
torch.set_num_threads(1)
import flower
verb, repeats, folder, flasks = json.loads(sys.stdin.read())
model = flower.load_model(folder)
ask = getattr(flower, verb)
ask(flasks[0], model=model)
spent = []
for _ in range(repeats):
    began = process_time()
    for flask in flasks:
        ask(flask, model=model)
    spent.append(process_time() - began)
print(json.dumps(median(spent)))
"""


@contextmanager
def revision(name: str) -> Iterator[Path]:
    """A folder with the files of a revision."""
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch, "house")
        git = ["git", "-C", str(HOUSE), "worktree"]
        subprocess.run([*git, "add", "-q", "--detach", str(place), name], check=True)
        try:
            yield place
        finally:
            subprocess.run([*git, "remove", "--force", str(place)], check=True)


def start_up(house: Path, model: Path) -> tuple[float, float]:
    """CPU seconds and peak megabytes of `flower predict` on the amide example."""
    command = [sys.executable, "-c", PREDICT, "predict", AMIDE, "--model", str(model)]
    child = subprocess.Popen(command, cwd=house, env=_environment(house), stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    if status:
        raise SystemExit(f"`flower predict` of {house} ended with {status}.")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def work(house: Path, model: Path, verb: str, flasks: list[str], repeats: int = 1) -> float:
    """CPU seconds of `flower.VERB` on some flasks, the model loaded and warm."""
    given = json.dumps([verb, repeats, str(model), flasks])
    done = subprocess.run(
        [sys.executable, "-c", _WORK],
        cwd=house,
        env=_environment(house),
        input=given,
        capture_output=True,
        text=True,
        check=True,
    )
    return float(json.loads(done.stdout.splitlines()[-1]))


def _environment(house: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(house), "OMP_NUM_THREADS": "1"}


def told(name: str, by_turns: list[list[float]], unit: str = "s") -> tuple[float, float]:
    """Print the medians of what both copies took, round by round, and their ratio."""
    old, new = (median(took) for took in zip(*by_turns, strict=True))
    print(f"| {name} | {old:.3g} {unit} | {new:.3g} {unit} | {old / new:.2f} |", flush=True)
    return old, new


def main() -> None:
    """Measure both and print a table."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("revision")
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--model", type=Path, help="folder that both can load")
    given = arguments.parse_args()
    rounds = range(given.rounds)
    flasks = [one.reactants for one in reactions()][::6][:40]
    with revision(given.revision) as before:
        model = (given.model or before / "models" / "flower-base").resolve()
        copies = (before, HOUSE)

        def by_turns(verb: str, asked: list[str], repeats: int = 1) -> list[list[float]]:
            return [[work(copy, model, verb, asked, repeats) for copy in copies] for _ in rounds]

        print(f"| | {given.revision} | now | ratio |\n|---|---|---|---|")
        for copy in copies:
            start_up(copy, model)  # which leaves bytecode behind
        starts = [[start_up(copy, model) for copy in copies] for _ in rounds]
        told("start-up and one prediction", [[s for s, _ in turn] for turn in starts])
        told("its peak memory", [[m for _, m in turn] for turn in starts], "MB")
        told("40 flasks", by_turns("predict", flasks))
        steps = [
            told(f"a step of {size} heavy atoms", by_turns("step", [flask_of(size)], 3))
            for size in SIZES
        ]
    middle = slice(SIZES.index(20), SIZES.index(160) + 1)
    for name, seconds in zip(("before", "now"), zip(*steps, strict=True), strict=True):
        slope = exponent(list(SIZES[middle]), list(seconds[middle]))
        print(f"exponent from 20 to 160 heavy atoms, {name}: {slope:.2f}")


if __name__ == "__main__":
    main()
