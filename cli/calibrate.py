"""`flower calibrate`: held-out reactions in, a model that knows how far to trust itself out."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

import flower

from . import options
from .bars import Bar
from .figures import print_calibration


def calibrate(
    model: Annotated[
        str,
        typer.Argument(
            metavar="MODEL", help="Folder of the model, or its name.", show_default=False
        ),
    ],
    sources: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="FILE...",
            help="Held-out elementary steps (mapped>>mapped), which fit the feasibility of steps, "
            "and held-out overall reactions (reactants>>product), which fit the confidence in "
            "outcomes: .smi, .txt, .csv, .tsv, .parquet.",
            show_default=False,
        ),
    ] = None,
    trained_on: Annotated[
        list[Path] | None,
        typer.Option(
            help="Steps that the model was trained on, a file or a folder of `flower preprocess`: "
            "what the model has met. May be given several times.",
            show_default=False,
        ),
    ] = None,
    column: Annotated[
        str, typer.Option(help="Column of a table that holds the steps or reactions.")
    ] = "reaction",
    limit: Annotated[
        int, typer.Option(help="Flasks, and reactions, drawn at random from the files.")
    ] = 300,
    workers: options.Workers = None,
    seed: Annotated[int, typer.Option(help="Of what is drawn.")] = 0,
    device: options.Device = flower.ModelChoice.device,
    as_json: options.Json = False,
) -> None:
    """Fit how far a model can be trusted on reactions it was not trained on, into its folder.

    flower calibrate my-model/ steps_valid.parquet overall_valid.parquet --trained-on arrays/

    The weights stay as they are. A reaction takes one search, a second or some of one core.
    """
    with Bar("Calibrating", lambda now: str(now.stage), done="done") as bar:
        found = flower.calibrate(
            model,
            sources or (),
            trained_on=trained_on or (),
            column=column,
            limit=limit,
            workers=workers,
            seed=seed,
            device=device,
            progress=_by_stage(bar),
        )
    figures = found.to_json_dict()
    if as_json:
        typer.echo(json.dumps(figures))
        return
    print_calibration(figures)


def _by_stage(bar: Bar) -> Callable[[Any], None]:
    stage = ""

    def tell(progress: Any) -> None:
        nonlocal stage
        if progress.stage != stage:  # each takes its own time
            bar.reset()
            stage = progress.stage
        bar(progress)

    return tell
