"""What a search has seen: the states, and the elementary steps between them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from flower.electrons import Candidate, State
from flower.search.pathway import Ending, Pathway


class Followed(NamedTuple):
    """An elementary step that a pathway took.

    Attributes:
        pathway: the one that took it; it ends where the step starts.
        step: the step, its probability given that the flask does not go back.
    """

    pathway: Pathway
    step: Candidate

    @property
    def flow(self) -> float:
        """Probability that it is taken: to be where it starts, and to take it then."""
        return self.pathway.reached * self.step.probability


@dataclass(frozen=True, eq=False)
class SeenState:
    """A state of the graph.

    Attributes:
        smiles: canonical SMILES of the whole flask, without stereo.
        state: as the most probable of the shortest ways there has it.
        depth: steps of the shortest way found.
        reached: probability to come by, summed over all ways.
        ended: probability to end there, nothing more happening.
        left: probability to be there when the search stopped or found no way on but back.
    """

    smiles: str
    state: State
    depth: int
    reached: float
    ended: float
    left: float


@dataclass(frozen=True, eq=False)
class SeenStep:
    """An edge of the graph: one elementary step from ``before``, taken with probability ``flow``.

    ``source`` and ``target`` are SMILES of states; the most probable step stands for all between
    the same two.
    """

    source: str
    target: str
    before: State
    step: Candidate
    flow: float


@dataclass(frozen=True, eq=False)
class SearchGraph:
    """States, the reactants first, then by depth and probability; and the steps between them."""

    states: tuple[SeenState, ...]
    steps: tuple[SeenStep, ...]


def graph_of(
    reactants: Pathway, followed: Sequence[Followed], endings: Iterable[Ending], threshold: float
) -> SearchGraph:
    """Merge all that was followed into one graph, without states reached less than ``threshold``.

    Equal states are one, at whatever depth they were met.
    """
    reached = defaultdict(float, {reactants.smiles: 1.0})
    edges: dict[tuple[str, str], list[Followed]] = defaultdict(list)
    for one in followed:
        reached[one.step.smiles] += one.flow
        edges[one.pathway.smiles, one.step.smiles].append(one)
    steps = [_edge(*ends, taken) for ends, taken in edges.items() if reached[ends[1]] >= threshold]
    depth, states = {reactants.smiles: 0}, {reactants.smiles: reactants.state}
    for one in sorted(followed, key=lambda one: (len(one.pathway.steps), -one.flow)):
        if reached[one.step.smiles] >= threshold:
            depth.setdefault(one.step.smiles, len(one.pathway.steps) + 1)
            states.setdefault(one.step.smiles, one.step.products)
    ended, left = dict.fromkeys(states, 0.0), dict.fromkeys(states, 0.0)
    for pathway, finished in endings:
        if pathway.smiles in states:
            (ended if finished else left)[pathway.smiles] += pathway.reached
    return SearchGraph(
        tuple(
            SeenState(s, states[s], depth[s], reached[s], ended[s], left[s])
            for s in sorted(states, key=lambda s: (depth[s], -reached[s], s))
        ),
        tuple(sorted(steps, key=lambda e: (depth[e.source], -e.flow, e.source, e.target))),
    )


def _edge(source: str, target: str, taken: list[Followed]) -> SeenStep:
    best = max(taken, key=lambda one: (one.flow, one.pathway.passed))
    flow = sum(one.flow for one in taken)
    return SeenStep(source, target, best.pathway.state, best.step, flow)
