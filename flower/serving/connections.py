"""Connections: how many there are, how long each may keep still, and what is held for each."""

from __future__ import annotations

import asyncio
import errno
import logging
from collections import Counter
from time import monotonic
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

from flower.serving.access import owner_of

HEADERS_WITHIN_S = 10.0
"""Seconds within which a request's first line and headers have to arrive."""
READ_WITHIN_S = 15.0
"""Seconds within which a client has to read some of what is sent, 48 kB at most."""
BACKLOG = 128
"""Connections that the system holds until they are taken, all of them at once."""
_OTHER_FILES = 64  # that a process has open beside its connections
_TOLD_EACH_S = 60.0


class Connection(H11Protocol):
    """A connection of uvicorn's that is cut where its client keeps it waiting.

    Where there are more than ``most`` (of its class), the oldest of those that wait for their
    client, of the address with most of them, makes room for a new one.
    """

    most = 256
    _cut: asyncio.TimerHandle | None = None
    _unread: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection, and begin to wait for its request."""
        super().connection_made(transport)
        self.began = monotonic()
        self._wait_or_not()
        if len(self.connections) > self.most:
            self._make_room()

    def data_received(self, data: bytes) -> None:
        """Hear of a client."""
        super().data_received(data)
        self._wait_or_not()

    def on_response_complete(self) -> None:
        """Begin to wait for the next request."""
        super().on_response_complete()
        self.began = monotonic()
        self._wait_or_not()

    def connection_lost(self, exc: Exception | None) -> None:
        """End; nothing is waited for any more."""
        for timer in (self._cut, self._unread):
            if timer is not None:
                timer.cancel()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Stop sending, and wait for the client to read."""
        super().pause_writing()
        self._unread = self._unread or self.loop.call_later(READ_WITHIN_S, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on sending."""
        super().resume_writing()
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None

    @property
    def answers(self) -> bool:
        """Whether it has a request that is not yet answered."""
        return self.cycle is not None and not self.cycle.response_complete

    @property
    def waits_for_client(self) -> bool:
        """Whether its client has something to send, or to read, before anything goes on."""
        return not self.answers or self.cycle.more_body or self.flow.write_paused

    def _wait_or_not(self) -> None:
        if self.answers and self._cut is not None:
            self._cut.cancel()
            self._cut = None
        elif not self.answers and self._cut is None:
            self._cut = self.loop.call_later(HEADERS_WITHIN_S, self.transport.abort)

    def _make_room(self) -> None:
        ours = [one for one in self.connections if isinstance(one, Connection)]
        idle = [
            (one.client and owner_of(one.client[0]), one) for one in ours if one.waits_for_client
        ]
        of_address = Counter(address for address, _ in idle)
        _, chosen = max(idle, key=lambda one: (of_address[one[0]], -one[1].began))  # self, at least
        self.connections.discard(chosen)
        chosen.transport.abort()


def with_room_for(connections: int) -> type[Connection]:
    """Return the class of so many connections, fewer if this process may not open as many files."""
    files = connections + BACKLOG + _OTHER_FILES
    try:
        import resource
    except ImportError:  # Windows
        allowed = files
    else:
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if soft != resource.RLIM_INFINITY and soft < files:
            soft = files if hard == resource.RLIM_INFINITY else min(hard, files)
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        allowed = files if soft == resource.RLIM_INFINITY else min(soft, files)
    most = max(1, allowed - BACKLOG - _OTHER_FILES)
    return type("LimitedConnection", (Connection,), {"most": most})


class QuietHandler:
    """Tells of errors in the event loop, but of a lack of files once a minute and in a line.

    asyncio would tell of it for each connection that it tries to take, with a traceback.
    """

    def __init__(self) -> None:
        self._told = float("-inf")

    def __call__(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Hear of an error; for `asyncio.AbstractEventLoop.set_exception_handler`."""
        error = context.get("exception")
        if not isinstance(error, OSError) or error.errno not in (errno.EMFILE, errno.ENFILE):
            loop.default_exception_handler(context)
        elif monotonic() - self._told > _TOLD_EACH_S:
            self._told = monotonic()
            logging.getLogger("uvicorn.error").error(
                "No connection can be taken, since this process may open no more files; raise "
                "its limit (ulimit -n), or take fewer connections."
            )
