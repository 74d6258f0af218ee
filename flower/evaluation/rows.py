"""What a file holds, elementary steps or overall reactions, and how many rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Literal

from flower.electrons import smiles_to_state, state_to_smiles
from flower.electrons.reaction_text import flask_and_products, has_map_numbers
from flower.errors import DamagedFileError, InputError
from flower.evaluation.reactions import (
    read_recorded_reaction,
)
from flower.evaluation.result import RowForm
from flower.evaluation.steps import read_recorded
from flower.evaluation.unmapped import is_balanced
from flower.records import ReactionRecord, StepRecord, read_reactions
from flower.records.sources import file_kind
from flower.records.tables import parquet_rows

ROWS = ("steps", "reactions")
"""What a user may say that rows are."""

_ROWS_LOOKED_AT = 256  # a file with no readable row among so many is taken for one of steps
_ROWS_COUNTED = 32  # of those that can be read


def form_of_rows(path: Path, column: str, said: str | None) -> RowForm:
    """Return what the rows of a file are, as the user said or as the first of them look.

    With map numbers on every atom and both sides balanced, a row is an elementary step; balanced,
    but without numbers, it is taken for one; unbalanced, for an overall reaction. What most of the
    first rows are, all are; where nothing happens, both sides being alike, a row may be either.
    Raises InputError if ``said`` is not of `ROWS`.
    """
    if said is not None:
        if said not in ROWS:
            raise InputError(f"rows = `{said}` is unknown; rows are {' or '.join(ROWS)}.")
        return "reactions" if said == "reactions" else "steps without map numbers"
    met, either = Counter[RowForm](), False
    for form in _forms(path, column):
        if form == "either":
            either = True
            continue
        met[form] += 1
        if met.total() == _ROWS_COUNTED:
            break
    if either and not met:
        return "steps without map numbers"
    return max(met, key=met.__getitem__, default="steps")  # of as many, the first that was met


def _forms(path: Path, column: str) -> Iterator[RowForm | Literal["either"]]:
    try:
        for record in islice(read_reactions(path, column), _ROWS_LOOKED_AT):
            form = _form(record)
            if form is not None:
                yield form
    except DamagedFileError:
        pass  # told with the row where the file breaks off, once it is evaluated


def holds_reactions(path: Path, column: str) -> bool:
    """Whether the rows of a file are no mapped elementary steps, so that they may be expanded."""
    return form_of_rows(path, column, None) != "steps"


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


def _form(record: ReactionRecord) -> RowForm | Literal["either"] | None:
    """What a row looks like, "either" where nothing happens; None if it can be read as nothing."""
    mapped = has_map_numbers(record.reaction)
    with suppress(InputError):
        if mapped:
            read_recorded(StepRecord(record.line, record.reaction))
            return "steps"
        before, after = map(smiles_to_state, flask_and_products(record.reaction))
        if state_to_smiles(before, stereo=False) == state_to_smiles(after, stereo=False):
            return "either"
        if is_balanced(before, after):
            return "steps without map numbers"
    with suppress(InputError):
        read_recorded_reaction(record)
        return "reactions"
    return None
