"""`flower draw`: steps and mechanisms in, pictures with curly arrows out."""

from __future__ import annotations

import os
import re
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

import flower
from flower.errors import InputError

from .bars import Bar
from .console import BAD_INPUT
from .writing import PICTURES, check_place, is_reaction

_LONGEST_NAME = 60


class Kind(Enum):
    """How pictures are written."""

    svg = "svg"
    png = "png"
    pdf = "pdf"


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
            "(.txt, .csv, .tsv, .xlsx, .parquet, .rxn, .rdf, or the "
            ".json of `flower predict --json`).",
            show_default=False,
        ),
    ],
    output: Annotated[
        str,
        typer.Option(
            "--output",
            "-o",
            help="Picture to write, .svg, .png or .pdf; of several mechanisms, a FOLDER/.",
        ),
    ] = "mechanism.svg",
    column: Annotated[
        str, typer.Option(help="Column of a table that holds the steps.")
    ] = "reaction",
    only: Annotated[
        int | None,
        typer.Option(
            help="Draw this mechanism of a file alone, from 1; of a prediction, this outcome.",
            show_default="all; of one prediction in one picture, the first outcome",
        ),
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
    if is_reaction(source):
        mechanisms = [flower.Mechanism(source, (source,))]
    else:
        mechanisms = list(flower.read_mechanisms(Path(source), column))
    if not mechanisms:
        raise InputError(_nothing_in(source))
    if _is_folder(output):
        chosen = mechanisms if only is None else [_chosen(mechanisms, only, source)]
        _draw_all(chosen, Path(output), kind.value, settings, scale)
        return
    picture = Path(output)
    check_place(picture, PICTURES, "a picture", None if is_reaction(source) else source)
    if only is None and len(mechanisms) > 1 and not _of_one_prediction(mechanisms):
        raise InputError(
            f"`{source}` holds {len(mechanisms)} mechanisms, and `{output}` is one picture; name "
            "a folder with --output, or choose one with --only."
        )
    one = mechanisms[0] if only is None else _chosen(mechanisms, only, source)
    _draw(one, settings).save(picture, scale)
    told = f" of {one.name}" if one.outcome is not None else ""
    more = ", --only draws another" if only is None and len(mechanisms) > 1 else ""
    typer.echo(f"{picture} written{told}{more}", err=True)


def _is_folder(output: str) -> bool:
    """Whether a folder is named: a name without an ending, with a slash behind, or one there."""
    path = Path(output)
    return path.is_dir() or not path.suffix or output.endswith(("/", os.sep))


def _of_one_prediction(mechanisms: list[flower.Mechanism]) -> bool:
    ranks = [one.outcome for one in mechanisms]
    return None not in ranks and len(set(ranks)) == len(ranks)


def _chosen(mechanisms: list[flower.Mechanism], only: int, source: str) -> flower.Mechanism:
    """Outcome ``only`` of one prediction; of other files that mechanism, from 1."""
    if _of_one_prediction(mechanisms):
        numbers: list[int | None] = [one.outcome for one in mechanisms]
        held = "outcomes with steps " + ", ".join(map(str, numbers))
    else:
        numbers = list(range(1, len(mechanisms) + 1))
        held = f"{len(numbers)} mechanism{'s' * (len(numbers) > 1)}"
    if only not in numbers:
        raise InputError(f"--only {only}: `{source}` holds {held}; choose one of these.")
    return mechanisms[numbers.index(only)]


def _nothing_in(source: str) -> str:
    if source.lower().endswith((".json", ".jsonl")):
        return f"`{source}` tells no step, for nothing happens there; predict with --reacts."
    return f"`{source}` holds no step; write one mapped step a line."


def _draw(mechanism: flower.Mechanism, settings: flower.DrawingSettings) -> flower.Drawing:
    if mechanism.stages:
        return flower.draw(mechanism, settings)
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
