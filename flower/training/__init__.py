"""Training: settings, the loop, validation, exact resume. Only the settings load without torch."""

from typing import TYPE_CHECKING, Any

from flower.training.settings import TrainSettings

if TYPE_CHECKING:
    from flower.training.loop import Progress, TrainSummary, train

__all__ = ["Progress", "TrainSettings", "TrainSummary", "train"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from flower.training import loop

        return getattr(loop, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
