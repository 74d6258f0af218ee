import numpy as np
from hypothesis import given

from flower.electrons import ATOM_COLUMNS, BOND_ORDER, flask_features, smiles_to_state
from tests.electrons.flasks import flasks


@given(smiles=flasks())
def test_features_hold_the_electrons_of_the_state(smiles: str) -> None:
    state = smiles_to_state(smiles)
    atoms, bonds = flask_features(state)
    column = dict(zip(ATOM_COLUMNS, atoms.T.tolist(), strict=True))
    for name in ("element", "hydrogens", "lone", "charge"):
        assert column[name] == getattr(state, name).tolist(), name
    matrix = np.zeros_like(state.bonds)
    for i, j, code in bonds.tolist():
        matrix[i, j] = matrix[j, i] = BOND_ORDER[code]
        assert i < j
    assert (matrix == state.bonds).all()


def test_rings_and_aromatic_atoms_are_marked() -> None:
    atoms, bonds = flask_features(smiles_to_state("Cc1ccccc1.C1CC1"))
    ring, aromatic = atoms[:, ATOM_COLUMNS.index("ring")], atoms[:, ATOM_COLUMNS.index("aromatic")]
    assert ring.tolist() == [0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0]
    assert aromatic.tolist() == [0, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0]
    assert sorted(code for _, _, code in bonds.tolist()) == [1, 1, 1, 1, 4, 4, 4, 5, 5, 5]


def test_a_reacting_atom_comes_first_among_its_equivalents() -> None:
    state = smiles_to_state("CS(=O)(=O)C")
    tie = ATOM_COLUMNS.index("tie")
    assert flask_features(state, [3]).atoms[[2, 3], tie].tolist() == [1, 0]
    assert flask_features(state, [2]).atoms[[2, 3], tie].tolist() == [0, 1]


def test_the_proton_pool_and_a_free_proton_can_react() -> None:
    state = smiles_to_state("[H+].CO")
    atoms = flask_features(state, [len(state) - 1, 1]).atoms
    assert atoms[-1].tolist() == [0, 1, -2, 1, 0, 0, 0]


@given(smiles=flasks())
def test_stereo_is_not_told(smiles: str) -> None:
    state = smiles_to_state(smiles)
    with_stereo, without = flask_features(state), flask_features(state.without_stereo())
    assert (with_stereo.atoms == without.atoms).all()
    assert (with_stereo.bonds == without.bonds).all()


def test_shapes_and_types_are_those_of_the_stored_arrays() -> None:
    atoms, bonds = flask_features(smiles_to_state("[Na+]"))
    assert (atoms.shape, atoms.dtype) == ((2, 7), np.int8)
    assert (bonds.shape, bonds.dtype) == ((0, 3), np.int16)


def test_the_triple_bond_of_an_aryne_is_a_triple_bond() -> None:
    _, bonds = flask_features(smiles_to_state("C1#CC=CC=C1"))
    assert sorted(BOND_ORDER[code] for _, _, code in bonds.tolist()) == [1, 1, 1, 2, 2, 3]
