"""The configuration of what adds to, or comes from, a flat part of a molecule by known faces.

New centres follow where the geometry of the flat part is known: it is told, or a ring of up to
seven atoms leaves no choice. What is meant is their relation, so one mirror image is written;
where the molecule has other centres, both faces are. A single new centre has no relation and stays
open, as do centres from a double bond of unknown geometry. The double bond of an elimination
follows where both centres that it comes from are known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import islice, product
from typing import NamedTuple

import numpy as np

from flower.electrons import State
from flower.electrons.state import DoubleBondGeometry, TetrahedralCentre
from flower.mechanisms.stereo_rules import StereoRule

_LARGEST_CIS_RING = 7
_MOST_OUTCOMES = 4
COUNTED = -1
"""Stands for a hydrogen that is a count; no node is negative."""

# Where the neighbours of a flat atom stand: the next atom of the chain, two places beside it, and
# above. The other end of the chain is the mirror image, so that its first place is on the same
# side of a double bond, and outside at both ends of a diene.
_NEXT, _FIRST, _SECOND, _ABOVE = (1.0, 0, 0), (-0.5, 0.9, 0), (-0.5, -0.9, 0), (0, 0, 1.0)
_Place = tuple[float, float, float]
_Nodes = tuple[int, int, int]  # of an end: what adds or leaves, the end, the next of the chain


class _End(NamedTuple):
    """One end in a flask: its node, the next of the chain, what adds or leaves, its two others."""

    node: int
    beside: int
    reagent: int
    first: int
    second: int


def with_relative_configuration(
    rules: list[StereoRule], before: State, after: State, node_of: Mapping[int, int]
) -> list[State]:
    """Return the products of a step with the configuration that its rules give, best known first.

    ``after`` has what the step carries over already; ``node_of`` tells the node of each map number
    of the rules, -1 for a hydrogen that is a count. No state is returned where a small ring does
    not allow the double bond that the rule makes; several where several faces are possible.
    """
    choices: list[list[_Made]] = []
    for rule in rules:
        made = _made(rule, before, after, node_of, known=bool(choices))
        if made is None:
            return []
        if made:
            choices.append(made)
    states = []
    for chosen in islice(product(*choices), _MOST_OUTCOMES):
        centres = {c.centre: c for c in after.centres}
        bonds = {frozenset((g.a, g.b)): g for g in after.double_bonds}
        for one in chosen:
            centres |= {c.centre: c for c in one.centres}
            bonds |= {frozenset((g.a, g.b)): g for g in one.double_bonds}
        states.append(
            replace(after, centres=tuple(centres.values()), double_bonds=tuple(bonds.values()))
        )
    return states


class _Made(NamedTuple):
    """What one rule makes of its atoms."""

    centres: tuple[TetrahedralCentre, ...] = ()
    double_bonds: tuple[DoubleBondGeometry, ...] = ()


def _made(
    rule: StereoRule, before: State, after: State, node_of: Mapping[int, int], known: bool
) -> list[_Made] | None:
    """What a rule can make: nothing, one thing, or one by each face; None if it cannot happen."""
    ends = [(node_of[x], node_of[end], node_of[beside]) for x, end, beside in rule.ends]
    chain = [node_of[number] for number in rule.chain]
    _, a, beside_a = ends[0]
    adds = after.bonds[a, beside_a] < before.bonds[a, beside_a]
    order = max(before.bonds[a, beside_a], after.bonds[a, beside_a])
    if order == 3:
        opens = adds and rule.first != rule.last
        geometry = _of_triple_bond(rule, after, ends) if opens else None
        return [_Made((), (geometry,))] if geometry else []
    if order == 1:
        return [] if _may_lie_anti(before, ends) else None
    if order != 2:
        return []
    if adds:
        flat = _flat_ends(before, chain, ends)
        if flat is None or not all(_fits(end, after) for end in flat):
            return []
        has_others = known or bool({c.centre for c in after.centres} & _molecule(after, a))
        faces = (1, -1) if has_others else (1,)
        turns = (1, 1 if rule.syn else -1)
        return [
            _Made(
                tuple(
                    TetrahedralCentre(
                        end.node, around, _clockwise(around, end, face * turn, mirrored)
                    )
                    for end, turn, mirrored in zip(flat, turns, (False, True), strict=True)
                    for around in [_around(end, after)]
                )
            )
            for face in faces
        ]
    bent = _bent_ends(rule.syn, before, ends)
    if bent is None:
        return []
    geometries = _geometries(*bent, chain)
    if any(_strains(g, after) for g in geometries):
        return None
    return [_Made((), geometries)]


def _may_lie_anti(before: State, ends: list[_Nodes]) -> bool:
    """Whether a neighbouring group can come from behind: in a small ring, from the other face."""
    bent = _bent_ends(False, before, ends)
    if bent is None:
        return True
    return not any(_strains(g, before) for g in _geometries(*bent, [end[1] for end in ends]))


def _bent_ends(syn: bool, before: State, ends: list[_Nodes]) -> tuple[_End, _End] | None:
    """Both ends of a single bond, turned so that what is told lies syn or anti."""
    first = _bent_end(before, *ends[0], 1, False)
    last = _bent_end(before, *ends[1], 1 if syn else -1, True)
    return None if first is None or last is None else (first, last)


def _of_triple_bond(
    rule: StereoRule, after: State, ends: list[_Nodes]
) -> DoubleBondGeometry | None:
    """The double bond that an alkyne becomes; what adds may be a hydrogen that is a count."""
    marks, cis = [], rule.syn
    for reagent, node, beside in ends:
        if reagent == COUNTED:
            others = {*np.flatnonzero(after.bonds[node]).tolist()} - {beside}
            if len(others) != 1:
                return None
            reagent, cis = others.pop(), not cis
        marks.append(reagent)
    (_, a, _), (_, b, _) = ends
    return DoubleBondGeometry(a, b, marks[0], marks[1], cis)


def _flat_ends(before: State, chain: list[int], ends: list[_Nodes]) -> tuple[_End, _End] | None:
    """Both ends of flat double bonds, alike places first; None if their geometry is unknown."""
    others = [_others(before, node, beside) for _, node, beside in ends]
    if any(len(two) != 2 or set(two) == {COUNTED} for two in others):
        return None
    if len(chain) == 2:
        geometry = _geometry_of(before, chain[0], chain[1])
        if geometry is None:
            return None
        marks = [geometry.neighbour_a, geometry.neighbour_b]
        alike = [True, geometry.cis]
    else:
        marks, alike = [], []
        for (_, node, beside), across in zip(ends, chain[2:0:-1], strict=True):
            geometry = _geometry_of(before, node, beside)
            if geometry is None:
                return None
            outside = not geometry.cis if geometry.neighbour_b == across else geometry.cis
            marks.append(geometry.neighbour_a)
            alike.append(outside)
    found = []
    for (reagent, node, beside), two, mark, first in zip(ends, others, marks, alike, strict=True):
        if mark not in two:
            return None
        (other,) = (i for i in two if i != mark)
        pair = (mark, other) if first else (other, mark)
        found.append(_End(node, beside, reagent, *pair))
    return found[0], found[1]


def _geometry_of(state: State, a: int, b: int) -> DoubleBondGeometry | None:
    """Geometry of the double bond a=b, told from a; a small ring that holds it leaves no choice."""
    for g in state.double_bonds:
        if (g.a, g.b) == (a, b):
            return g
        if (g.a, g.b) == (b, a):
            return DoubleBondGeometry(a, b, g.neighbour_b, g.neighbour_a, g.cis)
    path = _way_round(state, a, b)
    return DoubleBondGeometry(a, b, path[1], path[-2], True) if path else None


def _way_round(state: State, a: int, b: int) -> list[int] | None:
    """The smallest ring with the bond a-b, from a to b, if it is too small for a trans bond."""
    paths = [[a]]
    seen = {a}
    for _ in range(_LARGEST_CIS_RING - 1):
        longer = []
        for path in paths:
            for j in np.flatnonzero(state.bonds[path[-1]]).tolist():
                if j == b and len(path) > 1:
                    return [*path, b]
                if j != b and j not in seen:
                    seen.add(j)
                    longer.append([*path, j])
        paths = longer
    return None


def _others(state: State, node: int, *apart: int) -> tuple[int, ...]:
    """Neighbours of a node but those told apart, hydrogens that are counts among them."""
    nodes = [j for j in np.flatnonzero(state.bonds[node]).tolist() if j not in apart]
    return (*nodes, *[COUNTED] * int(state.hydrogens[node]))


def _fits(end: _End, after: State) -> bool:
    """Whether the end has become a centre by the addition alone."""
    around = sorted((end.beside, end.reagent, end.first, end.second))
    return around == sorted(_others(after, end.node)) and around.count(COUNTED) < 2


def _around(end: _End, after: State) -> tuple[int, ...]:
    return tuple(np.flatnonzero(after.bonds[end.node]).tolist())


def _clockwise(around: tuple[int, ...], end: _End, above: int, mirrored: bool) -> bool:
    """How neighbours turn, seen from the first; a hydrogen that is a count is the last."""
    x, z = (-1 if mirrored else 1), above
    at: dict[int, _Place] = {}
    for node, place in zip(
        (end.beside, end.first, end.second, end.reagent),
        (_NEXT, _FIRST, _SECOND, _ABOVE),
        strict=True,
    ):
        at[node] = (place[0] * x, place[1], place[2] * z)
    order = [*around, COUNTED][: len(at)]
    seen_from, *turning = (np.array(at[node]) for node in order)
    return bool(np.linalg.det(np.stack([place - seen_from for place in turning])) > 0)


def _bent_end(
    before: State, reagent: int, node: int, beside: int, above: int, mirrored: bool
) -> _End | None:
    """One end as its configuration places it when the leaving atom points up or down."""
    centre = next((c for c in before.centres if c.centre == node), None)
    others = list(_others(before, node, beside))
    if centre is None or len(others) != 3 or others.count(COUNTED) > 1 or reagent not in others:
        return None
    others.remove(reagent)
    end = _End(node, beside, reagent, others[0], others[1])
    if _clockwise(centre.neighbours, end, above, mirrored) == centre.clockwise:
        return end
    return end._replace(first=others[1], second=others[0])


def _geometries(a: _End, b: _End, chain: list[int]) -> tuple[DoubleBondGeometry, ...]:
    if len(chain) == 2:
        cis = (a.first != COUNTED) == (b.first != COUNTED)
        return (DoubleBondGeometry(a.node, b.node, _mark(a), _mark(b), cis),)
    return tuple(
        DoubleBondGeometry(end.node, end.beside, _mark(end), across, end.first == COUNTED)
        for end, across in zip((a, b), chain[2:0:-1], strict=True)
    )


def _mark(end: _End) -> int:
    return end.second if end.first == COUNTED else end.first


def _strains(g: DoubleBondGeometry, after: State) -> bool:
    """Whether a double bond would lie trans in a small ring."""
    path = _way_round(after, g.a, g.b)
    if path is None:
        return False
    return g.cis != ((g.neighbour_a == path[1]) == (g.neighbour_b == path[-2]))


def _molecule(state: State, node: int) -> set[int]:
    """The nodes of the molecule that a node is in."""
    found, waiting = {node}, [node]
    while waiting:
        more = {*np.flatnonzero(state.bonds[waiting.pop()]).tolist()} - found
        found |= more
        waiting += more
    return found
