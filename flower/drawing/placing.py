"""Where molecules stand to each other: those that react, face to face at a clear gap."""

from __future__ import annotations

import cmath
import math
from collections.abc import Iterable
from typing import NamedTuple

import networkx as nx
import numpy as np

from flower.drawing.frames import Contact
from flower.drawing.relief import Places

GAP = 2.3
"""Bond lengths between two atoms that are about to be bonded,"""
PROTON_GAP = 2.75
"""and between two that pass a hydrogen, which stands between them."""
_FOR_FISHHOOKS = 0.4  # more, where two of them meet
BOND_TO_HYDROGEN = 0.85
_CLEAR = 1.75  # bond lengths between atoms of different molecules
_TURNS = 24
_FURTHER = (0.0, 0.5, 1.0, 1.6, 2.3, 3.2)  # where there is no room at the gap itself


class Meeting(NamedTuple):
    """A contact seen from a molecule that comes in: its own atom, the atom there, how far off."""

    own: int
    other: int
    distance: float
    forms_bond: bool


def meetings(
    contacts: Iterable[Contact], incoming: frozenset[int], standing: Places
) -> list[Meeting]:
    """The contacts between a molecule and atoms that have their places."""
    found = []
    for contact in contacts:
        for own, other in ((contact.a, contact.b), (contact.b, contact.a)):
            if own in incoming and other in standing and other not in incoming:
                found.append(Meeting(own, other, gap_of(contact), contact.hydrogen is None))
    return found


def gap_of(contact: Contact) -> float:
    """How far apart two atoms stand that come together, in bond lengths."""
    gap = GAP if contact.hydrogen is None else PROTON_GAP
    return gap + _FOR_FISHHOOKS * contact.singly


def bring_in(
    shape: Places,
    graph: nx.Graph,
    standing: Places,
    meets: list[Meeting],
    may_turn: bool = True,
) -> Places:
    """Place a molecule so that its reacting atoms face those they meet, clear of all that stands.

    All turns by 15 degrees, mirrored or not, and all ways of approach are tried; what counts is
    distance between atoms, room around the reacting ones, and a picture that is not too tall.
    """
    keys = sorted(shape)
    points = np.array([shape[k] for k in keys])
    others = np.array([standing[k] for k in sorted(standing)])
    if not meets:
        return _beside(shape, others)
    first = meets[0]
    own = keys.index(first.own)
    target = standing[first.other]
    turns = np.exp(1j * np.arange(_TURNS) * math.tau / _TURNS)
    shapes = [points - points[own]]
    if may_turn:
        shapes.append((points - points[own]).conjugate())
    turned = np.concatenate([s[None, :] * turns[:, None] for s in shapes])  # (t, atoms)
    if not may_turn:
        turned = shapes[0][None, :]
    untidy = np.concatenate([_untidiness() + 0.25 * m for m in range(len(shapes))])
    untidy = untidy if may_turn else np.zeros(1)
    best: tuple[float, np.ndarray] | None = None
    crowd = _directions(graph, first.other, standing)
    ways = [k for k in range(len(keys)) if keys[k] in graph[first.own]] if len(keys) > 1 else []
    for approach, further in ((a, f) for f in _FURTHER for a in turns):
        placed = turned + target + (first.distance + further) * approach
        passed = abs(others - (target + 1.4 * approach))
        way = _blocked(approach, crowd) + 1.5 * float(np.clip(1.2 - passed, 0, None).sum())
        fault = untidy + way + 1.6 * further
        if ways:
            back = turned[:, ways] / abs(turned[:, ways])  # (t, neighbours)
            nearest = np.abs(np.angle(back / -approach)).min(1)
            fault = fault + 3.0 * np.clip(1.15 - nearest, 0, None) ** 2
        fault = fault + _clash(placed, others, first.distance)
        if first.forms_bond:
            joined = placed - (first.distance + further - 1) * approach
            fault = fault + 0.25 * _clash(joined, others, 1.0, clear=1.0)
        for other in meets[1:]:
            apart = abs(placed[:, keys.index(other.own)] - standing[other.other])
            fault = fault + 1.5 * (apart - other.distance) ** 2
        low = np.minimum(placed.imag.min(1), others.imag.min())
        tall = np.maximum(placed.imag.max(1), others.imag.max()) - low
        left = np.minimum(placed.real.min(1), others.real.min())
        wide = np.maximum(placed.real.max(1), others.real.max()) - left
        fault = fault + 0.10 * tall + 0.04 * wide
        k = int(fault.argmin())
        if best is None or fault[k] < best[0] - 1e-9:
            best = float(fault[k]), placed[k]
    assert best is not None
    return dict(zip(keys, best[1].tolist(), strict=True))


def move_apart(
    leaving: Places, standing: Places, away: complex, at: tuple[int, int], gap: float = GAP
) -> Places:
    """Move a molecule that left another outwards until its broken bond is a clear gap."""
    others = np.array([standing[k] for k in sorted(standing)])
    keys = sorted(leaving)
    points = np.array([leaving[k] for k in keys])
    own, other = keys.index(at[0]), standing[at[1]]
    best: tuple[float, np.ndarray] | None = None
    for turn in (0, 15, -15, 30, -30, 45, -45, 60, -60):
        for further in (0.0, 0.5, 1.0, 2.0, 3.0):
            way = away * cmath.rect(1, math.radians(turn))
            placed = points - points[own] + other + way * (gap + further)
            fault = float(_clash(placed[None, :], others, gap)[0]) + 0.004 * abs(turn)
            fault += 0.25 * further
            if best is None or fault < best[0] - 1e-9:
                best = fault, placed
    assert best is not None
    return dict(zip(keys, best[1].tolist(), strict=True))


def _beside(shape: Places, others: np.ndarray) -> Places:
    left = min(at.real for at in shape.values())
    middle = sum(at.imag for at in shape.values()) / len(shape)
    move = complex(others.real.max() + 2.5 - left, float(others.imag.mean()) - middle)
    return {key: at + move for key, at in shape.items()}


def _untidiness() -> np.ndarray:
    """Turns by a multiple of 30 degrees look tidier, none best."""
    steps = np.arange(_TURNS)
    return np.asarray(0.15 * (steps % 2) + 0.12 * (steps != 0))


def _directions(graph: nx.Graph, key: int, places: Places) -> list[complex]:
    found = (places[n] - places[key] for n in graph[key] if n in places)
    return [way / abs(way) for way in found if abs(way) > 0.01]


def _blocked(approach: complex, bonds: list[complex]) -> float:
    """How far bonds stand in the way of an approach: none from 60 degrees on."""
    nearest = min((abs(cmath.phase(b / approach)) for b in bonds), default=math.pi)
    return 10.0 * max(0.0, 1.0 - nearest) ** 2 + 0.15 * max(0.0, 1.6 - nearest)


def _clash(
    placed: np.ndarray, others: np.ndarray, contact: float, clear: float = _CLEAR
) -> np.ndarray:
    """How much room is missing between a molecule in some placings (t, atoms) and the others."""
    apart = abs(placed[:, :, None] - others[None, None, :])
    missing = np.clip(min(clear, contact) - apart, 0, None) ** 2
    wide = np.clip(clear + 0.45 - apart, 0, None) ** 2
    hidden = (apart < 0.8).sum((1, 2))
    return np.asarray(6.0 * missing.sum((1, 2)) + 0.25 * wide.sum((1, 2)) + 5.0 * hidden)
