"""Would this step really happen? Likelihoods calibrated against plausible wrong steps.

Read `wrong_steps` for what a wrong step is here, `judge` for the calibration of steps, `confidence`
for that of whole outcomes, `surroundings` and `familiarity` for how far they are from the training
data; `trust` puts together what is told of a prediction.
"""

from flower.feasibility.confidence import Confidence, Ranked, ToldOutcome, told_outcomes
from flower.feasibility.familiarity import Familiarity, MetSurroundings
from flower.feasibility.judge import Judge
from flower.feasibility.surroundings import (
    reacting_surroundings,
    stored_surroundings,
    unfamiliar_share,
)
from flower.feasibility.trust import Found, Trust, Trusted
from flower.feasibility.wrong_steps import FAULTS, Fault, WrongStep, wrong_steps

__all__ = [
    "FAULTS",
    "Confidence",
    "Familiarity",
    "Fault",
    "Found",
    "Judge",
    "MetSurroundings",
    "Ranked",
    "ToldOutcome",
    "Trust",
    "Trusted",
    "WrongStep",
    "reacting_surroundings",
    "stored_surroundings",
    "told_outcomes",
    "unfamiliar_share",
    "wrong_steps",
]
