"""What the requests of each client have cost, by which is guessed what the next one will."""

from __future__ import annotations

from dataclasses import dataclass, field

HEAVY_S = 2.0
"""Seconds of turns from which on a request is heavy."""
_KEPT = 0.8  # of what was learnt, after each request that cost less
_MOST_CLIENTS = 1_000  # who are remembered


@dataclass
class Costs:
    """Seconds of turns that a request of each client may take: those of its heaviest, of late.

    A light one in between, or one that leaves early, makes little difference.

    >>> costs = Costs()
    >>> for seconds in (5.0, 0.1):
    ...     costs.add("anne", seconds)
    >>> costs.of("anne"), costs.of("bert")
    (4.0, 0.0)
    """

    _usual: dict[str, float] = field(default_factory=dict)

    def of(self, client: str) -> float:
        """Return what a request of a client may cost; nothing is held against a new one."""
        return self._usual.get(client, 0.0)

    def add(self, client: str, seconds: float) -> None:
        """Learn what a request of a client has cost."""
        before = self._usual.pop(client, 0.0)
        self._usual[client] = max(seconds, _KEPT * before)  # the last of them
        if len(self._usual) > _MOST_CLIENTS:
            del self._usual[next(iter(self._usual))]
