"""Whose turn it is: the requests go round among clients, each charged for the time it takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Lock
from time import monotonic, perf_counter
from typing import Any, Generic, TypeVar

from flower.giving_way import when_giving_way
from flower.search import OutOfTime

_LOOK_AGAIN_S = 0.25  # for those who wait to hear that their client has gone
_TURN_S = 0.05  # after which a turn is given up where work can be interrupted, if others wait
# A request pays for its time by what it has had, and by what its client's usually have: after so
# many seconds twice, and so on.
_LIGHT_S, _DEAREST = 0.25, 16.0

Asked = TypeVar("Asked")


@dataclass(eq=False)
class Ticket:
    """One request: who asks, until when it may be worked on, and whether it still is to be.

    Attributes:
        client: whose share of the time it takes.
        ends: when its time is up, by `time.monotonic`; told when its work begins.
        had: seconds of turns that it has had.
        usual: what requests of its client usually have, as far as is known.
        turn: the place in a line whose turn it has now.
    """

    client: str = ""
    ends: float = float("inf")
    had: float = 0.0
    usual: float = 0.0
    turn: Place[Any] | None = None
    _why: Exception | None = None

    def begin(self, seconds: float) -> None:
        """Start its clock."""
        self.ends = monotonic() + seconds

    def cancel(self, why: Exception) -> None:
        """Let its work end soon, by raising ``why`` there; from whatever thread."""
        self._why = self._why or why

    @property
    def finished(self) -> bool:
        """Whether its work, which is done, came to its own end."""
        return self._why is None and monotonic() <= self.ends

    def check(self, in_time: bool = True) -> None:
        """Go on, unless it was cancelled (raises why) or its time is up (raises OutOfTime).

        Where it need not be ``in_time``, what was found so far is told.
        """
        if self._why is not None:
            raise self._why
        if in_time and monotonic() > self.ends:
            raise OutOfTime


@dataclass(eq=False)
class Place(Generic[Asked]):
    """A place in the line.

    Attributes:
        asked: what for; None for a turn to work.
        ticket: of the request.
        start: its virtual start, unless its client has had more since.
        done: whether somebody else has answered it.
        called: set when it is its turn, or it is done.
    """

    asked: Asked | None
    ticket: Ticket
    start: float
    done: bool = False
    called: Event = field(default_factory=Event)


@dataclass
class FairLine(Generic[Asked]):
    """A line for one thing that one thread at a time may have, fair among clients.

    Start-time fair queueing: each client's turns follow each other on a clock of its own, which
    the time they take moves on, and the earliest start is next. So a client that asks much waits
    for itself, and one that asks little hardly waits. Requests that have had much pay more for
    their time, up to sixteen times, so that short ones go before long ones whoever asks.

    Threads that want Python's interpreter at the same time would take it from each other at every
    operation of a network; so all work on requests is done in such turns.

    Source: Goyal, Vin and Cheng, IEEE/ACM Trans. Netw. 5, 690, 1997.

    Attributes:
        waiting: places whose turn has not come.
        clock: what time is told by.
    """

    waiting: list[Place[Asked]] = field(default_factory=list)
    clock: Callable[[], float] = perf_counter
    _lock: Lock = field(default_factory=Lock)
    _one_away: Lock = field(default_factory=Lock)  # they want a core each
    _holder: Place[Asked] | None = None
    _since: float = 0.0  # by the clock
    _now: float = 0.0
    _ends: dict[str, float] = field(default_factory=dict)  # of what each client has had

    @contextmanager
    def work(self, ticket: Ticket) -> Iterator[None]:
        """Work on a request, in turns: `turn` and `flower.giving_way.give_way` give up this one.

        Raises what `Ticket.check` does.
        """
        self._resume(ticket)
        try:
            with when_giving_way(
                lambda in_time: self._give_way(ticket, in_time), lambda: self._away(ticket)
            ):
                yield
        finally:
            self._pause(ticket)

    @contextmanager
    def turn(
        self,
        asked: Asked,
        ticket: Ticket,
        together: Callable[[list[Place[Asked]]], list[Place[Asked]]] = lambda first: first[:1],
    ) -> Iterator[list[Place[Asked]]]:
        """Wait for a turn, and hold the thing while the block lasts.

        Gives the places to answer: this one first, and those that ``together`` chooses of all that
        ask; an empty list if another thread has answered it. Raises what `Ticket.check` does.
        """
        works = ticket.turn is not None
        self._pause(ticket)
        try:
            mine = self._wait(self._enter(asked, ticket))
        except BaseException:
            if works:
                self._resume(ticket)
            raise
        chosen = [] if mine.done else self._choose(mine, together)
        try:
            yield chosen
        finally:
            if chosen:
                self._answered(chosen)
                ticket.turn = mine
            if not works:
                self._pause(ticket)
            elif not chosen:
                self._resume(ticket)

    def _resume(self, ticket: Ticket) -> None:
        ticket.turn = self._wait(self._enter(None, ticket))

    def _pause(self, ticket: Ticket) -> None:
        if ticket.turn is not None:
            ticket.turn = None
            with self._lock:
                self._leave()

    def _give_way(self, ticket: Ticket, in_time: bool) -> None:
        ticket.check(in_time)
        if ticket.turn is not None and self.waiting and self.clock() - self._since > _TURN_S:
            self._pause(ticket)
            self._resume(ticket)

    @contextmanager
    def _away(self, ticket: Ticket) -> Iterator[None]:
        """Let others have their turn while a process works for a ticket, which pays for it."""
        place = ticket.turn
        if place is None:
            yield
            return
        self._pause(ticket)
        while not self._one_away.acquire(timeout=_LOOK_AGAIN_S):
            ticket.check(in_time=False)
        began = self.clock()
        try:
            yield
        finally:
            self._one_away.release()
            with self._lock:
                self._charge(place, self.clock() - began)
            self._resume(ticket)

    def _enter(self, asked: Asked | None, ticket: Ticket) -> Place[Asked]:
        mine = Place(asked, ticket, self._now)
        with self._lock:
            self.waiting.append(mine)
            if self._holder is None:
                self._call_next()
        return mine

    def _wait(self, mine: Place[Asked]) -> Place[Asked]:
        in_time = mine.asked is not None
        try:
            mine.ticket.check(in_time)
            while not mine.called.wait(_LOOK_AGAIN_S):
                mine.ticket.check(in_time)
        except BaseException:
            with self._lock:
                if mine in self.waiting:
                    self.waiting.remove(mine)
                elif self._holder is mine:
                    self._leave()
            raise
        return mine

    def _start(self, place: Place[Asked]) -> float:
        return max(place.start, self._ends.get(place.ticket.client, 0.0))

    def _call_next(self) -> None:
        if not self.waiting:
            self._holder = None
            return
        self._holder = called = min(self.waiting, key=self._start)
        self.waiting.remove(called)
        called.start = self._now = self._start(called)
        self._ends = {client: end for client, end in self._ends.items() if end > self._now}
        self._since = self.clock()
        called.called.set()

    def _choose(
        self, mine: Place[Asked], together: Callable[[list[Place[Asked]]], list[Place[Asked]]]
    ) -> list[Place[Asked]]:
        with self._lock:
            ask = [place for place in self.waiting if place.asked is not None]
            chosen = together([mine, *ask])
            self.waiting = [place for place in self.waiting if place not in chosen]
        return chosen

    def _answered(self, chosen: list[Place[Asked]]) -> None:
        with self._lock:
            now = self.clock()
            for place in chosen:
                self._charge(place, (now - self._since) / len(chosen))
            self._since = now
            for place in chosen[1:]:
                place.done = True
                place.called.set()

    def _leave(self) -> None:
        assert self._holder is not None
        self._charge(self._holder, self.clock() - self._since)
        self._call_next()

    def _charge(self, place: Place[Asked], seconds: float) -> None:
        ticket = place.ticket
        price = min(_DEAREST, 1.0 + (ticket.usual + ticket.had) / _LIGHT_S)
        ticket.had += seconds
        self._ends[ticket.client] = self._start(place) + seconds * price
