"""An evaluation as one HTML page that asks nothing of the network."""

from __future__ import annotations

from collections.abc import Mapping

from flower.evaluation.calibration import Calibration
from flower.evaluation.result import Evaluation
from flower.evaluation.scores import RANKS, GroupScores
from flower.pages.charts import Bar, Curve, bars, rank_curves, rank_points, reliability
from flower.pages.figures import page, seconds, share, table, unread_rows
from flower.pages.frame import tiles

_SHOWN_RANKS = (1, 2, 3, 5, 10)


def report(found: Evaluation) -> str:
    """Return the page; whatever comes from files or names is escaped."""
    body = [
        _tiles(found),
        f'<div class="pair">{_rank_section(found)}{_reliability_section(found)}</div>',
        _ranks_table(found),
        _more_figures(found),
        _bars_section("By reaction class", found.by_class),
        _bars_section("By kind of step", found.by_kind),
        _bars_section("By heavy atoms of the flask", found.by_size),
        _groups_table(found),
        _bins_table(found.calibration),
        unread_rows(found.unread, found.n_unread),
        _rules(),
    ]
    return page(found.asked, (), body)


def _tiles(found: Evaluation) -> str:
    return tiles(
        [
            (share(found.step_top[0]), "steps ranked first"),
            (share(found.step_top[4]), "steps in the first five"),
            (share(found.pathway_top[0]), "pathways, every step first"),
            (share(found.valid), "of candidates valid"),
            (f"{found.calibration.error:.3f}", "expected calibration error"),
            (seconds(found.seconds_per_step), "a step"),
        ]
    )


def _rank_section(found: Evaluation) -> str:
    curves = [
        Curve("steps", "a", rank_points(found.step_top)),
        Curve("steps, without credit", "b", rank_points(found.step_top_strict)),
        Curve("pathways", "c", rank_points(found.pathway_top)),
    ]
    drawn = rank_curves([curve for curve in curves if curve.points], RANKS)
    return f"<section><h2>Within rank k</h2>{drawn}</section>"


def _reliability_section(found: Evaluation) -> str:
    return (
        f"<section><h2>Calibration</h2>{reliability(found.calibration)}"
        f'<p class="soft">Expected calibration error {found.calibration.error:.3f} '
        f"({found.calibration_credited.error:.3f} with credit). "
        "The area of a dot is the number of steps.</p></section>"
    )


def _ranks_table(found: Evaluation) -> str:
    rows = [
        ("Steps", found.step_top),
        ("Steps, without credit", found.step_top_strict),
        ("Pathways", found.pathway_top),
        ("Pathways, without credit", found.pathway_top_strict),
        ("Pathways, best route", found.route_top),
        ("Pathways, best route, without credit", found.route_top_strict),
    ]
    return table(
        "Share within the first k",
        ("", *(f"k = {k}" for k in _SHOWN_RANKS)),
        [(name, *(share(values[k - 1]) for k in _SHOWN_RANKS)) for name, values in rows],
    )


def _more_figures(found: Evaluation) -> str:
    evaluations = found.asked.evaluations_per_step
    rows = [
        ("Steps scored", f"{found.n_steps:,}"),
        ("… the model could not be asked about, counted as wrong", f"{found.n_refused:,}"),
        ("Rows that could not be read, not counted", f"{found.n_unread:,}"),
        ("Pathways scored", f"{found.n_pathways:,}"),
        ("Pathways left out, not all of their steps being read", f"{found.n_pathways_left_out:,}"),
        ("First, where something happens", share(found.step_top1_reacting)),
        (f"First, where nothing happens ({found.n_end:,} steps)", share(found.end_top1)),
        ("Entries conserve before the integer decode", share(found.conserved_raw)),
        ("Entries are a molecule before the integer decode", share(found.valid_raw)),
        (f"Candidates that conserve, of {found.n_candidates:,}", share(found.conserved)),
        ("Candidates that are molecules", share(found.valid)),
        ("Network evaluations a step", "–" if evaluations is None else str(evaluations)),
        ("Mean probability of the first candidate", f"{found.mean_probability:.3f}"),
        ("Mean probability of the recorded step", f"{found.mean_probability_recorded:.3f}"),
    ]
    return table("Counts, conservation and cost", ("", "value"), rows)


def _bars_section(title: str, groups: Mapping[str, GroupScores]) -> str:
    if not groups:
        return ""
    rows = [Bar(name, g.step_top1, f"of {g.n_steps:,}") for name, g in groups.items()]
    drawn = bars(rows, f"{title}, share of steps ranked first")
    return f"<section><h2>{title}, share ranked first</h2>{drawn}</section>"


def _groups_table(found: Evaluation) -> str:
    tables = (
        ("Reaction class", found.by_class),
        ("Kind of step", found.by_kind),
        ("Heavy atoms", found.by_size),
    )
    return "".join(
        table(
            f"{title}, figures",
            (title, "steps", "top 1", "top 3", "top 5", "top 10", "top 1, no credit", "sure of"),
            [
                (
                    name,
                    f"{g.n_steps:,}",
                    *map(share, (g.step_top1, g.step_top3, g.step_top5, g.step_top10)),
                    share(g.step_top1_strict),
                    f"{g.mean_probability:.3f}",
                )
                for name, g in groups.items()
            ],
        )
        for title, groups in tables
        if groups
    )


def _bins_table(calibration: Calibration) -> str:
    rows = [
        (
            f"{b.low:.1f} to {b.high:.1f}",
            f"{b.n_steps:,}",
            "–" if b.mean_probability is None else f"{b.mean_probability:.3f}",
            "–" if b.right is None else f"{b.right:.3f}",
        )
        for b in calibration.bins
    ]
    heads = ("probability of the first candidate", "steps", "mean probability", "share right")
    return table("Reliability", heads, rows)


def _rules() -> str:
    return (
        '<p class="soft">A step is right when the SMILES of its whole product side, atom maps and '
        "stereo removed, equals the recorded one, or, of a row without map numbers that does not "
        "balance, holds all molecules that it names. Candidates are merged by that form; ties "
        "share the best rank; another recorded product of the same reactants is credited unless "
        "said otherwise. The rank of a pathway is the worst of its steps' ranks; by its best "
        "route, the worst on the way from its start to a recorded end that is ranked best. "
        "Calibration is without credit: where several products are recorded, a model that is "
        "right shares its probability among them.</p>"
    )
