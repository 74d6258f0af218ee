"""What the requests of each client have cost, by which is guessed what the next one will."""

from __future__ import annotations

from dataclasses import dataclass, field

HEAVY_S = 1.0
"""Seconds of turns from which on a request is heavy."""
_UNFINISHED = 4.0  # times what it had, at least a heavy one: what it would have had is not known
_WEIGHT_OF_LATEST = 0.5
_MOST_CLIENTS = 1_000  # who are remembered


@dataclass
class Costs:
    """Seconds of turns that a request of each client is likely to take.

    >>> costs = Costs()
    >>> costs.add("anne", 4.0)
    >>> costs.add("anne", 0.0)
    >>> costs.add("bert", 0.1, finished=False)
    >>> [costs.of(client) for client in ("anne", "bert", "carl")]
    [1.0, 0.5, 0.0]
    """

    _usual: dict[str, float] = field(default_factory=dict)

    def of(self, client: str) -> float:
        """Return what a request of a client is likely to cost; a new client's is light."""
        return self._usual.get(client, 0.0)

    def add(self, client: str, seconds: float, finished: bool = True) -> None:
        """Learn what a request has cost, ``finished`` unless its time was up or nobody waited."""
        cost = seconds if finished else max(HEAVY_S, _UNFINISHED * seconds)
        before = self._usual.pop(client, 0.0)
        self._usual[client] = before + _WEIGHT_OF_LATEST * (cost - before)  # the last of them
        if len(self._usual) > _MOST_CLIENTS:
            del self._usual[next(iter(self._usual))]
