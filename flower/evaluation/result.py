"""All figures of one evaluation."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from flower.display import AsDict, view
from flower.evaluation.calibration import Calibration, calibrate
from flower.evaluation.routes import route_rank
from flower.evaluation.scores import (
    RANKS,
    GroupScores,
    RankedStep,
    by_class,
    by_kind,
    by_pathway,
    by_size,
    is_end,
    rank_steps,
    share_within,
    top_probability,
    worst_rank,
)
from flower.evaluation.steps import AnsweredStep, PathwayKey, UnreadRow

SCHEMA, VERSION = "flower-evaluation", 1
NAMED_ROWS = 20
"""Of the rows that could not be read, how many are told one by one."""

RowForm = Literal["steps", "steps without map numbers", "reactions"]
Shares = tuple[float | None, ...]


@dataclass(frozen=True)
class EvaluationSettings(AsDict):
    """What was evaluated, and how.

    Attributes:
        source: the file.
        column: of a table, that holds the steps.
        model: its name.
        model_digest: SHA-256 of its weights and of how they are used.
        samples: draws averaged for each step.
        top: candidates asked for.
        seed: of the draws.
        device: where the model ran, as it was asked for.
        limit: lines read at most; None is all.
        evaluations_per_step: network evaluations for each step, over all its samples, or their
            mean; None if the model does not tell.
        style: in which it was asked to write; None is as each row of the file tells.
        rows: what the rows of the file were taken for.
        further: other settings of the search, where they are not the usual ones.
    """

    source: str
    column: str
    model: str
    model_digest: str
    samples: int
    top: int
    seed: int
    device: str
    limit: int | None
    evaluations_per_step: int | float | None
    style: str | None = None
    rows: RowForm = "steps"
    further: Mapping[str, Any] = field(default_factory=dict)

    def to_json_dict(self) -> dict[str, Any]:
        """Return it as it stands in the figures as JSON."""
        figures = asdict(self)
        further = figures.pop("further")
        return {**figures, **further}


@dataclass(frozen=True)
class Evaluation(AsDict):
    """How good a model is on recorded steps; see `flower.evaluation` for the rules.

    Shares are from 0 to 1, None where there is nothing to take a share of. A tuple of shares
    holds those for ranks 1 to 10.

    Attributes:
        asked: what was evaluated, and how.
        n_steps: steps scored, those the model refused included.
        n_end: of these, those in which nothing happens.
        n_refused: of these, those the model could not be asked about; they count as wrong.
        n_unread: lines that could not be read; they count in no share.
        unread: the first of them.
        n_pathways: pathways scored.
        n_pathways_left_out: pathways with a step that could not be read, or cut by the limit.
        step_top: share of steps within each rank, with credit for another recorded product of
            the same reactants.
        step_top_strict: the same without credit.
        pathway_top: share of pathways whose worst step is within each rank, with credit.
        pathway_top_strict: the same without credit.
        route_top: share of pathways whose best route is within each rank, the reference's rule;
            see `flower.evaluation.routes.route_rank`; with credit.
        route_top_strict: the same without credit, as the reference has it.
        step_top1_reacting: share ranked first among the steps in which something happens.
        end_top1: share ranked first among those in which nothing happens, both with credit.
        step_top1_reacting_strict: the same without credit.
        end_top1_strict: the same without credit.
        conserved_raw: share of steps whose entries, each at its most probable value, conserve
            before the integer decode; None if the model does not tell.
        valid_raw: share of steps whose entries moreover are a molecule; likewise.
        conserved: share of candidates that conserve atoms and electrons, by a check anew.
        valid: share of candidates that are molecules, likewise.
        n_candidates: candidates checked.
        seconds_per_step: of the model's time, steps asked many at once.
        mean_probability: mean probability of the most probable candidate.
        mean_probability_recorded: mean probability given to the recorded products.
        calibration: of the most probable candidate's probability, without credit: where several
            products are recorded for the same reactants, a model that is right shares its
            probability among them.
        calibration_credited: the same with credit.
        by_class: scores of each reaction class; empty if the file names none.
        by_kind: scores of each kind of step.
        by_size: scores by heavy atoms of the flask.
        n_stereo: steps whose products are told with configurations, which were not compared.
    """

    asked: EvaluationSettings
    n_steps: int
    n_end: int
    n_refused: int
    n_unread: int
    unread: tuple[UnreadRow, ...]
    n_pathways: int
    n_pathways_left_out: int
    step_top: Shares
    step_top_strict: Shares
    pathway_top: Shares
    pathway_top_strict: Shares
    route_top: Shares
    route_top_strict: Shares
    step_top1_reacting: float | None
    step_top1_reacting_strict: float | None
    end_top1: float | None
    end_top1_strict: float | None
    conserved_raw: float | None
    valid_raw: float | None
    conserved: float | None
    valid: float | None
    n_candidates: int
    seconds_per_step: float | None
    mean_probability: float
    mean_probability_recorded: float
    calibration: Calibration
    calibration_credited: Calibration
    by_class: Mapping[str, GroupScores]
    by_kind: Mapping[str, GroupScores]
    by_size: Mapping[str, GroupScores]
    n_stereo: int = 0

    def to_json_dict(self) -> dict[str, Any]:
        """Return the figures under flat names, `step_top1` to `route_top10_strict`."""
        figures = asdict(self)
        shares = {
            name: figures.pop(name)
            for name in (f"{each}{strict}" for each in _BY_RANK for strict in ("", "_strict"))
        }
        flat = {
            f"{name}{rank}{strict}": shares[name + strict][rank - 1]
            for name in _BY_RANK
            for strict in ("", "_strict")
            for rank in range(1, RANKS + 1)
        }
        del figures["asked"]
        curves = {name: figures.pop(name) for name in ("calibration", "calibration_credited")}
        return {
            "schema": SCHEMA,
            "version": VERSION,
            **self.asked.to_json_dict(),
            **flat,
            **figures,
            "expected_calibration_error": curves["calibration"]["error"],
            "expected_calibration_error_credited": curves["calibration_credited"]["error"],
            "reliability": curves["calibration"]["bins"],
            "reliability_credited": curves["calibration_credited"]["bins"],
        }

    def to_html(self) -> str:
        """Return a page with all figures and plots that needs nothing from elsewhere."""
        return view("steps_page", self)


_BY_RANK = ("step_top", "pathway_top", "route_top")


def summarise(
    asked: EvaluationSettings,
    steps: Sequence[AnsweredStep],
    unread: Sequence[UnreadRow] = (),
    cut: Collection[PathwayKey] = (),
) -> Evaluation:
    """Work out all figures; pathways in ``cut`` go on beyond the rows that were read."""
    ranked = rank_steps(steps)
    ends, reacting = ([s for s in ranked if is_end(s) is end] for end in (True, False))
    incomplete = {row.pathway for row in unread if row.pathway is not None}.union(cut)
    pathways = by_pathway(ranked, incomplete)
    answers = [step.answer for step in steps]
    n_candidates = sum(len(answer.candidates) for answer in answers)
    tops = [top_probability(step) for step in ranked]
    given = [step.probability for step in steps]
    counted = _mean([a.evaluations for a in answers if a.evaluations is not None])
    return Evaluation(
        asked=replace(asked, evaluations_per_step=asked.evaluations_per_step or counted),
        n_steps=len(ranked),
        n_end=len(ends),
        n_refused=sum(answer.refused is not None for answer in answers),
        n_unread=len(unread),
        unread=tuple(unread[:NAMED_ROWS]),
        n_pathways=len(pathways),
        n_pathways_left_out=len(incomplete),
        step_top=_curve([s.credited for s in ranked]),
        step_top_strict=_curve([s.strict for s in ranked]),
        pathway_top=_curve([worst_rank([s.credited for s in steps]) for steps in pathways]),
        pathway_top_strict=_curve([worst_rank([s.strict for s in steps]) for steps in pathways]),
        route_top=_curve([route_rank(steps, credited=True) for steps in pathways]),
        route_top_strict=_curve([route_rank(steps, credited=False) for steps in pathways]),
        step_top1_reacting=_first(reacting, credited=True),
        step_top1_reacting_strict=_first(reacting, credited=False),
        end_top1=_first(ends, credited=True),
        end_top1_strict=_first(ends, credited=False),
        conserved_raw=_mean([a.raw_conserved for a in answers if a.raw_conserved is not None]),
        valid_raw=_mean([a.raw_valid for a in answers if a.raw_valid is not None]),
        conserved=_share(sum(answer.conserved for answer in answers), n_candidates),
        valid=_share(sum(answer.valid for answer in answers), n_candidates),
        n_candidates=n_candidates,
        seconds_per_step=_mean([a.seconds for a in answers if a.seconds is not None]),
        mean_probability=_mean(tops) or 0.0,
        mean_probability_recorded=_mean(given) or 0.0,
        calibration=calibrate(tops, [s.strict == 1 for s in ranked]),
        calibration_credited=calibrate(tops, [s.credited == 1 for s in ranked]),
        by_class=by_class(ranked),
        by_kind=by_kind(ranked),
        by_size=by_size(ranked),
        n_stereo=sum(step.recorded.stereo for step in steps),
    )


def _curve(ranks: Sequence[int | None]) -> Shares:
    return tuple(share_within(ranks, k) for k in range(1, RANKS + 1))


def _first(steps: Sequence[RankedStep], *, credited: bool) -> float | None:
    return share_within([s.credited if credited else s.strict for s in steps], 1)


def _mean(values: Sequence[int | float]) -> float | None:
    return sum(values) / len(values) if values else None


def _share(count: int, of: int) -> float | None:
    return count / of if of else None
