"""`flower expand`: overall reactions in, balanced elementary steps of written mechanisms out."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated

import typer

import flower
from flower.errors import InputError

from . import options
from .bars import Bar
from .telling import in_words, text
from .writing import PICTURES, check_place, draw_way, is_reaction, print_text

if TYPE_CHECKING:
    from rich.text import Text


def expand(
    overall: Annotated[
        str,
        typer.Argument(
            help="An overall reaction, reactants>>product, or a file of them: .smi, .txt, .csv, "
            ".tsv, .xlsx, .parquet, .rxn, .rdf.",
            show_default=False,
        ),
    ],
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            help="Steps to write: .txt (mapped>>mapped|line), .csv (with mechanism, path, step), "
            "or FOLDER/ of the arrays that preprocess would make of the .csv. Of one reaction, a "
            "picture of the best way: .svg, .png, .pdf.",
            show_default=False,
        ),
    ] = None,
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

    Of one reaction, the ways to its product are told, best first. A work-up or second reagent is a
    stage: "CC(C)=O.C[Mg]Br > HCl >> CC(C)(C)O".

    Lines that no mechanism leads to their product are told in OUTPUT.unexpanded.csv, with reasons.
    Kill it at any moment: called again, it goes on and ends as if it had not been stopped.

    flower expand reactions.smi --output steps.txt --mechanism my.yaml
    flower expand "CC(=O)Cl.CN.CCN(CC)CC>>CNC(C)=O"
    """
    if is_reaction(overall):
        _one(overall, output, mechanism or (), ways, as_json)
        return
    if output is None:
        if not Path(overall).is_file():
            raise InputError(
                f"`{overall}` is neither a reaction, reactants>>product, nor a file of reactions."
            )
        raise InputError(
            f"The steps of the reactions of `{overall}` go to a file; name it by --output, such as "
            "steps.csv."
        )
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


def _one(
    reaction: str, output: str | None, mechanism: Sequence[Path], ways: int, as_json: bool
) -> None:
    if output is not None:
        check_place(Path(output), PICTURES, "a picture of one reaction")
    found = flower.expand(reaction, mechanism, ways)
    if not found:
        raise InputError(
            "No written mechanism leads from these reactants to the product, not even with "
            "something added; check both, or write one and give it with --mechanism."
        )
    if output is not None:
        draw_way(found[0], Path(output))
    if as_json:
        typer.echo(json.dumps([asdict(way) for way in found], indent=2))
    elif output is None:
        print_text(partial(_lines, found), sys.stdout)


def _lines(ways: Sequence[flower.Expansion], width: int) -> list[Text]:
    lines: list[Text] = []
    for number, way in enumerate(ways, 1):
        of = f"Way {number} of {len(ways)}: " if len(ways) > 1 else ""
        told = [f"{of}{', then '.join(way.mechanisms)}"]
        told += [f"put in: {in_words(way.added)}"] if way.added else []
        told += [f"needs: {', '.join(way.conditions)}"] if way.conditions else []
        lines += [text((line, "bold")) for one in told for line in wrap(one, width)]
        before = ""
        for step, (name, flask) in enumerate(zip(way.names, way.flasks, strict=True), 1):
            lines.append(text(f"{step:>4}  {name}"))
            lines += [text("      -> ", (flask, "green"))] if flask != before else []
            before = flask
        lines.append(text())
    return lines[:-1]
