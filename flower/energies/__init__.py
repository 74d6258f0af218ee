"""Reaction energies."""

from flower.energies.cache import user_cache
from flower.energies.settings import ALPB_SOLVENTS, EnergySettings
from flower.energies.steps import StepEnergy, step_energies

__all__ = ["ALPB_SOLVENTS", "EnergySettings", "StepEnergy", "step_energies", "user_cache"]
