"""`flower models`: which models are at hand, and what each was trained on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

import flower

from . import options


def list_models(
    folder: Annotated[Path, typer.Argument(help="Where your own models lie.")] = Path(),
    as_json: options.Json = False,
) -> None:
    """List the shipped models and those in a folder.

    flower models list
    """
    found = flower.list_models(folder)
    if as_json:
        typer.echo(json.dumps([one.to_json_dict() for one in found]))
        return
    for one in found:
        taught = "; ".join(name for name, _, _ in one.taught)
        note = f", taught {taught}" if taught else ""
        typer.echo(f"{one.name}: {one.parameters:,} parameters, {one.flow}{note}")


def info(
    name: Annotated[str, typer.Argument(help="Name of a model, or the folder of one.")],
    as_json: options.Json = False,
) -> None:
    """Say of a model what it is and what it was trained on.

    flower models info flower-base
    """
    one = flower.model_info(name)
    if as_json:
        typer.echo(json.dumps(one.to_json_dict()))
        return
    typer.echo(f"{one.name}: {one.parameters:,} parameters, flow: {one.flow}")
    if one.seen is not None:
        typer.echo(f"steps seen in its last training: {one.seen:,}")
    for name_of, reactions, share in one.taught:
        note = "" if share is None else f", {share:.1%} of held-out steps ranked first"
        typer.echo(f"taught {name_of}: {reactions:,} reactions{note}")
    typer.echo(f"elements: {', '.join(one.elements)}")
    typer.echo(f"card: {one.card or 'none'}")
