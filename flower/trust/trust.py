"""What is told of a prediction so that a reader knows how far to trust it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from flower.electrons import Change, State
from flower.trust.confidence import (
    Confidence,
    OutcomeDescriptors,
    RankedOutcome,
    outcome_descriptors,
)
from flower.trust.familiarity import Familiarity, MetSurroundings


class FoundOutcome(NamedTuple):
    """An outcome that a search found: its probability, whether it is an end, the way there."""

    probability: float
    finished: bool
    steps: Sequence[tuple[State, Change]]


class OutcomeTrust(NamedTuple):
    """What is told of one outcome.

    Attributes:
        familiarity: of its steps; None if it has none, or it is not known what the model has met.
        confidence: that it is right; None where nothing happens, which no recorded reaction tells
            of, or the model has no fit.
    """

    familiarity: Familiarity | None
    confidence: float | None


@dataclass(frozen=True)
class Trust:
    """What a model folder knows of its limits; either may be missing."""

    met: MetSurroundings | None = None
    confidence: Confidence | None = None

    @classmethod
    def of(cls, model: object) -> Trust:
        """Read what the folder and the settings of a loaded model tell; of others, nothing.

        Raises ModelError if they are damaged.
        """
        folder = getattr(model, "folder", None)
        weights = getattr(getattr(model, "settings", None), "confidence", None)
        name = str(getattr(model, "name", "the model"))
        met = None if folder is None else MetSurroundings.load(folder)
        return cls(met, Confidence.read(weights, name))

    def assess(
        self, outcomes: Sequence[FoundOutcome], stopped: bool = False, given: bool = False
    ) -> list[OutcomeTrust]:
        """Assess the outcomes of one search, most probable first.

        ``stopped``: a budget ended the search. ``given``: probabilities are given that something
        happens.
        """
        known = [None if self.met is None else self.met.familiarity(one.steps) for one in outcomes]
        ranked = [
            RankedOutcome(
                one.probability, None if met is None else met.share, len(one.steps), one.finished
            )
            for one, met in zip(outcomes, known, strict=True)
        ]
        described = outcome_descriptors(ranked, stopped, given)
        return [
            OutcomeTrust(met, self._confidence(one))
            for met, one in zip(known, described, strict=True)
        ]

    def _confidence(self, outcome: OutcomeDescriptors) -> float | None:
        return (
            self.confidence.of(outcome) if self.confidence is not None and outcome.steps else None
        )
