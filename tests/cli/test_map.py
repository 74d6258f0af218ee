"""`flower map`: what is printed, and what bad input gets."""

import json

import pytest

from tests.cli.shell import inside
from tests.questions.test_mapping import AMIDE


@pytest.mark.usefixtures("toy")
def test_the_map_the_balance_and_its_ground_are_told() -> None:
    result = inside("map", AMIDE)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "[CH3:1][C:2](=[O:3])[Cl:4]" in result.stdout
    assert "by-products  CC[NH+](CC)CC.[Cl-]" in result.stdout
    assert "[H:" not in result.stdout
    assert "[H:" in inside("map", AMIDE, "--hydrogens").stdout


@pytest.mark.usefixtures("toy")
def test_json_is_one_object() -> None:
    told = json.loads(inside("map", AMIDE, "--json").stdout)
    assert (told["status"], told["support"], told["missing"]) == ("ok", "both", [])


@pytest.mark.usefixtures("toy")
def test_no_mechanism_is_told_in_words() -> None:
    result = inside("map", "CCCCCC>>C1CCCCC1")
    assert result.exit_code == 0
    assert "No mechanism was found" in result.stdout


@pytest.mark.usefixtures("toy")
def test_what_is_no_reaction_is_one_sentence() -> None:
    result = inside("map", "CCO>>CCO")
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)


@pytest.mark.usefixtures("toy")
@pytest.mark.parametrize("told", [True, False])
def test_the_confidence_is_explained_where_one_is_told(
    told: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    value = 0.9 if told else None
    monkeypatch.setattr("flower.questions.mapping._confidence", lambda _: value)
    printed = inside("map", AMIDE).stdout
    assert ("\nconfidence " in printed, "Confidence: of maps" in printed) == (told, told)
    assert "Atoms are numbered as in the input" in printed
