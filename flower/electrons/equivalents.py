"""The same elementary step at equivalent atoms."""

from __future__ import annotations

from itertools import islice, product

import numpy as np
from rdkit import Chem

from flower.change import Change
from flower.electrons.change import apply_change
from flower.electrons.smiles import state_to_mol, state_to_smiles
from flower.electrons.state import State
from flower.errors import InputError

_MOST_TRIED = 20_000  # assignments of nodes; three methyl hydrogens need no more than one
_MOST_CHECKED = 64


def equivalent_changes(state: State, change: Change) -> list[Change]:
    """Return the changes that are the same step at symmetry-equivalent atoms, itself first.

    Either oxygen of a sulfonyl group, or either of two like molecules. Hydrogens of one atom are a
    count and need no telling apart. Of very symmetrical flasks at most 64 are returned.

    >>> from flower.electrons import make_change, smiles_to_state
    >>> hydroxide_and_two_acids = smiles_to_state("[OH-].Cl.Cl")
    >>> transfer = make_change(lone=[(0, -2), (1, 2)], hydrogens=[(0, 1), (1, -1)])
    >>> [c.lone[1].tolist() for c in equivalent_changes(hydroxide_and_two_acids, transfer)]
    [[1, 2], [2, 2]]
    """
    nodes = sorted(change.nodes())
    ranks = _ranks(state)
    alike = [np.flatnonzero(ranks == ranks[node]).tolist() for node in nodes]
    if all(len(group) == 1 for group in alike):
        return [change]
    within = state.bonds[np.ix_(nodes, nodes)]
    target = state_to_smiles(apply_change(state, change), stereo=False)
    found = {change: None}
    for image in islice(product(*alike), _MOST_TRIED):
        if len(set(image)) < len(image) or (state.bonds[np.ix_(image, image)] != within).any():
            continue
        moved = change.at(dict(zip(nodes, image, strict=True)))
        if moved in found:
            continue
        try:
            smiles = state_to_smiles(apply_change(state, moved), stereo=False)
        except InputError:  # the atoms are alike, the places between them are not
            continue
        if smiles == target:
            found[moved] = None
        if len(found) >= _MOST_CHECKED:
            break
    return list(found)


def _ranks(state: State) -> np.ndarray:
    """Equal for equivalent nodes; the proton pool is like no other."""
    mol = state_to_mol(state)
    Chem.RemoveStereochemistry(mol)
    ranks = list(Chem.CanonicalRankAtoms(mol, breakTies=False, includeAtomMaps=False))
    return np.array([*ranks[: len(state) - 1], -1])
