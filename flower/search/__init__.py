"""From elementary steps to mechanisms: a beam over proposals, whoever makes them. No torch.

The step model enters as ``propose(states, thresholds)``; read `beam.widen` first.
"""

from typing import TYPE_CHECKING, Any

from flower.search.settings import SearchSettings

if TYPE_CHECKING:
    from flower.search.beam import SearchResult, Widened, beam_search, widen, without_return
    from flower.search.graph import SearchGraph, SeenState, SeenStep
    from flower.search.memory import (
        PAIRS_OF_A_PORTION,
        OutOfTime,
        ProposalMemory,
        Propose,
        portions,
    )
    from flower.search.pathway import Ending, Pathway
    from flower.search.target import Target

_MODULE_OF = {
    "PAIRS_OF_A_PORTION": "memory",
    "Ending": "pathway",
    "OutOfTime": "memory",
    "Pathway": "pathway",
    "ProposalMemory": "memory",
    "Propose": "memory",
    "SearchGraph": "graph",
    "SearchResult": "beam",
    "SeenState": "graph",
    "SeenStep": "graph",
    "Target": "target",
    "Widened": "beam",
    "beam_search": "beam",
    "portions": "memory",
    "widen": "beam",
    "without_return": "beam",
}

__all__ = [
    "PAIRS_OF_A_PORTION",
    "Ending",
    "OutOfTime",
    "Pathway",
    "ProposalMemory",
    "Propose",
    "SearchGraph",
    "SearchResult",
    "SearchSettings",
    "SeenState",
    "SeenStep",
    "Target",
    "Widened",
    "beam_search",
    "portions",
    "widen",
    "without_return",
]


def __getattr__(name: str) -> Any:
    # The shell shows the defaults of the settings in its help, which must not wait for RDKit.
    if name in _MODULE_OF:
        from importlib import import_module

        return getattr(import_module(f"flower.search.{_MODULE_OF[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
