"""`flower draw`: steps and mechanisms in, pictures with curly arrows out."""

from __future__ import annotations

import re
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

import flower
from flower.errors import InputError

from .bars import Bar
from .console import BAD_INPUT

_PICTURES = (".svg", ".png")
_LONGEST_NAME = 60


class Kind(Enum):
    """How pictures are written."""

    svg = "svg"
    png = "png"


class Spectators(Enum):
    """What becomes of molecules that take no part."""

    small = "small"
    hidden = "hidden"
    full = "full"


class Theme(Enum):
    """What kind of page pictures are for."""

    light = "light"
    dark = "dark"


def draw(
    source: Annotated[
        str,
        typer.Argument(
            metavar="STEP",
            help="A mapped elementary step `reactants>>products`; or a file of steps or mechanisms "
            "(.txt, .csv, .tsv, .parquet, or the .json of `flower predict --json`).",
            show_default=False,
        ),
    ],
    output: Annotated[
        Path,
        typer.Option(
            "--output",
            "-o",
            help="Picture to write, .svg or .png; of several mechanisms, a folder.",
        ),
    ] = Path("mechanism.svg"),
    column: Annotated[
        str, typer.Option(help="Column of a table that holds the steps.")
    ] = "reaction",
    only: Annotated[
        int | None,
        typer.Option(help="Draw this mechanism of a file alone, from 1.", show_default="all"),
    ] = None,
    kind: Annotated[Kind, typer.Option("--as", help="Of the pictures in a folder.")] = Kind.svg,
    spectators: Annotated[
        Spectators, typer.Option(help="Molecules that take no part.")
    ] = Spectators.small,
    theme: Annotated[Theme, typer.Option(help="Colours for this kind of page.")] = Theme.light,
    numbers: Annotated[bool, typer.Option(help="Show the map numbers of reacting atoms.")] = False,
    width: Annotated[int, typer.Option(help="Most pixels across; panels wrap.")] = 900,
    scale: Annotated[float, typer.Option(help="Of PNG: times as large.")] = 2.0,
) -> None:
    """Draw elementary steps and mechanisms with their curly arrows.

    flower draw "[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]" -o step.svg
    """
    settings = flower.DrawingSettings(
        spectators=spectators.value,
        theme=theme.value,
        atom_numbers=numbers,
        width=width,
    )
    if ">>" in source:
        mechanisms = [flower.Mechanism(source, (source,))]
    else:
        mechanisms = list(flower.read_mechanisms(Path(source), column))
    if only is not None:
        if not 1 <= only <= len(mechanisms):
            raise InputError(f"--only {only}: `{source}` holds {len(mechanisms)} mechanisms.")
        mechanisms = [mechanisms[only - 1]]
    if not mechanisms:
        raise InputError(f"`{source}` holds no step; write one mapped step a line.")
    one_picture = output.suffix.lower() in _PICTURES and not output.is_dir()
    if one_picture and len(mechanisms) > 1:
        raise InputError(
            f"`{source}` holds {len(mechanisms)} mechanisms, and `{output}` is one picture; name "
            "a folder with --output, or choose one with --only."
        )
    if one_picture:
        _draw(mechanisms[0], settings).save(output, scale)
        typer.echo(f"{output} written", err=True)
        return
    _draw_all(mechanisms, output, kind.value, settings, scale)


def _draw(mechanism: flower.Mechanism, settings: flower.DrawingSettings) -> flower.Drawing:
    happening = [step for step in mechanism.steps if not _is_end(step)]
    way = mechanism.longest_way() if len(happening) > 1 else mechanism
    beside = len(happening) - len(way.steps)
    if beside > 0:
        typer.echo(f"{mechanism.name}: {beside} steps beside the longest way left out", err=True)
    steps = [step for step in way.steps if not _is_end(step)] or list(way.steps)
    return flower.draw(steps[0] if len(steps) == 1 else steps, settings)


def _is_end(step: str) -> bool:
    """Whether nothing happens in it, as it is written."""
    before, _, after = step.partition(">>")
    return before == after


def _draw_all(
    mechanisms: list[flower.Mechanism],
    folder: Path,
    kind: str,
    settings: flower.DrawingSettings,
    scale: float,
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    digits, done = len(str(len(mechanisms))), 0
    with Bar("Drawing") as bar:
        bar(flower.FileProgress(0, len(mechanisms)))
        for number, mechanism in enumerate(mechanisms, 1):
            name = re.sub(r"[^A-Za-z0-9]+", "-", mechanism.name).strip("-")[:_LONGEST_NAME]
            path = folder / f"{number:0{digits}}-{name or 'step'}.{kind}"
            try:
                _draw(mechanism, settings).save(path, scale)
                done += 1
            except InputError as error:
                typer.echo(f"{mechanism.name}: {error}", err=True)
            bar(flower.FileProgress(number, len(mechanisms)))
    typer.echo(f"{done:,} of {len(mechanisms):,} drawn in {folder}", err=True)
    if not done:
        raise typer.Exit(BAD_INPUT)
