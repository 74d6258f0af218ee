"""`flower preprocess`: steps files in, compact arrays for training out."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

import flower

from . import options
from .bars import Bar


def preprocess(
    source: Annotated[
        list[Path],
        typer.Argument(
            help="Files of elementary steps: .txt (mapped>>mapped|id), .csv, .parquet; or folders "
            "of arrays, which become one."
        ),
    ],
    output: Annotated[Path, typer.Option(help="Folder to write the arrays to.")],
    column: Annotated[
        str, typer.Option(help="Column of a table that holds the steps.")
    ] = "reaction",
    conditions: Annotated[
        str,
        typer.Option(
            help="Of steps of files without a column `conditions`: words of library, heat, light.",
            show_default="recorded templates",
        ),
    ] = "",
    leave_out: Annotated[
        Path | None,
        typer.Option(
            help="File of products or reactions; steps of paths that form one are left out.",
            show_default=False,
        ),
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes to read with.", show_default="one per core")
    ] = None,
    restart: Annotated[
        bool, typer.Option("--restart", help="Begin anew, and replace arrays that are there.")
    ] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", hidden=True)] = False,
    as_json: options.Json = False,
) -> None:
    """Turn files of elementary steps into the arrays that `flower train` reads.

    A line that cannot be read is counted and skipped; OUTPUT/skipped.csv tells each with its
    line number and reason.
    """
    with Bar("Reading steps", lambda now: f"{now.failed:,} skipped") as bar:
        summary = flower.preprocess(
            source,
            output,
            workers,
            bar,
            column=column,
            restart=restart or overwrite,
            conditions=conditions,
            leave_out=leave_out,
        )
    if as_json:
        typer.echo(json.dumps(asdict(summary), default=str))
        return
    typer.echo(
        f"{summary.steps:,} elementary steps in {summary.seconds:.1f} s: {summary.output}\n"
        f"{summary.unchanged:,} end a reaction; {summary.classes:,} classes; the largest flask "
        f"has {summary.largest_flask.atoms:,} atoms ({summary.largest_flask.source}, line "
        f"{summary.largest_flask.line:,})\n"
        f"{summary.skipped:,} of {summary.lines:,} lines could not be read; "
        f"{summary.output / 'skipped.csv'} says why"
    )
    if summary.duplicates or summary.left_out:
        typer.echo(
            f"{summary.duplicates:,} steps had been met before; {summary.left_out:,} are of paths "
            "that form what is left out"
        )
    for skip in summary.first_skipped:
        typer.echo(f"  {skip.source}, line {skip.line:,}: {skip.reason}")
