"""Whose turn it is: the model goes round among clients, each charged for what it asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Condition
from time import monotonic
from typing import Generic, TypeVar

from flower.search import OutOfTime

_LOOK_AGAIN_S = 0.1  # for those who wait to hear that their client has gone

Asked = TypeVar("Asked")


@dataclass(eq=False)
class Ticket:
    """One request: who asks, until when it may be worked on, and whether it still is to be.

    Attributes:
        client: whose share of the model it takes.
        ends: when its time is up, by `time.monotonic`; told when its work begins.
    """

    client: str = ""
    ends: float = float("inf")
    _why: Exception | None = None

    def begin(self, seconds: float) -> None:
        """Start its clock."""
        self.ends = monotonic() + seconds

    def cancel(self, why: Exception) -> None:
        """Let its work end soon, by raising ``why`` there; from whatever thread."""
        self._why = self._why or why

    def check(self) -> None:
        """Go on, unless it was cancelled (raises why) or its time is up (raises OutOfTime)."""
        if self._why is not None:
            raise self._why
        if monotonic() > self.ends:
            raise OutOfTime


@dataclass(eq=False)
class Place(Generic[Asked]):
    """A place in the line.

    Attributes:
        asked: what for.
        ticket: of the request.
        start: its virtual start; the smallest is next.
        done: whether somebody else has answered it.
    """

    asked: Asked
    ticket: Ticket
    start: float
    done: bool = False


@dataclass
class FairLine(Generic[Asked]):
    """A line for one thing that one thread at a time may have, fair among clients.

    Start-time fair queueing: each client's questions follow each other on a clock of its own, which
    their costs move on, and the earliest start is next. So a client that asks much waits for
    itself, and one that asks little hardly waits.

    Source: Goyal, Vin and Cheng, IEEE/ACM Trans. Netw. 5, 690, 1997.
    """

    waiting: list[Place[Asked]] = field(default_factory=list)
    _changed: Condition = field(default_factory=Condition)
    _taken: bool = False
    _now: float = 0.0
    _ends: dict[str, float] = field(default_factory=dict)  # of what each client has asked

    @contextmanager
    def turn(
        self,
        asked: Asked,
        cost: float,
        ticket: Ticket,
        together: Callable[[list[Place[Asked]]], list[Place[Asked]]] = lambda first: first[:1],
    ) -> Iterator[list[Place[Asked]]]:
        """Wait for a turn, and hold the thing while the block lasts.

        Gives the places to answer: this one first, and those that ``together`` chooses of all that
        wait; an empty list if another thread has answered it. Raises what `Ticket.check` does.
        """
        mine = self._enter(asked, cost, ticket)
        chosen = self._wait(mine, together)
        try:
            yield chosen
        finally:
            if chosen:
                self._leave(chosen)

    def _enter(self, asked: Asked, cost: float, ticket: Ticket) -> Place[Asked]:
        with self._changed:
            start = max(self._now, self._ends.get(ticket.client, 0.0))
            mine = Place(asked, ticket, start)
            self._ends[ticket.client] = start + cost
            self.waiting.append(mine)
            return mine

    def _wait(
        self, mine: Place[Asked], together: Callable[[list[Place[Asked]]], list[Place[Asked]]]
    ) -> list[Place[Asked]]:
        with self._changed:
            try:
                while not mine.done:
                    if not self._taken and mine in self.waiting and self._next() is mine:
                        mine.ticket.check()
                        return self._take(mine, together)
                    if mine in self.waiting:  # else it is being answered
                        mine.ticket.check()
                    self._changed.wait(_LOOK_AGAIN_S)
            except BaseException:
                self.waiting.remove(mine)
                self._changed.notify_all()
                raise
            return []

    def _next(self) -> Place[Asked]:
        return min(self.waiting, key=lambda place: place.start)

    def _take(
        self, mine: Place[Asked], together: Callable[[list[Place[Asked]]], list[Place[Asked]]]
    ) -> list[Place[Asked]]:
        others = [place for place in self.waiting if place is not mine]
        chosen = together([mine, *others])
        self.waiting = [place for place in self.waiting if place not in chosen]
        self._taken, self._now = True, mine.start
        self._ends = {client: end for client, end in self._ends.items() if end > self._now}
        return chosen

    def _leave(self, chosen: list[Place[Asked]]) -> None:
        with self._changed:
            self._taken = False
            for place in chosen:
                place.done = True
            self._changed.notify_all()
