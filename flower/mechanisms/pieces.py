"""The molecules of flasks, each searched for patterns once.

Expanding meets the same solvents and reagents in every reaction, and the same substrate beside
whatever a mechanism is given.
"""

from __future__ import annotations

from collections.abc import Hashable

from rdkit import Chem

from flower.electrons import State, state_to_mol
from flower.mechanisms.remembered import molecules_of
from flower.mechanisms.screening import Flask

_MOST = 2048  # molecules that are remembered
_known: dict[Hashable, Flask] = {}


def searched(state: State, mol: Chem.Mol) -> Flask:
    """A flask that is asked for patterns, molecule by molecule.

    >>> from flower.electrons import smiles_to_state
    >>> from flower.mechanisms.screening import Pattern
    >>> flask = smiles_to_state("CO.Cl")
    >>> searched(flask, state_to_mol(flask)).has(Pattern(Chem.MolFromSmarts("[OH]")))
    True
    """
    if state.hydrogens[-1]:  # free protons are on no molecule
        return Flask(mol)
    return Flask(mol, [piece(state, nodes, key) for nodes, key in molecules_of(state, mol)])


def piece(state: State, nodes: list[int], key: Hashable) -> Flask:
    """A molecule of a flask alone, of which `molecules_of` tells the nodes and what they are."""
    found = _known.get(key)
    if found is None:
        if len(_known) >= _MOST:
            _known.clear()
        found = _known[key] = Flask(state_to_mol(state.part(nodes)))
    return found
