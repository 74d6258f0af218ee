"""`flower evaluate`: recorded steps or reactions in, how good a model is out."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

import flower
from flower.errors import InputError

from .bars import Bar
from .figures import print_figures


def evaluate(
    *,
    source: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="Recorded elementary steps (mapped>>mapped, or unmapped and balanced) or "
            "overall reactions (reactants>>product, reactants>agents>product): .txt, .csv, .tsv, "
            ".parquet.",
            show_default=False,
        ),
    ],
    choice: flower.ModelChoice,
    search: flower.SearchSettings,
    column: Annotated[
        str, typer.Option(help="Column of a table that holds the steps or reactions.")
    ] = "reaction",
    rows: Annotated[
        str | None,
        typer.Option(
            help="What the rows are: steps, each asked about once, or reactions, which are "
            "searched.",
            show_default="as they look",
        ),
    ] = None,
    top: Annotated[
        int | None,
        typer.Option(
            help="Candidates asked for; of overall reactions outcomes.",
            show_default="10, of reactions 5; no fewer will do",
        ),
    ] = None,
    limit: Annotated[
        int | None, typer.Option(help="Read only the first rows.", show_default="all rows")
    ] = None,
    style: Annotated[
        str | None,
        typer.Option(
            help="How the model writes its steps: library or recorded.",
            show_default="that of the recorded steps; of reactions library",
        ),
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
    """Compare what a model says with the recorded steps, or overall reactions, of a file.

    flower evaluate steps_test.parquet --json figures.json --report figures.html
    """
    for path in (as_json, report, resume):
        _check_place(path)
    asked: dict[str, Any] = {**asdict(choice), **asdict(search), "top": top, "style": style}
    with Bar("Evaluating", lambda now: f"{now.gained / max(1, now.lines):.1%} first") as bar:
        found = flower.evaluate(
            source,
            column=column,
            rows=rows,
            limit=limit,
            **asked,
            progress=bar,
            resume=resume,
        )
    figures = found.to_json_dict()
    if as_json is not None:
        _write(as_json, json.dumps(figures, indent=2) + "\n")
    if report is not None:
        _write(report, found.to_html())
    print_figures(figures)


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
