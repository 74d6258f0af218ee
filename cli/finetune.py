"""`flower finetune`: examples of a class in, a model that knows the class out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

import flower

from . import options
from .bars import Bar
from .figures import print_comparison

_SETTINGS = flower.FinetuneSettings()


def finetune(
    output: Annotated[Path, typer.Option(help="Folder of the new model.", show_default=False)],
    data: Annotated[
        Path | None,
        typer.Argument(
            metavar="[DATA]",
            help="5 or more overall reactions (reactants>>product), or the elementary steps of "
            "some (mapped>>mapped|id): .smi, .txt, .csv, .tsv, .parquet.",
            show_default="flasks composed for --mechanism",
        ),
    ] = None,
    start_from: Annotated[
        str, typer.Option("--from", help="Name or folder of the model to begin with.")
    ] = flower.ModelChoice.model,
    mechanism: Annotated[
        list[Path] | None,
        typer.Option(
            help="YAML file of your own mechanisms, by which overall reactions are expanded before "
            "those of the library are tried; may be given several times.",
            show_default=False,
        ),
    ] = None,
    flasks: Annotated[
        int | None,
        typer.Option(
            min=0,
            help="Flasks to compose for each of your mechanisms, to learn from besides DATA.",
            show_default="60 without DATA, else 0",
        ),
    ] = None,
    column: Annotated[
        str, typer.Option(help="Column of a table that holds the reactions or steps.")
    ] = "reaction",
    method: Annotated[
        str, typer.Option(help="Which weights change: all, last-blocks or low-rank.")
    ] = _SETTINGS.method,
    epochs: Annotated[
        int | None,
        typer.Option(
            help="Passes over the examples at most.",
            show_default="2 to 20, the fewer the more examples",
        ),
    ] = _SETTINGS.epochs,
    learning_rate: Annotated[
        float, typer.Option(help="Highest learning rate.")
    ] = _SETTINGS.learning_rate,
    replay: Annotated[
        float, typer.Option(help="Share of the steps learnt that the model knew before.")
    ] = _SETTINGS.replay,
    no_split: Annotated[
        bool,
        typer.Option(
            "--no-split", help="Learn from all reactions, hold out none to stop and to judge by."
        ),
    ] = False,
    seed: Annotated[int, typer.Option(help="Of the split, order and times.")] = _SETTINGS.seed,
    device: options.Device = flower.ModelChoice.device,
    as_json: options.Json = False,
) -> None:
    """Teach a model a class of reactions, from a written mechanism or from 5 examples or more.

    flower finetune --mechanism my.yaml --output my-class, then flower predict with
    --model ./my-class; some minutes on a CPU

    One reaction in five is held out, to stop in time, for the table before and after, and to
    calibrate the feasibilities of steps. Steps
    that the model knew are mixed in, so that it forgets neither those nor what it learnt in an
    earlier fine-tuning; for that, the folder keeps examples of yours.
    """
    with Bar("Fine-tuning", _stage, done="done") as bar:
        found = flower.finetune(
            data,
            output,
            start_from=start_from,
            settings=flower.FinetuneSettings(
                method=method,
                epochs=epochs,
                learning_rate=learning_rate,
                replay=replay,
                held_out=0.0 if no_split else _SETTINGS.held_out,
                seed=seed,
            ),
            mechanism=mechanism or (),
            flasks=flasks,
            column=column,
            device=device,
            progress=bar,
        )
    figures = found.to_json_dict()
    if as_json:
        typer.echo(json.dumps(figures))
        return
    print_comparison(figures)


def _stage(progress: Any) -> str:
    told = "" if progress.loss is None else f", loss {progress.loss:.3f}"
    return f"{progress.stage}{told}"
