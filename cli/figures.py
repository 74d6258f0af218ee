"""The tables that `flower evaluate` and `flower finetune` print."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_SHOWN_RANKS = (1, 2, 3, 5, 10)
_OUTCOMES = (1, 3, 5)
# Head of a column -> figure of a group.
_STEP_COLUMNS = {
    "steps": "n_steps",
    "top 1": "step_top1",
    "top 3": "step_top3",
    "top 5": "step_top5",
    "top 10": "step_top10",
    "top 1 strict": "step_top1_strict",
}
_REACTION_COLUMNS = {
    "reactions": "n_reactions",
    "top 1": "product_top1",
    "top 3": "product_top3",
    "top 5": "product_top5",
    "first is an end": "first_finished",
}
_COMPARED = {
    "step top 1": "step_top1",
    "step top 3": "step_top3",
    "mechanism top 1": "pathway_top1",
}
_ROWS_SHOWN = 50  # of a table by class or kind; all are in --json and --report
_LINES_NAMED = 5
_WIDTH = 100  # characters, where there is no terminal to ask


def print_figures(figures: Mapping[str, Any]) -> None:
    """Print the figures of an evaluation, of steps or of overall reactions."""
    console = _console()
    for table in _step_tables(figures) if "n_steps" in figures else _reaction_tables(figures):
        console.print(table)
    if figures["rows"] == "steps without map numbers":
        console.print(
            "Each row was taken for one elementary step; with --rows reactions the search runs."
        )
    if figures.get("n_stereo"):
        console.print(
            f"{figures['n_stereo']:,} of the rows tell configurations of their products; "
            "they were not compared."
        )
    named = figures["unread"][:_LINES_NAMED]
    for row in named:
        console.print(f"Row {row['line']:,} could not be read: {row['reason']}", markup=False)
    if figures["n_unread"] > len(named):
        console.print(f"... and {figures['n_unread'] - len(named):,} more")


def print_comparison(figures: Mapping[str, Any]) -> None:
    """Print what a fine-tuning has changed, and where the model is."""
    from rich.text import Text

    console = _console()
    table = _table(
        f"{figures['n_fit']:,} reactions ({figures['n_fit_steps']:,} steps) learnt in "
        f"{figures['epochs']:.1f} epochs and {figures['seconds']:,.0f} s",
        "not learnt: before → after", "steps", *_COMPARED,
    )  # fmt: skip
    for row in figures["compared"]:
        shares = (
            f"{_share(row['before'][key])} → {_share(row['after'][key])}"
            for key in _COMPARED.values()
        )
        table.add_row(Text(row["name"]), f"{row['n_steps']:,}", *shares)
    console.print(table)
    if figures["n_left_out"]:
        console.print(
            f"{figures['n_left_out']:,} reactions left out, with a step that cannot be read; the "
            f"first: {figures['first_left_out']}",
            markup=False,
        )
    console.print(f"The model: --model {figures['folder']}", markup=False, soft_wrap=True)


def print_calibration(figures: Mapping[str, Any]) -> None:
    """Print what a calibration has fitted, and how far it holds."""
    console = _console()
    met, steps, outcomes = (figures[k] for k in ("met", "feasibility", "confidence"))
    if met is not None:
        console.print(
            f"Met in training: {met['n_surroundings']:,} surroundings of reacting atoms; "
            f"{met['n_steps']:,} steps looked at now"
        )
    if steps is not None:
        console.print(_feasibility_table(steps))
    if outcomes is not None:
        console.print(_confidence_table(outcomes))
        console.print(_bins_table(outcomes["bins"]))
    console.print(
        f"Written into {figures['folder']} in {figures['seconds']:,.0f} s", markup=False,
        soft_wrap=True,
    )  # fmt: skip


def _feasibility_table(steps: Mapping[str, Any]) -> Table:
    title = (
        f"Feasibility of steps: slope {steps['slope']:.3f} per nat, intercept "
        f"{steps['intercept']:.3f}; right at 0.5: {steps['right']:.1%}, calibration error "
        f"{steps['calibration_error']:.4f}"
    )
    heads = ("number", "ROC-AUC", "judged feasible")
    table = _table(title, f"against {steps['n_recorded']:,} recorded steps, wrong ones", *heads)
    for name, one in steps["faults"].items():
        table.add_row(
            name, f"{one['n_steps']:,}", f"{one['area_under_curve']:.4f}",
            _share(one["judged_feasible"]),
        )  # fmt: skip
    table.add_row("all", f"{steps['n_wrong']:,}", f"{steps['area_under_curve']:.4f}", "")
    return table


def _confidence_table(calibration: Mapping[str, Any]) -> Table:
    title = (
        f"Confidence in outcomes: {calibration['n_reactions']:,} reactions, "
        f"{calibration['n_left_out']:,} left out; the first outcome is right for "
        f"{_share(calibration['first_right'])}"
    )
    table = _table(title, "", "first ones told with 90 % or more", "right", "calibration error")
    for name, sure, error in (
        ("probability", "sure_by_probability", "probability_error"),
        ("confidence, of reactions not fitted", "sure", "calibration_error"),
    ):
        of_sure = calibration[sure]
        row = (f"{of_sure['n_outcomes']:,}", _share(of_sure["right"]), f"{calibration[error]:.3f}")
        table.add_row(name, *row)
    return table


def _bins_table(bins: Iterable[Mapping[str, Any]]) -> Table:
    table = _table("", "confidence", "outcomes", "mean", "right")
    for one in bins:
        if one["n_steps"]:
            name = f"{one['low']:.0%} to {one['high']:.0%}"
            shares = (_share(one["mean_probability"]), _share(one["right"]))
            table.add_row(name, f"{one['n_steps']:,}", *shares)
    return table


def _console() -> Console:
    from rich.console import Console

    on_screen = sys.stdout.isatty()
    return Console(file=sys.stdout, highlight=False, width=None if on_screen else _WIDTH)


def _step_tables(figures: Mapping[str, Any]) -> Iterator[Table]:
    yield _rank_table(figures)
    yield _figure_table(figures)
    for title, name in (
        ("Reaction class", "by_class"),
        ("Kind of step", "by_kind"),
        ("Heavy atoms", "by_size"),
    ):
        if figures[name]:
            yield _group_table(title, figures[name], _STEP_COLUMNS)


def _reaction_tables(figures: Mapping[str, Any]) -> Iterator[Table]:
    title = f"{figures['model']}: {figures['n_reactions']:,} overall reactions"
    table = _table(title, "", *(f"top {k}" for k in _OUTCOMES))
    table.add_row(
        "recorded product in outcomes", *(_share(figures[f"product_top{k}"]) for k in _OUTCOMES)
    )
    table.add_row(
        "given that it reacts", *(_share(figures[f"product_top{k}_if_reacts"]) for k in _OUTCOMES)
    )
    yield table
    if figures["inert"] is not None:
        yield _inert_table(figures["inert"])
    yield _reaction_figures(figures)
    for head, name in (("Recorded steps", "by_has_steps"), ("Reaction class", "by_class")):
        if figures[name]:
            yield _group_table(head, figures[name], _REACTION_COLUMNS)


def _inert_table(inert: Mapping[str, Any]) -> Table:
    title = f"{inert['n_flasks']:,} flasks in which nothing happens"
    table = _table(title, "", "top 1", "top 5")
    table.add_row("told as such", _share(inert["inert_top1"]), _share(inert["inert_top5"]))
    return table


def _reaction_figures(figures: Mapping[str, Any]) -> Table:
    from rich.text import Text

    table = _table("", "", "value")
    table.show_header = False
    for name, value in (
        ("first outcomes that are an end", _share(figures["first_finished"])),
        ("mean probability of the first outcome", _number(figures["mean_probability"])),
        ("seconds a reaction", _number(figures["seconds_per_reaction"])),
        ("network evaluations a step", _number(figures["evaluations_per_step"])),
        ("reactions the model could not be asked about", f"{figures['n_refused']:,}"),
        *((f"  {reason}", f"{count:,}") for reason, count in figures["refused"].items()),
        ("rows that could not be read", f"{figures['n_unread']:,}"),
    ):
        table.add_row(Text(name), value)
    return table


def _rank_table(figures: Mapping[str, Any]) -> Table:
    table = _table(
        f"{figures['model']}: {figures['n_steps']:,} steps, {figures['n_pathways']:,} pathways",
        "",
        *(f"top {k}" for k in _SHOWN_RANKS),
    )
    for name, key, strict in (
        ("steps", "step_top", ""),
        ("steps, without credit", "step_top", "_strict"),
        ("pathways", "pathway_top", ""),
        ("pathways, without credit", "pathway_top", "_strict"),
        ("pathways, best route", "route_top", ""),
        ("... without credit", "route_top", "_strict"),
    ):
        table.add_row(name, *(_share(figures[f"{key}{k}{strict}"]) for k in _SHOWN_RANKS))
    return table


def _figure_table(figures: Mapping[str, Any]) -> Table:
    table = _table("", "", "value")
    table.show_header = False
    rows = [
        ("first, where something happens", _share(figures["step_top1_reacting"])),
        (f"first, where nothing happens ({figures['n_end']:,})", _share(figures["end_top1"])),
        ("entries conserve before the decode", _share(figures["conserved_raw"])),
        ("entries are a molecule before the decode", _share(figures["valid_raw"])),
        (
            f"candidates that conserve, of {figures['n_candidates']:,}",
            _share(figures["conserved"]),
        ),
        ("candidates that are molecules", _share(figures["valid"])),
        ("expected calibration error", _number(figures["expected_calibration_error"])),
        ("mean probability of the first candidate", _number(figures["mean_probability"])),
        ("seconds a step", _number(figures["seconds_per_step"])),
        ("network evaluations a step", _number(figures["evaluations_per_step"])),
        ("steps the model could not be asked about", f"{figures['n_refused']:,}"),
        ("pathways left out, not all steps read", f"{figures['n_pathways_left_out']:,}"),
        ("rows that could not be read", f"{figures['n_unread']:,}"),
    ]
    for row in rows:
        table.add_row(*row)
    return table


def _group_table(title: str, groups: Mapping[str, Any], columns: Mapping[str, str]) -> Table:
    """One row a group; ``columns`` are head -> figure, of which the first is a count."""
    from rich.text import Text

    table = _table("", title, *columns)
    count, *shares = columns.values()
    for name, group in list(groups.items())[:_ROWS_SHOWN]:
        table.add_row(Text(name), f"{group[count]:,}", *(_share(group[key]) for key in shares))
    if len(groups) > _ROWS_SHOWN:
        table.caption = f"{len(groups) - _ROWS_SHOWN:,} more are in --json and --report"
    return table


def _table(title: str, first: str, *others: str) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(
        title=Text(title) if title else None, title_justify="left", caption_justify="left",
        box=box.SIMPLE_HEAD,
    )  # fmt: skip
    table.add_column(first)
    for head in others:
        table.add_column(head, justify="right", no_wrap=True)
    return table


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.1%}"


def _number(value: int | float | None) -> str:
    if value is None:
        return "-"
    return str(value) if isinstance(value, int) else f"{value:.3f}"
