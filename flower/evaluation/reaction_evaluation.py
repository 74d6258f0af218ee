"""Evaluate a model on a file of overall reactions: the search runs, products are compared."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import islice

from flower.electrons import smiles_to_state
from flower.errors import DamagedFileError, InputError
from flower.evaluation.evaluated_model import EvaluatedModel
from flower.evaluation.reaction_result import ReactionEvaluation, summarise_reactions
from flower.evaluation.reactions import (
    AnsweredReaction,
    PredictedOutcome,
    RecordedReaction,
    from_json,
    read_recorded_reaction,
    to_json,
)
from flower.evaluation.row_file import RowFormat, row_file
from flower.evaluation.steps import UnreadRow
from flower.evaluation.task import EvaluationTask
from flower.questions.completing import completed
from flower.records import ReactionRecord, read_reactions

Row = AnsweredReaction | UnreadRow
_FORM: RowFormat[Row] = RowFormat(to_json, from_json)


def evaluate_reactions(task: EvaluationTask) -> ReactionEvaluation:
    """Look for recorded products among the outcomes of a search; see `flower.evaluate`."""
    answered: list[AnsweredReaction] = []
    unread: list[UnreadRow] = []
    first = 0
    with row_file(task, _FORM) as done:
        for record in _records(task):
            if record.line not in done.rows:
                done.add([_row(record, task.model)])
            row = done.rows[record.line]
            if isinstance(row, UnreadRow):
                unread.append(row)
            else:
                answered.append(row)
                first += row.rank == 1
            task.tell(len(answered) + len(unread), first, done.resumed)
    if not answered:
        raise InputError(
            f"None of the {len(unread):,} rows read of `{task.path}` is an overall reaction. "
            f"Row {unread[0].line}: {unread[0].reason}"
        )
    search = task.model.predictor.search
    return summarise_reactions(task.described, search.beam, search.max_steps, answered, unread)


def _records(task: EvaluationTask) -> Iterator[ReactionRecord | UnreadRow]:
    """Pass on the rows up to the limit; where the file breaks off, one that is unread."""
    try:
        records = read_reactions(task.path, task.described.column, others=True)
        yield from islice(records, task.described.limit)
    except DamagedFileError as error:
        yield UnreadRow(error.line, str(error))


def _row(record: ReactionRecord | UnreadRow, model: EvaluatedModel) -> Row:
    if isinstance(record, UnreadRow):
        return record
    try:
        recorded = read_recorded_reaction(record)
    except InputError as error:
        return UnreadRow(record.line, str(error), columns=record.columns)
    refused = _refusal(recorded, model)
    if refused is not None:
        return AnsweredReaction(recorded, (), refused=refused)
    return _answered(recorded, model)


def _refusal(recorded: RecordedReaction, model: EvaluatedModel) -> str | None:
    """Say why the model cannot be asked, in words that like cases share; None if it can."""
    try:
        flask = smiles_to_state(recorded.reactants)
    except InputError:
        return "the flask cannot be written as a bond-electron matrix"
    return model.refusal(flask)


def _answered(recorded: RecordedReaction, model: EvaluatedModel) -> AnsweredReaction:
    started = time.perf_counter()
    if model.complete:
        told = completed(model.predictor, recorded.reactants).outcomes
        seconds = time.perf_counter() - started
        return AnsweredReaction(
            recorded,
            tuple(
                PredictedOutcome(one.probability, one.outcome.products, one.outcome.finished)
                for one in told
            ),
            seconds,
        )
    (prediction,) = model.predictor.each([recorded.reactants])
    seconds = time.perf_counter() - started
    if prediction.error is not None:
        return AnsweredReaction(recorded, (), refused=prediction.error)
    outcomes, reacting = (
        tuple(PredictedOutcome(one.probability, one.products, one.finished) for one in some)
        for some in (prediction.outcomes, prediction.if_reacts or ())
    )
    return AnsweredReaction(recorded, outcomes, seconds, if_reacts=reacting)
