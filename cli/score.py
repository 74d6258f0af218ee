"""`flower score`: steps and mechanisms in, how probable and how feasible they are out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import flower
from flower.errors import InputError

from . import options
from .bars import progress_bar
from .console import BAD_INPUT
from .scores import SCORE_COLUMNS, score_lines, score_row
from .writing import opened, print_text

if TYPE_CHECKING:
    from typing import TextIO


def score(
    steps: Annotated[
        str,
        typer.Argument(
            metavar="STEP",
            help="An elementary step `reactants>>products` of the whole flask, mapped or not; or a "
            "file of steps or mechanisms (.txt, .csv, .tsv, .parquet, or the .json of `flower "
            "predict --format json`).",
            show_default=False,
        ),
    ],
    column: Annotated[
        str, typer.Option(help="Column of a table that holds the steps.")
    ] = "reaction",
    device: options.Device = flower.ModelChoice.device,
    model: options.Model = flower.ModelChoice.model,
    written: options.Written = options.Format.text,
    output: options.Output = None,
) -> None:
    """Say of elementary steps how probable and how feasible they are.

    flower score "CCBr.[OH-]>>CCO.[Br-]"
    """
    if ">>" in steps:
        given: Iterator[str | flower.Mechanism] = iter([steps])
        found = next(flower.iter_scores(given, model=model, device=device))
        with opened(output) as stream:
            if written is options.Format.json:
                indent = 2 if stream.isatty() else None
                print(json.dumps(found.to_json_dict(), indent=indent), file=stream)
            elif found.error is None:
                print_text(lambda width: score_lines(found, width), stream)
        if found.error is not None:
            raise InputError(found.error)
        return
    mechanisms = list(flower.read_mechanisms(Path(steps), column))
    if not mechanisms:
        raise InputError(f"`{steps}` holds no step; write one `reactants>>products` a line.")
    with opened(output) as stream:
        scored = _score_all(mechanisms, model, device, written, stream)
    if not scored:
        raise typer.Exit(BAD_INPUT)


def _score_all(
    mechanisms: list[flower.Mechanism],
    model: str,
    device: str,
    written: options.Format,
    stream: TextIO,
) -> int:
    """Write one line for each mechanism; return how many could be scored."""
    if written is options.Format.text:
        print("\t".join(SCORE_COLUMNS), file=stream)
    done = 0
    with progress_bar("Scoring") as bar:
        task = bar.add_task("", total=len(mechanisms))
        for found in flower.iter_scores(mechanisms, model=model, device=device):
            told = (
                json.dumps(found.to_json_dict())
                if written is options.Format.json
                else "\t".join(score_row(found))
            )
            print(told, file=stream, flush=True)
            done += found.error is None
            bar.advance(task)
    failed = len(mechanisms) - done
    if failed:
        typer.echo(f"{done:,} done, {failed:,} could not be used.", err=True)
    return done
