"""Long work lets others have their turn, where it can be interrupted.

A service works on many requests in one process; whatever takes long in Python says now and then
that it may be interrupted. Alone, nobody listens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar

Away = Callable[[], AbstractContextManager[None]]
_others: ContextVar[Callable[[bool], None] | None] = ContextVar("others", default=None)
_away: ContextVar[Away] = ContextVar("away", default=nullcontext)


def give_way(in_time: bool = False) -> None:
    """Let others of this process have their turn; raises what ends this work, if it is to end.

    Work that has nothing to tell yet asks whether it is ``in_time``, too.
    """
    others = _others.get()
    if others is not None:
        others(in_time)


def elsewhere() -> AbstractContextManager[None]:
    """Let others have their turn while the block waits for another process.

    >>> with elsewhere():
    ...     print("done")
    done
    """
    return _away.get()()


@contextmanager
def when_giving_way(then: Callable[[bool], None], away: Away = nullcontext) -> Iterator[None]:
    """Say what is done in this thread whenever work in the block gives way, or is `elsewhere`.

    >>> with when_giving_way(lambda in_time: print("after you")):
    ...     give_way()
    after you
    """
    before, stayed = _others.set(then), _away.set(away)
    try:
        yield
    finally:
        _others.reset(before)
        _away.reset(stayed)
