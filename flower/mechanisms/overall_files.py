"""Files of overall reactions: read in chunks, as far as they can be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from flower.errors import InputError
from flower.mechanisms.overall import is_step
from flower.records import ReactionRecord
from flower.records.carried import look_through

_LINES_A_CHUNK = 16


def chunks_of(records: Iterator[ReactionRecord]) -> Iterator[list[ReactionRecord]]:
    """Gather reactions that a process expands at once."""
    while chunk := list(islice(records, _LINES_A_CHUNK)):
        yield chunk


def look_through_reactions(
    path: Path, read: Callable[[], Iterator[ReactionRecord]]
) -> tuple[int | None, list[str]]:
    """Fail now if a file cannot be expanded; else return what `look_through` does."""
    first = next(read(), None)
    if first is not None and is_step(first.reaction):
        raise InputError(
            f"`{path}` holds elementary steps already; give it to `flower finetune`, `train` or "
            "`evaluate` as it is."
        )
    return look_through(read)
