"""Fit what turns a model's numbers into chances of being right, for any model folder.

`steps` fits the feasibility of single steps against plausible wrong ones, `outcomes` the confidence
in whole outcomes on overall reactions, `met` gathers the surroundings met in training.
"""

from flower.calibration.result import Calibrated, FittedConfidence, FittedFeasibility, MetInTraining
from flower.calibration.running import CalibrationProgress, calibrate

__all__ = [
    "Calibrated",
    "CalibrationProgress",
    "FittedConfidence",
    "FittedFeasibility",
    "MetInTraining",
    "calibrate",
]
