"""What an answer costs in CPU seconds of one core: by flask size, by beam, and for what.

python -m tests.benchmarks.cost size beam
python -m tests.benchmarks.cost profile FLASKS.smi     the functions that take most of it
python -m tests.benchmarks.cost threads FLASKS.smi     one process, with one and two threads

CPU seconds, not those of a clock, so that other work on the machine counts little.
"""

from __future__ import annotations

import cProfile
import pstats
import sys
from collections.abc import Callable
from math import log
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import numpy as np
import torch

import flower
from tests.benchmarks.predict import AMIDE, FORTY_ATOMS

SIZES = (10, 20, 40, 80, 160, 300)
BEAMS = (1, 2, 4, 8, 16, 32)


def flask_of(atoms: int) -> str:
    """A flask of so many heavy atoms in which an amine meets an acid chloride.

    The amide example has 19 of them; the rest is tetrahydrofuran.
    """
    core = "CC(=O)Cl.NC" if atoms < 19 else AMIDE
    missing = atoms - int((flower.smiles_to_state(core).element > 1).sum())
    thf, rest = divmod(missing, 5)
    return ".".join([core, *["C1CCOC1"] * thf, *["O"] * rest])


def cpu_seconds(work: Callable[[], object], repeats: int = 3) -> float:
    """The median of some repeats, after one that warms up."""
    spent = []
    for _ in range(repeats + 1):
        began = process_time()
        work()
        spent.append(process_time() - began)
    return median(spent[1:])


def exponent(across: list[int], seconds: list[float]) -> float:
    """The slope of the seconds in a doubly logarithmic plot, by least squares."""
    return float(np.polyfit([log(x) for x in across], [log(s) for s in seconds], 1)[0])


def size(model: object) -> None:
    """One elementary step of flasks of several sizes."""
    seconds = []
    for atoms in SIZES:
        flask = flask_of(atoms)
        assert int((flower.smiles_to_state(flask).element > 1).sum()) == atoms
        seconds.append(cpu_seconds(lambda f=flask: flower.step(f, model=model)))
        print(f"| {atoms} heavy atoms | {seconds[-1]:.3f} |", flush=True)
    small, large = SIZES[:4], SIZES[3:]
    print(f"exponent {exponent(list(small), seconds[:4]):.2f} up to {small[-1]} atoms, "
          f"{exponent(list(large), seconds[3:]):.2f} from there")  # fmt: skip


def beam(model: object) -> None:
    """Whole predictions of forty heavy atoms with several beams."""
    seconds = []
    for width in BEAMS:
        seconds.append(
            cpu_seconds(lambda w=width: flower.predict(FORTY_ATOMS, model=model, beam=w), 1)
        )
        print(f"| beam {width} | {seconds[-1]:.2f} |", flush=True)
    print(f"exponent {exponent(list(BEAMS), seconds):.2f}")


def profile(model: object, flasks: list[str]) -> None:
    """The functions that take most of the time, with and without what they call."""
    began = process_time()
    flower.predict(flasks, model=model)
    spent = process_time() - began
    print(f"{spent / len(flasks):.3f} CPU s a flask, {60 * len(flasks) / spent:.0f} a minute")
    watch = cProfile.Profile()
    watch.runcall(flower.predict, flasks, model=model)
    for order in ("tottime", "cumtime"):
        pstats.Stats(watch).sort_stats(order).print_stats(25)


def threads(model: object, flasks: list[str]) -> None:
    """What a second thread costs and gains."""
    for number in (1, 2):
        torch.set_num_threads(number)
        cpu, clock = process_time(), perf_counter()
        flower.predict(flasks, model=model)
        cpu, clock = process_time() - cpu, perf_counter() - clock
        print(f"{number} threads: {cpu:.1f} CPU s, {clock:.1f} s by the clock", flush=True)


def main() -> None:
    """Measure what is asked for."""
    torch.set_num_threads(1)
    model = flower.load_model(device="cpu")
    asked, files = sys.argv[1:], [Path(a) for a in sys.argv[1:] if a.endswith(".smi")]
    flasks = files[0].read_text().split() if files else []
    if "size" in asked:
        size(model)
    if "beam" in asked:
        beam(model)
    if "profile" in asked:
        profile(model, flasks)
    if "threads" in asked:
        threads(model, flasks)


if __name__ == "__main__":
    main()
