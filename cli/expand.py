"""`flower expand`: overall reactions in, balanced elementary steps for training out."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

import flower

from . import options
from .bars import Bar


def expand(
    overall: Annotated[
        Path,
        typer.Argument(
            help="Overall reactions, reactants>>product: .smi, .txt, .csv, .tsv, .xlsx, .parquet, "
            ".rxn, .rdf.",
            show_default=False,
        ),
    ],
    output: Annotated[
        str,
        typer.Option(
            help="Steps to write: .txt (mapped>>mapped|line), .csv (with mechanism, path, step), "
            "or FOLDER/ of the arrays that preprocess would make of the .csv.",
            show_default=False,
        ),
    ],
    mechanism: Annotated[
        list[Path] | None,
        typer.Option(
            help="YAML file of your own mechanisms, which go first; may be given several times.",
            show_default=False,
        ),
    ] = None,
    column: Annotated[
        str, typer.Option(help="Column of a table that holds the reactions.")
    ] = "reaction",
    maps: Annotated[
        str | None,
        typer.Option(
            help="Column of a table that holds the same reactions with atom maps; ways that "
            "disagree with them are left out.",
            show_default="maps of the reactions themselves",
        ),
    ] = None,
    then: Annotated[
        str | None,
        typer.Option(
            help="Column of a table that tells what later stages put in, such as `HCl`, or "
            "`H2O2, NaOH > HCl` for two.",
            show_default="stages of the reactions themselves",
        ),
    ] = None,
    ways: Annotated[
        int, typer.Option(min=1, help="Ways to the product to write of each reaction, best first.")
    ] = 8,
    limit: Annotated[
        int | None,
        typer.Option(min=1, help="Read only the first lines.", show_default="all lines"),
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes to use.", show_default="one per core")
    ] = None,
    restart: options.Restart = False,
    as_json: options.Json = False,
) -> None:
    """Expand overall reactions into mapped, balanced elementary steps by written mechanisms.

    A work-up or second reagent is a stage: "CC(C)=O.C[Mg]Br > HCl >> CC(C)(C)O".

    Lines that no mechanism leads to their product are told in OUTPUT.unexpanded.csv, with reasons.
    Kill it at any moment: called again, it goes on and ends as if it had not been stopped.

    flower expand reactions.smi --output steps.txt --mechanism my.yaml
    """
    with Bar("Expanding", lambda now: f"{now.gained:,} expanded") as bar:
        summary = flower.expand_file(
            overall, output, mechanism or (), column=column, maps=maps, then=then,
            ways=ways, limit=limit, workers=workers, restart=restart,
            progress=bar,
        )  # fmt: skip
    if as_json:
        typer.echo(json.dumps(asdict(summary), default=str))
        return
    share = summary.expanded / summary.lines
    typer.echo(
        f"{summary.expanded:,} of {summary.lines:,} reactions ({share:.1%}) expanded into "
        f"{summary.steps:,} elementary steps in {summary.seconds:.1f} s: {summary.output}\n"
        f"{summary.several:,} have several ways; to {summary.added:,} a missing reagent was added; "
        f"{summary.unexpanded} says why {summary.lines - summary.expanded:,} were not expanded"
    )
    if summary.disagreeing:
        typer.echo(
            f"{summary.disagreeing:,} of these were left out because the atom map of the source "
            "disagrees"
        )
    if summary.stages_note:
        typer.echo(summary.stages_note)
    for name, count in summary.mechanisms.items():
        typer.echo(f"  {count:6,}  {name}")
