"""Evaluate a model on a file of recorded steps, or of overall reactions."""

from __future__ import annotations

from pathlib import Path

from flower.errors import InputError
from flower.evaluation.asked import AskedModel
from flower.evaluation.reaction_evaluation import evaluate_reactions
from flower.evaluation.reaction_result import OUTCOMES, ReactionEvaluation
from flower.evaluation.result import Asked, Evaluation
from flower.evaluation.rows import count_rows, form_of_rows
from flower.evaluation.scores import RANKS
from flower.evaluation.step_evaluation import evaluate_steps
from flower.evaluation.task import EvaluationTask
from flower.jobs import Tell, sha256
from flower.prediction.model_choice import ModelChoice
from flower.proposals import StepModel
from flower.records import read_reactions, read_steps
from flower.search import SearchSettings


def evaluate(
    source: str | Path,
    *,
    model: str | Path | StepModel = ModelChoice.model,
    column: str = "reaction",
    rows: str | None = None,
    samples: int = ModelChoice.samples,
    evaluations: int | None = ModelChoice.evaluations,
    top: int | None = None,
    beam: int = SearchSettings.beam,
    max_steps: int = SearchSettings.max_steps,
    seed: int = ModelChoice.seed,
    device: str = ModelChoice.device,
    limit: int | None = None,
    style: str | None = None,
    progress: Tell | None = None,
    output: str | Path | None = None,
    restart: bool = False,
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
        samples: draws averaged for each step; 1 is without randomness.
        evaluations: network evaluations for each sample; None is what the model was made for.
        top: candidates asked for, by default and at least 10; of overall reactions outcomes, by
            default and at least 5.
        beam: of overall reactions, states kept after each step; see `SearchSettings`.
        max_steps: of overall reactions, elementary steps a mechanism may have; likewise.
        seed: of the draws.
        device: where the model runs.
        limit: read only so many rows, the first; a pathway that goes on beyond is left out, and
            products recorded beyond are not credited.
        style: in which the model writes its steps, "library" or "recorded"; see
            `flower.records.Conditions`. None is, of steps, that which their column `conditions`
            tells, else recorded, and of overall reactions that of the library.
        progress: told after each batch.
        output: file of JSON lines, one for each row done with its candidates and rank. If it is
            there, its rows are not done again, so a run that was killed goes on.
        restart: begin it anew.

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
    ranks = OUTCOMES if of_reactions else RANKS
    top = ranks if top is None else top
    if top < ranks:
        raise InputError(
            f"top = {top}: the figures go up to rank {ranks}, so fewer "
            f"{'outcomes' if of_reactions else 'candidates'} would make them too low. "
            f"Give {ranks} or more."
        )
    search = SearchSettings(max_steps=max_steps, beam=beam, top=top)
    records = read_reactions(path, column) if of_reactions else read_steps(path, column)
    total = count_rows(path, records, limit)
    asked = AskedModel.begin(model, device, samples, evaluations, seed, top, style)
    described = Asked(
        source=str(source),
        column=column,
        model=asked.asking.model.name,
        model_digest=asked.asking.model.digest,
        samples=asked.asking.model.samples,
        top=top,
        seed=seed,
        device=device,
        limit=limit,
        evaluations_per_step=asked.asking.model.evaluations_per_step,
        style=style,
        rows=form,
    )
    identity = {
        "column": column,
        "model": described.model,
        "samples": samples,
        "evaluations": evaluations,
        "top": top,
        "seed": seed,
        **({} if style is None else {"style": style}),
        **({"beam": beam, "max_steps": max_steps} if of_reactions else {}),
        **({"rows": form} if form == "steps without map numbers" else {}),
        **({} if output is None else {"file": sha256(path), "weights": described.model_digest}),
    }
    task = EvaluationTask(asked, described, identity, total, progress, output, restart)
    return evaluate_reactions(task, search) if of_reactions else evaluate_steps(task)
