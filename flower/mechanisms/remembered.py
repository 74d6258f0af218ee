"""States and molecules that expanding asks for again and again: of a supply, of a flask.

What is returned is shared: copy a molecule before you change it.
"""

from __future__ import annotations

from functools import lru_cache

from rdkit import Chem

from flower.electrons import State, flask_to_state, state_to_mol, state_to_smiles


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
