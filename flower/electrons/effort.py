"""A bound on searches whose work grows exponentially with what is asked."""

from __future__ import annotations


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
        self._left = most

    def spend(self, amount: int) -> None:
        """Count pieces of work; raise `Exhausted` once there were more than so many."""
        self._left -= amount
        if self._left < 0:
            raise Exhausted
