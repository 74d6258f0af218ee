"""Beam search over the directed graph of states that elementary steps span."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from flower.electrons import Candidate, State
from flower.search.memory import ProposalMemory, Propose
from flower.search.pathway import Ending, Pathway, most_probable_first
from flower.search.settings import SearchSettings


class Widened(NamedTuple):
    """One elementary step further: the states to go on from, and the pathways that ended."""

    frontier: list[Pathway]
    endings: list[Ending]


class SearchResult(NamedTuple):
    """What a search found.

    Attributes:
        endings: most probable first, one for each state where something ended; two where some
            pathways finished and others only ran out of steps.
        probability: that all endings found hold together, also those that ``top`` and
            ``minimum_probability`` left out; the rest was given up on the way.
        states: how many states the model was asked about.
    """

    endings: tuple[Ending, ...]
    probability: float
    states: int


def beam_search(
    propose: Propose, reactants: State, settings: SearchSettings | None = None
) -> SearchResult:
    """Find where the reactants end up, and the most probable way there.

    A state is reached with the sum, over all ways found, of the product of their steps'
    probabilities. The answer does not depend on the order of atoms or of candidates. States are
    told apart by canonical SMILES without stereo.

    A flask that may react once and then is done:

    >>> from flower.electrons import Candidate, apply_change, make_change, smiles_to_state
    >>> from flower.electrons import state_to_smiles
    >>> transfer = make_change(lone=[(0, -2), (1, 2)], hydrogens=[(0, 1), (1, -1)])
    >>> def propose(states):
    ...     changes = [transfer if s.hydrogens[1] else make_change() for s in states]
    ...     after = [apply_change(s, c) for s, c in zip(states, changes)]
    ...     return [[Candidate(c, s, state_to_smiles(s), 0.9)] for c, s in zip(changes, after)]
    >>> (ending,) = beam_search(propose, smiles_to_state("N.Cl")).endings
    >>> ending.pathway.passed, round(ending.pathway.reached, 2), ending.finished
    (('Cl.N', '[Cl-].[NH4+]'), 0.81, True)
    """
    settings = settings or SearchSettings()
    remembered = ProposalMemory(propose)
    frontier, endings = [Pathway.of(reactants)], list[Ending]()
    for _ in range(settings.max_steps):
        if not frontier:
            break
        frontier, ended = widen(frontier, remembered, settings)
        endings += ended
    endings += [Ending(pathway, finished=False) for pathway in frontier]
    ranked = _ranked(endings)
    reached = sum(ending.pathway.reached for ending in ranked)
    likely = [e for e in ranked if e.pathway.reached >= settings.minimum_probability]
    return SearchResult(tuple((likely or ranked[:1])[: settings.top]), reached, len(remembered))


def widen(frontier: Sequence[Pathway], propose: Propose, settings: SearchSettings) -> Widened:
    """Widen the beam by one elementary step.

    All states of the frontier are asked at once. "Nothing more happens" ends a pathway, and so
    does having no way on but back. Pathways that meet in one state become one. The most probable
    ones make up the next frontier.
    """
    endings: list[Ending] = []
    met: dict[str, Pathway] = {}
    for pathway, candidates in zip(frontier, propose([p.state for p in frontier]), strict=True):
        onward = without_return(candidates, pathway.passed)
        ends = [c for c in onward if c.change.is_empty]
        steps = [c for c in onward if not c.change.is_empty]
        if not onward:
            endings.append(Ending(pathway, finished=False))
        endings += [Ending(pathway.then(end), finished=True) for end in ends]
        for step in steps[: settings.branching]:
            met[step.smiles] = pathway.then(step).meet(met.get(step.smiles))

    likely = (p for p in met.values() if p.reached >= settings.minimum_probability)
    return Widened(sorted(likely, key=most_probable_first)[: settings.beam], endings)


def without_return(candidates: Iterable[Candidate], passed: Sequence[str]) -> list[Candidate]:
    """Refuse steps back to a state already passed; the others share their probability.

    Each p becomes p / (1 - r), with r the sum of those refused: its probability given that the
    flask does not go back. So a proton that shuttles between two bases costs nothing. Most
    probable first, ties by SMILES.
    """
    ranked = sorted(candidates, key=lambda c: (-c.probability, c.smiles))
    onward = [c for c in ranked if c.change.is_empty or c.smiles not in passed]
    kept = sum(c.probability for c in onward)
    listed = sum(c.probability for c in ranked)
    share = kept + max(0.0, 1.0 - listed)  # what was not refused, the unlisted rest included
    return [c._replace(probability=c.probability / share) for c in onward if c.probability > 0]


def _ranked(endings: Iterable[Ending]) -> list[Ending]:
    """Endings in one state become one, finished if more probably so."""
    merged: dict[str, Pathway] = {}
    finished_by: dict[str, float] = {}
    for pathway, finished in endings:
        merged[pathway.smiles] = pathway.meet(merged.get(pathway.smiles))
        balance = pathway.reached if finished else -pathway.reached
        finished_by[pathway.smiles] = finished_by.get(pathway.smiles, 0.0) + balance
    found = (Ending(pathway, finished_by[smiles] >= 0) for smiles, pathway in merged.items())
    return sorted(found, key=lambda ending: most_probable_first(ending.pathway))
