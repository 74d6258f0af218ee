"""A hydride that may meet a proton: H2 is made of two hydrogens, of which one must be a node.

Hydrogens on an atom are counts, and no step of counts makes H2. So where a flask holds a
hydride of boron or aluminium beside an acidic hydrogen, one hydrogen of the hydride stands apart
as a node: a model is taught and asked so. A step takes a counted one where there is one, the node
only to make H2 or as the last.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from flower.change import Change
from flower.electrons.change import apply_change, change_between
from flower.electrons.elements import HYDROGEN
from flower.electrons.hydrogen_nodes import as_counts, holder_of
from flower.electrons.state import State

HYDRIDES = {5: 2, 13: 1}
"""Hydrogens that boron and aluminium need to be hydrides that water or an acid destroys: one on
boron, as in pinacolborane or a triacetoxyborohydride, is slow to."""
_ACIDIC = (7, 8, 9, 16, 17, 34, 35, 53)


def hydrides(state: State) -> dict[int, list[int]]:
    """The atoms whose hydride an acidic hydrogen of the flask may meet: hydrogen nodes on each.

    >>> from flower.electrons import smiles_to_state
    >>> [hydrides(smiles_to_state(flask)) for flask in ("[BH4-].CO", "[BH4-].COC", "B(O)(O)O.CO")]
    [{0: []}, {}, {}]
    """
    if not np.isin(state.element, list(HYDRIDES)).any():
        return {}
    nodes = state.element == HYDROGEN
    total = state.hydrogens + (state.bonds * nodes).sum(1)
    acidic = np.isin(state.element, _ACIDIC) & (total > 0)
    free = nodes & (state.charge == 1) & (state.bonds.sum(1) == 0)
    if not (acidic.any() or free.any() or state.hydrogens[-1]):
        return {}
    found = {}
    for i in np.flatnonzero(np.isin(state.element, list(HYDRIDES))).tolist():
        if total[i] >= HYDRIDES[int(state.element[i])]:
            found[i] = np.flatnonzero(nodes & (state.bonds[i] > 0)).tolist()
    return found


def kept_apart(found: Mapping[int, Sequence[int]], products: State) -> set[int]:
    """The hydrogen nodes, of those `hydrides` found, that stand for a hydride's in a step."""
    kept = set()
    for holder, on in found.items():
        staying = [h for h in on if products.bonds[holder, h]]
        if staying or (on and not products.hydrogens[holder]):
            kept.add(min(staying or on))
    return kept


class Apart(NamedTuple):
    """A flask with a hydrogen of each such hydride as a node, the new ones before the pool.

    Attributes:
        state: the flask with them.
        holders: what each new one is on.
        origin: the flask that it came from.
    """

    state: State
    holders: tuple[int, ...]
    origin: State

    @property
    def added(self) -> int:
        """How many nodes are new."""
        return len(self.holders)

    def after(self, products: State) -> State:
        """Return what a step of ``origin`` leads to, with these nodes.

        They stay where a counted hydride is left, which the step took another of; else they go to
        where it puts one.
        """
        gained = products.hydrogens - self.origin.hydrogens
        ends = []
        for holder in self.holders:
            if products.hydrogens[holder]:
                ends.append(holder)
            else:
                taker = int(np.argmax(gained))
                gained[taker] -= 1
                ends.append(taker)
        return _with_nodes(products, ends)

    def back(self, change: Change) -> Change | None:
        """Return a change of ``state`` as one of the flask that it came from.

        None if it makes of a new node what no count can be: H2, or a hydride ion.
        """
        after = apply_change(self.state.without_stereo(), change)
        pool, holders = len(after) - 1, dict[int, int]()
        new = range(pool - self.added, pool)
        for node in new:
            holder = holder_of(after, node)
            if holder is None or holder in new:
                return None
            holders[node] = holder
        return change_between(self.origin, as_counts(after, holders))


def apart(state: State) -> Apart:
    """Return the flask as a model is asked about it.

    >>> from flower.electrons import smiles_to_state
    >>> flask = apart(smiles_to_state("[AlH4-].CO"))
    >>> flask.state.element.tolist(), flask.state.hydrogens.tolist()
    ([13, 6, 8, 1, 0], [3, 3, 1, 0, 0])
    """
    holders = tuple(holder for holder, on in hydrides(state).items() if not on)
    return Apart(_with_nodes(state, holders), holders, state)


def apart_step(reactants: State, products: State) -> tuple[State, State]:
    """Return both sides of a step as a model is taught it.

    >>> from flower.steps import mapped_step_to_states
    >>> step = "[BH4-:1].[CH3:2][OH:3].[CH2:4]=[O:5]>>[BH3:1].[CH3:2][OH:3].[CH3:4][O-:5]"
    >>> one, other = apart_step(*mapped_step_to_states(step))
    >>> one.hydrogens.tolist(), other.hydrogens.tolist(), int(other.bonds[0, 5])
    ([3, 3, 1, 2, 0, 0, 0], [2, 3, 1, 3, 0, 0, 0], 1)
    """
    told = apart(reactants)
    return told.state, told.after(products)


def _with_nodes(state: State, holders: Sequence[int]) -> State:
    """One counted hydrogen of each of these as a node of its own, before the pool."""
    if not holders:
        return state
    pool, new = len(state) - 1, len(holders)
    hydrogens, lone = state.hydrogens.copy(), state.lone.copy()
    bonds = np.zeros((len(state) + new,) * 2, np.int64)
    at = [*range(pool), pool + new]
    bonds[np.ix_(at, at)] = state.bonds
    for k, holder in enumerate(holders):
        hydrogens[holder] -= 1
        if holder == pool:
            lone[pool] += 2
        else:
            bonds[holder, pool + k] = bonds[pool + k, holder] = 1
    return State(
        np.insert(state.element, pool, [HYDROGEN] * new),
        np.insert(hydrogens, pool, [0] * new),
        np.insert(lone, pool, [0] * new),
        bonds,
        np.insert(state.isotope, pool, [0] * new),
        state.centres,
        state.double_bonds,
    )
