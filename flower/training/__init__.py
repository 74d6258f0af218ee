"""Training: settings, the loop, validation, exact resume. Only the settings load without torch."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from flower.training.settings import TrainSettings

if TYPE_CHECKING:
    from flower.training.loop import train
    from flower.training.mixing import read_weights
    from flower.training.summary import Progress, TrainSummary

__all__ = ["Progress", "TrainSettings", "TrainSummary", "read_weights", "train"]


_ROOM_OF = {
    "Progress": "summary",
    "TrainSummary": "summary",
    "read_weights": "mixing",
    "train": "loop",
}


def __getattr__(name: str) -> Any:
    if name in _ROOM_OF:
        return getattr(import_module(f"flower.training.{_ROOM_OF[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
