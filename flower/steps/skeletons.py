"""The two sides of a step as graphs, cut until they look alike, and laid one on the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations, islice
from typing import Any, NamedTuple

import networkx as nx
from rdkit import Chem

from flower.electrons.effort import Effort

_MOST_WAYS = 20_000  # sets of bonds to cut on one side
_MOST_MATCHES = 400  # one-to-one assignments of atoms looked at


class Side(NamedTuple):
    """One side as a graph of its nodes: heavy atoms, and hydrogens on no single heavy atom.

    ``atoms`` are their charges and hydrogens, ``orders`` twice those of their bonds, lower node
    first; an aromatic bond has three.
    """

    mol: Chem.Mol
    skeleton: nx.Graph
    atoms: dict[int, tuple[int, int]]
    orders: dict[tuple[int, int], int]


def alike_after_cuts(
    one: nx.Graph, other: nx.Graph, k: int, cuts: int, effort: Effort
) -> Iterator[tuple[nx.Graph, nx.Graph]]:
    """Both graphs after so many cuts each, wherever they look alike."""
    by_look: dict[int, list[nx.Graph]] = {}
    for graph in _cut(one, k, effort):
        by_look.setdefault(_look(graph), []).append(graph)
    for graph in _cut(other, cuts, effort):
        for like in by_look.get(_look(graph), ()):
            yield like, graph


def _cut(graph: nx.Graph, bonds: int, effort: Effort) -> Iterator[nx.Graph]:
    for chosen in islice(combinations(list(graph.edges), bonds), _MOST_WAYS):
        effort.spend(len(graph))
        left = graph.copy()
        left.remove_edges_from(chosen)
        yield left


def _look(graph: nx.Graph) -> int:
    """Equal for graphs that are the same up to the order of nodes, and rarely for others."""
    colours = {i: hash(element) for i, element in graph.nodes(data="element")}
    for _ in range(4):
        colours = {i: hash((c, *sorted(colours[j] for j in graph[i]))) for i, c in colours.items()}
    return hash(tuple(sorted(colours.values())))


def matches(
    left: Side, right: Side, one: nx.Graph, other: nx.Graph, effort: Effort
) -> Iterator[dict[int, int]]:
    """Ways to lay one graph on the other; kinds of atoms as common on both sides stay."""
    kinds = [
        {i: _kind(side.mol.GetAtomWithIdx(i)) for i in graph}
        for side, graph in ((left, one), (right, other))
    ]
    counts = [Counter(of_side.values()) for of_side in kinds]
    stable = {kind for kind in counts[0] if counts[0][kind] == counts[1][kind]}
    for keeps in (True, False):
        for graph, of_side in ((one, kinds[0]), (other, kinds[1])):
            for i, kind in of_side.items():
                fixed = keeps and kind in stable
                graph.nodes[i]["kind"] = kind if fixed else graph.nodes[i]["element"]

        def alike(a: dict[str, object], b: dict[str, object]) -> bool:
            effort.spend(1)
            return a["kind"] == b["kind"]

        matcher = _Matcher(one, other, alike, effort)
        found = list(islice(matcher.isomorphisms_iter(), _MOST_MATCHES))
        if found:
            yield from found
            return


class _Matcher(nx.algorithms.isomorphism.GraphMatcher):  # type: ignore[misc]  # has no types
    """One whose every atom laid down counts as effort, by the atoms that it is chosen among."""

    def __init__(self, one: nx.Graph, other: nx.Graph, alike: Any, effort: Effort) -> None:
        super().__init__(one, other, alike)
        self._effort, self._choice = effort, 1 + len(one) // 4

    def match(self) -> Iterator[dict[int, int]]:
        self._effort.spend(self._choice)
        yield from super().match()


def _kind(atom: Chem.Atom) -> tuple[int, ...]:
    around = sorted(int(2 * bond.GetBondTypeAsDouble()) for bond in atom.GetBonds())
    charge, hydrogens = atom.GetFormalCharge(), atom.GetTotalNumHs(includeNeighbors=True)
    return (atom.GetAtomicNum(), atom.GetIsotope(), charge, hydrogens, *around)


def cost(left: Side, right: Side, mapping: dict[int, int]) -> int:
    """How many bonds, hydrogens and charges differ; aromatic bonds count as alike."""
    found = 0
    for i, j in mapping.items():
        (charge, hydrogens), (charge_there, hydrogens_there) = left.atoms[i], right.atoms[j]
        found += 2 * abs(charge - charge_there) + 2 * abs(hydrogens - hydrogens_there)
    inside = set(mapping.values())
    there = {ends: order for ends, order in right.orders.items() if inside.issuperset(ends)}
    for (i, j), order in left.orders.items():
        if i in mapping and j in mapping:
            a, b = mapping[i], mapping[j]
            found += abs(order - there.pop((a, b) if a < b else (b, a), 0))
    return found + sum(there.values())
