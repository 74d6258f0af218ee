"""What the network is told of each atom and bond of a flask, as small integers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Int8, Int16

from flower.electrons.smiles import state_to_mol
from flower.electrons.state import State
from flower.electrons.symmetry import equivalence_labels

ATOM_COLUMNS = ("element", "hydrogens", "lone", "charge", "ring", "aromatic", "tie")
BOND_ORDER = (0, 1, 2, 3, 1, 2)
"""Bond order of each bond code: none, single, double, triple, aromatic single and double."""


class FlaskFeatures(NamedTuple):
    """``atoms`` (n, 7) int8 in the order of `ATOM_COLUMNS`; ``bonds`` (m, 3) int16 i, j, code."""

    atoms: Int8[np.ndarray, "n columns"]
    bonds: Int16[np.ndarray, "m 3"]


def flask_features(state: State, reacting: Sequence[int] = ()) -> FlaskFeatures:
    """Describe a flask; ``reacting`` nodes get the first label among equivalent atoms.

    >>> from flower.electrons import smiles_to_state
    >>> atoms, bonds = flask_features(smiles_to_state("C=O"))
    >>> atoms.tolist(), bonds.tolist()
    ([[6, 2, 0, 0, 0, 0, 0], [8, 0, 4, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0]], [[0, 1, 2]])
    """
    mol = state_to_mol(state.without_stereo())
    n = len(state) - 1  # the proton pool is no atom of the molecule
    ring, aromatic, tie = (np.zeros(n + 1, dtype=np.int64) for _ in range(3))
    for i in range(n):
        atom = mol.GetAtomWithIdx(i)
        ring[i], aromatic[i] = atom.IsInRing(), atom.GetIsAromatic()
    tie[:n] = equivalence_labels(mol, [i for i in reacting if i < n])[:n]
    atoms = np.stack(
        [state.element, state.hydrogens, state.lone, state.charge, ring, aromatic, tie], axis=1
    )
    first, second = np.nonzero(np.triu(state.bonds))
    code = np.minimum(state.bonds[first, second], 3)
    for row, (a, b) in enumerate(zip(first.tolist(), second.tolist(), strict=True)):
        # The triple bond of an aryne, aromatic to RDKit, stays a triple bond.
        if code[row] < 3 and mol.GetBondBetweenAtoms(a, b).GetIsAromatic():
            code[row] += 3
    bonds = np.stack([first, second, code], axis=1)
    return FlaskFeatures(atoms.astype(np.int8), bonds.astype(np.int16))
