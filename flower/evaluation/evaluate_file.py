"""Evaluate a model on a file of recorded steps, or of overall reactions."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flower.errors import InputError
from flower.evaluation.evaluated_model import EvaluatedModel
from flower.evaluation.reaction_evaluation import evaluate_reactions
from flower.evaluation.reaction_result import OUTCOMES, ReactionEvaluation
from flower.evaluation.result import Evaluation, EvaluationSettings
from flower.evaluation.rows import count_rows, form_of_rows
from flower.evaluation.scores import RANKS
from flower.evaluation.step_evaluation import evaluate_steps
from flower.evaluation.task import EvaluationTask
from flower.jobs import Tell, sha256
from flower.prediction.model_choice import ModelChoice
from flower.prediction.predictor import Predictor
from flower.proposals import StepModel
from flower.records import read_reactions, read_steps
from flower.records.conditions import STYLES
from flower.search import SearchSettings

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from flower.prediction.options import EvaluateOptions

_TOLD_ANYWAY = ("top", "seed", "style", "beam", "max_steps")


def evaluate(
    source: str | Path,
    *,
    model: str | Path | StepModel = ModelChoice.model,
    column: str = "reaction",
    rows: str | None = None,
    top: int | None = None,
    limit: int | None = None,
    style: str | None = None,
    complete: bool = False,
    progress: Tell | None = None,
    output: str | Path | None = None,
    restart: bool = False,
    **options: Unpack[EvaluateOptions],
) -> Evaluation | ReactionEvaluation:
    """Compare what a model says with the recorded steps, or the overall reactions, of a file.

    Read is whatever `flower.preprocess` reads: text as `mapped>>mapped|id`, .csv, .tsv and
    .parquet. Of elementary steps the ranks are told (`Evaluation`). Of overall reactions,
    `reactants>>product` or `reactants>agents>product`, mapped or not, the search runs, and told is
    how often it finds the product (`ReactionEvaluation`); where both sides are alike, how often it
    finds that nothing happens. All rows are taken for what most of the first look
    like: mapped and balanced for elementary steps; balanced, but without map numbers, for such
    steps, too; unbalanced for overall reactions. Rows that cannot be read so are counted and
    named. For the rules see `flower.evaluation`.

    Args:
        source: file of elementary steps or of overall reactions.
        model: name or folder of a model, or one that is loaded.
        column: of a table, that holds the steps or reactions.
        rows: "steps" or "reactions", if the rows do not show what they are.
        top: candidates asked for, by default and at least 10; of overall reactions outcomes, by
            default and at least 5.
        limit: read only so many rows, the first; a pathway that goes on beyond is left out, and
            products recorded beyond are not credited.
        style: in which the model writes its steps, "library" or "recorded"; see
            `flower.records.Conditions`. None is, of steps, that which their column `conditions`
            tells, else recorded, and of overall reactions that of the library.
        complete: of overall reactions, put into each flask what it may lack; see
            `flower.complete`.
        progress: told after each batch.
        output: file of JSON lines, one for each row done with its candidates and rank. If it is
            there, its rows are not done again, so a run that was killed goes on.
        restart: begin it anew.
        options: those of `flower.predict`; those of a whole mechanism alone, such as ``beam``, are
            of overall reactions.

    Raises InputError if an option, the file or every row of it cannot be used, or ``output``
    holds something else, and ModelError if the model cannot be loaded.

    >>> import tempfile
    >>> from flower.electrons import Candidate, make_change, state_to_smiles
    >>> class Still(StepModel):  # a model that thinks nothing ever happens
    ...     name, elements = "still", frozenset({7, 17})
    ...     def propose(self, states, *, top, seed=0, minimum_probability=None):
    ...         return [[Candidate(make_change(), s, state_to_smiles(s), 1.0)] for s in states]
    >>> file = Path(tempfile.mkdtemp()) / "steps.txt"
    >>> _ = file.write_text("[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]|7\\n"
    ...                     "[NH4+:1].[Cl-:2]>>[NH4+:1].[Cl-:2]|7")
    >>> found = evaluate(file, model=Still())
    >>> found.step_top[0], found.end_top1, found.pathway_top[0]
    (0.5, 1.0, 0.0)
    """
    if limit is not None and limit < 1:
        raise InputError(f"limit = {limit}: at least one row is needed. Give 1 or more.")
    path = Path(source)
    form = form_of_rows(path, column, rows)
    of_reactions = form == "reactions"
    if complete and not of_reactions:
        raise InputError(
            f"`{path}` holds elementary steps, and only flasks of overall reactions are completed; "
            "leave `complete` out."
        )
    ranks = OUTCOMES if of_reactions else RANKS
    top = ranks if top is None else top
    if top < ranks:
        raise InputError(
            f"top = {top}: the figures go up to rank {ranks}, so fewer "
            f"{'outcomes' if of_reactions else 'candidates'} would make them too low. "
            f"Give {ranks} or more."
        )
    predictor = Predictor.load(model, top=top, style=style or STYLES[0], **options)
    records = read_reactions(path, column) if of_reactions else read_steps(path, column)
    total = count_rows(path, records, limit)
    asked, search = predictor.model, predictor.search
    described = EvaluationSettings(
        source=str(source),
        column=column,
        model=asked.name,
        model_digest=asked.digest,
        samples=asked.samples,
        top=top,
        seed=search.seed,
        device=options.get("device", ModelChoice.device),
        limit=limit,
        evaluations_per_step=asked.evaluations_per_step,
        style=style,
        rows=form,
        further={**_unusual(search), **({"complete": True} if complete else {})},
    )
    identity = {
        "column": column,
        "model": described.model,
        "samples": asked.samples,
        "evaluations": options.get("evaluations"),
        "top": top,
        "seed": search.seed,
        **({} if style is None else {"style": style}),
        **({"beam": search.beam, "max_steps": search.max_steps} if of_reactions else {}),
        **described.further,
        **({"rows": form} if form == "steps without map numbers" else {}),
        **({} if output is None else {"file": sha256(path), "weights": described.model_digest}),
    }
    evaluated = EvaluatedModel(predictor, style, complete)
    task = EvaluationTask(evaluated, described, identity, total, progress, output, restart)
    return evaluate_reactions(task) if of_reactions else evaluate_steps(task)


def _unusual(search: SearchSettings) -> dict[str, Any]:
    """The settings that are not the usual ones and are not told anyway."""
    return {
        name: value
        for name, value in asdict(search).items()
        if name not in _TOLD_ANYWAY and value != getattr(SearchSettings, name)
    }
