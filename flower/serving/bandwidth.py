"""Bodies are read no faster than a client's share allows, so that nobody keeps the event loop."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

BYTES_PER_S = 131_072
"""Of bodies of one client that are read for long."""
AT_ONCE = 524_288
"""Bytes that a client may send before it waits."""
OF_A_REQUEST = 4_096
"""Bytes that each request counts beside its body: an empty one costs time too."""
LONGEST_WAIT_S = 30.0
"""Requests that would wait for longer are refused."""


class Bandwidth:
    """A bucket of bytes for each client (leaky bucket): who sends more waits before it is read.

    Source: J. S. Turner, IEEE Commun. Mag. 24 (10), 8, 1986.

    >>> now = [0.0]
    >>> bandwidth = Bandwidth(lambda: now[0])
    >>> [round(bandwidth.wait_s("anne", 260_000), 2) for _ in range(3)]
    [0.0, 0.03, 2.04]
    >>> bandwidth.wait_s("bert", 260_000)
    0.0
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._free_at: dict[str, float] = {}  # when all that each has sent is paid for

    def wait_s(self, client: str, size: int) -> float:
        """Return the seconds that a body of so many bytes waits before it is read."""
        now = self._clock()
        self._free_at = {one: free for one, free in self._free_at.items() if free > now}
        paid = max(now, self._free_at.get(client, now)) + (size + OF_A_REQUEST) / BYTES_PER_S
        wait = max(0.0, paid - now - AT_ONCE / BYTES_PER_S)
        if wait <= LONGEST_WAIT_S:  # what is refused costs nothing more
            self._free_at[client] = paid
        return wait
