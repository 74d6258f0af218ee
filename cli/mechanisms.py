"""`flower mechanisms`: the written mechanisms, and whether their examples work."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Annotated

import typer

import flower
from flower.errors import InputError

from .writing import PICTURES, check_place, draw_way

_FILES = (".yaml", ".yml")


def mechanisms(
    what: Annotated[
        str | None,
        typer.Argument(
            metavar="[FILE|NAME]",
            help="YAML file of mechanisms, or the name of one of the library.",
            show_default="the library",
        ),
    ] = None,
    steps: Annotated[
        bool, typer.Option("--steps", help="Print the mapped steps of every example.")
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="Picture of the first example of NAME, step by step, .svg, .png or .pdf.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """List written mechanisms and check each: its books, intermediates, examples, counter-examples.

    flower mechanisms "Mitsunobu esterification" -o mitsunobu.svg
    """
    is_file = what is not None and (Path(what).suffix.lower() in _FILES or Path(what).exists())
    if what is None or is_file:
        if output is not None:
            raise InputError("--output draws one mechanism; give its name before it.")
        checked = flower.check_mechanisms(what)
        _list(checked, steps)
    else:
        if output is not None:
            check_place(output, PICTURES, "a picture")
        checked = flower.check_mechanisms(name=what)
        _list(checked, steps=True)
        _draw(checked, output)
    failed = [one.fault for one in checked if one.fault]
    if failed:
        more = f" ({len(failed) - 1} more fail)" if len(failed) > 1 else ""
        raise InputError(failed[0] + more)


def _list(checked: Sequence[flower.CheckedExample], steps: bool) -> None:
    names = 0
    for reaction_class, of_class in groupby(checked, lambda one: one.reaction_class):
        typer.echo(reaction_class)
        for name, examples in groupby(of_class, lambda one: one.mechanism):
            names += 1
            listed = list(examples)
            typer.echo(f"  {name}: {listed[0].description}")
            if steps:
                needs = ", ".join(listed[0].conditions)
                typer.echo(f"    {listed[0].reference}{'; ' * bool(needs)}{needs}")
            for one in listed:
                _tell(one, steps)
    failed = sum(bool(one.fault) for one in checked)
    counters = sum(one.is_counter for one in checked)
    typer.echo(
        f"{names:,} mechanisms, {len(checked) - counters:,} examples, {counters:,} "
        f"counter-examples, {failed:,} fail"
    )


def _tell(one: flower.CheckedExample, steps: bool) -> None:
    verdict = "does not end in its product"
    if one.is_counter:
        verdict = "goes where it must not" if one.fault else "rightly not"
    elif one.way is not None:
        verdict = f"{len(one.way.steps) - 1} steps"
    typer.echo(f"    {verdict}: {one.example}")
    for fault in one.style:
        typer.echo(f"      against the style: {fault}")
    if steps and one.way is not None:
        for what, step in zip(one.way.names, one.way.steps, strict=True):
            typer.echo(f"      {what}: {step}")


def _draw(checked: Sequence[flower.CheckedExample], output: Path | None) -> None:
    ways = [one.way for one in checked if one.way is not None]
    if output is not None and ways:
        draw_way(ways[0], output)
