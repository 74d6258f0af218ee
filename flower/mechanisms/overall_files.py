"""Files of overall reactions: read in chunks, as far as they can be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from flower.errors import InputError
from flower.mechanisms.expanding import is_step
from flower.records import DamagedFileError, ReactionRecord, read_reactions
from flower.records.sources import file_kind
from flower.records.tables import parquet_rows

_LINES_A_CHUNK = 16


def until_damaged(
    path: Path,
    column: str,
    maps: str | None,
    limit: int | None,
    damaged: Callable[[DamagedFileError], None],
) -> Iterator[ReactionRecord]:
    """Pass on the reactions of a file; where it breaks off, say so."""
    try:
        yield from islice(read_reactions(path, column, maps), limit)
    except DamagedFileError as error:
        damaged(error)


def chunks_of(records: Iterator[ReactionRecord]) -> Iterator[list[ReactionRecord]]:
    """Gather reactions that a process expands at once."""
    while chunk := list(islice(records, _LINES_A_CHUNK)):
        yield chunk


def count_reactions(path: Path, column: str, maps: str | None, limit: int | None) -> int | None:
    """Fail now if the source cannot be expanded; its number of lines if that is cheap to know."""
    first = next(read_reactions(path, column, maps), None)
    if first is not None and is_step(first.reaction):
        raise InputError(
            f"`{path}` holds elementary steps already; give it to `flower finetune`, `train` or "
            "`evaluate` as it is."
        )
    total: int | None = None
    if file_kind(path) == "parquet":
        total = parquet_rows(path)
    elif path.suffix.lower() != ".gz":
        with path.open("rb") as stream:
            total = sum(1 for text in stream if text.strip()) - (file_kind(path) != "text")
    return total if total is None or limit is None else min(total, limit)
