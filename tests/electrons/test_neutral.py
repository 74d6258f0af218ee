"""Molecules with charge and stereo set aside."""

import pytest
from hypothesis import given

from flower.electrons import uncharged, uncharged_molecules
from flower.errors import InputError
from tests.electrons.flasks import flasks


@pytest.mark.parametrize(
    ("charged", "neutral"),
    [
        ("CC(=O)[O-]", "CC(=O)O"),
        ("C[NH2+]C", "CNC"),
        ("CO", "CO"),
        ("[Cl-]", "Cl"),
        ("[OH3+]", "O"),
        ("C[NH2+]C(C)([O-])Cl", "CNC(C)(O)Cl"),
        ("[cH-]1cccc1", "C1=CCC=C1"),  # no longer aromatic
        ("c1cc[n-]c1", "c1cc[nH]c1"),
    ],
)
def test_charge_is_set_aside_by_protons(charged: str, neutral: str) -> None:
    assert uncharged(charged) == neutral


@pytest.mark.parametrize(
    "smiles",
    ["[Na+]", "C[N+](C)(C)C", "F[B-](F)(F)F", "C[N+](=O)[O-]", "F[P-](F)(F)(F)(F)F"],
)
def test_a_charge_that_no_proton_settles_stays(smiles: str) -> None:
    assert uncharged(smiles) == smiles


def test_stereo_is_set_aside_and_isotopes_are_not() -> None:
    assert uncharged("C[C@H](N)[O-]") == uncharged("C[C@@H](N)O") == "CC(N)O"
    assert uncharged("C/C=C/C") == uncharged("C/C=C\\C") == "CC=CC"
    assert uncharged("[2H]C") != uncharged("C")


def test_tautomers_are_told_apart() -> None:
    assert uncharged("CC(=O)C") != uncharged("CC(O)=C")


@given(smiles=flasks())
def test_what_is_uncharged_stays_as_it_is(smiles: str) -> None:
    for molecule in uncharged_molecules(smiles):
        assert uncharged(molecule) == molecule


def test_text_that_is_no_molecule_is_refused() -> None:
    with pytest.raises(InputError, match="ring closure"):
        uncharged("C1CC")
