"""A way from the reactants to some state, and where the search ends."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import NamedTuple

from flower.electrons import Candidate, State, state_to_smiles


@dataclass(frozen=True, eq=False)
class Pathway:
    """The most probable way found from the reactants to one state.

    Attributes:
        reactants: the state it starts from.
        steps: the elementary steps taken; each starts where the one before ended.
        passed: canonical SMILES, without stereo, of all states on it, first to last.
        probability: of this way alone, the product of its steps' probabilities.
        reached: of its last state, summed over all ways that met there.
    """

    reactants: State
    passed: tuple[str, ...]
    steps: tuple[Candidate, ...] = field(default=())
    probability: float = 1.0
    reached: float = 1.0

    @classmethod
    def of(cls, reactants: State) -> Pathway:
        """The way of no step.

        >>> from flower.electrons import smiles_to_state
        >>> Pathway.of(smiles_to_state("OC")).passed
        ('CO',)
        """
        return cls(reactants, (state_to_smiles(reactants, stereo=False),))

    @property
    def state(self) -> State:
        """Where it ends."""
        return self.steps[-1].products if self.steps else self.reactants

    @property
    def states_before(self) -> tuple[State, ...]:
        """Where each step starts, and last where it ends."""
        return (self.reactants, *(step.products for step in self.steps))

    @property
    def smiles(self) -> str:
        """Canonical SMILES, without stereo, of the state where it ends."""
        return self.passed[-1]

    def then(self, step: Candidate) -> Pathway:
        """Take one more step; one that changes nothing stays where it is."""
        probability = self.probability * step.probability
        reached = self.reached * step.probability
        if step.change.is_empty:
            return replace(self, probability=probability, reached=reached)
        return Pathway(
            self.reactants, (*self.passed, step.smiles), (*self.steps, step), probability, reached
        )

    def meet(self, other: Pathway | None) -> Pathway:
        """Join another way to the same state: probabilities add, the more probable way stays."""
        if other is None:
            return self
        best = min(self, other, key=lambda way: (-way.probability, way.passed))
        return replace(best, reached=self.reached + other.reached)


class Ending(NamedTuple):
    """Where the search came to rest.

    ``finished``: the model said that nothing more happens. Otherwise the steps allowed were used
    up, or every step known leads back to a state already passed.
    """

    pathway: Pathway
    finished: bool


def most_probable_first(pathway: Pathway) -> tuple[float, str]:
    """Sort key of pathways; ties are broken by SMILES."""
    return -pathway.reached, pathway.smiles
