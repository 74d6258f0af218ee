"""Tell what a search found: its states and steps, in the atoms' numbers as they were written."""

from __future__ import annotations

from collections.abc import Sequence

from flower.electrons import Candidate, State, state_to_smiles
from flower.electrons.numbering import Numbering
from flower.giving_way import give_way
from flower.prediction.outcome import (
    LEAST_WAY_SHARE,
    Molecule,
    OtherWay,
    Outcome,
    StepCandidate,
)
from flower.prediction.reaction_network import NetworkState, NetworkStep, ReactionNetwork
from flower.search import Ending, Pathway, SearchGraph
from flower.search.graph import SeenState
from flower.steps import LabelledMolecule, label_molecules
from flower.steps.elementary_step import (
    ElementaryStep,
    elementary_step,
    new_in_smiles,
    new_molecules,
)
from flower.trust import OutcomeTrust


class Teller:
    """Tells what a search found, atoms numbered as they were written.

    Endings and the network share most of their steps; each step is told once.
    """

    def __init__(self, as_written: Numbering) -> None:
        self._as_written = as_written
        self._told: dict[int, tuple[Candidate, ElementaryStep]] = {}  # by identity, kept alive

    def outcomes(
        self, endings: Sequence[Ending], trusted: Sequence[OutcomeTrust]
    ) -> tuple[Outcome, ...]:
        """Tell where a search came to rest, how it got there, and how far to trust each."""
        ranked = enumerate(zip(endings, trusted, strict=True), 1)
        return tuple(self._outcome(rank, ending, trust) for rank, (ending, trust) in ranked)

    def network(self, graph: SearchGraph, model: str, seed: int) -> ReactionNetwork:
        """Tell all states and steps that a search has seen."""
        place = {state.smiles: k for k, state in enumerate(graph.states)}
        reactants = graph.states[0].state
        return ReactionNetwork(
            tuple(_state(reactants, seen) for seen in graph.states),
            tuple(
                NetworkStep(
                    source=place[seen.source],
                    target=place[seen.target],
                    flow=min(1.0, seen.flow),
                    step=self._tell(seen.before, seen.step),
                )
                for seen in graph.steps
            ),
            model,
            seed,
        )

    def _outcome(self, rank: int, ending: Ending, trust: OutcomeTrust) -> Outcome:
        give_way()
        pathway, familiarity = ending.pathway, trust.familiarity
        smiles = state_to_smiles(pathway.state)
        labelled = label_molecules(pathway.reactants, pathway.state)
        new = new_in_smiles(state_to_smiles(pathway.reactants), smiles)
        return Outcome(
            rank=rank,
            probability=min(1.0, pathway.reached),  # a sum of many may exceed it by rounding
            confidence=trust.confidence,
            unfamiliar=None if familiarity is None else familiarity.share,
            caution=None if familiarity is None else familiarity.caution,
            smiles=smiles,
            products=by_role(new, labelled),
            finished=ending.finished,
            steps=self._steps(pathway),
            molecules=tuple(Molecule(found.smiles, found.role) for found in labelled),
            other_ways=self._other_ways(pathway) or None,
        )

    def _other_ways(self, pathway: Pathway) -> tuple[OtherWay, ...]:
        shares = ((min(1.0, way.alike / pathway.reached), way) for way in pathway.others)
        return tuple(
            OtherWay(share, self._steps(way)) for share, way in shares if share >= LEAST_WAY_SHARE
        )

    def _steps(self, pathway: Pathway) -> tuple[ElementaryStep, ...]:
        return tuple(map(self._tell, pathway.states_before, pathway.steps))

    def _tell(self, reactants: State, step: Candidate) -> ElementaryStep:
        if id(step) not in self._told:
            give_way()
            told = elementary_step(
                self._as_written.state(reactants), self._as_written.candidate(step)
            )
            self._told[id(step)] = (step, told)
        return self._told[id(step)][1]


def _state(reactants: State, seen: SeenState) -> NetworkState:
    give_way()
    return NetworkState(
        smiles=seen.smiles,
        new=by_role(new_molecules(reactants, seen.state), label_molecules(reactants, seen.state)),
        depth=seen.depth,
        reached=min(1.0, seen.reached),
        ended=min(1.0, seen.ended),
        left=min(1.0, seen.left),
    )


def by_role(new: Sequence[str], labelled: Sequence[LabelledMolecule]) -> tuple[str, ...]:
    """Order new molecules as they are labelled, the product first."""
    place = {one.smiles: k for k, one in reversed(list(enumerate(labelled)))}
    return tuple(sorted(new, key=lambda smiles: place.get(smiles, len(place))))


def step_candidate(
    rank: int, reactants: State, candidate: Candidate, as_written: Numbering
) -> StepCandidate:
    """Tell a step that may come next, atoms numbered as written."""
    return StepCandidate(
        rank=rank,
        probability=candidate.probability,
        smiles=state_to_smiles(candidate.products),
        products=new_molecules(reactants, candidate.products),
        step=elementary_step(as_written.state(reactants), as_written.candidate(candidate)),
    )
