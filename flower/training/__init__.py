"""Training: settings, the loop, validation, exact resume. Only the settings load without torch."""

from typing import TYPE_CHECKING, Any

from flower.training.settings import TrainSettings

if TYPE_CHECKING:
    from flower.training.loop import Progress, TrainSummary, train
    from flower.training.mixing import read_weights

__all__ = ["Progress", "TrainSettings", "TrainSummary", "read_weights", "train"]


def __getattr__(name: str) -> Any:
    if name == "read_weights":
        from flower.training.mixing import read_weights

        return read_weights
    if name in __all__:
        from flower.training import loop

        return getattr(loop, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
