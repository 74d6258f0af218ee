"""One model, asked about a flask and what may become of it, from several sides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flower.electrons import Candidate, State, uncharged
from flower.proposals import StepModel
from flower.search import (
    Pathway,
    ProposalMemory,
    SearchResult,
    SearchSettings,
    Target,
    beam_search,
    without_return,
)
from flower.steps import label_molecules
from flower.steps.elementary_step import new_molecules

_MOST_WAYS = 100


class Asking:
    """Searches with the same settings that share what the model has answered.

    ``model`` is asked as it is, under the conditions that it has been given.
    """

    def __init__(self, model: StepModel, settings: SearchSettings) -> None:
        self._model, self.settings = model.remembering(), settings
        self._memory = ProposalMemory(self._asked)

    def way_to(self, target: Target, flask: State) -> tuple[Pathway | None, float]:
        """The most probable way to a molecule, and the probability that it appears at all."""
        result = beam_search(self._memory, flask, replace(self.settings, top=_MOST_WAYS), target)
        if not result.endings:
            return None, 0.0
        return result.endings[0].pathway, min(1.0, max(_arrivals(result, target), 1e-300))

    def outcome(self, flask: State) -> Pathway:
        """The way to the most probable outcome."""
        return beam_search(self._memory, flask, replace(self.settings, top=1)).endings[0].pathway

    def onward(self, way: Pathway) -> list[Candidate]:
        """The steps that may follow, most probable first, given that none leads back."""
        (found,) = self._memory([way.state], [self.settings.minimum_probability])
        return without_return(found, way.passed)

    def new_molecules(self, flask: State, way: Pathway) -> tuple[str, ...]:
        """What is new at the end of a way that began at a flask, the product first."""
        return self.new_in_state(flask, way.state)

    @staticmethod
    def new_in_state(flask: State, after: State) -> tuple[str, ...]:
        """What is new in a state of a flask, the product first."""
        new = new_molecules(flask, after)
        order = [one.smiles for one in label_molecules(flask, after)]
        return tuple(sorted(new, key=lambda one: order.index(one) if one in order else len(order)))

    def _asked(self, states: Sequence[State], minimum: Sequence[float]) -> Any:
        return self._model.propose(
            states,
            top=self.settings.candidates,
            seed=self.settings.seed,
            minimum_probability=minimum,
        )


def _arrivals(result: SearchResult, target: Target) -> float:
    """Sum of all steps, protons aside, from where a molecule is not to where it is."""
    there = {
        one.smiles: target.neutral in map(uncharged, one.smiles.split("."))
        for one in result.graph.states
    }
    return sum(one.flow for one in result.graph.steps if there[one.target] > there[one.source])
