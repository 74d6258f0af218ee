"""Evaluate a model on a file of elementary steps, many asked about at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, islice
from pathlib import Path

from flower.electrons import State
from flower.errors import DamagedFileError, InputError
from flower.evaluation.result import Evaluation, summarise
from flower.evaluation.row_file import RowFormat, row_file
from flower.evaluation.steps import (
    AnsweredStep,
    PathwayKey,
    RecordedStep,
    UnreadRow,
    from_json,
    pathway_of,
    read_recorded,
    to_json,
)
from flower.evaluation.task import EvaluationTask
from flower.evaluation.unmapped import read_unmapped
from flower.records import Conditions, StepRecord, read_conditions, read_steps

_ROWS_SORTED = 512  # rows read ahead, so that flasks of like size can be asked about together
_ROWS_AT_ONCE = 64

Row = AnsweredStep | UnreadRow
_FORM: RowFormat[Row] = RowFormat(to_json, from_json)


def evaluate_steps(task: EvaluationTask) -> Evaluation:
    """Compare ranked steps with recorded ones; see `flower.evaluate`."""
    tally = _Tally(task)
    with row_file(task, _FORM) as done:
        for records in _windows(_records(task, tally)):
            for rows in _score(records, task, done.rows):
                done.add(rows)
                tally.add(rows, done.resumed)
    if not tally.steps:
        raise InputError(_nothing_read(task.path, tally.unread))
    tally.steps.sort(key=lambda step: step.line)
    tally.unread.sort(key=lambda row: row.line)
    return summarise(task.described, tally.steps, tally.unread, tally.cut)


@dataclass
class _Tally:
    """What is kept of the rows that went by."""

    task: EvaluationTask
    steps: list[AnsweredStep] = field(default_factory=list)
    unread: list[UnreadRow] = field(default_factory=list)
    cut: set[PathwayKey] = field(default_factory=set)
    first: int = 0

    def add(self, rows: Sequence[Row], resumed: int) -> None:
        for row in rows:
            if isinstance(row, UnreadRow):
                self.unread.append(row)
            else:
                self.steps.append(row)
                self.first += row.rank == 1
        if rows:
            self.task.tell(len(self.steps) + len(self.unread), self.first, resumed)


def _records(task: EvaluationTask, tally: _Tally) -> Iterator[StepRecord]:
    """Pass on the rows up to the limit; where the file breaks off, count one that is unread."""
    last: StepRecord | None = None
    try:
        records = read_steps(task.path, task.described.column, others=True)
        for number, record in enumerate(records):
            if number == task.described.limit:
                key = pathway_of(record)
                if last is not None and key is not None and key == pathway_of(last):
                    tally.cut.add(key)
                return
            yield record
            last = record
    except DamagedFileError as error:
        key = None if last is None else pathway_of(last)
        tally.unread.append(UnreadRow(error.line, str(error), key))


def _windows(records: Iterator[StepRecord]) -> Iterator[list[StepRecord]]:
    while window := list(islice(records, _ROWS_SORTED)):
        yield window


def _score(
    records: Sequence[StepRecord], task: EvaluationTask, done: Mapping[int, Row]
) -> Iterator[list[Row]]:
    """Yield the rows of a window batch by batch, flasks of like size together.

    What is ``done`` is not asked again, except beside rows of its batch that are missing: the last
    digits of a probability depend on the flasks that are asked about together.
    """
    if all(record.line in done for record in records):
        yield [done[record.line] for record in records]
        return
    mapped = task.described.rows == "steps"
    read_row, style = (read_recorded, "") if mapped else (read_unmapped, "library")
    unread: list[Row] = []
    read: list[tuple[RecordedStep, State, Conditions]] = []
    for record in records:
        try:
            conditions = read_conditions(record.conditions or style)
            read.append((*read_row(record), conditions))
        except InputError as error:
            key = pathway_of(record)
            unread.append(UnreadRow(record.line, str(error), key, record.columns))
    if unread:
        yield unread
    for batch in _batches(read):
        if all(recorded.line in done for recorded, _, _ in batch):
            yield [done[recorded.line] for recorded, _, _ in batch]
            continue
        answers = task.model.answer([state for _, state, _ in batch], batch[0][2])
        yield [
            done.get(recorded.line) or AnsweredStep(recorded, answer)
            for (recorded, _, _), answer in zip(batch, answers, strict=True)
        ]


def _batches(
    read: list[tuple[RecordedStep, State, Conditions]],
) -> Iterator[list[tuple[RecordedStep, State, Conditions]]]:
    """Group what is asked about at once: like conditions, and flasks of like size."""
    read.sort(key=lambda one: (one[2], len(one[1])))
    for _, alike in groupby(read, key=lambda one: one[2]):
        while batch := list(islice(alike, _ROWS_AT_ONCE)):
            yield batch


def _nothing_read(source: Path, unread: Sequence[UnreadRow]) -> str:
    if not unread:
        return f"`{source}` holds no rows; write one elementary step a line."
    first = min(unread, key=lambda row: row.line)
    return (
        f"None of the {len(unread):,} rows of `{source}` is an elementary step. Row {first.line}: "
        f"{first.reason} A step is `mapped_reactants>>mapped_products`, every atom numbered; an "
        "overall reaction is `reactants>>product`."
    )
