"""Hydrogens that are nodes, and as the counts that they may be instead."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from flower.electrons.elements import PROTON_POOL
from flower.electrons.state import State


def holder_of(state: State, node: int) -> int | None:
    """The node that may count a hydrogen node: what it is on, or the pool if it is a free proton.

    None if it is more than that, such as a hydride ion or the node of H2.

    >>> from flower.electrons import smiles_to_state
    >>> holder_of(smiles_to_state("C[2H]"), 1), holder_of(smiles_to_state("[H-].C"), 0)
    (0, None)
    """
    around = np.flatnonzero(state.bonds[node]).tolist()
    if state.hydrogens[node] or state.lone[node] or state.bonds[node].sum() > 1:
        return None
    if around:
        return int(around[0])
    return len(state) - 1 if state.charge[node] == 1 else None


def as_counts(state: State, holders: Mapping[int, int]) -> State:
    """The flask without some hydrogen nodes, each a count of its holder; others keep their order.

    Stereochemistry is left out.

    >>> from flower.electrons import smiles_to_state
    >>> as_counts(smiles_to_state("C[2H]"), {1: 0}).hydrogens.tolist()
    [4, 0]
    """
    hydrogens, lone, pool = state.hydrogens.copy(), state.lone.copy(), len(state) - 1
    for holder in holders.values():
        hydrogens[holder] += 1
        lone[holder] -= 2 * (holder == pool)
    kept = [i for i in range(len(state)) if i not in holders]
    counted = State(
        state.element[kept],
        hydrogens[kept],
        lone[kept],
        state.bonds[np.ix_(kept, kept)],
        state.isotope[kept],
    )
    assert counted.element[-1] == PROTON_POOL
    return counted
