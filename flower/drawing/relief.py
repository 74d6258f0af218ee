"""Layouts in which atoms hide each other or bonds cross, and how branches turn to make room."""

from __future__ import annotations

import cmath
import math
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import networkx as nx
import numpy as np

from flower.electrons.effort import Effort, Exhausted
from flower.giving_way import give_way

Places = dict[int, complex]
_CROWDED = 0.9  # bond lengths; atoms of one molecule that come closer than this hide each other
_ROOM = 1.2  # from where on atoms are not felt any more
_TURNS = tuple(math.radians(k * d) for d in (8, 15, 30, 45) for k in (1, -1))
_FURTHEST = math.radians(46)  # that a branch may turn in all, so that E stays E
_MOST_MOVES = 24
_MOST_LOOKED_AT = 15_000_000  # pairs of atoms, for one layout: about half a second
_MOST_OF_A_DRAWING = 60_000_000  # for all layouts of a drawing

_drawing: ContextVar[Effort | None] = ContextVar("drawing", default=None)


@contextmanager
def one_drawing(most: int = _MOST_OF_A_DRAWING) -> Iterator[None]:
    """Let all layouts of the block share one effort; once it is spent, no branch is turned.

    >>> near = nx.Graph([(0, 1), (1, 2), (2, 3), (3, 4)])
    >>> places = {0: 0j, 1: 1 + 0j, 2: 1 + 1j, 3: 0.2 + 1j, 4: 0.2 + 0.1j}
    >>> with one_drawing(0):
    ...     turned_clear(near, places) == places
    True
    """
    before = _drawing.set(Effort(most))
    try:
        yield
    finally:
        _drawing.reset(before)


def unclear(graph: nx.Graph, places: Places) -> float:
    """How much of a molecule hides: 0 where no atoms hide each other and no bonds cross."""
    return _Bonds(graph).unclear(_at(graph, places))


def hidden(graph: nx.Graph, places: Places) -> int:
    """How many pairs of atoms without a bond lie so close that one hides the other."""
    return len(_Bonds(graph).hidden(_at(graph, places)))


def crossings(graph: nx.Graph, places: Places) -> int:
    """How many pairs of bonds cross."""
    return len(_Bonds(graph).crossing(_at(graph, places)))


def crowding(graph: nx.Graph, places: Places) -> float:
    """`unclear`, and by how much each two atoms without a bond lie too close."""
    return _Bonds(graph).crowding(_at(graph, places))


def turned_clear(graph: nx.Graph, places: Places) -> Places:
    """Turn branches about the atoms that hold them until nothing hides, as far as that helps.

    Each of the smaller branches that a single path joins to the rest may turn by up to 45 degrees,
    or be mirrored at its bond; rings keep their shape. Clear layouts stay as they are, and what
    is still not clear after about half a second stays as it is then.
    """
    bonds, at = _Bonds(graph), _at(graph, places)
    if not bonds.unclear(at):
        return places
    branches = _branches(graph)
    effort, fault, total = Effort(_MOST_LOOKED_AT), bonds.crowding(at), [0.0] * len(branches)
    for _ in range(_MOST_MOVES):
        if not bonds.unclear(at):
            break
        best, chosen, ended = at, None, False
        try:
            for k, moved, turn in _moves(branches, bonds, at):
                if abs(total[k] + turn) <= _FURTHEST:
                    _spend(effort, at.size**2)
                    found = bonds.crowding(moved)
                    if found < fault - 1e-6:
                        best, chosen, fault = moved, (k, turn), found
        except Exhausted:
            ended = True
        if chosen is None:
            break
        at = best
        total[chosen[0]] += chosen[1]
        if ended:
            break
    return dict(zip(sorted(graph), at.tolist(), strict=True))


def _spend(effort: Effort, pairs: int) -> None:
    give_way()
    effort.spend(pairs)
    if (shared := _drawing.get()) is not None:
        shared.spend(pairs)


def _at(graph: nx.Graph, places: Places) -> np.ndarray:
    return np.array([places[key] for key in sorted(graph)], complex)


