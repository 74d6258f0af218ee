"""Ask of a retrosynthesis planner's routes whether the forward mechanism agrees.

`syntheseus` has three models for the planner of that name, `aizynthfinder` a filter policy for
AiZynthFinder; each needs its planner. The names of `syntheseus` can be had here, too.

A molecule is found if it is among the new molecules of an outcome, charge and stereo aside, since
a mechanism may end before the work-up does.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flower.planning.syntheseus import MechanismFilter as MechanismFilter
    from flower.planning.syntheseus import MechanismForwardModel as MechanismForwardModel
    from flower.planning.syntheseus import MechanismScorer as MechanismScorer

_OF_SYNTHESEUS = ("MechanismFilter", "MechanismForwardModel", "MechanismScorer")


def __getattr__(name: str) -> Any:
    if name in _OF_SYNTHESEUS:
        from importlib import import_module

        return getattr(import_module("flower.planning.syntheseus"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
