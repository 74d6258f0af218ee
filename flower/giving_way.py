"""Long work lets others have their turn, where it can be interrupted.

A service works on many requests in one process; whatever takes long in Python says now and then
that it may be interrupted. Alone, nobody listens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_others: ContextVar[Callable[[bool], None] | None] = ContextVar("others", default=None)


def give_way(in_time: bool = False) -> None:
    """Let others of this process have their turn; raises what ends this work, if it is to end.

    Work that has nothing to tell yet asks whether it is ``in_time``, too.
    """
    others = _others.get()
    if others is not None:
        others(in_time)


@contextmanager
def when_giving_way(then: Callable[[bool], None]) -> Iterator[None]:
    """Say what is done in this thread whenever work in the block gives way.

    >>> with when_giving_way(lambda in_time: print("after you")):
    ...     give_way()
    after you
    """
    before = _others.set(then)
    try:
        yield
    finally:
        _others.reset(before)
