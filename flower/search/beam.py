"""Beam search over the directed graph of states that elementary steps span."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from time import monotonic
from typing import Literal, NamedTuple

from flower.electrons import Candidate, State, unlabelled
from flower.search.graph import Followed, SearchGraph, graph_of
from flower.search.memory import OutOfTime, ProposalMemory, Propose
from flower.search.pathway import (
    Ending,
    Pathway,
    most_probable_first,
    only_protons_passed,
    protons_aside,
)
from flower.search.settings import SearchSettings
from flower.search.target import Target

Budget = Literal["steps", "states", "time"]

_UNLIMITED = 10**9
# What a chemist asks for is often improbable; the steps of a search for it may be so too.
_LESS_PROBABLE_TO_TARGET = 1e-3


class Widened(NamedTuple):
    """One elementary step further: the states to go on from, the pathways that ended, all steps."""

    frontier: list[Pathway]
    endings: list[Ending]
    followed: list[Followed]


class SearchResult(NamedTuple):
    """What a search found.

    Attributes:
        endings: most probable first, one for all states where something ended that differ only in
            where protons are. Of a search for a target, the most probable ways there instead, none
            if it was not found.
        probability: that all endings found hold together, also those that ``top`` and
            ``minimum_probability`` left out; the rest was given up on the way.
        states: how many states the model was asked about.
        graph: all states and steps seen.
        stopped: the budget that ended the search before every pathway had; None if none did.
    """

    endings: tuple[Ending, ...]
    probability: float
    states: int
    graph: SearchGraph
    stopped: Budget | None


def beam_search(
    propose: Propose,
    reactants: State,
    settings: SearchSettings | None = None,
    target: Target | None = None,
) -> SearchResult:
    """Find where the reactants end up, and the most probable way there.

    A state is reached with the sum, over all ways found, of the product of their steps'
    probabilities. The answer does not depend on the order of atoms or of candidates. States are
    told apart by canonical SMILES without stereo.

    With ``settings.reacts``, the probabilities are given that something happens and not only
    that protons pass.
    With a ``target``, the search prefers states that resemble it, follows steps a thousand times
    less probable, and ends a pathway where the target appears.

    A flask that may react once and then is done:

    >>> from flower.electrons import Candidate, apply_change, make_change, smiles_to_state
    >>> from flower.electrons import state_to_smiles
    >>> transfer = make_change(lone=[(0, -2), (1, 2)], hydrogens=[(0, 1), (1, -1)])
    >>> def propose(states, thresholds):
    ...     changes = [transfer if s.hydrogens[1] else make_change() for s in states]
    ...     after = [apply_change(s, c) for s, c in zip(states, changes)]
    ...     return [[Candidate(c, s, state_to_smiles(s), 0.9)] for c, s in zip(changes, after)]
    >>> (ending,) = beam_search(propose, smiles_to_state("N.Cl")).endings
    >>> ending.pathway.passed, round(ending.pathway.reached, 2), ending.finished
    (('Cl.N', '[Cl-].[NH4+]'), 0.81, True)
    """
    settings = settings or SearchSettings()
    if target is not None:
        settings = replace(
            settings,
            minimum_probability=settings.minimum_probability * _LESS_PROBABLE_TO_TARGET,
            minimum_share=settings.minimum_share * _LESS_PROBABLE_TO_TARGET,
        )
    ends = None if settings.time_limit_s is None else monotonic() + settings.time_limit_s
    remembered = ProposalMemory(propose, ends)
    start = Pathway.of(reactants)
    frontier, endings, followed = [start], list[Ending](), list[Followed]()
    stopped: Budget | None = None
    for _ in range(settings.max_steps):
        allowed = (settings.max_states or _UNLIMITED) - len(remembered)
        late = ends is not None and monotonic() > ends
        if not frontier or late or allowed <= 0:
            stopped = None if not frontier else "time" if late else "states"
            break
        try:
            probable = _beside_the_best(frontier, endings, settings)
            widened = widen(frontier[:allowed], remembered, probable, target)
        except OutOfTime:
            stopped = "time"
            break
        endings += [Ending(pathway, finished=False) for pathway in frontier[allowed:]]
        frontier, ended, taken = widened
        endings, followed = endings + ended, followed + taken
    else:
        stopped = "steps" if frontier else None
    endings += [Ending(pathway, finished=False) for pathway in frontier]
    ranked = _ranked(endings)
    reached = sum(ending.pathway.reached for ending in ranked)
    if target is not None:
        likely = _ways_to(target, followed)
    else:
        likely = [e for e in ranked if e.pathway.reached >= settings.minimum_probability]
        likely = likely or ranked[:1]
    graph = graph_of(start, followed, endings, settings.minimum_probability)
    return SearchResult(tuple(likely[: settings.top]), reached, len(remembered), graph, stopped)


def _beside_the_best(
    frontier: Sequence[Pathway], endings: Sequence[Ending], settings: SearchSettings
) -> SearchSettings:
    """The settings that give up what is less probable than ``minimum_share`` of the best so far.

    Relative threshold pruning (Freitag and Al-Onaizan, arXiv 1702.01806), with endings counted.
    """
    best = max(one.reached for one in [*frontier, *(ending.pathway for ending in endings)])
    minimum = max(settings.minimum_probability, settings.minimum_share * best)
    return replace(settings, minimum_probability=minimum)


def widen(
    frontier: Sequence[Pathway],
    propose: Propose,
    settings: SearchSettings,
    target: Target | None = None,
) -> Widened:
    """Widen the beam by one elementary step.

    All states of the frontier are asked at once. "Nothing more happens" ends a pathway, and so
    does having no way on but back. Pathways that meet in one state become one. The most probable
    ones, or those nearest to the target, make up the next frontier.
    """
    endings, followed = list[Ending](), list[Followed]()
    met: dict[str, Pathway] = {}
    for pathway, onward in zip(frontier, ways_on(frontier, propose, settings), strict=True):
        ends = [c for c in onward if c.change.is_empty]
        steps = [c for c in onward if not c.change.is_empty][: settings.branching]
        if not onward and not (settings.reacts and only_protons_passed(pathway.passed)):
            endings.append(Ending(pathway, finished=False))
        endings += [Ending(pathway.then(end), finished=True) for end in ends]
        followed += [Followed(pathway, step) for step in steps]
        for step in steps:
            met[step.smiles] = pathway.then(step).meet(met.get(step.smiles))

    order = most_probable_first if target is None else target.nearest_first
    likely = [p for p in met.values() if p.reached >= settings.minimum_probability]
    onward_to = sorted((p for p in likely if not _arrived(p, target)), key=order)
    return Widened(onward_to[: settings.beam], endings, followed)


def ways_on(
    frontier: Sequence[Pathway], propose: Propose, settings: SearchSettings
) -> list[list[Candidate]]:
    """Return the next steps of each pathway but those refused, such as those that lead back.

    A pathway reached with probability q is not asked for steps too improbable to matter, less
    than minimum_probability / q. (A step's probability adds up from the orders of its jumps, each
    less probable; to look for those too, down to 0.3 of it, costs two thirds more and finds no more
    products.) Where steps back are refused the others gain, and less probable ones come to matter:
    the model is asked once more.
    """
    states = [pathway.state for pathway in frontier]
    thresholds = [settings.minimum_probability / pathway.reached for pathway in frontier]
    first = propose(states, thresholds)
    refused = [
        sum(c.probability for c in candidates if _refused(c, pathway.passed, settings.reacts))
        for pathway, candidates in zip(frontier, first, strict=True)
    ]
    thresholds = [p * (1 - r) if r > 0.5 else p for p, r in zip(thresholds, refused, strict=True)]
    return [
        without_return(candidates, pathway.passed, settings.reacts)
        for pathway, candidates in zip(frontier, propose(states, thresholds), strict=True)
    ]


def without_return(
    candidates: Iterable[Candidate], passed: Sequence[str], reacts: bool = False
) -> list[Candidate]:
    """Refuse steps back to a state already passed; the others share their probability.

    Where the flask ``reacts``, it is refused too that nothing more happens before anything but
    protons has passed.

    Each p becomes p / (1 - r), with r the sum of those refused: its probability given that the
    flask does not go back. So a proton that shuttles between two bases costs nothing. Most
    probable first, ties by SMILES.
    """
    ranked = sorted(candidates, key=lambda c: (-c.probability, c.smiles))
    onward = [c for c in ranked if not _refused(c, passed, reacts)]
    kept = sum(c.probability for c in onward)
    listed = sum(c.probability for c in ranked)
    share = kept + max(0.0, 1.0 - listed)  # what was not refused, the unlisted rest included
    return [c._replace(probability=c.probability / share) for c in onward if c.probability > 0]


def _refused(candidate: Candidate, passed: Sequence[str], reacts: bool) -> bool:
    if candidate.change.is_empty:
        return reacts and only_protons_passed(passed)
    # With labels aside, so that hydrogen exchanged for deuterium counts as the way back it is.
    return unlabelled(candidate.smiles) in map(unlabelled, passed)


def _ranked(endings: Iterable[Ending]) -> list[Ending]:
    """Endings in one state become one, finished if more probably so.

    States that differ in where protons are count as one, told as the one that is reached more
    probably: an amine and its salt are one outcome to a chemist, and so to a balance.
    """
    in_state: dict[str, Pathway] = {}
    finished_by: dict[str, float] = {}
    for pathway, finished in endings:
        in_state[pathway.smiles] = pathway.meet(in_state.get(pathway.smiles))
        form = protons_aside(pathway.smiles)
        balance = pathway.reached if finished else -pathway.reached
        finished_by[form] = finished_by.get(form, 0.0) + balance
    merged: dict[str, Pathway] = {}
    for pathway in sorted(in_state.values(), key=most_probable_first):
        form = protons_aside(pathway.smiles)
        best = merged.get(form)
        merged[form] = best.joined_by(pathway) if best else pathway
    found = (Ending(pathway, finished_by[form] >= 0) for form, pathway in merged.items())
    return sorted(found, key=lambda ending: most_probable_first(ending.pathway))


def _arrived(pathway: Pathway, target: Target | None) -> bool:
    if target is None or not target.is_in(pathway.smiles):
        return False
    return not target.configuration_in(pathway.state).other


def _ways_to(target: Target, followed: Iterable[Followed]) -> list[Ending]:
    """The ways that brought the target about, or else the target with other protons.

    None of those that lead to another configuration than the target's, where both tell one.
    """
    ways = [one.pathway.then(one.step) for one in followed]
    for charge_aside in (False, True):
        arrived: dict[str, Pathway] = {}
        for way in ways:
            before, after = way.passed[-2:]
            if (
                target.is_in(after, charge_aside)
                and not target.is_in(before, charge_aside)
                and not target.configuration_in(way.state).other
            ):
                arrived[after] = way.meet(arrived.get(after))
        if arrived:
            found = sorted(arrived.values(), key=most_probable_first)
            return [Ending(pathway, finished=False) for pathway in found]
    return []
