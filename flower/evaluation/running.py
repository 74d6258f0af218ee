"""Evaluate a model on a file of recorded steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from flower.asking import StepModel
from flower.electrons import State
from flower.errors import InputError
from flower.evaluation.asked import AskedModel
from flower.evaluation.journal import Journal, Row
from flower.evaluation.result import Asked, Evaluation, summarise
from flower.evaluation.scores import RANKS
from flower.evaluation.steps import (
    AnsweredStep,
    PathwayKey,
    RecordedStep,
    UnreadStep,
    pathway_of,
    read_recorded,
)
from flower.model_choice import ModelChoice
from flower.records import DamagedFileError, StepRecord, read_steps
from flower.records.preprocessing import sha256
from flower.records.sources import file_kind
from flower.records.tables import parquet_rows

_ROWS_SORTED = 512  # rows read ahead, so that flasks of like size can be asked about together
_ROWS_AT_ONCE = 64


class EvaluationProgress(NamedTuple):
    """Rows done so far, how many there are, how many steps were ranked first (no credit yet)."""

    rows: int
    total: int
    first: int


def evaluate(
    source: str | Path,
    *,
    model: str | Path | StepModel = ModelChoice.model,
    column: str = "reaction",
    samples: int = ModelChoice.samples,
    evaluations: int | None = ModelChoice.evaluations,
    top: int = RANKS,
    seed: int = ModelChoice.seed,
    device: str = ModelChoice.device,
    limit: int | None = None,
    progress: Callable[[EvaluationProgress], None] | None = None,
    resume: str | Path | None = None,
) -> Evaluation:
    """Compare a model's ranked steps with the recorded steps of a file.

    Read is whatever `flower.preprocess` reads: text as `mapped>>mapped|id`, .csv, .tsv and
    .parquet. Rows that cannot be read are counted and named. For the scoring rules see
    `flower.evaluation`; for the figures, `Evaluation`.

    Args:
        source: file of elementary steps.
        model: name or folder of a model, or one that is loaded.
        column: of a table, that holds the steps.
        samples: draws averaged for each step; 1 is without randomness.
        evaluations: network evaluations for each sample; None is what the model was made for.
        top: candidates asked for, at least 10.
        seed: of the draws.
        device: where the model runs.
        limit: read only so many rows, the first; a pathway that goes on beyond is left out, and
            products recorded beyond are not credited.
        progress: told after each batch.
        resume: file of JSON lines, one for each row done with its candidates and rank. If it is
            there, its rows are not done again, so a run that was killed goes on.

    Raises InputError if an option, the file or every row of it cannot be used, or ``resume``
    holds something else, and ModelError if the model cannot be loaded.

    >>> import tempfile
    >>> from flower.electrons import Candidate, make_change, state_to_smiles
    >>> class Still:  # a model that thinks nothing ever happens
    ...     name, elements = "still", frozenset({7, 17})
    ...     def propose(self, states, *, top, samples, evaluations, seed):
    ...         return [[Candidate(make_change(), s, state_to_smiles(s), 1.0)] for s in states]
    >>> file = Path(tempfile.mkdtemp()) / "steps.txt"
    >>> _ = file.write_text("[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]|7\\n"
    ...                     "[NH4+:1].[Cl-:2]>>[NH4+:1].[Cl-:2]|7")
    >>> found = evaluate(file, model=Still())
    >>> found.step_top[0], found.end_top1, found.pathway_top[0]
    (0.5, 1.0, 0.0)
    """
    _check(top, limit)
    total = _count(Path(source), column, limit)
    asked = AskedModel.begin(model, device, samples, evaluations, seed, top)
    about = {
        "column": column,
        "model": asked.asking.model.name,
        "samples": samples,
        "evaluations": evaluations,
        "top": top,
        "seed": seed,
    }
    files = {} if resume is None else {"file": sha256(Path(source)), "weights": asked.digest}
    tally = _Tally(total, progress)
    with Journal(resume, {**about, **files}) as journal:
        for records in _windows(_records(Path(source), column, limit, tally)):
            tally.add([journal.rows[r.line] for r in records if r.line in journal.rows])
            fresh = [r for r in records if r.line not in journal.rows]
            for rows in _score(fresh, asked):
                journal.add(rows)
                tally.add(rows)
    if not tally.steps:
        raise InputError(_nothing_read(source, tally.unread))
    description = Asked(
        source=str(source),
        column=column,
        model=asked.asking.model.name,
        model_digest=asked.digest,
        samples=samples,
        top=top,
        seed=seed,
        device=device,
        limit=limit,
        evaluations_per_step=asked.evaluations_per_step,
    )
    tally.steps.sort(key=lambda step: step.recorded.line)
    tally.unread.sort(key=lambda row: row.line)
    return summarise(description, tally.steps, tally.unread, tally.cut)


@dataclass
class _Tally:
    """What is kept of the rows that went by."""

    total: int
    progress: Callable[[EvaluationProgress], None] | None
    steps: list[AnsweredStep] = field(default_factory=list)
    unread: list[UnreadStep] = field(default_factory=list)
    cut: set[PathwayKey] = field(default_factory=set)
    first: int = 0

    def add(self, rows: Sequence[Row]) -> None:
        for row in rows:
            if isinstance(row, UnreadStep):
                self.unread.append(row)
            else:
                self.steps.append(row)
                self.first += row.rank == 1
        if self.progress is not None and rows:
            done = len(self.steps) + len(self.unread)
            self.progress(EvaluationProgress(done, max(done, self.total), self.first))


def _check(top: int, limit: int | None) -> None:
    if top < RANKS:
        raise InputError(
            f"top = {top}: the figures go up to rank {RANKS}, so fewer candidates would make "
            f"them too low. Give {RANKS} or more."
        )
    if limit is not None and limit < 1:
        raise InputError(f"limit = {limit}: at least one row is needed. Give 1 or more.")


def _count(path: Path, column: str, limit: int | None) -> int:
    """Count the rows, which also finds out now what would only fail later."""
    rows = read_steps(path, column)
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


def _records(path: Path, column: str, limit: int | None, tally: _Tally) -> Iterator[StepRecord]:
    """Pass on the rows up to the limit; where the file breaks off, count one that is unread."""
    last: StepRecord | None = None
    try:
        for number, record in enumerate(read_steps(path, column)):
            if number == limit:
                key = pathway_of(record)
                if last is not None and key is not None and key == pathway_of(last):
                    tally.cut.add(key)
                return
            yield record
            last = record
    except DamagedFileError as error:
        key = None if last is None else pathway_of(last)
        tally.unread.append(UnreadStep(error.line, str(error), key))


def _windows(records: Iterator[StepRecord]) -> Iterator[list[StepRecord]]:
    while window := list(islice(records, _ROWS_SORTED)):
        yield window


def _score(records: Sequence[StepRecord], asked: AskedModel) -> Iterator[list[Row]]:
    """Yield the rows of a window batch by batch, flasks of like size together."""
    unread: list[Row] = []
    read: list[tuple[RecordedStep, State]] = []
    for record in records:
        try:
            read.append(read_recorded(record))
        except InputError as error:
            unread.append(UnreadStep(record.line, str(error), pathway_of(record)))
    if unread:
        yield unread
    read.sort(key=lambda pair: len(pair[1]))
    for start in range(0, len(read), _ROWS_AT_ONCE):
        batch = read[start : start + _ROWS_AT_ONCE]
        answers = asked.answer([state for _, state in batch])
        yield [
            AnsweredStep(recorded, answer)
            for (recorded, _), answer in zip(batch, answers, strict=True)
        ]


def _nothing_read(source: str | Path, unread: Sequence[UnreadStep]) -> str:
    if not unread:
        return f"`{source}` holds no rows; write one elementary step a line."
    first = min(unread, key=lambda row: row.line)
    return (
        f"None of the {len(unread):,} rows of `{source}` is an elementary step. Row {first.line}: "
        f"{first.reason} A step is `mapped_reactants>>mapped_products`, every atom numbered."
    )
