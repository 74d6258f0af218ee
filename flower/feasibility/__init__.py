"""Would this step really happen? Likelihoods calibrated against plausible wrong steps.

Read `wrong_steps` for what a wrong step is here, `judge` for the calibration, `surroundings` for
how far a step is from the training data.
"""

from flower.feasibility.judge import Judge, fit_logistic
from flower.feasibility.surroundings import reacting_surroundings, unfamiliar_share
from flower.feasibility.wrong_steps import FAULTS, Fault, WrongStep, wrong_steps

__all__ = [
    "FAULTS",
    "Fault",
    "Judge",
    "WrongStep",
    "fit_logistic",
    "reacting_surroundings",
    "unfamiliar_share",
    "wrong_steps",
]
