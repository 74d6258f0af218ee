"""`flower mechanisms`: the written mechanisms, and whether their examples work."""

from itertools import groupby
from pathlib import Path
from typing import Annotated

import typer

import flower
from flower.errors import InputError


def mechanisms(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE]", help="YAML file of mechanisms.", show_default="the library"
        ),
    ] = None,
    steps: Annotated[
        bool, typer.Option("--steps", help="Print the mapped steps of every example.")
    ] = False,
) -> None:
    """List written mechanisms and check each: its books, its intermediates, its examples.

    flower mechanisms my.yaml
    """
    checked = flower.check_mechanisms(file)
    failed = [one.fault for one in checked if one.fault]
    names = 0
    for reaction_class, of_class in groupby(checked, lambda one: one.reaction_class):
        typer.echo(reaction_class)
        for name, examples in groupby(of_class, lambda one: one.mechanism):
            names += 1
            listed = list(examples)
            typer.echo(f"  {name}: {listed[0].description}")
            for one in listed:
                told = "does not end in its product"
                if one.is_counter:
                    told = "goes where it must not" if one.fault else "rightly not"
                elif one.way is not None:
                    told = f"{len(one.way.steps) - 1} steps"
                typer.echo(f"    {told}: {one.example}")
                for fault in one.style:
                    typer.echo(f"      against the style: {fault}")
                if steps and one.way is not None:
                    for what, step in zip(one.way.names, one.way.steps, strict=True):
                        typer.echo(f"      {what}: {step}")
    typer.echo(f"{names:,} mechanisms, {len(checked):,} examples, {len(failed):,} fail")
    if failed:
        more = f" ({len(failed) - 1} more fail)" if len(failed) > 1 else ""
        raise InputError(failed[0] + more)
