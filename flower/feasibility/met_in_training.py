"""The surroundings of all reacting atoms of a training set, from its files or its arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np

from flower.errors import InputError
from flower.feasibility.calibrated import MetInTraining
from flower.jobs.workers import Lost, map_in_order
from flower.records import StepStore, read_steps
from flower.records.encoding import encode_steps
from flower.trust import MetSurroundings, stored_surroundings

_ARRAYS_AT_ONCE, _LINES_AT_ONCE = 4096, 128
_TIME_LIMIT_S = 600.0

T = TypeVar("T")


class _Part(NamedTuple):
    n_steps: int
    met: MetSurroundings


def _stored(store: StepStore, places: Sequence[int]) -> _Part:
    """Gather from places of a store."""
    return _gathered(stored_surroundings(store.batch(np.array(places))))


def _written(reactions: Sequence[str]) -> _Part:
    """Gather from steps as text; those that cannot be read are left out."""
    return _gathered(stored_surroundings(encode_steps(reactions)))


def met_in_training(
    sources: Sequence[Path],
    column: str,
    before: MetSurroundings | None,
    workers: int,
    tell: Callable[[int, int | None], None],
) -> tuple[MetSurroundings, MetInTraining]:
    """Gather from folders of `flower.preprocess` and files of steps; none of ``before`` is lost."""
    found, n_steps, done = before or MetSurroundings.of([]), 0, 0
    for source in sources:
        parts: Iterator[_Part | None]
        if source.is_dir():
            store = StepStore.open(source)
            parts = _parts(partial(_stored, store), range(len(store)), _ARRAYS_AT_ONCE, workers)
            size, total = _ARRAYS_AT_ONCE, done + len(store)
        else:
            lines = (row.reaction for row in read_steps(source, column))
            parts = _parts(_written, lines, _LINES_AT_ONCE, workers)
            size, total = _LINES_AT_ONCE, None
        for part in parts:
            done += size
            tell(done if total is None else min(done, total), total)
            if part is not None:
                n_steps, found = n_steps + part.n_steps, found.joined(part.met)
    if not n_steps:
        named = ", ".join(f"`{source}`" for source in sources)
        raise InputError(f"No step in {named} could be read; give the steps of the training set.")
    return found, MetInTraining(n_steps, sum(map(len, found.numbers)))


def _parts(
    gather: Callable[[Sequence[T]], _Part], items: Iterable[T], size: int, workers: int
) -> Iterator[_Part | None]:
    """What each chunk gives; None where a process was lost on it."""
    left = iter(items)
    chunks = iter(lambda: list(islice(left, size)), [])
    if workers == 1:
        yield from map(gather, chunks)
        return
    for piece in map_in_order(gather, chunks, workers, _TIME_LIMIT_S):
        yield None if isinstance(piece.outcome, Lost) else piece.outcome


def _gathered(steps: Iterable[tuple[list[int], ...]]) -> _Part:
    found = list(steps)
    return _Part(len(found), MetSurroundings.of(found))
