"""The graph transformer and its checkpoint. Plain torch tensors, no RDKit.

Shapes: b batch, n nodes (padded), h heads, d width, p pair features, c classes of change.
Only the settings load without torch.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from flower.network.settings import NetworkSettings

if TYPE_CHECKING:
    from flower.network.checkpoint import (
        ModelSettings,
        find_model,
        load_checkpoint,
        save_checkpoint,
        save_confidence,
    )
    from flower.network.flask import Context, Displacement, FlaskBatch
    from flower.network.low_rank import merged, train_last_blocks, train_low_rank
    from flower.network.model import FlowNetwork, build_network
    from flower.network.widening import as_saved, with_conditions, with_single_electrons

_MODULE_OF = {
    "Context": "flask",
    "Displacement": "flask",
    "FlaskBatch": "flask",
    "FlowNetwork": "model",
    "build_network": "model",
    "ModelSettings": "checkpoint",
    "find_model": "checkpoint",
    "load_checkpoint": "checkpoint",
    "save_checkpoint": "checkpoint",
    "save_confidence": "checkpoint",
    "merged": "low_rank",
    "train_last_blocks": "low_rank",
    "train_low_rank": "low_rank",
    "as_saved": "widening",
    "with_conditions": "widening",
    "with_single_electrons": "widening",
}

__all__ = [
    "Context",
    "Displacement",
    "FlaskBatch",
    "FlowNetwork",
    "ModelSettings",
    "NetworkSettings",
    "as_saved",
    "build_network",
    "find_model",
    "load_checkpoint",
    "merged",
    "save_checkpoint",
    "save_confidence",
    "train_last_blocks",
    "train_low_rank",
    "with_conditions",
    "with_single_electrons",
]


def __getattr__(name: str) -> Any:
    if name in _MODULE_OF:
        return getattr(import_module(f"flower.network.{_MODULE_OF[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
