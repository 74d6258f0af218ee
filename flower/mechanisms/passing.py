"""How a proton passes between two atoms of a flask, and which atoms are too near for that."""

from __future__ import annotations

import numpy as np

from flower.electrons import Change, State, make_change
from flower.electrons.elements import HYDROGEN
from flower.errors import InputError

_NITROGEN = 7
_ACETIC = 4  # atoms of a molecule that is there as an acid


def are_near(state: State, one: int, other: int) -> bool:
    """Whether a proton between two atoms would pass by way of a ring of three or four."""
    beside = state.bonds[one] > 0
    return bool(beside[other] or (beside & (state.bonds[other] > 0)).any())


def molecule_of(state: State, node: int) -> set[int]:
    """The nodes of the molecule that an atom belongs to."""
    found, left = {node}, [node]
    while left:
        beside = set(state.bonds[left.pop()].nonzero()[0].tolist()) - found
        found |= beside
        left += beside
    return found


def givers_and_takers(change: Change) -> tuple[list[int], list[int]]:
    """The nodes that give a counted hydrogen in a change, and those that take one."""
    moved = change.hydrogens.tolist()
    return [i for i, d in moved if d < 0], [i for i, d in moved if d > 0]


def transfer_change(state: State, giver: int, taker: tuple[int, ...]) -> Change:
    """The change when ``giver`` (the proton pool, too) gives a proton to a base's nodes."""
    pool = len(state) - 1
    lone, bonds = {giver: 2}, dict[tuple[int, int], int]()
    if len(taker) == 1:
        lone[taker[0]] = lone.get(taker[0], 0) - 2
    else:
        bonds[taker[0], taker[1]] = -1
    if len(taker) == 3:
        bonds[taker[1], taker[2]] = 1
        lone[taker[2]] = lone.get(taker[2], 0) - 2
    counted = giver == pool or state.hydrogens[giver]
    node = None if counted else hydrogen_node_on(state, giver)
    if node is not None:
        bonds[node, giver], bonds[node, taker[0]] = -1, 1
    return make_change(
        sorted((min(ends), max(ends), d) for ends, d in bonds.items()),
        sorted((i, d) for i, d in lone.items() if d),
        () if node is not None else sorted([(giver, -1), (taker[0], 1)]),
    )


def hydrogen_node_on(state: State, holder: int) -> int:
    """Return the hydrogen that is a node and bound to ``holder``; InputError if there is none."""
    on = np.flatnonzero((state.bonds[holder] > 0) & (state.element == HYDROGEN))
    if not len(on):
        raise InputError(f"Atom {holder + 1} has no hydrogen to give.")
    return int(on[0])


def is_substrate(state: State, node: int) -> bool:
    """Whether the molecule of an acid or its anion is larger than acetic acid."""
    return len(molecule_of(state, node)) > _ACETIC


def is_amine(state: State, node: int) -> bool:
    """Whether it is an uncharged nitrogen."""
    return bool(state.element[node] == _NITROGEN and not state.charge[node])


def beside(state: State, giver: int, taker: int) -> bool:
    """Whether two atoms are one or bound to each other."""
    return giver == taker or bool(state.bonds[giver, taker])
