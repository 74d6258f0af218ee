"""Curly arrows: the moves of electrons, source to sink, that a step's change stands for.

Pairs move by full arrows; where a step makes or uses up odd electrons, single ones by fishhooks.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, islice, permutations
from typing import NamedTuple

import networkx as nx

from flower.change import Change
from flower.electrons.elements import HYDROGEN, electronegativity
from flower.electrons.state import State

_MOST_PAIRINGS = 720  # of hydrogen donors with acceptors that are tried: all of six hydrogens
_MOST_SPLITS = 300  # choices of pairs that move one electron each way
_MOST_SITES = 12  # pairs lost and gained beside odd electrons; elementary steps have fewer
_LEAP = 1  # preference of a fishhook between atoms that share none; all others have 1000 or so


class Site(NamedTuple):
    """Where electrons sit: unshared on one atom, or in a bond between two.

    An atom is a node index; a moving hydrogen that is held as a count is ``n + k``, k the
    position of its donor among the step's hydrogen donors.
    """

    atoms: tuple[int, ...]

    @property
    def is_lone_pair(self) -> bool:
        """Whether the electrons are unshared."""
        return len(self.atoms) == 1


class Arrow(NamedTuple):
    """One curly arrow: ``electrons`` leave ``source`` and arrive at ``sink``.

    Two are a pair; one is drawn as a half-headed arrow, a fishhook.
    """

    source: Site
    sink: Site
    electrons: int = 2

    @property
    def is_fishhook(self) -> bool:
        """Whether a single electron moves."""
        return self.electrons == 1

    @property
    def is_leap(self) -> bool:
        """Whether the electron goes to where it has no atom in common: electron transfer."""
        return not set(self.source.atoms) & set(self.sink.atoms)


class HydrogenMove(NamedTuple):
    """A hydrogen, numbered as in `Site`, that goes from one node to another."""

    hydrogen: int
    donor: int
    acceptor: int


class Pushed(NamedTuple):
    """Where the electrons of a step go.

    Attributes:
        arrows: in pushing order (the attacking pair or radical first); none for the empty change.
            None where they cannot be pushed as arrows.
        hydrogens: the counted ones that go along.
    """

    arrows: list[Arrow] | None
    hydrogens: list[HydrogenMove]


def push(state: State, change: Change) -> Pushed:
    """Derive the arrows of a step, and say which counted hydrogen goes where.

    Every entry that loses electrons is a source, every entry that gains some a sink; arrows join
    each source to a sink that shares an atom with it (a perfect matching: lone pairs go to new
    bonds first, and a bond's pair goes with the more electronegative atom). Where an atom gains or
    loses an odd electron, the pairs that must are split, as few as do: one electron of a pair
    each way, by fishhooks. Only a single electron may pass between atoms that share no bond, and
    only where there is no other way (electron transfer). A free proton holds no pair: no arrow
    starts or ends at the proton pool. No arrows exist where there is no matching: of a change that
    does not conserve, or of two unconnected shifts.

    >>> from flower.electrons import make_change, smiles_to_state
    >>> attack = make_change(bonds=[(0, 2, 1), (0, 1, -1)], lone=[(2, -2), (1, 2)])
    >>> for arrow in push(smiles_to_state("C=O.N"), attack).arrows: print(arrow)
    Arrow(source=Site(atoms=(2,)), sink=Site(atoms=(0, 2)), electrons=2)
    Arrow(source=Site(atoms=(0, 1)), sink=Site(atoms=(1,)), electrons=2)
    >>> homolysis = make_change(bonds=[(0, 1, -1)], lone=[(0, 1), (1, 1)])
    >>> for arrow in push(smiles_to_state("ClCl"), homolysis).arrows: print(arrow)
    Arrow(source=Site(atoms=(0, 1)), sink=Site(atoms=(0,)), electrons=1)
    Arrow(source=Site(atoms=(0, 1)), sink=Site(atoms=(1,)), electrons=1)
    """
    found = _arrows_and_hydrogens(state, change)
    if found is None:
        return Pushed(None, next(_hydrogen_pairings(len(state), change)))
    return Pushed(_in_pushing_order(found[0]), found[1])


def _arrows_and_hydrogens(
    state: State, change: Change
) -> tuple[list[Arrow], list[HydrogenMove]] | None:
    pool = len(state) - 1
    odd = [(i, d) for i, d in change.lone.tolist() if d % 2]
    if odd:
        left, reached = (
            [Site((i,)) for i, d in odd if i != pool and d * sign > 0] for sign in (-1, 1)
        )
        return _push_single_electrons(state, change, left, reached)
    for moves in _hydrogen_pairings(len(state), change):
        matched = _match(state, *_sources_and_sinks(len(state), change, moves))
        if matched is not None:
            return matched, moves
    return None


def _push_single_electrons(
    state: State, change: Change, left: list[Site], reached: list[Site]
) -> tuple[list[Arrow], list[HydrogenMove]] | None:
    pairings = list(islice(_hydrogen_pairings(len(state), change), _MOST_SPLITS // 10))
    best: tuple[list[Arrow], list[HydrogenMove]] | None = None
    for moves in pairings:
        sites = _sources_and_sinks(len(state), change, moves)
        if sum(map(len, sites)) > _MOST_SITES:
            return None
        matched = _match_splitting(state, *sites, left, reached, _MOST_SPLITS // len(pairings))
        if matched is not None and (best is None or _leaps(matched) < _leaps(best[0])):
            best = matched, moves
            if not _leaps(matched):
                break
    return best


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


def _match_splitting(
    state: State,
    sources: list[Site],
    sinks: list[Site],
    left: list[Site],
    reached: list[Site],
    most: int,
) -> list[Arrow] | None:
    """Match pairs, and single electrons that are lost (``left``) or gained (``reached``).

    The way with fewest leaps, then fewest pairs split, of the ``most`` first.
    """
    best: list[Arrow] | None = None
    for split, filled in islice(_splits(sources, sinks, len(reached) - len(left)), most):
        singles = _match(
            state,
            [*left, *(sources[k] for k in split for _ in range(2))],
            [*reached, *(sinks[k] for k in filled for _ in range(2))],
            electrons=1,
        )
        if singles is None or (best is not None and _leaps(singles) >= _leaps(best)):
            continue
        pairs = _match(
            state,
            [site for k, site in enumerate(sources) if k not in split],
            [site for k, site in enumerate(sinks) if k not in filled],
        )
        if pairs is not None:
            best = [*pairs, *singles]
            if not _leaps(best):
                break
    return best


def _splits(
    sources: list[Site], sinks: list[Site], wanted: int
) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Which pairs leave by single electrons, and which come together from them, few first."""
    for total in range(len(sources) + len(sinks) + 1):
        for count in range(len(sources) + 1):
            filled = total - count
            if 2 * (count - filled) == wanted and 0 <= filled <= len(sinks):
                for split in combinations(range(len(sources)), count):
                    for joined in combinations(range(len(sinks)), filled):
                        yield split, joined


def _leaps(arrows: list[Arrow]) -> int:
    return sum(arrow.is_leap for arrow in arrows)


def _match(
    state: State, sources: list[Site], sinks: list[Site], electrons: int = 2
) -> list[Arrow] | None:
    """Perfect matching of sources to sinks that share an atom, textbook arrows preferred."""
    if len(sources) != len(sinks):
        return None
    graph = nx.Graph()
    for a, source in enumerate(sources):
        for b, sink in enumerate(sinks):
            weight = None
            if set(source.atoms) & set(sink.atoms):
                weight = _preference(state, source, sink)
            elif electrons == 1 and sink.is_lone_pair:
                weight = _LEAP
            if weight is not None:
                graph.add_edge(("source", a), ("sink", b), weight=weight)
    if len(graph) < 2 * len(sources):
        return None  # some site has no other to go with: not worth a matching
    matching = nx.max_weight_matching(graph, maxcardinality=True)
    if len(matching) != len(sources):
        return None
    pairs = [sorted(pair, key=lambda end: end[0] != "source") for pair in matching]
    return [Arrow(sources[a[1]], sinks[b[1]], electrons) for a, b in sorted(pairs)]


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
    """Each chain from its pushing end: a pair that nothing pushes first, then what it displaces.

    Behind a fishhook comes the one that meets it in a bond, then the other electron of that pair.
    """
    left = sorted(arrows, key=lambda arrow: (not arrow.source.is_lone_pair, arrow))
    ordered: list[Arrow] = []
    while left:
        following = [a for a in left if ordered and _follows(ordered[-1], a)]
        following.sort(key=lambda a: _follows(ordered[-1], a))
        unpushed = [a for a in left if not any(_pushes(b, a) for b in left if b is not a)]
        ordered.append((following or unpushed or left)[0])
        left.remove(ordered[-1])
    return ordered


def _follows(arrow: Arrow, other: Arrow) -> int:
    """How soon the other arrow comes after this one, 1 for first; 0 if it has no need to."""
    if arrow.is_fishhook and other.is_fishhook:
        if arrow.sink == other.sink:
            return 1
        if arrow.source == other.source:
            return 2
    return 3 * _pushes(arrow, other)


def _pushes(arrow: Arrow, other: Arrow) -> bool:
    if arrow.is_fishhook and other.is_fishhook and arrow.sink == other.sink:
        return False  # they meet
    return bool(set(arrow.sink.atoms) & set(other.source.atoms))
