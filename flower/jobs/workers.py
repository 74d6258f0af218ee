"""Work on many chunks with several processes, none of which can stop the whole."""

from __future__ import annotations

import os
import signal
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any, Generic, NamedTuple, TypeVar

from flower.errors import InputError

T = TypeVar("T")
R = TypeVar("R")

_START_LIMIT_S = 300.0
_STARTS = 3
_CHUNKS_AHEAD = 8


class Lost(NamedTuple):
    """An item on which a process died, broke or stalled, and how."""

    reason: str


@dataclass(frozen=True)
class Piece(Generic[T, R]):
    """Items and what the work on them gave; a single item if it was `Lost`."""

    items: Sequence[T]
    outcome: R | Lost


@dataclass
class _Job(Generic[T]):
    """Items of a chunk still to be worked on; ``place`` is the first one's in the chunk.

    ``again`` says that a process was lost on it before.
    """

    chunk: int
    place: int
    items: Sequence[T]
    again: bool = False


@dataclass
class _Chunk(Generic[T, R]):
    """What is done of a chunk, by place, and how many of its items are missing."""

    missing: int
    pieces: dict[int, Piece[T, R]] = field(default_factory=dict)


class _Worker(Generic[T]):
    """A process, the pipe to it, and the job it has."""

    def __init__(self, function: Callable[[Sequence[T]], Any], starts: int = 1) -> None:
        context = get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.process: SpawnProcess = context.Process(
            target=_serve, args=(theirs, function), daemon=True
        )
        with _deaf_to_interrupts():
            self.process.start()
        # Only the process holds the other end now: its death reads as the end of the pipe.
        theirs.close()
        self.starts = starts
        self.started = False
        self.job: _Job[T] | None = None
        self.deadline = time.monotonic() + _START_LIMIT_S

    @property
    def is_idle(self) -> bool:
        return self.started and self.job is None

    def give(self, job: _Job[T], time_limit_s: float) -> None:
        self.job = job
        self.deadline = time.monotonic() + time_limit_s
        # If it died, that is seen where its answer is awaited.
        with suppress(OSError):
            self.connection.send(job.items)

    def stop(self) -> None:
        self.process.kill()  # it holds nothing that would need an orderly end
        self.process.join()
        self.connection.close()


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Let what is started inherit that Ctrl-C waits: while it imports it could only trace back."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    resource_tracker.ensure_running()  # whose own start would let them through
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(connection: Connection, function: Callable[[Sequence[T]], R]) -> None:
    """Answer jobs until the pipe is closed: the life of a process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # The parent decides when to stop.
    connection.send(None)
    while True:
        try:
            items = connection.recv()
        except (EOFError, OSError):
            return
        try:
            outcome: R | Lost = function(items)
        except Exception as error:  # Whatever it is, it must not take the other lines along.
            outcome = Lost(f"unexpected {type(error).__name__}: {error}")
        try:
            connection.send(outcome)
        except OSError:  # The parent was killed; there is nobody to tell.
            return


def available_cores() -> int:
    """Number of processor cores that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)  # Linux only
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def map_here(
    function: Callable[[Sequence[T]], R], chunks: Iterable[Sequence[T]]
) -> Generator[Piece[T, R], None, None]:
    """Yield what ``function`` makes of each chunk, in this process; see `map_in_order`."""
    for chunk in chunks:
        yield Piece(chunk, function(chunk))


def map_in_order(
    function: Callable[[Sequence[T]], R],
    chunks: Iterable[Sequence[T]],
    workers: int,
    time_limit_s: float = 60.0,
) -> Generator[Piece[T, R], None, None]:
    """Yield what ``function`` makes of each chunk, in their order, worked on in parallel.

    A few chunks per worker are held at a time. If a process dies on a chunk, breaks, or takes
    longer than ``time_limit_s`` seconds, the items of the chunk are worked on again one by one in
    a fresh process, and those that fail again come as `Lost`. ``function`` must be importable.

    >>> [piece.outcome for piece in map_in_order(len, [["C", "N"], ["O"]], workers=1)]
    [2, 1]
    """
    pool: list[_Worker[T]] = [_Worker(function) for _ in range(workers)]
    numbered = enumerate(chunks)
    jobs: deque[_Job[T]] = deque()
    unfinished: dict[int, _Chunk[T, R]] = {}
    upcoming = 0
    try:
        while True:
            while len(jobs) < workers and len(unfinished) < _CHUNKS_AHEAD * workers:
                number, items = next(numbered, (-1, []))
                if number < 0:
                    break
                jobs.append(_Job(number, 0, items))
                unfinished[number] = _Chunk(len(items))
            if not unfinished:
                return
            for worker in pool:
                if worker.is_idle and jobs:
                    worker.give(jobs.popleft(), time_limit_s)
            for job, outcome in _await_some(pool, function, time_limit_s):
                if isinstance(outcome, Lost) and not job.again:
                    jobs.extendleft(
                        _Job(job.chunk, place, [item], again=True)
                        for place, item in reversed(list(enumerate(job.items)))
                    )
                else:
                    chunk = unfinished[job.chunk]
                    chunk.pieces[job.place] = Piece(job.items, outcome)
                    chunk.missing -= len(job.items)
            while upcoming in unfinished and not unfinished[upcoming].missing:
                done = unfinished.pop(upcoming).pieces
                upcoming += 1
                yield from (done[place] for place in sorted(done))
    finally:
        for worker in pool:
            worker.stop()


def _await_some(
    pool: list[_Worker[T]], function: Callable[[Sequence[T]], Any], time_limit_s: float
) -> Iterator[tuple[_Job[T], Any]]:
    """Wait for answers and yield (job, outcome); replace the workers that died or stall."""
    busy = {worker.connection: worker for worker in pool if not worker.is_idle}
    first_deadline = min(worker.deadline for worker in busy.values())
    ready = wait(list(busy), timeout=max(0.0, first_deadline - time.monotonic()))
    for connection, worker in busy.items():
        lost: Lost | None = None
        killed = False
        if connection in ready:
            try:
                outcome = worker.connection.recv()
            except (EOFError, OSError):
                worker.process.join()
                code = worker.process.exitcode
                killed = code is not None and code < 0
                lost = Lost(f"the process at work on it ended with code {code}")
        elif time.monotonic() >= worker.deadline:
            lost = Lost(f"it took more than {time_limit_s:g} s")
        else:
            continue
        job, worker.job = worker.job, None
        if lost is not None:
            worker.stop()
            # A signal, such as that of a system short of memory, may spare the next one.
            if not worker.started and (worker.starts == _STARTS or not killed):
                advice = (
                    "If memory is short, take fewer workers."
                    if killed
                    else 'In a script, put the call under `if __name__ == "__main__":`.'
                )
                raise InputError(f"A process to work with did not start ({lost.reason}). {advice}")
            again = 1 if worker.started else worker.starts + 1
            pool[pool.index(worker)] = _Worker(function, again)
            outcome = lost
        worker.started = True
        if job is not None:
            yield job, outcome
