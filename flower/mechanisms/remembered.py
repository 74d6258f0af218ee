"""States and molecules that expanding asks for again and again: of a supply, of a flask.

What is returned is shared: copy a molecule before you change it.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from jaxtyping import Int16
from rdkit import Chem

from flower.electrons import State, flask_to_state, state_to_mol
from flower.electrons.smiles import flask_smiles
from flower.errors import InputError


@lru_cache(maxsize=4096)
def state_of(smiles: str) -> State:
    """The state of a molecule that a mechanism supplies or a work-up adds."""
    return flask_to_state(smiles)


@lru_cache(maxsize=4096)
def canonical_of(smiles: str) -> str:
    """Its canonical SMILES."""
    return smiles_of(state_of(smiles))


def mol_of(state: State) -> Chem.Mol:
    """The molecule of a flask; of flasks that are alike node by node, one.

    Proton transfers lead to the same flask in any order, and so do ways that begin alike.

    >>> from flower.electrons import smiles_to_state
    >>> one, other = smiles_to_state("CC(=O)Cl.N"), smiles_to_state("CC(=O)Cl.N")
    >>> mol_of(one) is mol_of(other)
    True
    """
    return _mol_of(_alike(state))


def smiles_of(state: State) -> str:
    """The flask as canonical SMILES; see `flower.electrons.state_to_smiles`.

    >>> from flower.electrons import smiles_to_state
    >>> smiles_of(smiles_to_state("OC(=O)C.[Na+].[OH-]"))
    'CC(=O)O.[Na+].[OH-]'
    """
    return _smiles_of(_alike(state))


def first_alike(state: State) -> State:
    """Of flasks that are alike node by node, the one that was met first.

    >>> from flower.electrons import smiles_to_state
    >>> one, other = smiles_to_state("CC(=O)Cl.N"), smiles_to_state("CC(=O)Cl.N")
    >>> first_alike(one) is first_alike(other)
    True
    """
    return _first(_alike(state))


class _Alike:
    """A state that is equal to others with the same atoms, electrons and configurations."""

    def __init__(self, state: State) -> None:
        self.state = state
        self._told = (
            _atoms(state).tobytes(),
            state.bonds.astype(np.int8).tobytes(),
            state.centres,
            state.double_bonds,
        )
        self._hash = hash(self._told)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Alike) and self._told == other._told


@lru_cache(maxsize=256)
def _alike(state: State) -> _Alike:
    return _Alike(state)


@lru_cache(maxsize=1024)
def _first(alike: _Alike) -> State:
    return alike.state


@lru_cache(maxsize=1024)
def _mol_of(alike: _Alike) -> Chem.Mol:
    return state_to_mol(alike.state)


@lru_cache(maxsize=1024)
def _smiles_of(alike: _Alike) -> str:
    return flask_smiles(alike.state, _mol_of(alike))


def _atoms(state: State) -> Int16[np.ndarray, "4 n"]:
    return np.stack([state.element, state.hydrogens, state.lone, state.isotope]).astype(np.int16)


def mol_if_any(state: State) -> Chem.Mol | None:
    """The same; None for what is no molecule."""
    try:
        return mol_of(state)
    except InputError:
        return None


@lru_cache(maxsize=256)
def molecules_of(state: State, mol: Chem.Mol) -> list[tuple[list[int], tuple[bytes, bytes]]]:
    """The nodes of each molecule of a flask, and what they are; free protons are on none.

    The second is the same for the same molecule in the same order of its nodes, stereochemistry
    aside.

    >>> from flower.electrons import smiles_to_state
    >>> flask = smiles_to_state("CO.[H+].CO.OC")
    >>> (one, key), (other, same), (turned, unlike) = molecules_of(flask, mol_of(flask))
    >>> one, other, key == same, key == unlike
    ([0, 1], [2, 3], True, False)
    """
    pool = len(state) - 1
    atoms = _atoms(state)
    bonds = state.bonds.astype(np.int8)
    found = []
    for piece in Chem.GetMolFrags(mol):
        if nodes := [atom for atom in piece if atom < pool]:
            key = atoms[:, nodes].tobytes(), bonds[nodes][:, nodes].tobytes()
            found.append((nodes, key))
    return found


def molecule_with(state: State, node: int) -> str:
    """The molecule of an atom, as SMILES.

    >>> molecule_with(state_of("CC.OC"), 2)
    'CO'
    """
    mol = mol_of(state)
    (atoms,) = (atoms for atoms in Chem.GetMolFrags(mol) if node in atoms)
    return canonical_of(str(Chem.MolFragmentToSmiles(mol, list(atoms))))
