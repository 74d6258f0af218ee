"""From elementary steps to mechanisms: a beam over proposals, whoever makes them. No torch.

The step model enters as ``propose(states)``; read `beam.widen` first.
"""

from typing import TYPE_CHECKING, Any

from flower.search.settings import SearchSettings

if TYPE_CHECKING:
    from flower.search.beam import SearchResult, Widened, beam_search, widen
    from flower.search.memory import ProposalMemory, Propose
    from flower.search.pathway import Ending, Pathway

__all__ = [
    "Ending",
    "Pathway",
    "ProposalMemory",
    "Propose",
    "SearchResult",
    "SearchSettings",
    "Widened",
    "beam_search",
    "widen",
]


def __getattr__(name: str) -> Any:
    # The shell shows the defaults of the settings in its help, which must not wait for RDKit.
    if name in __all__:
        from flower.search import beam

        return getattr(beam, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
