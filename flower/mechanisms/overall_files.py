"""Files of overall reactions: read in chunks, as far as they can be read."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from flower.errors import InputError
from flower.mechanisms.expanding import is_step
from flower.records import ReactionRecord, read_reactions
from flower.records.tables import count_lines

_LINES_A_CHUNK = 16


def chunks_of(records: Iterator[ReactionRecord]) -> Iterator[list[ReactionRecord]]:
    """Gather reactions that a process expands at once."""
    while chunk := list(islice(records, _LINES_A_CHUNK)):
        yield chunk


def count_reactions(
    path: Path, column: str, maps: str | None, limit: int | None, then: str | None = None
) -> int | None:
    """Fail now if the source cannot be expanded; its number of lines if that is cheap to know."""
    first = next(read_reactions(path, column, maps, then), None)
    if first is not None and is_step(first.reaction):
        raise InputError(
            f"`{path}` holds elementary steps already; give it to `flower finetune`, `train` or "
            "`evaluate` as it is."
        )
    total = count_lines(path)
    return total if total is None or limit is None else min(total, limit)
