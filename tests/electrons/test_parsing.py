"""SMILES that would break, stall or mislead RDKit are refused first, with a sentence."""

import time

import pytest

from flower.electrons import smiles_to_state, state_to_smiles
from flower.electrons.parsing import MOST_ATOMS, parse
from flower.errors import InputError


@pytest.mark.parametrize(
    ("smiles", "told"),
    [
        ("C[#119]", "an atom of number 119; elements go up to 118"),  # RDKit fails in its table
        ("c1c[#119]ccc1", "an atom of number 119"),
        ("[C+999]", r"`\[C\+999` in .* tells a charge, isotope"),  # would be read as [C-25]
        ("[70000CH4]", r"`\[70000` in .* tells a charge, isotope"),  # would be read as 4464
        ("[CH300]", "tells a charge, isotope or number of hydrogens"),
        ("CC\ud800", r"`\\ud800` in .* is no character of a SMILES"),  # cannot be encoded
        ("CC\0N", r"`\\x00` in .* is no character of a SMILES"),
        ("CСО", "`С` in .* is no letter of SMILES but CYRILLIC"),
        ("C" * (MOST_ATOMS + 1), "holds 5,001 atoms; at most 5,000"),
        ("C" * 300_000, "has 300,000 characters; at most 200,000"),
        ("CS" + "(=O)" * 90, "no molecule that RDKit accepts|electrons around it"),
        ("C*", r"dummy atom `\*`"),
    ],
    ids=lambda text: text[:16].encode("unicode_escape").decode(),
)
def test_what_rdkit_cannot_be_trusted_with_is_refused(smiles: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        parse(smiles)


@pytest.mark.slow
@pytest.mark.parametrize(
    "smiles",
    ["c" * 190_000, "[C" * 90_000, "]" * 90_000 + "[C" * 90_000, "(" * 190_000, "C(" * 95_000,
     "[" + "+" * 190_000, "C1" * 4999 + "C", "c1" + "c" * 4990 + "1"],
    ids=lambda text: text[:6],
)  # fmt: skip
def test_a_long_text_is_refused_soon(smiles: str) -> None:
    began = time.process_time()
    with pytest.raises(InputError):
        parse(smiles)
    assert time.process_time() - began < 10


def test_what_stands_behind_a_smiles_between_bars_is_not_read() -> None:
    """RDKit would read coordinates, labels, radicals and enhanced stereo from there."""
    assert state_to_smiles(smiles_to_state("CC |^1:0|")) == "CC"


@pytest.mark.parametrize("smiles", ["[2H][H]", "[H][2H]", "[3H][H].[2H]", "[H][H]", "[2H][2H]"])
def test_hydrogen_of_two_isotopes_keeps_its_hydrogens_however_it_is_written(smiles: str) -> None:
    state = smiles_to_state(smiles)
    again = smiles_to_state(state_to_smiles(state))
    assert again.hydrogen_total == state.hydrogen_total
    assert sorted(again.element.tolist()) == sorted(state.element.tolist())
