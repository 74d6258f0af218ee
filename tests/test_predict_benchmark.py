"""What a prediction costs in seconds and megabytes; printed, never asserted.

python -m tests.test_predict_benchmark   (with pytest, shape checks add to the times)
"""

import resource
import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

import pytest

import flower

HOUSE = Path(__file__).parents[1]
MODEL = HOUSE / "models" / "flower-base" / "settings.json"
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


def test_the_flask_has_forty_heavy_atoms() -> None:
    state = flower.smiles_to_state(FORTY_ATOMS)
    assert sum(state.element > 1) == 40


@pytest.mark.skipif(not MODEL.is_file(), reason="models/flower-base is not in this copy")
def test_print_the_cost_of_a_prediction() -> None:
    seconds, megabytes = whole_command()
    print(f"\nflower predict, amide, start-up included: {seconds:.1f} s, {megabytes:,.0f} MB")
    print(f"flower.step, 40 heavy atoms, model loaded: {one_step():.3f} s")


if __name__ == "__main__":
    test_print_the_cost_of_a_prediction()
