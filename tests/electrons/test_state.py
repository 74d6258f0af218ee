from dataclasses import FrozenInstanceError

import numpy as np
import pytest
from hypothesis import given
from rdkit import Chem

from flower.electrons import PROTON_POOL, VALENCE_ELECTRONS, smiles_to_state
from flower.electrons.elements import HYDROGEN
from tests.electrons.flasks import flasks


@given(smiles=flasks())
def test_the_matrix_is_symmetric_and_its_entries_sum_to_the_electrons_not_in_x_h_bonds(
    smiles: str,
) -> None:
    state = smiles_to_state(smiles)
    matrix = state.matrix()
    assert (matrix == matrix.T).all()
    assert matrix.sum() == state.electron_total - 2 * state.hydrogen_total


@given(smiles=flasks())
def test_electrons_are_those_of_the_atoms_less_the_charge(smiles: str) -> None:
    state = smiles_to_state(smiles)
    mol = Chem.AddHs(Chem.MolFromSmiles(smiles))
    atoms = sum(int(VALENCE_ELECTRONS[a.GetAtomicNum()]) for a in mol.GetAtoms())
    assert state.electron_total == atoms - Chem.GetFormalCharge(mol)
    assert state.charge.sum() == Chem.GetFormalCharge(mol)


@given(smiles=flasks())
def test_hydrogens_are_counts_and_nodes_together(smiles: str) -> None:
    state = smiles_to_state(smiles)
    mol = Chem.AddHs(Chem.MolFromSmiles(smiles))
    of_mol = sum(a.GetAtomicNum() == HYDROGEN for a in mol.GetAtoms())
    assert state.hydrogen_total + (state.element == HYDROGEN).sum() == of_mol


@given(smiles=flasks())
def test_the_last_node_alone_is_the_proton_pool(smiles: str) -> None:
    state = smiles_to_state(smiles)
    assert state.element[-1] == PROTON_POOL
    assert (state.element[:-1] != PROTON_POOL).all()
    assert state.lone[-1] == -2 * state.hydrogens[-1]
    assert not state.bonds[-1].any()
    assert state.charge[-1] == state.hydrogens[-1]


def test_free_protons_are_counted_on_the_pool_with_their_charge() -> None:
    state = smiles_to_state("[H+].[H+].[Cl-].[Cl-]")
    assert state.element.tolist() == [17, 17, 0]
    assert state.hydrogens.tolist() == [0, 0, 2]
    assert state.charge.tolist() == [-1, -1, 2]
    assert state.electron_total == 16


@pytest.mark.parametrize(
    ("smiles", "element", "hydrogens", "lone"),
    [
        ("[H-]", [1, 0], [0, 0], [2, 0]),
        ("[H][H]", [1, 0], [1, 0], [0, 0]),
        ("[2H]O", [1, 8, 0], [0, 1, 0], [0, 4, 0]),
        ("[NH4+]", [7, 0], [4, 0], [0, 0]),
        ("[CH3+]", [6, 0], [3, 0], [0, 0]),
        ("[Pd]", [46, 0], [0, 0], [10, 0]),
    ],
)
def test_small_species_hold_the_electrons_a_chemist_counts(
    smiles: str, element: list[int], hydrogens: list[int], lone: list[int]
) -> None:
    state = smiles_to_state(smiles)
    assert state.element.tolist() == element
    assert state.hydrogens.tolist() == hydrogens
    assert state.lone.tolist() == lone


def test_without_stereo_leaves_the_electrons() -> None:
    state = smiles_to_state("C[C@H](O)/C=C/Cl")
    bare = state.without_stereo()
    assert state.centres
    assert state.double_bonds
    assert bare.centres == bare.double_bonds == ()
    assert np.array_equal(bare.matrix(), state.matrix())


def test_a_state_cannot_be_given_other_electrons() -> None:
    state = smiles_to_state("O")
    with pytest.raises(FrozenInstanceError):
        state.lone = state.lone + 2  # type: ignore[misc]
    assert len(state) == 2
