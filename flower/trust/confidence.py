"""How likely a whole outcome is right: fitted on reactions whose products are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool

from flower.errors import ModelError
from flower.trust.logistic import fit_logistic

FEATURES = (
    "constant", "logit", "margin", "unfamiliar", "steps", "unfinished", "stopped", "rank", "given",
)  # fmt: skip
"""What is weighed, see `OutcomeDescriptors.features`."""

_LARGEST_LOGIT = 7.0  # a probability of 0.1 %, below which a search gives outcomes up
# Weights are held to 0 as if by so many outcomes of either kind, the constant hardly.
_PENALTY = np.array([0.01, *[1.0] * (len(FEATURES) - 1)])


class OutcomeDescriptors(NamedTuple):
    """What is known of an outcome before anybody has tried it.

    Attributes:
        probability: that the model gives to it.
        next_probability: that of the next one; 0 if there is none.
        unfamiliar: share of its surroundings never met in training; None if that is not known.
        steps: on the way there.
        finished: whether nothing more happens there.
        stopped: whether a budget ended the search.
        rank: from 1.
        given: whether the probabilities are given that something happens.
    """

    probability: float
    next_probability: float
    unfamiliar: float | None
    steps: int
    finished: bool
    stopped: bool
    rank: int
    given: bool = False

    def features(self) -> tuple[float, ...]:
        """Return numbers of about one, in the order of `FEATURES`.

        The logit of the probability and the logarithm of its ratio to the next, both at most 7 in
        absolute value, in units of 3; steps in units of 10; the logarithm of the rank.
        """
        logit = _logit(self.probability)
        ratio = log(max(self.probability, 1e-9) / max(self.next_probability, 1e-9))
        return (
            1.0,
            logit / 3,
            min(ratio, _LARGEST_LOGIT) / 3,
            self.unfamiliar or 0.0,
            self.steps / 10,
            float(not self.finished),
            float(self.stopped),
            log(self.rank),
            float(self.given),
        )


class RankedOutcome(NamedTuple):
    """An outcome among others, most probable first; fields as in `OutcomeDescriptors`."""

    probability: float
    unfamiliar: float | None
    steps: int
    finished: bool


def outcome_descriptors(
    ranked: Sequence[RankedOutcome], stopped: bool = False, given: bool = False
) -> list[OutcomeDescriptors]:
    """Put outcomes of one search in relation to each other.

    >>> two = [RankedOutcome(0.7, 0.0, 3, True), RankedOutcome(0.2, 0.1, 2, True)]
    >>> first, _ = outcome_descriptors(two)
    >>> first.rank, first.next_probability
    (1, 0.2)
    """
    following = [*(one.probability for one in ranked[1:]), 0.0]
    return [
        OutcomeDescriptors(
            one.probability, after, one.unfamiliar, one.steps, one.finished, stopped, rank, given
        )
        for rank, (one, after) in enumerate(zip(ranked, following, strict=False), 1)
    ]


@dataclass(frozen=True)
class Confidence:
    """A logistic curve over `FEATURES`, fitted for one model.

    Attributes:
        weights: of each feature.

    >>> even = Confidence(dict.fromkeys(FEATURES, 0.0))
    >>> even.of(OutcomeDescriptors(0.9, 0.05, 0.0, 3, True, False, 1))
    0.5
    """

    weights: Mapping[str, float]

    def of(self, outcome: OutcomeDescriptors) -> float:
        """Return the probability that an outcome is right, 0 to 1."""
        pairs = zip(FEATURES, outcome.features(), strict=True)
        logit = sum(self.weights[name] * value for name, value in pairs)
        return 1 / (1 + exp(-max(-700.0, logit)))

    @classmethod
    def fit(
        cls, outcomes: Sequence[OutcomeDescriptors], right: Bool[np.ndarray, " n"]
    ) -> Confidence:
        """Fit the curve to outcomes, n of them, and whether each is right.

        Source: ridge logistic regression, le Cessie and van Houwelingen, Appl. Stat. 41, 191, 1992.
        """
        design = np.array([one.features() for one in outcomes]).reshape(-1, len(FEATURES))
        weights = fit_logistic(design, right.astype(float), _PENALTY).tolist()
        return cls(dict(zip(FEATURES, weights, strict=True)))

    @classmethod
    def read(cls, weights: Mapping[str, float] | None, model: str) -> Confidence | None:
        """Take the weights from the settings of a model; None if it has none.

        Raises ModelError if they are those of something else.

        >>> Confidence.read({"mass": 1.0}, "my-model")
        Traceback (most recent call last):
        flower.errors.ModelError: The confidence in the settings of `my-model` weighs other things
            than this flower; fit it anew with `flower calibrate`.
        """
        if weights is None:
            return None
        if set(weights) != set(FEATURES):
            raise ModelError(
                f"The confidence in the settings of `{model}` weighs other things than this "
                "flower; fit it anew with `flower calibrate`."
            )
        return cls(weights)


def _logit(probability: float) -> float:
    if probability <= 0 or probability >= 1:
        return _LARGEST_LOGIT if probability >= 1 else -_LARGEST_LOGIT
    return max(-_LARGEST_LOGIT, min(_LARGEST_LOGIT, log(probability / (1 - probability))))
