"""For those who write a model of their own: what to check it with, and one to begin from."""

from flower.testing.checks import FLASKS, check_step_model
from flower.testing.toy_model import ToyModel

__all__ = ["FLASKS", "ToyModel", "check_step_model"]
