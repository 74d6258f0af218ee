"""A bound on searches whose work grows exponentially with what is asked."""

from __future__ import annotations

from flower.giving_way import give_way

_AT_ONCE = 500  # pieces, after which others have their turn


class Exhausted(Exception):
    """A search has used up its effort; whoever began it says what becomes of that."""


class Effort:
    """So many small pieces of work, and no more.

    >>> effort = Effort(2)
    >>> effort.spend(2)
    >>> effort.spend(1)
    Traceback (most recent call last):
    flower.electrons.effort.Exhausted
    """

    def __init__(self, most: int) -> None:
        self._left, self._since = most, 0

    def spend(self, amount: int) -> None:
        """Count pieces of work; raise `Exhausted` once there were more than so many."""
        self._left -= amount
        self._since += amount
        if self._since >= _AT_ONCE:
            self._since = 0
            give_way()
        if self._left < 0:
            raise Exhausted
