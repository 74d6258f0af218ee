"""An evaluation of elementary steps as one HTML page."""

from __future__ import annotations

from collections.abc import Mapping

from flower.evaluation.result import Evaluation
from flower.evaluation.scores import RANKS, GroupScores
from flower.pages.charts import Curve, rank_curves, rank_points, reliability
from flower.pages.evaluation import (
    STEREO_ASIDE,
    BarChart,
    Table,
    bar_chart,
    evaluation_page,
    number,
    seconds,
    share,
)

_SHOWN_RANKS = (1, 2, 3, 5, 10)


def steps_html(found: Evaluation) -> str:
    """Return the page; whatever comes from files or names is escaped."""
    curves = [
        Curve("steps", "a", rank_points(found.step_top)),
        Curve("steps, without credit", "b", rank_points(found.step_top_strict)),
        Curve("pathways", "c", rank_points(found.pathway_top)),
    ]
    return evaluation_page(
        "steps.html.j2",
        found,
        figures=[
            (share(found.step_top[0]), "steps ranked first"),
            (share(found.step_top[4]), "steps in the first five"),
            (share(found.pathway_top[0]), "pathways, every step first"),
            (share(found.valid), "of candidates valid"),
            (number(found.calibration.error), "expected calibration error"),
            (seconds(found.seconds_per_step), "a step"),
        ],
        ranks=rank_curves([curve for curve in curves if curve.points], RANKS),
        reliability=reliability(found.calibration),
        tables_above=[_ranks(found), _counts(found)],
        charts=[
            _chart("By reaction class", found.by_class),
            _chart("By kind of step", found.by_kind),
            _chart("By heavy atoms of the flask", found.by_size),
        ],
        tables=[
            _groups("Reaction class", found.by_class),
            _groups("Kind of step", found.by_kind),
            _groups("Heavy atoms", found.by_size),
            _bins(found),
        ],
    )


def _chart(title: str, groups: Mapping[str, GroupScores]) -> BarChart:
    shares = {name: (group.step_top1, group.n_steps) for name, group in groups.items()}
    return bar_chart(title, "steps", "ranked first", shares)


def _ranks(found: Evaluation) -> Table:
    rows = [
        ("Steps", found.step_top),
        ("Steps, without credit", found.step_top_strict),
        ("Pathways", found.pathway_top),
        ("Pathways, without credit", found.pathway_top_strict),
        ("Pathways, best route", found.route_top),
        ("Pathways, best route, without credit", found.route_top_strict),
    ]
    return Table(
        "Share within the first k",
        ("", *(f"k = {k}" for k in _SHOWN_RANKS)),
        [(name, *(share(values[k - 1]) for k in _SHOWN_RANKS)) for name, values in rows],
    )


def _counts(found: Evaluation) -> Table:
    evaluations = found.asked.evaluations_per_step
    rows = [
        ("Steps scored", f"{found.n_steps:,}"),
        ("… the model could not be asked about, counted as wrong", f"{found.n_refused:,}"),
        ("Rows that could not be read, not counted", f"{found.n_unread:,}"),
        *([(STEREO_ASIDE, f"{found.n_stereo:,}")] if found.n_stereo else []),
        ("Pathways scored", f"{found.n_pathways:,}"),
        ("Pathways left out, not all of their steps being read", f"{found.n_pathways_left_out:,}"),
        ("First, where something happens", share(found.step_top1_reacting)),
        (f"First, where nothing happens ({found.n_end:,} steps)", share(found.end_top1)),
        ("Entries conserve before the integer decode", share(found.conserved_raw)),
        ("Entries are a molecule before the integer decode", share(found.valid_raw)),
        (f"Candidates that conserve, of {found.n_candidates:,}", share(found.conserved)),
        ("Candidates that are molecules", share(found.valid)),
        ("Network evaluations a step", "–" if evaluations is None else str(evaluations)),
        ("Mean probability of the first candidate", number(found.mean_probability)),
        ("Mean probability of the recorded step", number(found.mean_probability_recorded)),
    ]
    return Table("Counts, conservation and cost", ("", "value"), rows)


def _groups(title: str, groups: Mapping[str, GroupScores]) -> Table:
    heads = (title, "steps", "top 1", "top 3", "top 5", "top 10", "top 1, no credit", "sure of")
    rows = [
        (
            name,
            f"{g.n_steps:,}",
            *map(share, (g.step_top1, g.step_top3, g.step_top5, g.step_top10, g.step_top1_strict)),
            number(g.mean_probability),
        )
        for name, g in groups.items()
    ]
    return Table(f"{title}, figures", heads, rows)


def _bins(found: Evaluation) -> Table:
    rows = [
        (
            f"{b.low:.1f} to {b.high:.1f}",
            f"{b.n_steps:,}",
            number(b.mean_probability),
            number(b.right),
        )
        for b in found.calibration.bins
    ]
    heads = ("probability of the first candidate", "steps", "mean probability", "share right")
    return Table("Reliability", heads, rows)
