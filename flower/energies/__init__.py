"""Reaction energies of elementary steps by GFN2-xTB (extra `energies`: tblite and ASE).

Only the settings load without NumPy and RDKit.
"""

from typing import TYPE_CHECKING, Any

from flower.energies.cache import user_cache
from flower.energies.settings import ALPB_SOLVENTS, EnergySettings

if TYPE_CHECKING:
    from flower.energies.computations import require_extra
    from flower.energies.steps import StepEnergy, step_energies

_MODULE_OF = {"StepEnergy": "steps", "require_extra": "computations", "step_energies": "steps"}

__all__ = [
    "ALPB_SOLVENTS",
    "EnergySettings",
    "StepEnergy",
    "require_extra",
    "step_energies",
    "user_cache",
]


def __getattr__(name: str) -> Any:
    if name in _MODULE_OF:
        from importlib import import_module

        return getattr(import_module(f"flower.energies.{_MODULE_OF[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
