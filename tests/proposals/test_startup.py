"""What a prediction does without, so that it starts at once."""

import subprocess
import sys

import pytest

UNNEEDED = ("torch_geometric", "torch._dynamo", "torch._inductor", "sympy", "pandas")


@pytest.mark.slow
def test_predicting_imports_nothing_that_only_training_needs() -> None:
    asks = (
        "import sys, flower; flower.predict('N.Cl', device='cpu'); "
        f"print([name for name in {UNNEEDED} if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=False)
    assert (told.returncode, told.stdout.strip()) == (0, "[]"), told.stderr
