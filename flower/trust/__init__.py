"""How far an answer can be trusted: calibrated chances, and what training has met.

`feasibility` calibrates the log-likelihoods of steps, `confidence` weighs whole outcomes,
`surroundings` and `familiarity` say how far a step is from the training data; `trust` puts together
what is told of a prediction. Nothing here asks a model, so that search and prediction can stand on
it; the fits are made in `flower.feasibility`, which asks models and stands above them.
"""

from flower.trust.confidence import (
    Confidence,
    OutcomeDescriptors,
    RankedOutcome,
    outcome_descriptors,
)
from flower.trust.familiarity import Familiarity, MetSurroundings
from flower.trust.feasibility import FeasibilityCalibration
from flower.trust.surroundings import (
    reacting_surroundings,
    stored_surroundings,
    unfamiliar_share,
)
from flower.trust.trust import FoundOutcome, OutcomeTrust, Trust

__all__ = [
    "Confidence",
    "Familiarity",
    "FeasibilityCalibration",
    "FoundOutcome",
    "MetSurroundings",
    "OutcomeDescriptors",
    "OutcomeTrust",
    "RankedOutcome",
    "Trust",
    "outcome_descriptors",
    "reacting_surroundings",
    "stored_surroundings",
    "unfamiliar_share",
]
