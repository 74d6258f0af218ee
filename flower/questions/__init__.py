"""What chemists ask of a mechanism: why this product and not that; which atom came from where."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flower.questions.explaining import explain
    from flower.questions.explanation import Explanation
    from flower.questions.mapping import map  # noqa: A004
    from flower.questions.overall_map import OverallMap

_MODULE_OF = {
    "Explanation": "explanation",
    "OverallMap": "overall_map",
    "explain": "explaining",
    "map": "mapping",
}

__all__ = ["Explanation", "OverallMap", "explain", "map"]


def __getattr__(name: str) -> Any:
    # The shell shows its help without waiting for a model.
    if name in _MODULE_OF:
        from importlib import import_module

        return getattr(import_module(f"flower.questions.{_MODULE_OF[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
