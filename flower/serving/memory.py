"""Memory that requests have used goes back to the system."""

from __future__ import annotations

import ctypes
import sys
from time import monotonic
from typing import Any

_M_ARENA_MAX = -8  # glibc's number of the parameter
_ARENAS = 2
_EACH_S = 10.0


class FreeMemory:
    """Keeps glibc from holding what many threads have freed; does nothing with other libraries.

    glibc gives threads arenas of their own, up to eight for each core, and hands nothing back but
    from the end of each; what a request of one thread has freed is of no use to another.
    """

    def __init__(self) -> None:
        library: Any = ctypes.CDLL(None) if sys.platform == "linux" else None
        self._trim = getattr(library, "malloc_trim", None)
        self._next = 0.0
        if hasattr(library, "mallopt"):
            library.mallopt(_M_ARENA_MAX, _ARENAS)

    def give_back(self) -> None:
        """Hand back what is free, at most every ten seconds."""
        if self._trim is not None and monotonic() >= self._next:
            self._next = monotonic() + _EACH_S
            self._trim(0)
