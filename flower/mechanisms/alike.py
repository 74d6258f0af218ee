"""Whether a step leads to the flask from which it came, as a proton from ethanol to ethoxide."""

from __future__ import annotations

from rdkit import Chem

from flower.electrons import State
from flower.electrons.elements import HYDROGEN


def are_alike(state: State, mol: Chem.Mol, after: State, mol_after: Chem.Mol) -> bool:
    """Whether two flasks, given as states and molecules, have the same molecules.

    >>> from flower.electrons import smiles_to_state, state_to_mol
    >>> flasks = map(smiles_to_state, ("CO.C[O-]", "C[O-].CO", "C[O-].C[O-]"))
    >>> (one, turned, other) = ((flask, state_to_mol(flask)) for flask in flasks)
    >>> are_alike(*one, *turned), are_alike(*one, *other)
    (True, False)
    """
    if _heavy_atoms(state) != _heavy_atoms(after):  # far quicker than to write both
        return False
    return bool(Chem.MolToSmiles(mol) == Chem.MolToSmiles(mol_after))


def _heavy_atoms(state: State) -> list[tuple[int, int, int]]:
    """Element, charge and hydrogens of each, sorted."""
    columns = (state.element, state.charge, state.hydrogens)
    kinds = zip(*(column.tolist() for column in columns), strict=True)
    return sorted(kind for kind in kinds if kind[0] > HYDROGEN)
