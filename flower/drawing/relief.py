"""Layouts in which atoms hide each other or bonds cross, and how branches turn to make room."""

from __future__ import annotations

import cmath
import math
from collections.abc import Iterator

import networkx as nx
import numpy as np

Places = dict[int, complex]
_CROWDED = 0.9  # bond lengths; atoms of one molecule that come closer than this hide each other
_ROOM = 1.2  # from where on atoms are not felt any more
_TURNS = tuple(math.radians(k * d) for d in (8, 15, 30, 45) for k in (1, -1))
_FURTHEST = math.radians(46)  # that a branch may turn in all, so that E stays E
_MOST_MOVES = 24
Pair = tuple[int, int]


def unclear(graph: nx.Graph, places: Places) -> float:
    """How much of a molecule hides: 0 where no atoms hide each other and no bonds cross."""
    return 10.0 * hidden(graph, places) + 5.0 * crossings(graph, places)


def hidden(graph: nx.Graph, places: Places) -> int:
    """How many pairs of atoms without a bond lie so close that one hides the other."""
    return len(_hidden_pairs(graph, places))


def crossings(graph: nx.Graph, places: Places) -> int:
    """How many pairs of bonds cross."""
    return len(_crossing_pairs(graph, places))


def turned_clear(graph: nx.Graph, places: Places) -> Places:
    """Turn branches about the atoms that hold them until nothing hides, as far as that helps.

    Each of the smaller branches that a single path joins to the rest may turn by up to 45 degrees,
    or be mirrored at its bond; rings keep their shape. Clear layouts stay as they are.
    """
    turned = dict.fromkeys(map(frozenset, nx.bridges(graph)), 0.0)
    fault = crowding(graph, places)
    for _ in range(_MOST_MOVES):
        if not unclear(graph, places):
            break
        best, at, total = places, None, 0.0
        for bridge, moved, turn in _moves(graph, places):
            if abs(turned[bridge] + turn) <= _FURTHEST:
                found = crowding(graph, moved)
                if found < fault - 1e-6:
                    best, at, total, fault = moved, bridge, turned[bridge] + turn, found
        if at is None:
            break
        places, turned[at] = best, total
    return places


def _moves(graph: nx.Graph, places: Places) -> Iterator[tuple[frozenset[int], Places, float]]:
    """The turns of the branches that part atoms in each other's way, each with its bond."""
    clashing = [*_hidden_pairs(graph, places), *_crossing_pairs(graph, places)]
    for a, b in list(nx.bridges(graph)):
        without = nx.Graph(graph)
        without.remove_edge(a, b)
        branch = nx.node_connected_component(without, b)
        if not any((i in branch) != (j in branch) for i, j in clashing):
            continue
        anchor, first = (a, b) if 2 * len(branch) <= len(graph) else (b, a)
        keys = sorted(branch if first == b else set(graph) - branch)
        centre = places[anchor]
        for turn in _TURNS:
            about = cmath.rect(1, turn)
            turned = {k: centre + (places[k] - centre) * about for k in keys}
            yield frozenset((a, b)), {**places, **turned}, turn
        if len(keys) > 2 and graph[a][b].get("order", 1) == 1:
            axis = (places[first] - centre) / abs(places[first] - centre)
            mirrored = {k: centre + ((places[k] - centre) / axis).conjugate() * axis for k in keys}
            yield frozenset((a, b)), {**places, **mirrored}, 0.0


def crowding(graph: nx.Graph, places: Places) -> float:
    """`unclear`, and by how much each two atoms without a bond lie too close."""
    keys = sorted(graph)
    at = np.array([places[key] for key in keys])
    apart = abs(at[:, None] - at[None, :])
    near = np.triu(np.clip(_ROOM - apart, 0, None) ** 2, 1)
    place = {key: k for k, key in enumerate(keys)}
    for i, j in graph.edges:
        near[min(place[i], place[j]), max(place[i], place[j])] = 0.0
    return unclear(graph, places) + 8.0 * float(near.sum())


def _hidden_pairs(graph: nx.Graph, places: Places) -> list[Pair]:
    keys = sorted(graph)
    at = np.array([places[key] for key in keys])
    close = np.triu(abs(at[:, None] - at[None, :]) < _CROWDED, 1)
    pairs = ((keys[i], keys[j]) for i, j in zip(*np.nonzero(close), strict=True))
    return [pair for pair in pairs if not graph.has_edge(*pair)]


def _crossing_pairs(graph: nx.Graph, places: Places) -> list[Pair]:
    """An atom of each bond, for each two that cross."""
    edges = np.array([sorted(edge) for edge in graph.edges])
    if len(edges) < 2:
        return []
    a, b = (np.array([places[k] for k in edges[:, end].tolist()]) for end in (0, 1))

    def side(p: np.ndarray) -> np.ndarray:
        along = (b - a)[:, None]
        return np.asarray(((p[None, :] - a[:, None]) * along.conj()).imag)

    parted = side(a) * side(b) < -1e-6
    crossed = zip(*np.nonzero(np.triu(parted & parted.T, 1)), strict=True)
    return [(int(edges[i, 0]), int(edges[j, 1])) for i, j in crossed]
