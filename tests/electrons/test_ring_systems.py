"""Molecules with so many rings of equal size that RDKit would not end."""

import pytest

from flower.electrons import smiles_to_state
from flower.electrons.parsing import parse
from flower.electrons.ring_systems import joined_rings
from flower.errors import InputError

BELT = "C12C3C4C1" + "C5C1" * 50 + "C5C2C3C45"
FULLERENE = (
    "c12c3c4c5c1c1c6c7c2c2c8c3c3c9c4c4c%10c5c5c1c1c6c6c%11c7c2c2c7c8c3c3c8c9c4c4c9c%10c5c5c1c1c6c6"
    "c%11c2c2c7c3c3c8c4c4c9c5c1c1c6c2c3c41"
)


def necklace(beads: int) -> str:
    """A ring of phenylenes, round each of which there are two ways of equal length."""
    inside = "".join(f"-c%{10 + k}ccc(cc%{10 + k})" for k in range(1, beads))
    return f"c1%99ccc(cc1){inside}-%99"


@pytest.mark.parametrize("smiles", [BELT, f"CCO.{BELT}", necklace(30)])
def test_rings_without_end_are_refused_in_one_sentence(smiles: str) -> None:
    with pytest.raises(InputError, match="rings joined in a way that takes too long"):
        parse(smiles)


def test_one_that_is_no_molecule_is_not_analysed_to_say_why() -> None:
    with pytest.raises(InputError, match="takes too long"):
        smiles_to_state(BELT.replace("C3", "C(C)(C)(C)C3", 1))


@pytest.mark.parametrize(
    "smiles",
    [
        FULLERENE,
        necklace(8),
        "C12C3C4C1C5C2C3C45",
        "O=C1CCC2C3CCC4CC(O)CCC4(C)C3CCC12C",
        "c1cc2ccc3cc4ccc5cc6ccccc6cc5c4cc3c2cc1",
        "C1CC1." * 40 + "C",
    ],
)
def test_molecules_that_chemists_have_are_read(smiles: str) -> None:
    assert parse(smiles).GetNumAtoms() > 3


def test_rings_that_are_not_joined_are_not_added_up() -> None:
    assert joined_rings(parse("C1CC1C" * 30)) == 1
