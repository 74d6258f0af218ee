"""What a file holds, elementary steps or overall reactions, and how many rows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from flower.errors import InputError
from flower.evaluation.reactions import read_recorded_reaction
from flower.evaluation.steps import read_recorded
from flower.records import DamagedFileError, ReactionRecord, StepRecord, read_reactions
from flower.records.sources import file_kind
from flower.records.tables import parquet_rows

_ROWS_LOOKED_AT = 256  # a file with no readable row among so many is taken for one of steps


def holds_reactions(path: Path, column: str) -> bool:
    """Whether the first row that can be read is an overall reaction, not an elementary step."""
    try:
        for record in islice(read_reactions(path, column), _ROWS_LOOKED_AT):
            if _is_reaction(record):
                return True
            if _is_step(record):
                return False
    except DamagedFileError:
        pass  # told with the row where the file breaks off, once it is evaluated
    return False


def count_rows(
    path: Path, rows: Iterator[StepRecord] | Iterator[ReactionRecord], limit: int | None
) -> int:
    """Count the rows, which also finds out now what would only fail later."""
    if file_kind(path) == "parquet":
        next(rows, None)
        total = parquet_rows(path)
    else:
        total = 0
        try:
            for _ in islice(rows, limit):
                total += 1
        except DamagedFileError:
            total += 1
    return total if limit is None else min(limit, total)


def _is_reaction(record: ReactionRecord) -> bool:
    try:
        read_recorded_reaction(record)
    except InputError:
        return False
    return True


def _is_step(record: ReactionRecord) -> bool:
    try:
        read_recorded(StepRecord(record.line, record.reaction))
    except InputError:
        return False
    return True
