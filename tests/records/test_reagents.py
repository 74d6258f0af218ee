"""Reagents and solvents by name."""

import csv
from importlib.resources import files

import pytest

from flower.electrons import flask_to_state, state_to_smiles
from flower.errors import InputError
from flower.records.reagents import named_reagent, nearest_names, read_substances

_TABLE = files("flower.data") / "sets" / "reagents" / "reagents.csv"
ROWS = list(csv.DictReader(_TABLE.read_text(encoding="utf-8").splitlines()))
ASKED = ["DCM", "THF", "DMF", "AcOH", "TEA", "DIPEA", "NaBH4", "DIBAL", "mCPBA"]


def test_no_name_stands_for_two_substances() -> None:
    names = [name.lower() for row in ROWS for name in row["names"].split("; ")]
    assert sorted(names) == sorted(set(names))


def test_no_substance_stands_in_two_rows() -> None:
    flasks = [state_to_smiles(flask_to_state(row["smiles"])) for row in ROWS]
    assert [one for one in flasks if flasks.count(one) > 1] == []


def test_every_row_is_neutral_and_of_a_known_kind() -> None:
    for row in ROWS:
        assert int(flask_to_state(row["smiles"]).charge.sum()) == 0, row
    assert {row["kind"] for row in ROWS} == {"solvent", "reagent"}


@pytest.mark.parametrize("name", ASKED)
def test_the_names_that_everybody_uses_are_known_in_any_case(name: str) -> None:
    assert named_reagent(name) == named_reagent(name.lower()) == named_reagent(f" {name.upper()} ")
    assert named_reagent(name) is not None


@pytest.mark.parametrize(
    ("text", "smiles"),
    [
        ("1,4-dioxane", "C1COCCO1"),
        ("acetic acid, water and CCO", "CC(=O)O.O.CCO"),
        ("H2O2 + NaOH", "OO.[Na+].[OH-]"),
        ("BH3.THF", "B.C1CCOC1"),
        ("[Na+].[OH-]", "[Na+].[OH-]"),
        ("NBS", "O=C1CCC(=O)N1Br"),
    ],
)
def test_names_and_smiles_are_read_side_by_side(text: str, smiles: str) -> None:
    assert read_substances(text)[0] == smiles


@pytest.mark.parametrize(
    ("wrong", "near"), [("NaBH", "NaBH4"), ("DIBALL", "DIBAL"), ("mCPB", "mCPBA"), ("TEAA", "TEA")]
)
def test_the_nearest_names_are_offered_and_can_be_read(wrong: str, near: str) -> None:
    assert near in nearest_names(wrong)
    with pytest.raises(InputError, match=f"`{wrong}` is no SMILES and no name.*{near}"):
        read_substances(wrong)
    assert all(named_reagent(name) for name in nearest_names(wrong))


def test_what_is_like_no_name_is_told_as_what_it_is() -> None:
    with pytest.raises(InputError, match="is a CAS number"):
        read_substances("64-17-5")
    with pytest.raises(InputError, match="no SMILES and no name that is known; give SMILES"):
        read_substances("C((")
