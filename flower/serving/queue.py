"""The queue: some requests are worked on, some wait, and more are sent away at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from math import ceil
from time import monotonic
from typing import TypeVar

_LOOK_AGAIN_S = 0.25
_WEIGHT_OF_LATEST = 0.2

Result = TypeVar("Result")


class BusyError(Exception):
    """The queue is full.

    Attributes:
        retry_after_s: whole seconds after which a place is likely to be free.
    """

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(retry_after_s)
        self.retry_after_s = retry_after_s


class StoppingError(Exception):
    """The service ends and begins nothing new."""


class LeftError(Exception):
    """Whoever asked has gone before it was their turn."""


class RequestQueue:
    """Does the work of requests in threads, so many at a time, first come, first served.

    Used from one event loop.

    Attributes:
        waiting: requests that wait for a worker.
        running: requests worked on.
        stopping: whether the service ends.
    """

    def __init__(self, workers: int, queue: int) -> None:
        self.waiting = self.running = 0
        self.stopping = False
        self._workers, self._queue = workers, queue
        self._places = asyncio.Semaphore(workers)
        self._threads = ThreadPoolExecutor(workers, "flower")
        self._usual_s = 1.0

    async def do(self, work: Callable[[], Result], gone: Callable[[], Awaitable[bool]]) -> Result:
        """Return the result of ``work``, done in a thread when it is its turn.

        Raises BusyError if the queue is full, StoppingError if the service ends before the turn
        comes, LeftError if ``gone`` says then that nobody waits for the result any more.
        """
        if self.stopping:
            raise StoppingError
        if self.waiting + self.running >= self._workers + self._queue:
            raise BusyError(max(1, ceil(self._usual_s * (self.waiting + 1) / self._workers)))
        self.waiting += 1
        try:
            await self._turn(gone)
        finally:
            self.waiting -= 1
        self.running += 1
        began = monotonic()
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._usual_s += _WEIGHT_OF_LATEST * (monotonic() - began - self._usual_s)
            self.running -= 1
            self._places.release()

    def stop(self) -> None:
        """Refuse those who wait or come from now on; work that has begun is finished."""
        self.stopping = True

    def close(self) -> None:
        """Wait for the work that has begun, and let the threads end."""
        self.stop()
        self._threads.shutdown(wait=True)

    async def _turn(self, gone: Callable[[], Awaitable[bool]]) -> None:
        turn = asyncio.ensure_future(self._places.acquire())
        try:
            while not turn.done():
                await asyncio.wait([turn], timeout=_LOOK_AGAIN_S)
                if turn.done():
                    break
                if self.stopping:
                    raise StoppingError
                if await gone():
                    raise LeftError
        except BaseException:  # a cancelled wait too must not keep the place it was given
            if not turn.cancel() and not turn.cancelled():
                self._places.release()
            raise
