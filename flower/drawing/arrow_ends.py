"""Where a curly arrow may start and end: at a lone pair, at a bond, around an atom."""

from __future__ import annotations

import cmath
import math
from collections.abc import Mapping
from typing import NamedTuple

from flower.drawing.frames import Pair, Push
from flower.drawing.labels import Label

_AROUND = 16  # directions tried at an atom
_CLEARANCE = 0.10  # between an arrow's end and what it points at
_CORNER = 0.13  # how far an unlabelled atom reaches
_MEETING = 0.10  # from where two fishhooks meet to either tip
_FROM_PAIR = 0.19  # from the middle of a lone pair to the tail of its arrow
_CLEAR_OF_BONDS = 0.45  # radians between a tip at an atom and the atom's bonds

Points = tuple[complex, complex, complex, complex]
Stroke = tuple[complex, complex]


class End(NamedTuple):
    """Where a curve may start or end, and the way out from there."""

    at: complex
    way: complex
    fault: float


def starts_of(
    push: Push,
    labels: Mapping[int, Label],
    bonds: Mapping[Pair, int],
    unit: float,
    used: set[tuple[int, int]],
) -> list[End]:
    """Where an arrow may start; at a pair, as the pairs of its atom are numbered.

    ``used`` are the atoms and numbers of pairs that another arrow starts from.
    """
    if len(push.source) == 2:
        return _at_bond(push.source, labels, unit, 0.09)
    (key,) = push.source
    label = labels[key]
    if push.is_fishhook and label.singles:
        return [
            End(at + way * turn * 0.15 * unit, way * turn, 0.1 * abs(cmath.phase(turn)))
            for at, way in label.singles
            for turn in (cmath.rect(1, k * math.pi / 6) for k in range(-4, 5))
        ]
    if label.pairs:
        return [
            End(at + way * _FROM_PAIR * unit, way, 5.0 * ((key, k) in used))
            for k, (at, way) in enumerate(label.pairs)
        ]
    return _at_atom(key, labels, bonds, unit)


def ends_of(
    push: Push,
    labels: Mapping[int, Label],
    bonds: Mapping[Pair, int],
    unit: float,
    strokes: list[Stroke],
    share: float,
    meets: list[Points],
) -> list[End]:
    """Where an arrow may end; see `_between` for the last three."""
    if len(push.sink) == 1:
        return _at_atom(push.sink[0], labels, bonds, unit)
    if push.sink in bonds:  # tips side by side would look like the head of a pair's arrow
        ends = _at_bond(push.sink, labels, unit, 0.16)
        return [e for e in ends if all(abs(e.at - p[3]) > 0.25 * unit for p in meets)]
    own = set(push.source)
    reached = [key for key in push.sink if key not in own]
    if push.is_fishhook and len(reached) == 1:
        (shared,) = set(push.sink) - set(reached)
        return _between(labels[shared], labels[reached[0]], share, unit, strokes, meets)
    return _at_atom(reached[0] if reached else push.sink[0], labels, bonds, unit)


def _at_bond(
    ends: tuple[int, ...], labels: Mapping[int, Label], unit: float, room: float
) -> list[End]:
    a, b = labels[ends[0]], labels[ends[1]]
    along = b.centre - a.centre
    along = along / abs(along) if abs(along) > 0.01 else 1 + 0j
    first, last = a.centre + along * _edge(a, along), b.centre - along * _edge(b, -along)
    middle = (first + last) / 2  # of what can be seen of the bond
    found = []
    for side in (1j, -1j):
        for lean in (0.0, 0.5, -0.5):
            way = along * side * cmath.rect(1, lean)
            found.append(End(middle + along * side * room * unit, way, 0.15 * abs(lean)))
    return found


def _between(
    own: Label,
    other: Label,
    share: float,
    unit: float,
    strokes: list[Stroke],
    meets: list[Points],
) -> list[End]:
    """Where a single electron meets another: between two atoms, on its own side, in the clear.

    Of two the first chooses the place, and the second comes from the same side; ``meets`` holds
    the first.
    """
    along = other.centre - own.centre
    along = along / abs(along) if abs(along) > 0.01 else 1 + 0j
    first = own.centre + along * _edge(own, along)
    last = other.centre - along * _edge(other, -along)
    aside = [along * 1j * k * 0.3 * unit for k in (0, -1, 1, -2, 2, -3, 3, -4, 4)]
    places = [first + (last - first) * share + by for by in aside]
    same = 0.0
    if meets:
        places = [meets[-1][3] - along * _MEETING * unit]
        same = -((meets[-1][2] - meets[-1][3]) / along).imag
    return [
        End(
            place - along * _MEETING * unit,
            -along * cmath.rect(1, side * lean),
            0.2 * abs(lean - 0.9)
            + 0.5 * k
            + _crowd(place, strokes, unit)
            + 1.0 * (side * same < 0),
        )
        for k, place in enumerate(places)
        for side in (1, -1)
        for lean in (0.4, 0.7, 1.0, 1.3)
    ]


def _crowd(place: complex, strokes: list[Stroke], unit: float) -> float:
    """How little room there is between a place and the bonds."""
    near = math.inf
    for start, end in strokes:
        share = min(1.0, max(0.0, ((place - start) / (end - start)).real))
        near = min(near, abs(start + share * (end - start) - place))
    return 8.0 * max(0.0, 0.42 - near / unit)


def _edge(label: Label, way: complex) -> float:
    return label.reach(way) if label.boxes else 0.0


def _at_atom(
    key: int, labels: Mapping[int, Label], bonds: Mapping[Pair, int], unit: float
) -> list[End]:
    """Around an atom, better not where a bond leaves it: a tip there would point at the bond."""
    label, found = labels[key], []
    others = [labels[j if i == key else i].centre for i, j in bonds if key in (i, j)]
    leaving = [at - label.centre for at in others if abs(at - label.centre) > 0.01]
    for k in range(_AROUND):
        way = cmath.rect(1, k * math.tau / _AROUND)
        far = (label.reach(way) if label.boxes else _CORNER * unit) + _CLEARANCE * unit
        near = min((abs(cmath.phase(bond / way)) for bond in leaving), default=math.pi)
        fault = 6.0 * max(0.0, _CLEAR_OF_BONDS - near)
        found.append(End(label.centre + far * way, way, fault))
    return found
