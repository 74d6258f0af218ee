"""How far an answer can be trusted: calibrated chances, and what training has met.

`judge` turns log-likelihoods into feasibilities, `confidence` weighs whole outcomes,
`surroundings` and `familiarity` say how far a step is from the training data; `trust` puts together
what is told of a prediction. Nothing here asks a model, so that search and prediction can stand on
it; the fits are made in `flower.feasibility`, which asks models and stands above them.
"""

from flower.trust.confidence import Confidence, Ranked, ToldOutcome, told_outcomes
from flower.trust.familiarity import Familiarity, MetSurroundings
from flower.trust.judge import Judge
from flower.trust.surroundings import (
    reacting_surroundings,
    stored_surroundings,
    unfamiliar_share,
)
from flower.trust.trust import FoundOutcome, Trust, Trusted

__all__ = [
    "Confidence",
    "Familiarity",
    "FoundOutcome",
    "Judge",
    "MetSurroundings",
    "Ranked",
    "ToldOutcome",
    "Trust",
    "Trusted",
    "reacting_surroundings",
    "stored_surroundings",
    "told_outcomes",
    "unfamiliar_share",
]
