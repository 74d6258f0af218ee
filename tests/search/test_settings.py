"""Search settings that make no sense are refused with a sentence."""

import re
import subprocess
import sys

import pytest

from flower.errors import InputError
from flower.search import SearchSettings


@pytest.mark.parametrize("name", ["max_steps", "beam", "branching", "candidates", "top"])
def test_less_than_one_is_refused(name: str) -> None:
    with pytest.raises(InputError, match=re.escape(f"{name} = 0: at least one is needed")):
        SearchSettings(**{name: 0})


@pytest.mark.parametrize("probability", [-0.1, 1.0, float("nan")])
def test_no_probability_is_refused(probability: float) -> None:
    with pytest.raises(InputError, match="minimum_probability"):
        SearchSettings(minimum_probability=probability)


def test_the_room_opens_without_loading_molecules() -> None:
    code = "import sys, flower; flower.SearchSettings(); print({'rdkit', 'numpy'} & {*sys.modules})"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert told.stdout.strip() == "set()", told.stderr
