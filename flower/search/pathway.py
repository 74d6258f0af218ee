"""A way from the reactants to some state, and where the search ends."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np

from flower.electrons import Candidate, State, state_to_smiles, uncharged

MOST_OTHERS = 5
"""Other ways to a state that are kept, the most probable ones."""


@dataclass(frozen=True, eq=False)
class Pathway:
    """The most probable way found from the reactants to one state.

    Attributes:
        reactants: the state it starts from.
        steps: the elementary steps taken; each starts where the one before ended.
        passed: canonical SMILES, without stereo, of all states on it, first to last.
        probability: of this way alone, the product of its steps' probabilities.
        reached: of its last state, summed over all ways that met there.
        alike: the part of ``reached`` that came this way, or one that differs only in where
            protons were.
        others: ways of another sort to the same state, each with its own ``alike``, largest
            first; at most `MOST_OTHERS`, and of a way that went on from where it met another only
            those with the same atoms in the same places, so that all parts may sum to less.
    """

    reactants: State
    passed: tuple[str, ...]
    steps: tuple[Candidate, ...] = field(default=())
    probability: float = 1.0
    reached: float = 1.0
    alike: float = 1.0
    others: tuple[Pathway, ...] = field(default=())

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

    @property
    def sort(self) -> tuple[str, ...]:
        """The flasks that it passes, protons aside: equal of ways that a chemist calls one."""
        forms = [protons_aside(flask) for flask in self.passed]
        return tuple(form for k, form in enumerate(forms) if k == 0 or form != forms[k - 1])

    def then(self, step: Candidate) -> Pathway:
        """Take one more step; one that changes nothing stays where it is."""
        stays = step.change.is_empty
        return replace(
            self,
            passed=self.passed if stays else (*self.passed, step.smiles),
            steps=self.steps if stays else (*self.steps, step),
            probability=self.probability * step.probability,
            reached=self.reached * step.probability,
            alike=self.alike * step.probability,
            others=tuple(way.then(step) for way in (self.others if stays else self._others_alike)),
        )

    @cached_property
    def _others_alike(self) -> tuple[Pathway, ...]:
        """Those that end with the same atoms in the same places, so that the next step fits.

        The same flask may have another of its two amines protonated.
        """
        here = self.state
        return tuple(
            way
            for way in self.others
            if all(
                np.array_equal(getattr(here, part), getattr(way.state, part))
                for part in ("hydrogens", "lone", "bonds")
            )
        )

    def meet(self, other: Pathway | None) -> Pathway:
        """Join another way to the same state: probabilities add, the more probable way stays."""
        if other is None:
            return self
        first, second = sorted((self, other), key=lambda way: (-way.probability, way.passed))
        return first.joined_by(second)

    def joined_by(self, other: Pathway) -> Pathway:
        """Add another pathway, which ends in the same state, protons aside, to this one."""
        kept: dict[tuple[str, ...], Pathway] = {}
        for way in (self, *self.others, other, *other.others):
            sort, alone = way.sort, replace(way, others=())
            if sort in kept:
                best = min(kept[sort], alone, key=lambda one: (-one.probability, one.passed))
                alone = replace(best, alike=kept[sort].alike + way.alike)
            kept[sort] = alone
        own = kept.pop(self.sort)
        return replace(
            self,
            reached=self.reached + other.reached,
            alike=own.alike,
            others=tuple(_largest(kept.values())),
        )


@lru_cache(maxsize=16_384)
def protons_aside(flask: str) -> str:
    """Write a flask so that it does not tell where protons are.

    >>> protons_aside("[Cl-].[NH4+]") == protons_aside("Cl.N")
    True
    """
    return ".".join(sorted(map(uncharged, flask.split("."))))


def only_protons_passed(passed: Sequence[str]) -> bool:
    """Whether the flask is still the first of those passed, or that with protons elsewhere.

    >>> only_protons_passed(["CCO.Cl", "CC[OH2+].[Cl-]"]), only_protons_passed(["C=CO", "CC=O"])
    (True, False)
    """
    return passed[-1] == passed[0] or protons_aside(passed[-1]) == protons_aside(passed[0])


def _largest(ways: Iterable[Pathway]) -> list[Pathway]:
    return sorted(ways, key=lambda way: (-way.alike, way.passed))[:MOST_OTHERS]


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
