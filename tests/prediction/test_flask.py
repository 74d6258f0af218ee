"""Which flasks a model is asked about, and what is said of the others."""

import re

import pytest

from flower.electrons import smiles_to_state, state_to_smiles
from flower.errors import InputError
from flower.prediction.flask import LARGEST_FLASK, read_flask, read_staged_flask
from tests.toy_model import LearnedToyModel, ToyModel


@pytest.mark.parametrize(
    ("smiles", "sentence"),
    [
        ("", "The SMILES is empty; give at least one molecule"),
        (" \t", "The SMILES is empty"),
        ("C(", r"has 1 `\(` and 0 `\)`; every bracket needs its partner"),
        ("C[NH4]", "has 10 electrons around it; nitrogen holds at most 8"),
        ("CC>CC", "is no overall reaction"),
        ("C*", "dummy atom"),
        ("CC Cl", "holds a space"),
        ("C.[Uue]", "is no element"),
        ("C[Se]C.[Pd]", "holds Se, Pd, which the model `toy` has not learnt; it knows H, C, N"),
        ("C" * 2000, "holds 2,000 heavy atoms; at most 300"),
        ("c" * 50_000, "has 50,000 characters; at most 300 heavy atoms"),
    ],
)
def test_a_flask_that_cannot_be_used_gets_one_sentence(smiles: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence) as caught:
        read_flask(smiles, ToyModel())
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    ("tight", "with_room"),
    [
        ("CC(=O)Cl.N>CCN(CC)CC>CC(N)=O", "CC(=O)Cl . N > CCN(CC)CC > CC(N)=O"),
        ("CCl>[OH-]>CO", "CCl > [OH-] > CO"),
        ("CC(C)=O.CN>>O", "CC(C)=O.CN > > O"),
    ],
)
def test_room_around_the_arrows_changes_no_flask(tight: str, with_room: str) -> None:
    read = [state_to_smiles(read_flask(text, ToyModel())) for text in (tight, with_room)]
    assert read[0] == read[1]
    agents = tight.split(">")[1]
    assert agents in read[1]


@pytest.mark.parametrize("last", ["O", "CBr"])
def test_what_is_hardly_a_product_may_be_a_stage_if_there_is_room(last: str) -> None:
    both = rf"write `CC\(C\)=O.CN then Cl then {last}`.* `CC\(C\)=O.CN>Cl>{last}`"
    with pytest.raises(InputError, match=both):
        read_flask(f"CC(C)=O.CN > Cl > {last}", ToyModel())
    read = read_flask(f"CC(C)=O.CN>Cl>{last}", ToyModel())
    assert state_to_smiles(read) == state_to_smiles(smiles_to_state("CC(C)=O.CN.Cl"))


def test_the_largest_flask_is_still_read() -> None:
    assert len(read_flask("C" * LARGEST_FLASK, ToyModel())) == LARGEST_FLASK + 1
    with pytest.raises(InputError):
        read_flask("C" * (LARGEST_FLASK + 1), ToyModel())


def test_hydrogens_do_not_count_as_heavy_atoms() -> None:
    assert len(read_flask("[H]C([H])([H])[H]." * 99 + "C", ToyModel())) == 101


@pytest.mark.parametrize(
    ("written", "offered"),
    [
        ("THF", "C1CCOC1"),
        ("NaBH4", "[BH4-].[Na+]"),
        ("triethylamine", "CCN(CC)CC"),
        ("Sodium hydroxide", "[Na+].[OH-]"),
        ("BnBr", "BrCc1ccccc1"),
        ("K F", "[F-].[K+]"),
        ("acetic acid + MeOH", "CC(=O)O.CO"),
        ("CC(=O)Cl.Et3N", "CC(=O)Cl.CCN(CC)CC"),
        ("CC(=O)Cl + NaOH", "CC(=O)Cl.[Na+].[OH-]"),
        ("triethylamin", "CCN(CC)CC"),
        ("CC(=O)Cl.etanol", "CCO"),
    ],
)
def test_a_name_that_is_known_gets_its_flask_offered(written: str, offered: str) -> None:
    with pytest.raises(InputError) as refused:
        read_flask(written, LearnedToyModel())
    told = re.findall("write `([^`]+)`", str(refused.value))
    assert told[0] == offered
    read_flask(told[0], LearnedToyModel())
    for staged in re.findall(", or `([^`]+)`", str(refused.value)):
        flask, stages, _ = read_staged_flask(staged, LearnedToyModel())
        assert state_to_smiles(flask) == state_to_smiles(read_flask(offered, LearnedToyModel()))
        assert stages == ()


def test_a_name_that_is_not_known_is_told_as_a_name() -> None:
    with pytest.raises(InputError, match="`aspirin` looks like a name; names are not read, so"):
        read_flask("CC(=O)Cl.aspirin", LearnedToyModel())


def test_a_flask_that_can_be_read_is_not_looked_through_for_names(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    monkeypatch.setattr("flower.prediction.flask.named_reagent", asked.append)
    read_flask("CC(=O)Cl.N.Cl", LearnedToyModel())
    assert asked == []
    with pytest.raises(InputError):
        read_flask("CC=O.NaBH4", LearnedToyModel())
    assert "NaBH4" in asked
