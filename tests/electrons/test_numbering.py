"""Canonical order: one flask, whatever order its SMILES was written in, and the way back."""

import numpy as np
import pytest

from flower.electrons import (
    apply_change,
    make_change,
    smiles_to_state,
    state_to_smiles,
)
from flower.electrons.numbering import in_canonical_order

SAME = [
    ("Cc1ccccc1O.N", "N.c1c(O)c(C)ccc1", "C1=CC(O)=C(C)C=C1.N"),
    ("C[C@H](N)O", "N[C@@H](C)O", "O[C@@H](N)C"),
    ("F/C=C/Cl", "Cl/C=C/F", "C(\\F)=C/Cl"),
    ("[H+].[H-].[H][H].[2H]C", "[2H]C.[H][H].[H-].[H+]"),
    ("[CH3:7][OH:1]", "OC"),
]


@pytest.mark.parametrize("written", SAME)
def test_every_way_of_writing_gives_the_same_electrons(written: tuple[str, ...]) -> None:
    ordered = [in_canonical_order(smiles_to_state(smiles))[0] for smiles in written]
    for name in ("element", "isotope", "hydrogens", "lone", "bonds"):
        first, *others = (getattr(state, name).tolist() for state in ordered)
        assert all(other == first for other in others), name
    assert len({state_to_smiles(state) for state in ordered}) == 1


def test_the_rings_of_one_flask_can_be_written_in_two_kekule_forms() -> None:
    # else the test above says nothing about them
    one, other = (smiles_to_state(smiles) for smiles in ("Cc1ccccc1O", "CC1=C(O)C=CC=C1"))
    mixed = [in_canonical_order(state)[1].state(state).bonds for state in (one, other)]
    orders = {tuple(map(tuple, bonds.tolist())) for bonds in mixed}
    assert len(orders) == 2 or (mixed[0] == mixed[1]).all()


@pytest.mark.parametrize("written", [smiles for row in SAME for smiles in row])
def test_there_and_back_is_the_same_flask(written: str) -> None:
    state = smiles_to_state(written)
    _, numbering = in_canonical_order(state)
    back = numbering.reversed.state(numbering.state(state))
    assert (back.bonds == state.bonds).all()
    assert (back.centres, back.double_bonds) == (state.centres, state.double_bonds)
    assert sorted(numbering.place.tolist()) == list(range(len(state)))
    assert numbering.place[-1] == len(state) - 1, "the proton pool stays last"


def test_a_change_renumbered_does_the_same() -> None:
    state = smiles_to_state("N.C=O")
    attack = make_change(bonds=[(0, 1, 1), (1, 2, -1)], lone=[(0, -2), (2, 2)])
    numbering = in_canonical_order(state)[1]
    assert not np.array_equal(numbering.place, np.arange(len(state)))
    moved = numbering.change(attack)
    assert (moved.bonds[:, 0] < moved.bonds[:, 1]).all()
    after = apply_change(numbering.state(state), moved)
    assert state_to_smiles(after) == state_to_smiles(apply_change(state, attack))
    assert numbering.reversed.change(moved).bonds.tolist() == attack.bonds.tolist()
