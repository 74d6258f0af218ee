import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from rdkit import Chem

from flower.electrons import smiles_to_state, state_to_mol
from flower.electrons.symmetry import LAST_LABEL, equivalence_labels
from tests.electrons.flasks import flasks


def mol_of(smiles: str) -> Chem.Mol:
    return state_to_mol(smiles_to_state(smiles).without_stereo())


def classes(mol: Chem.Mol) -> list[list[int]]:
    ranks = np.array(Chem.CanonicalRankAtoms(mol, breakTies=False, includeAtomMaps=False))
    return [np.flatnonzero(ranks == r).tolist() for r in np.unique(ranks)]


@given(smiles=flasks(), seed=st.integers(0, 2**20))
def test_equivalent_atoms_get_different_labels_from_zero_on(smiles: str, seed: int) -> None:
    mol = mol_of(smiles)
    rng = np.random.default_rng(seed)
    reacting = rng.choice(mol.GetNumAtoms(), min(2, mol.GetNumAtoms()), replace=False).tolist()
    labels = equivalence_labels(mol, reacting)
    for members in classes(mol):
        expected = [min(k, LAST_LABEL) for k in range(len(members))]
        assert sorted(labels[members]) == expected


@given(smiles=flasks(), data=st.data())
def test_a_reacting_atom_is_the_first_of_its_equivalents(smiles: str, data: st.DataObject) -> None:
    mol = mol_of(smiles)
    atom = data.draw(st.integers(0, mol.GetNumAtoms() - 1))
    assert equivalence_labels(mol, [atom])[atom] == 0


@given(smiles=flasks(), seed=st.integers(0, 2**20))
def test_labels_mark_the_same_flask_whatever_the_order_of_atoms(smiles: str, seed: int) -> None:
    mol = mol_of(smiles)
    order = np.random.default_rng(seed).permutation(mol.GetNumAtoms()).tolist()
    marked = []
    for copy in (mol, Chem.RenumberAtoms(mol, order)):
        for atom, label in zip(copy.GetAtoms(), equivalence_labels(copy).tolist(), strict=True):
            atom.SetIsotope(100 + label)
        marked.append(Chem.MolToSmiles(copy))
    assert marked[0] == marked[1]


def test_the_partners_of_a_told_apart_atom_follow_it() -> None:
    # Two like amines: the methyl groups of the reacting one come first, too.
    mol = mol_of("CNC.CNC")
    assert equivalence_labels(mol, [4]).tolist() == [2, 1, 3, 0, 0, 1]


def test_without_symmetry_every_label_is_zero() -> None:
    assert equivalence_labels(mol_of("CCO")).tolist() == [0, 0, 0]


def test_labels_stop_at_the_last() -> None:
    labels = equivalence_labels(mol_of(".".join(["[Na+]"] * 12)), [5])
    assert labels[5] == 0
    assert sorted(labels.tolist()) == [*range(LAST_LABEL), *[LAST_LABEL] * 5]
