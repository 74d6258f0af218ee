"""`flower evaluate`: recorded steps in, how good a model is out."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import flower
from flower.errors import InputError

from . import options

if TYPE_CHECKING:
    from rich.progress import Progress
    from rich.table import Table

_SHOWN_RANKS = (1, 2, 3, 5, 10)
_ROWS_SHOWN = 15  # of a table by class or kind; all are in --json and --report
_LINES_NAMED = 5
_WIDTH = 100  # characters, where there is no terminal to ask


def evaluate(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="Recorded elementary steps: .txt (mapped>>mapped|id), .csv, .tsv, .parquet.",
            show_default=False,
        ),
    ],
    model: options.Model = flower.ModelChoice.model,
    column: Annotated[
        str, typer.Option(help="Column of a table that holds the steps.")
    ] = "reaction",
    samples: options.Samples = flower.ModelChoice.samples,
    evaluations: options.Evaluations = flower.ModelChoice.evaluations,
    top: Annotated[int, typer.Option(help="Candidates asked for, at least 10.")] = 10,
    seed: options.Seed = flower.ModelChoice.seed,
    device: options.Device = flower.ModelChoice.device,
    limit: Annotated[
        int | None, typer.Option(help="Read only the first rows.", show_default="all rows")
    ] = None,
    resume: Annotated[
        Path | None,
        typer.Option(
            help="File of JSON lines, one for each row done; called again with it, a stopped run "
            "goes on.",
            show_default=False,
        ),
    ] = None,
    as_json: Annotated[
        Path | None,
        typer.Option("--json", help="File to write all figures to.", show_default=False),
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option(help="HTML page with plots to write.", show_default=False),
    ] = None,
) -> None:
    """Compare a model's ranked steps with the recorded ones of a file.

    flower evaluate steps_test.parquet --json figures.json --report figures.html
    """
    for path in (as_json, report, resume):
        _check_place(path)
    with _progress_bar() as bar:
        found = flower.evaluate(
            source,
            model=model,
            column=column,
            samples=samples,
            evaluations=evaluations,
            top=top,
            seed=seed,
            device=device,
            limit=limit,
            progress=_told_to(bar),
            resume=resume,
        )
    figures = found.to_json_dict()
    if as_json is not None:
        _write(as_json, json.dumps(figures, indent=2) + "\n")
    if report is not None:
        _write(report, found.to_html())
    _print_figures(figures)


def _check_place(path: Path | None) -> None:
    """Fail now, not after the last step, if a file cannot be written."""
    if path is None:
        return
    if path.is_dir():
        raise InputError(f"`{path}` is a folder; name a file to write.")
    if not path.parent.is_dir():
        raise InputError(f"There is no folder `{path.parent}` to write `{path.name}` to; make it.")


def _write(path: Path, text: str) -> None:
    """Write a file that bears its name only once it is complete."""
    part = path.with_name(f"{path.name}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)


def _print_figures(figures: Mapping[str, Any]) -> None:
    from rich.console import Console

    on_screen = sys.stdout.isatty()
    console = Console(file=sys.stdout, highlight=False, width=None if on_screen else _WIDTH)
    for table in (_rank_table(figures), _figure_table(figures)):
        console.print(table)
    for title, name in (
        ("Reaction class", "by_class"),
        ("Kind of step", "by_kind"),
        ("Heavy atoms", "by_size"),
    ):
        if figures[name]:
            console.print(_group_table(title, figures[name]))
    named = figures["unread"][:_LINES_NAMED]
    for row in named:
        console.print(f"Row {row['line']:,} could not be read: {row['reason']}", markup=False)
    if figures["n_unread"] > len(named):
        console.print(f"... and {figures['n_unread'] - len(named):,} more")


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


def _group_table(title: str, groups: Mapping[str, Any]) -> Table:
    from rich.text import Text

    heads = ("steps", "top 1", "top 3", "top 5", "top 10", "top 1 strict")
    table = _table("", title, *heads)
    for name, group in list(groups.items())[:_ROWS_SHOWN]:
        shares = ("step_top1", "step_top3", "step_top5", "step_top10", "step_top1_strict")
        told = (f"{group['n_steps']:,}", *(_share(group[share]) for share in shares))
        table.add_row(Text(name), *told)
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


def _progress_bar() -> Progress:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    return Progress(
        TextColumn("Evaluating"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[first]:.1%} first"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )


def _told_to(bar: Progress) -> Callable[[Any], None]:
    task = bar.add_task("", total=None, first=0.0)

    def tell(progress: Any) -> None:
        bar.update(
            task,
            completed=progress.rows,
            total=progress.total,
            first=progress.first / max(1, progress.rows),
        )

    return tell
