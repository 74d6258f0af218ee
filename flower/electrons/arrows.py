"""Curly arrows: the electron-pair moves, source to sink, that a step's change stands for."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, permutations
from typing import NamedTuple

import networkx as nx

from flower.electrons.change import Change
from flower.electrons.elements import HYDROGEN, electronegativity
from flower.electrons.state import State

_MOST_PAIRINGS = 720  # of hydrogen donors with acceptors that are tried: all of six hydrogens


class Site(NamedTuple):
    """Where an electron pair sits: a lone pair on one atom, or a bond between two.

    An atom is a node index; a moving hydrogen that is held as a count is ``n + k``, k the
    position of its donor among the step's hydrogen donors.
    """

    atoms: tuple[int, ...]

    @property
    def is_lone_pair(self) -> bool:
        """Whether the pair is unshared."""
        return len(self.atoms) == 1


class Arrow(NamedTuple):
    """One curly arrow: an electron pair leaves ``source`` and arrives at ``sink``."""

    source: Site
    sink: Site


class HydrogenMove(NamedTuple):
    """A hydrogen, numbered as in `Site`, that goes from one node to another."""

    hydrogen: int
    donor: int
    acceptor: int


def arrows_of(state: State, change: Change) -> list[Arrow]:
    """Derive the arrows of a step, in pushing order (the attacking pair first).

    Every entry that loses a pair is a source, every entry that gains one a sink; arrows join each
    source to a sink that shares an atom with it (a perfect matching: lone pairs go to new bonds
    first, and a bond's pair goes with the more electronegative atom). A free proton holds no
    pair: no arrow starts or ends at the proton pool. Empty for the empty change. Where no
    matching exists the pairs cannot be pushed as arrows (a change that does not conserve, single
    electrons, or two unconnected shifts); ValueError then.

    >>> from flower.electrons import make_change, smiles_to_state
    >>> attack = make_change(bonds=[(0, 2, 1), (0, 1, -1)], lone=[(2, -2), (1, 2)])
    >>> for arrow in arrows_of(smiles_to_state("C=O.N"), attack): print(arrow)
    Arrow(source=Site(atoms=(2,)), sink=Site(atoms=(0, 2)))
    Arrow(source=Site(atoms=(0, 1)), sink=Site(atoms=(1,)))
    """
    odd = bool((change.lone[:, 1] % 2).any())
    for moves in _hydrogen_pairings(len(state), change) if not odd else ():
        matched = _match(state, *_sources_and_sinks(len(state), change, moves))
        if matched is not None:
            return _in_pushing_order(matched)
    raise ValueError("the change of electrons cannot be drawn as electron-pair moves")


def hydrogen_moves(state: State, change: Change) -> list[HydrogenMove]:
    """Say which counted hydrogen goes where, consistent with `arrows_of` where there are arrows."""
    for moves in _hydrogen_pairings(len(state), change):
        if _match(state, *_sources_and_sinks(len(state), change, moves)) is not None:
            return moves
    return next(_hydrogen_pairings(len(state), change))


def _hydrogen_pairings(n: int, change: Change) -> Iterator[list[HydrogenMove]]:
    donors = [int(i) for i, d in change.hydrogens for _ in range(max(0, -int(d)))]
    acceptors = [int(i) for i, d in change.hydrogens for _ in range(max(0, int(d)))]
    for order in dict.fromkeys(islice(permutations(acceptors), _MOST_PAIRINGS)):
        paired = zip(donors, order, strict=False)
        yield [HydrogenMove(n + k, a, b) for k, (a, b) in enumerate(paired)]


def _sources_and_sinks(
    n: int, change: Change, moves: list[HydrogenMove]
) -> tuple[list[Site], list[Site]]:
    sources: list[Site] = []
    sinks: list[Site] = []
    pool = n - 1
    for i, d in change.lone.tolist():
        if i != pool:
            (sinks if d > 0 else sources).extend([Site((i,))] * (abs(d) // 2))
    for i, j, d in change.bonds.tolist():
        (sinks if d > 0 else sources).extend([Site((i, j))] * abs(d))
    for hydrogen, donor, acceptor in moves:
        if donor != pool:
            sources.append(Site((donor, hydrogen)))
        if acceptor != pool:
            sinks.append(Site((acceptor, hydrogen)))
    return sources, sinks


def _match(state: State, sources: list[Site], sinks: list[Site]) -> list[Arrow] | None:
    """Perfect matching of sources to sinks that share an atom, textbook arrows preferred."""
    if len(sources) != len(sinks):
        return None
    graph = nx.Graph()
    for a, source in enumerate(sources):
        for b, sink in enumerate(sinks):
            if set(source.atoms) & set(sink.atoms):
                weight = _preference(state, source, sink)
                if weight is not None:
                    graph.add_edge(("source", a), ("sink", b), weight=weight)
    matching = nx.max_weight_matching(graph, maxcardinality=True)
    if len(matching) != len(sources):
        return None
    pairs = [sorted(pair, key=lambda end: end[0] != "source") for pair in matching]
    return [Arrow(sources[a[1]], sinks[b[1]]) for a, b in sorted(pairs)]


def _preference(state: State, source: Site, sink: Site) -> int | None:
    """How much of a textbook arrow this is; None for one from lone pair to lone pair."""
    if source.is_lone_pair or sink.is_lone_pair:
        return None if source.is_lone_pair and sink.is_lone_pair else 2000
    shared = set(source.atoms) & set(sink.atoms)
    if len(shared) == 2:
        return 1000
    (with_pair,), (without,) = shared, set(source.atoms) - shared
    keeps, gives = (
        electronegativity(int(state.element[i]) if i < len(state) else HYDROGEN)
        for i in (with_pair, without)
    )
    return 1000 + round(100 * (keeps - gives))


def _in_pushing_order(arrows: list[Arrow]) -> list[Arrow]:
    """Each chain from its pushing end: a pair that nothing pushes first, then what it displaces."""
    left = sorted(arrows, key=lambda arrow: (not arrow.source.is_lone_pair, arrow))
    ordered: list[Arrow] = []
    while left:
        following = [a for a in left if ordered and _pushes(ordered[-1], a)]
        unpushed = [a for a in left if not any(_pushes(b, a) for b in left if b is not a)]
        ordered.append((following or unpushed or left)[0])
        left.remove(ordered[-1])
    return ordered


def _pushes(arrow: Arrow, other: Arrow) -> bool:
    return bool(set(arrow.sink.atoms) & set(other.source.atoms))
