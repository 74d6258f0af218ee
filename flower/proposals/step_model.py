"""What proposes elementary steps: the one thing that a model must do."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from flower.electrons import Candidate, Change, State
from flower.records import Conditions


class ProposedSteps(NamedTuple):
    """The ranked next steps of one state, and how good the network's entries were by themselves.

    Attributes:
        candidates: most probable first.
        raw_conserved: share of samples whose entries, each at its most probable value, conserve
            electrons and hydrogens before the integer decode; None where a model has none.
        raw_valid: share of samples whose entries moreover are a molecule; likewise.
        evaluations: how often the network was asked; likewise.
    """

    candidates: Sequence[Candidate]
    raw_conserved: float | None = None
    raw_valid: float | None = None
    evaluations: int | None = None


class StepModel(ABC):
    """Proposes elementary steps. Derive from it, and all of flower works with your model.

    A name, the elements and `propose` are needed; the rest says what a model can do beyond that.
    `flower.testing.check_step_model` tells whether yours keeps the promises made here.

    Attributes:
        name: for the record.
        elements: atomic numbers that it knows; flasks with others are refused.
        folder: that it was loaded from, if any.
        learnt: conditions that make a difference to it.
        samples: draws averaged for each step, of a model that draws.
        evaluations_per_step: network evaluations that one step takes; None if not told beforehand.

    >>> from flower.electrons import make_change, state_to_smiles
    >>> class Still(StepModel):
    ...     name, elements = "still", frozenset({1, 6, 8})
    ...     def propose(self, states, *, top, seed=0, minimum_probability=None):
    ...         return [[Candidate(make_change(), s, state_to_smiles(s), 1.0)] for s in states]
    >>> import flower
    >>> flower.predict("CCO", model=Still()).outcomes[0].steps
    ()
    """

    name: str
    elements: frozenset[int]
    folder: Path | None = None
    learnt: Conditions = Conditions(0)
    samples: int = 1
    evaluations_per_step: int | None = None

    @abstractmethod
    def propose(
        self,
        states: Sequence[State],
        *,
        top: int,
        seed: int = 0,
        minimum_probability: Sequence[float] | None = None,
    ) -> Sequence[Sequence[Candidate]]:
        """Return the most probable next steps of each state, most probable first.

        Candidates of a state differ in SMILES, and their probabilities sum to at most 1; what is
        missing lies beyond those listed. The one with the empty change says how probable it is
        that nothing more happens.

        Args:
            states: flasks, in any number.
            top: candidates of each, at most.
            seed: of whatever is random; the same seed gives the same answer.
            minimum_probability: one for each state; steps less probable may be left out, none may
                be without it.
        """

    def examine(self, states: Sequence[State], *, top: int, seed: int = 0) -> list[ProposedSteps]:
        """Return what `propose` does, with what was before it became whole electrons, if known."""
        return [ProposedSteps(found) for found in self.propose(states, top=top, seed=seed)]

    def log_likelihoods(
        self, steps: Sequence[tuple[State, Sequence[Change]]]
    ) -> Sequence[Sequence[float | None]]:
        """Return the log-likelihood of given steps of states, in nats; None if it has none."""
        return [[None] * len(changes) for _, changes in steps]

    def under(self, conditions: Conditions) -> StepModel:
        """The same model, asked under other conditions; itself, if it knows of none."""
        return self

    def remembering(self) -> StepModel:
        """The same model for one search, which asks again about states it has asked about.

        What was worked out for them need not be once more; itself, if it keeps nothing.
        """
        return self

    @property
    def digest(self) -> str:
        """What tells it from models of other weights; its name, unless there is more."""
        return self.name
