"""Predict, step, complete and score whole files; each is also a verb of the shell."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flower.batch.answer_file import FileSummary, answer_file
from flower.batch.kinds import Written, kind_of
from flower.batch.questions import (
    CompleteQuestion,
    PredictQuestion,
    Question,
    ScoreQuestion,
    StepQuestion,
)
from flower.energies import EnergySettings, require_extra
from flower.errors import InputError, require_ending
from flower.jobs import Engine, Stream, Tell, Workers
from flower.pages.report import PAGES
from flower.prediction.model_choice import ModelChoice
from flower.prediction.options import parted
from flower.prediction.stages import text_list
from flower.proposals import StepModel
from flower.questions.completing import LEAST, MOST
from flower.records import read_flasks, read_mechanisms
from flower.records.carried import look_through

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from flower.prediction.options import PredictOptions, ScoreCallOptions, StepCallOptions

STANDARD_INPUT = "-"


def predict_file(
    source: str | Path,
    output: str | Path | Stream,
    *,
    column: str | None = None,
    written: Written | None = None,
    model: str | Path | StepModel = ModelChoice.model,
    target: str | None = None,
    reagents: str | Iterable[str] = (),
    then: str | Iterable[str] = (),
    workers: int | None = None,
    engine: Engine = "local",
    address: str | None = None,
    restart: bool = False,
    progress: Tell | None = None,
    report: str | Path | None = None,
    settings: str = "",
    **options: Unpack[PredictOptions],
) -> FileSummary:
    """Predict every flask of a file, and write the answers in their order.

    What stands beside a flask, such as an `id` or a name, is carried to its answer. A flask that
    cannot be used gets an answer that says why, and so does one on which a process died twice.
    Stopped at any moment, even killed, the same call goes on with ``OUTPUT.part`` and ends with the
    same file, byte for byte, as a run that was not stopped; for any number of workers and either
    engine.

    Args:
        source: a file of reactants, or "-"; see `flower.read_reactants`.
        output: the file to write, or a stream, of which nothing is gone on with.
        column: of a table, that holds the SMILES.
        written: "json" or "text", a table. None: as the ending of the output says, which is
            .jsonl, .json (a list), .csv, .tsv, .txt, .parquet, or .html, one page with an index and
            a report of each flask; without one JSON lines.
        model: name or folder of a model; one that is loaded is asked in this process.
        target: one for all flasks; see `flower.predict`.
        reagents: put into each flask beside what its line says; see there.
        then: stages that each flask goes through after those of its line (`A.B then HCl`).
        workers: processes, each with a model of its own and one thread; None for one per core,
            fewer for less than eight flasks each, one on a GPU. In a script, put the call under
            `if __name__ == "__main__":`.
        engine: "local", or "ray" for all nodes of a Ray cluster (extra `ray`).
        address: of the Ray cluster; None for that of RAY_ADDRESS, or this machine alone.
        restart: begin anew where a run that was stopped would otherwise go on.
        progress: told at the start and after each answer.
        report: such a page (.html) beside the output, which then is a file.
        settings: how was asked, in words for the page.
        options: those of `flower.predict`.

    Raises InputError if an option or the file cannot be used, or an unfinished output is of other
    lines or options; ModelError if the model cannot be loaded.

    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "flasks.smi").write_text("N.Cl\\nC(\\n")
    >>> summary = predict_file(folder / "flasks.smi", folder / "told.tsv", written="text")
    >>> summary.lines, summary.first_failed
    (2, ('line 2',))
    >>> (folder / "told.tsv").read_text().splitlines()[1].split("\\t")[:3]
    ['1', 'N.Cl', 'ok']
    """
    search, loading = parted("predict", options)
    asked: dict[str, Any] = {"target": target}
    asked["reagents"] = text_list(reagents, "reagents")
    asked["then"] = text_list(then, "then")
    kind = kind_of(output, written, pages=True)
    page = None if report is None else Path(report)
    if page is not None:
        require_ending(page, PAGES, "a page")
    question = PredictQuestion(model, kind, search, loading, asked, reported=page is not None)
    processes = Workers(engine, workers, address)
    answered = partial(answer_file, report=page, settings=settings)
    return _about_flasks(question, source, column, output, processes, restart, progress, answered)


def step_file(
    source: str | Path,
    output: str | Path | Stream,
    *,
    column: str | None = None,
    written: Written | None = None,
    model: str | Path | StepModel = ModelChoice.model,
    workers: int | None = None,
    engine: Engine = "local",
    address: str | None = None,
    restart: bool = False,
    progress: Tell | None = None,
    **options: Unpack[StepCallOptions],
) -> FileSummary:
    """Rank the next steps of every flask of a file; see `predict_file` and `flower.step`."""
    question = StepQuestion(model, kind_of(output, written), *parted("step", options))
    processes = Workers(engine, workers, address)
    return _about_flasks(question, source, column, output, processes, restart, progress)


def complete_file(
    source: str | Path,
    output: str | Path | Stream,
    *,
    column: str | None = None,
    written: Written | None = None,
    model: str | Path | StepModel = ModelChoice.model,
    reagents: str | Iterable[str] = (),
    most: int = MOST,
    least: float = LEAST,
    workers: int | None = None,
    engine: Engine = "local",
    address: str | None = None,
    restart: bool = False,
    progress: Tell | None = None,
    **options: Unpack[PredictOptions],
) -> FileSummary:
    """Complete every flask of a file; see `predict_file` and `flower.complete`.

    A table has the most probable product, and what was put in for it.
    """
    asked = {"reagents": text_list(reagents, "reagents"), "most": most, "least": least}
    question = CompleteQuestion(model, kind_of(output, written), *parted("predict", options), asked)
    processes = Workers(engine, workers, address)
    return _about_flasks(question, source, column, output, processes, restart, progress)


def score_file(
    source: str | Path,
    output: str | Path | Stream,
    *,
    column: str = "reaction",
    written: Written | None = None,
    model: str | Path | StepModel = ModelChoice.model,
    energies: EnergySettings | None = None,
    workers: int | None = None,
    engine: Engine = "local",
    address: str | None = None,
    restart: bool = False,
    progress: Tell | None = None,
    **options: Unpack[ScoreCallOptions],
) -> FileSummary:
    """Score every step or mechanism of a file; see `predict_file` and `flower.score`.

    ``source`` is a file as `flower.read_mechanisms` reads it, ``column`` that of the steps in a
    table. With ``energies``, which have processes of their own, one process scores.
    """
    if energies is not None:
        require_extra()
    question = ScoreQuestion(
        model, kind_of(output, written), *parted("score", options), {"energies": energies}
    )
    if next(read_mechanisms(source, column), None) is None:
        raise InputError(f"`{source}` holds no step; write one `reactants>>products` a line.")
    read = partial(read_mechanisms, source, column)
    processes = Workers(engine, workers, address)
    total, carried = look_through(read)
    question = replace(question, carried=carried)
    return answer_file(question, read(), source, total, output, processes, restart, progress)


def _about_flasks(
    question: Question[Any, Any],
    source: str | Path,
    column: str | None,
    output: str | Path | Stream,
    workers: Workers,
    restart: bool,
    progress: Tell | None,
    answered: Callable[..., FileSummary] = answer_file,
) -> FileSummary:
    of_stream = str(source) == STANDARD_INPUT
    name = "The standard input" if of_stream else f"`{source}`"
    rows = read_flasks(source, column)
    first = next(rows, None)  # so that a missing column is told before a model is loaded
    if first is None:
        raise InputError(f"{name} holds no reactants; write one flask a line.")
    total, carried = None, list(first.columns)
    if not of_stream:
        total, carried = look_through(partial(read_flasks, source, column))
    items, asked = chain([first], rows), replace(question, carried=carried)
    return answered(asked, items, source, total, output, workers, restart, progress)
