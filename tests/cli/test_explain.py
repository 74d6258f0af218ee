"""`flower explain`: what is printed, and what bad input gets."""

import json

import pytest

from tests.cli.shell import inside
from tests.questions.test_explaining import COMPETING, RIGHT, WRONG


@pytest.mark.usefixtures("toy")
def test_the_way_the_parting_and_the_molecule_that_decides_are_told() -> None:
    result = inside("explain", COMPETING, "--product", WRONG)
    assert (result.exit_code, result.stderr) == (0, "")
    told = result.stdout
    assert f"predicted instead: {RIGHT}" in told
    assert "At step 1 the model would rather go elsewhere" in told
    (line,) = [line for line in told.splitlines() if "makes the difference" in line]
    assert line.split()[0] == "N"
    assert max(map(len, told.splitlines())) <= 80


@pytest.mark.usefixtures("toy")
def test_json_is_one_object() -> None:
    result = inside("explain", COMPETING, "--product", RIGHT, "--no-leave-out", "--json")
    told = json.loads(result.stdout)
    assert (told["is_predicted"], told["parting"], told["left_out"]) == (True, None, [])


@pytest.mark.usefixtures("toy")
def test_no_way_is_told() -> None:
    result = inside("explain", COMPETING, "--product", "C=C=O", "--no-leave-out")
    assert (result.exit_code, "no way to it was found" in result.stdout) == (0, True)


@pytest.mark.usefixtures("toy")
def test_the_same_molecule_is_one_sentence() -> None:
    result = inside("explain", COMPETING, "--product", "N")
    assert result.exit_code == 2
    assert result.stderr.startswith("Error: `N` is in the flask already")
    assert result.stderr.count("\n") == 1
