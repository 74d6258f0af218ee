"""`flower compose`: training flasks from the book of mechanisms."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

import flower

from . import options
from .bars import Bar

_NAMED = 10  # mechanisms that got fewer flasks than asked for, in the text


def compose(
    output: Annotated[
        str,
        typer.Option(
            help="Steps to write: .txt (mapped>>mapped|number), .csv (with mechanism and step) or "
            "FOLDER/ of the arrays that preprocess would make of the .csv.",
            show_default=False,
        ),
    ],
    flasks: Annotated[int, typer.Option(min=0, help="Flasks of each mechanism.")] = 50,
    inert: Annotated[
        int, typer.Option(min=0, help="Flasks in which nothing happens, near misses among them.")
    ] = 0,
    mechanism: Annotated[
        list[Path] | None,
        typer.Option(
            help="YAML file of your own mechanisms: flasks for these alone; may be given several "
            "times.",
            show_default=False,
        ),
    ] = None,
    name: Annotated[
        list[str] | None,
        typer.Option(
            help="Mechanism to compose for; may be given several times.",
            show_default="all of them",
        ),
    ] = None,
    pool: Annotated[
        Path | None,
        typer.Option(
            help="File of molecules to draw from, a SMILES a line; small is that of small ones.",
            show_default="the bundled building blocks",
        ),
    ] = None,
    leave_out: Annotated[
        Path | None,
        typer.Option(
            help="File of molecules that no flask may make, a SMILES a line, such as the products "
            "of a test set.",
            show_default=False,
        ),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Of what is drawn.")] = 0,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes to use.", show_default="one per core")
    ] = None,
    restart: options.Restart = False,
    as_json: options.Json = False,
) -> None:
    """Compose training flasks: each mechanism of the library on molecules of a pool.

    At least half of the flasks hold only what reacts; the others have solvents, salts and competing
    groups. OUTPUT.report.csv tells how many flasks each mechanism got, and why fewer. Kill it at
    any moment: called again, it goes on and ends as if it had not been stopped.

    flower compose --output flasks.csv --flasks 50 --inert 5000
    """
    with Bar("Composing", lambda now: f"{now.gained:,} flasks") as bar:
        summary = flower.compose(
            output, mechanism or (), flasks=flasks, inert=inert, names=name or (), pool=pool,
            leave_out=leave_out, seed=seed, workers=workers, restart=restart,
            progress=bar,
        )  # fmt: skip
    if as_json:
        typer.echo(json.dumps(asdict(summary), default=str))
        return
    typer.echo(
        f"{summary.flasks:,} flasks ({summary.minimal:,} without spectators, {summary.inert:,} in "
        f"which nothing happens) with {summary.steps:,} elementary steps in "
        f"{summary.seconds:.1f} s: {summary.output}"
    )
    fewer = {name: n for name, n in summary.mechanisms.items() if n < summary.asked}
    if fewer:
        typer.echo(
            f"{len(fewer):,} of {len(summary.mechanisms):,} mechanisms got fewer than "
            f"{summary.asked} flasks, {sum(n == 0 for n in fewer.values()):,} none; "
            f"{summary.report} says why"
        )
    for one, count in sorted(fewer.items(), key=lambda told: told[1])[:_NAMED]:
        typer.echo(f"  {count:6,}  {one}")
