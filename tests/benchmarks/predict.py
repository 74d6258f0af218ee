"""What a prediction costs in seconds and megabytes.

python -m tests.benchmarks.predict
"""

import resource
import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

import flower

HOUSE = Path(__file__).parents[2]
AMIDE = "CC(=O)Cl.NCc1ccccc1.CCN(CC)CC"
# Ibuprofen's acid chloride, lidocaine's amine part, triethylamine, chloroform, THF: 40 heavy atoms.
FORTY_ATOMS = "CC(C)Cc1ccc(cc1)C(C)C(=O)Cl.Cc1cccc(C)c1N.CCN(CC)CC.ClC(Cl)Cl.C1CCOC1"
PREDICT = "from flower.cli.app import app; app()"


def whole_command() -> tuple[float, float]:
    """Seconds, start-up included, and peak megabytes of `flower predict` on the amide example."""
    began = perf_counter()
    command = [sys.executable, "-c", PREDICT, "predict", AMIDE]
    subprocess.run(command, cwd=HOUSE, check=True, capture_output=True)
    seconds = perf_counter() - began
    return seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def one_step(repeats: int = 7) -> float:
    """Median seconds of one elementary step of a flask of 40 heavy atoms, model loaded."""
    model = flower.load_model()
    spent = []
    for _ in range(repeats + 1):
        began = perf_counter()
        flower.step(FORTY_ATOMS, model=model)
        spent.append(perf_counter() - began)
    return median(spent[1:])  # the first one warms up


if __name__ == "__main__":
    assert sum(flower.smiles_to_state(FORTY_ATOMS).element > 1) == 40
    seconds, megabytes = whole_command()
    print(f"flower predict, amide, start-up included: {seconds:.1f} s, {megabytes:,.0f} MB")
    print(f"flower.step, 40 heavy atoms, model loaded: {one_step():.3f} s")
