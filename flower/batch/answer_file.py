"""Answer about every line of a file, and write the answers in their order."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from flower.batch.answerer import Answerer, AnswerLine, Refused, threads_as_they_were
from flower.batch.questions import Answer, Item, Question
from flower.batch.rows import table_to_parquet
from flower.errors import InputError
from flower.jobs import FileJob, Lost, Piece, Stream, Tell, Workers, available_cores
from flower.jobs.files import check_files, link_target, refuse_inputs
from flower.pages.flask_reports import FlaskReport, flask_reports_html

_TIME_LIMIT_S = 3600.0  # of an item; what takes longer is told as such
_ITEMS_A_WORKER = 8  # to start a process for fewer takes longer than to answer them
_NAMED = 5


@dataclass(frozen=True)
class FileSummary:
    """What became of a file.

    Attributes:
        output: the file written; None if it went to a stream.
        lines: of it that have their answers.
        failed: lines among them that could not be used; each says why.
        first_failed: where the first of them stand.
        resumed: lines that an earlier run, which was stopped, had answered.
        seconds: time taken.
    """

    output: Path | None
    lines: int
    failed: int
    first_failed: tuple[str, ...]
    resumed: int
    seconds: float


def answer_file(
    question: Question[Item, Answer],
    items: Iterable[Item],
    source: str | Path,
    total: int | None,
    output: str | Path | Stream,
    workers: Workers,
    restart: bool,
    progress: Tell | None,
    report: Path | None = None,
    settings: str = "",
) -> FileSummary:
    """Answer about every item of a file, of ``total`` if that is known; see `flower.batch`.

    A page of all goes to ``report`` beside, or to the output; ``settings`` tells how was asked.
    """
    started, first_failed = time.monotonic(), list[str]()
    grows = _growing(output, source) if question.written in ("parquet", "page") else output
    beside = [] if report is None else [Path(str(_growing(report, source)))]
    if beside and not isinstance(grows, (str, Path)):
        raise InputError("A page of all flasks is written beside a file; give an output too.")
    job = FileJob(
        [Path(grows), *beside] if isinstance(grows, (str, Path)) else grows,
        question.about(),
        inputs=[source],
        heads=[question.head, *([""] if beside else [])],
        count=lambda note: first_failed.extend(
            note.get("places", ())[: _NAMED - len(first_failed)]
        ),
        total=total,
        progress=progress,
        restart=restart,
    )
    with job:
        job.tell()
        named = "the standard input" if str(source) == "-" else f"`{source}`"
        left = None if total is None else total - job.resumed
        answers = partial(_answers, question, workers, left)
        for piece in job.through(items, question.identity, named, answers):
            told = _lines(question, piece)
            between = ",\n" if question.written == "list" else ""
            lines = [one.line for one in told]
            failed = [
                question.place(item)
                for item, one in zip(piece.items, told, strict=True)
                if not one.ok
            ]
            job.add(
                [question.identity(item) for item in piece.items],
                [
                    f"{between if job.counts['lines'] else ''}{between.join(lines)}",
                    *(["".join(one.page for one in told)] if beside else []),
                ],
                {"lines": len(told), "failed": len(failed), "places": failed[:_NAMED]},
            )
        if job.damage is not None:
            raise job.damage
        job.finish([question.tail])
    if question.written in ("parquet", "page") and job.parts:
        _complete(question, Path(str(grows)), Path(str(output)), source, settings)
    if report is not None:
        _complete(replace(question, written="page"), beside[0], report, source, settings)
    return FileSummary(
        Path(str(output)) if job.parts else None, job.counts["lines"], job.counts["failed"],
        tuple(first_failed), job.resumed, time.monotonic() - started,
    )  # fmt: skip


def _growing(output: str | Path | Stream, source: str | Path) -> str | Path | Stream:
    """The lines that become Parquet or a page in the end, for those cannot grow line by line."""
    if not isinstance(output, (str, Path)):
        return output
    check_files([Path(output)], None)
    refuse_inputs([Path(output)], [Path(source)])
    return Path(f"{output}.rows")


def _complete(
    question: Question[Item, Answer], rows: Path, output: Path, source: str | Path, settings: str
) -> None:
    """Make the file of its lines, and take these away."""
    part = output.with_name(f"{output.name}.part")
    if question.written == "page":
        with rows.open(encoding="utf-8") as lines:
            reports = map(FlaskReport.from_json, lines)
            name = "the standard input" if str(source) == "-" else Path(source).name
            page = flask_reports_html(reports, name, question.model_name, settings)
        part.write_text(page, encoding="utf-8")
    else:
        part.write_bytes(table_to_parquet(rows, question.names, question.columns))
    part.replace(link_target(output))
    rows.unlink()


def _answers(
    question: Question[Item, Answer], workers: Workers, total: int | None, items: Iterator[Item]
) -> Generator[Piece[Item, list[AnswerLine] | Refused], None, None]:
    """Yield the answers about items, one by one, in their order."""
    if workers.engine == "ray":
        question = _located(question)
    elif not isinstance(question.model, (str, Path)) or not question.may_be_shared():
        workers = Workers(count=1)
    useful = 1 if total is None else max(1, min(available_cores(), total // _ITEMS_A_WORKER))
    with threads_as_they_were():
        yield from workers.map(
            Answerer(question), ([item] for item in items), useful, _TIME_LIMIT_S
        )


def _located(question: Question[Item, Answer]) -> Question[Item, Answer]:
    """The question, if its model is a folder, with a path that holds in any working directory."""
    if isinstance(question.model, (str, Path)) and Path(question.model).is_dir():
        return replace(question, model=Path(question.model).resolve())
    return question


def _lines(
    question: Question[Item, Answer], piece: Piece[Item, list[AnswerLine] | Refused]
) -> list[AnswerLine]:
    if isinstance(piece.outcome, Refused):
        raise piece.outcome.error
    if isinstance(piece.outcome, Lost):
        return [Answerer(question).lost(item, piece.outcome.reason) for item in piece.items]
    return piece.outcome
