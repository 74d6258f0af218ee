"""What may happen next in a flask: network, flow and electrons joined.

What a model must do, `StepModel`, loads without torch.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from flower.proposals.step_model import ProposedSteps, StepModel

if TYPE_CHECKING:
    from flower.proposals.joined import pad_flasks, predictor, reactant_electrons
    from flower.proposals.model import FlowModel, load_model
    from flower.proposals.tally import Tally

_MODULE_OF = {
    "FlowModel": "model",
    "Tally": "tally",
    "load_model": "model",
    "pad_flasks": "joined",
    "predictor": "joined",
    "reactant_electrons": "joined",
}

__all__ = [
    "FlowModel",
    "ProposedSteps",
    "StepModel",
    "Tally",
    "load_model",
    "pad_flasks",
    "predictor",
    "reactant_electrons",
]


def __getattr__(name: str) -> Any:
    if name in _MODULE_OF:
        return getattr(import_module(f"flower.proposals.{_MODULE_OF[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
