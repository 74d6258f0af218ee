"""States and molecules that expanding asks for again and again: of a supply, of a flask.

What is returned is shared: copy a molecule before you change it.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from rdkit import Chem

from flower.electrons import State, flask_to_state, state_to_mol, state_to_smiles
from flower.errors import InputError


@lru_cache(maxsize=4096)
def state_of(smiles: str) -> State:
    """The state of a molecule that a mechanism supplies or a work-up adds."""
    return flask_to_state(smiles)


@lru_cache(maxsize=4096)
def canonical_of(smiles: str) -> str:
    """Its canonical SMILES."""
    return state_to_smiles(state_of(smiles))


@lru_cache(maxsize=256)
def mol_of(state: State) -> Chem.Mol:
    """The molecule of a flask, for the rules that look at the same flask one after the other.

    >>> from flower.electrons import smiles_to_state
    >>> flask = smiles_to_state("CC(=O)Cl.N")
    >>> mol_of(flask) is mol_of(flask)
    True
    """
    return state_to_mol(state)


def mol_if_any(state: State) -> Chem.Mol | None:
    """The same; None for what is no molecule."""
    try:
        return mol_of(state)
    except InputError:
        return None


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
    atoms = np.stack([state.element, state.hydrogens, state.lone, state.isotope]).astype(np.int16)
    bonds = state.bonds.astype(np.int8)
    found = []
    for piece in Chem.GetMolFrags(mol):
        if nodes := [atom for atom in piece if atom < pool]:
            key = atoms[:, nodes].tobytes(), bonds[nodes][:, nodes].tobytes()
            found.append((nodes, key))
    return found
