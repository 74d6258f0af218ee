"""Which amine of a flask is a way's base: one that is there for it, or one that reacts besides."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from jaxtyping import Int64

from flower.electrons import State
from flower.electrons.elements import HYDROGEN
from flower.mechanisms.acidity import NITROGEN
from flower.mechanisms.passing import molecule_of


def borrowed_bases(steps: Iterable[tuple[State, State]]) -> int:
    """How many amines that take a proton in some steps belong to molecules that react besides.

    Each step is told as the flask before and after it. Where a mechanism says no more than that an
    amine is the base, one that a source gives for that (triethylamine beside an aminoalkyne) stands
    by, and goes before it.
    """
    flasks = list(steps)
    takers = [molecule_of(one[0], node) for one in flasks for node in _takers(*one)]
    if not takers:
        return 0
    reacting = {node for one in flasks for node in _reacting(*one)}
    return sum(not reacting.isdisjoint(molecule) for molecule in takers)


def _takers(before: State, after: State) -> list[int]:
    """The nitrogens that a proton makes ammonium ions of."""
    gained = (before.element == NITROGEN) & (before.charge == 0) & (after.charge == 1)
    found: list[int] = (gained & (_hydrogens(after) > _hydrogens(before))).nonzero()[0].tolist()
    return found


def _reacting(before: State, after: State) -> set[int]:
    """The heavy atoms between which bonds change."""
    heavy = before.element > HYDROGEN
    between = (before.bonds != after.bonds) & heavy[:, None] & heavy
    return set(between.any(axis=1).nonzero()[0].tolist())


def _hydrogens(state: State) -> Int64[np.ndarray, " n"]:
    """Of each node, those counted and those that are nodes."""
    on_nodes: Int64[np.ndarray, " n"] = ((state.bonds > 0) & (state.element == HYDROGEN)).sum(1)
    both: Int64[np.ndarray, " n"] = state.hydrogens + on_nodes
    return both
