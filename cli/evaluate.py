"""`flower evaluate`: recorded steps or reactions in, how good a model is out."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

import flower
from flower.errors import InputError

from . import options
from .bars import Bar
from .figures import print_figures
from .writing import PAGES, check_place, opened


def evaluate(
    *,
    source: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="Recorded elementary steps (mapped>>mapped, or unmapped and balanced) or "
            "overall reactions (reactants>>product, reactants>agents>product): .txt, .csv, .tsv, "
            ".xlsx, .parquet, .rxn, .rdf.",
            show_default=False,
        ),
    ],
    figures: Annotated[Path | None, typer.Argument(metavar=" ", hidden=True)] = None,
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
    complete: Annotated[
        bool,
        typer.Option(
            "--complete",
            help="Of overall reactions: put in what each flask may lack, as `flower complete`.",
        ),
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="File of JSON lines to write, one for each row done; called again with it, a "
            "stopped run goes on.",
            show_default=False,
        ),
    ] = None,
    resume: Annotated[Path | None, typer.Option("--resume", hidden=True)] = None,
    restart: options.Restart = False,
    as_json: options.Json = False,
    report: Annotated[
        Path | None,
        typer.Option(help="HTML page with plots to write.", show_default=False),
    ] = None,
) -> None:
    """Compare what a model says with the recorded steps, or overall reactions, of a file.

    flower evaluate steps_test.parquet --report figures.html
    """
    if figures is not None and not as_json:
        raise InputError(f"`{figures}` is a second file; give one.")
    rows_to = output or resume
    if rows_to is not None and rows_to.suffix:
        check_place(rows_to, (".jsonl",), "rows of an evaluation", source)
    if figures is not None:
        check_place(figures, (".json",), "figures", source)
    if report is not None:
        check_place(report, PAGES, "a page", source)
    asked: dict[str, Any] = {**asdict(choice), **asdict(search), "top": top, "style": style}
    with Bar("Evaluating", lambda now: f"{now.gained / max(1, now.lines):.1%} first") as bar:
        found = flower.evaluate(
            source,
            column=column,
            rows=rows,
            limit=limit,
            complete=complete,
            **asked,
            progress=bar,
            output=output or resume,
            restart=restart,
        )
    told = found.to_json_dict()
    if figures is not None:  # `--json FILE`, as it was once
        with opened(figures) as stream:
            stream.write(json.dumps(told, indent=2) + "\n")
    if report is not None:
        with opened(report) as stream:
            stream.write(found.to_html())
    if as_json and figures is None:
        typer.echo(json.dumps(told, indent=2))
        return
    print_figures(told)