class _Bonds:
    """The bonds of a graph, its atoms numbered in the order of their keys."""

    def __init__(self, graph: nx.Graph) -> None:
        place = {key: k for k, key in enumerate(sorted(graph))}
        ends = [sorted((place[i], place[j])) for i, j in graph.edges]
        self._ends = np.array(ends, int).reshape(-1, 2)
        # Each two atoms once, and none that have a bond.
        self._apart = np.triu(np.ones((len(place), len(place)), bool), 1)
        self._apart[self._ends[:, 0], self._ends[:, 1]] = False

    def unclear(self, at: np.ndarray) -> float:
        return 10.0 * len(self.hidden(at)) + 5.0 * len(self.crossing(at))

    def crowding(self, at: np.ndarray) -> float:
        apart = self._near(at, _ROOM)[1]
        clashing = 10.0 * int((apart < _CROWDED).sum()) + 5.0 * len(self.crossing(at))
        return float(clashing + 8.0 * float(((_ROOM - apart) ** 2).sum()))

    def hidden(self, at: np.ndarray) -> np.ndarray:
        """Pairs of atoms."""
        return self._near(at, _CROWDED)[0]

    def _near(self, at: np.ndarray, within: float) -> tuple[np.ndarray, np.ndarray]:
        x, y = at.real, at.imag
        squares = (x[:, None] - x) ** 2 + (y[:, None] - y) ** 2
        pairs = np.argwhere((squares < within**2) & self._apart)
        return pairs, np.sqrt(squares[pairs[:, 0], pairs[:, 1]])

    def crossing(self, at: np.ndarray) -> np.ndarray:
        """An atom of each bond, for each two that cross."""
        first, last = self._ends.T
        along = at[last] - at[first]
        turned = along.real * at[first].imag - along.imag * at[first].real
        side = np.outer(along.real, at.imag) - np.outer(along.imag, at.real) - turned[:, None]
        parted = side[:, first] * side[:, last] < -1e-6
        one, other = np.nonzero(np.triu(parted & parted.T, 1))
        return np.stack([first[one], last[other]], 1)


class _Branch:
    """A branch that may turn: the bond that holds it, and its atoms."""

    def __init__(self, anchor: int, first: int, moved: np.ndarray, may_mirror: bool) -> None:
        self.anchor, self.first, self.moved = anchor, first, moved
        self.may_mirror = may_mirror

    def turned(self, at: np.ndarray, turn: float) -> np.ndarray:
        centre, found = at[self.anchor], at.copy()
        found[self.moved] = centre + (at[self.moved] - centre) * cmath.rect(1, turn)
        return np.asarray(found)

    def mirrored(self, at: np.ndarray) -> np.ndarray:
        centre, found = at[self.anchor], at.copy()
        axis = (at[self.first] - centre) / abs(at[self.first] - centre)
        found[self.moved] = centre + ((at[self.moved] - centre) / axis).conj() * axis
        return np.asarray(found)


def _branches(graph: nx.Graph) -> list[_Branch]:
    place = {key: k for k, key in enumerate(sorted(graph))}
    found = []
    for a, b in list(nx.bridges(graph)):
        without = nx.restricted_view(graph, [], [(a, b)])
        branch = nx.node_connected_component(without, b)
        anchor, first = (a, b) if 2 * len(branch) <= len(graph) else (b, a)
        keys = sorted(branch if first == b else set(graph) - branch)
        moved = np.array([place[key] for key in keys])
        mirror = len(keys) > 2 and graph[a][b].get("order", 1) == 1
        found.append(_Branch(place[anchor], place[first], moved, mirror))
    return found


def _moves(
    branches: list[_Branch], bonds: _Bonds, at: np.ndarray
) -> Iterator[tuple[int, np.ndarray, float]]:
    """The turns of the branches that part atoms in each other's way, each with its number."""
    clashing = np.concatenate([bonds.hidden(at), bonds.crossing(at)])
    for k, branch in enumerate(branches):
        inside = np.zeros(at.size, bool)
        inside[branch.moved] = True
        if not (inside[clashing[:, 0]] != inside[clashing[:, 1]]).any():
            continue
        for turn in _TURNS:
            yield k, branch.turned(at, turn), turn
        if branch.may_mirror:
            yield k, branch.mirrored(at), 0.0
