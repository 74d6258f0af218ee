"""The queue: some requests are worked on, some wait, and more are sent away at once."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from math import ceil
from threading import Thread
from time import monotonic
from typing import TypeVar

from flower.serving.costs import HEAVY_S, Costs
from flower.serving.fairness import Ticket

_LOOK_AGAIN_S = 0.2
_WEIGHT_OF_LATEST = 0.2
_WAITED_FOR_A_SECOND_S = 20.0  # that a request costs more than another
_MORE_TO_END_S = 0.5  # for work that was told to end, before it is left behind

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
    """The service ends: it begins nothing new, or what has begun took too long."""


class LeftError(Exception):
    """Whoever asked has gone before there was an answer."""


@dataclass(eq=False)
class _Waiting:
    ticket: Ticket
    turn: asyncio.Future[None] = field(default_factory=asyncio.Future)
    since: float = field(default_factory=monotonic)

    @property
    def client(self) -> str:
        return self.ticket.client


class RequestQueue:
    """Does the work of requests in threads, so many at a time, fair among clients.

    The first request of a client is worked on at once, as long as there are places at all, since
    the model goes round among clients whatever their number; its further ones take turns for the
    workers, those of the client with the fewest at work first. Of clients whose requests are heavy,
    as those before have shown, no more than ``workers`` are worked on at once, so that they cannot
    fill all places between them. Where these are taken, a newcomer takes that of the client with
    most requests waiting, of several the one with the heaviest. Used from one event loop.

    Args:
        workers: requests worked on at once, beside the first of each client.
        queue: requests that may wait.
        grace_s: seconds for what is worked on when the service ends.

    Attributes:
        running: requests worked on.
        stopping: whether the service ends.
    """

    def __init__(self, workers: int, queue: int, grace_s: float = 5.0) -> None:
        self.running, self.stopping = 0, False
        self._workers, self._places, self._grace_s = workers, workers + queue, grace_s
        self._line: list[_Waiting] = []
        self._at_work: Counter[str] = Counter()
        self._tickets, self._costs = set[Ticket](), Costs()
        self._ends = float("inf")  # of all work, once the service ends
        self._usual_s = 1.0

    @property
    def waiting(self) -> int:
        """Requests that wait for a worker."""
        return len(self._line)

    async def do(
        self, work: Callable[[], Result], gone: Callable[[], Awaitable[bool]], ticket: Ticket
    ) -> Result:
        """Return the result of ``work``, done in a thread when it is its turn.

        Raises BusyError if the queue is full, StoppingError if the service ends before there is a
        result, LeftError once ``gone`` says that nobody waits for it any more. In the last two
        cases the ticket is cancelled, so that the work ends soon.
        """
        if self.stopping:
            raise StoppingError
        await self._turn(gone, ticket)
        began = monotonic()
        done: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        done.add_done_callback(lambda _: self._leave(ticket))
        Thread(target=_work, args=(work, done), daemon=True).start()
        try:
            return await self._result(done, gone, ticket)
        finally:
            self._usual_s += _WEIGHT_OF_LATEST * (monotonic() - began - self._usual_s)

    def stop(self) -> None:
        """Refuse those who wait or come; what is worked on has the seconds of grace to be done."""
        if not self.stopping:
            self.stopping, self._ends = True, monotonic() + self._grace_s

    async def close(self) -> None:
        """Wait for the work that has begun, as long as there is grace."""
        self.stop()
        while self.running and monotonic() < self._ends + 2 * _MORE_TO_END_S:
            await asyncio.sleep(_LOOK_AGAIN_S)

    async def _turn(self, gone: Callable[[], Awaitable[bool]], ticket: Ticket) -> None:
        mine = _Waiting(ticket)
        self._line.append(mine)
        try:
            self._call_next()
            self._refuse_one_too_many()
            while not mine.turn.done():
                await asyncio.wait([mine.turn], timeout=_LOOK_AGAIN_S)
                if mine.turn.done():
                    break
                if self.stopping:
                    raise StoppingError
                if await gone():
                    raise LeftError
            mine.turn.result()
        except BaseException:  # a cancelled wait too must not keep the place it was given
            if mine in self._line:
                self._line.remove(mine)
            elif not mine.turn.cancelled() and mine.turn.exception() is None:
                self._leave(ticket)
            raise

    def _call_next(self) -> None:
        """Begin what may begin: a place is taken here, and not by whoever wakes up first."""
        while self._line:
            called = min(self._line, key=lambda one: (self._at_work[one.client], self._behind(one)))
            first = not self._at_work[called.client]
            if self.running >= (self._places if first else self._workers):
                return
            if self._heavy(called) and self._heavy_at_work() >= self._workers:
                return  # the others are heavy too, or not the first of their clients
            self._line.remove(called)
            self.running += 1
            self._at_work[called.client] += 1
            self._tickets.add(called.ticket)
            called.ticket.usual = self._costs.of(called.client)
            called.turn.set_result(None)

    def _behind(self, one: _Waiting) -> float:
        """Seconds of turns by which a heavy request goes behind light ones, less as it waits."""
        cost, waited = self._costs.of(one.client), monotonic() - one.since
        return max(0.0, cost - waited / _WAITED_FOR_A_SECOND_S) if self._heavy(one) else 0.0

    def _heavy(self, one: _Waiting) -> bool:
        return self._costs.of(one.client) >= HEAVY_S

    def _heavy_at_work(self) -> int:
        return sum(ticket.had >= HEAVY_S or ticket.usual >= HEAVY_S for ticket in self._tickets)

    def _refuse_one_too_many(self) -> None:
        if self.waiting + self.running <= self._places:
            return
        waiting = Counter(one.client for one in self._line)
        refused = max(
            reversed(self._line),
            key=lambda one: (waiting[one.client], self._costs.of(one.client)),
        )
        self._line.remove(refused)
        soon = max(1, ceil(self._usual_s * (self.waiting + 1) / self._workers))
        refused.turn.set_exception(BusyError(soon))

    def _leave(self, ticket: Ticket) -> None:
        self.running -= 1
        self._costs.add(ticket.client, ticket.had, ticket.finished)
        self._tickets.discard(ticket)
        self._at_work[ticket.client] -= 1
        self._at_work += Counter()  # drops the zeros
        self._call_next()

    async def _result(
        self, done: asyncio.Future[Result], gone: Callable[[], Awaitable[bool]], ticket: Ticket
    ) -> Result:
        try:
            while not done.done():
                await asyncio.wait([done], timeout=_LOOK_AGAIN_S)
                if done.done():
                    break
                if await gone():
                    raise LeftError
                if monotonic() > self._ends:
                    ticket.cancel(StoppingError())
                if monotonic() > self._ends + _MORE_TO_END_S:
                    raise StoppingError
        except BaseException as error:
            ticket.cancel(error if isinstance(error, Exception) else LeftError())
            done.add_done_callback(lambda done: done.cancelled() or done.exception())  # is heard
            raise
        return done.result()


def _work(work: Callable[[], Result], done: asyncio.Future[Result]) -> None:
    def tell(result: Result | None, error: BaseException | None) -> None:
        if done.cancelled():
            return
        if error is not None:
            done.set_exception(error)
        else:
            done.set_result(result)  # type: ignore[arg-type]  # None where it is one

    result, error = None, None
    try:
        result = work()
    except BaseException as caught:
        error = caught
    try:
        done.get_loop().call_soon_threadsafe(tell, result, error)
    except RuntimeError:  # the loop has ended; nobody waits
        return
