"""`flower serve`: predictions and scores over HTTP, and a page to draw on."""

from dataclasses import asdict
from functools import partial
from typing import Annotated

import typer

import flower

_DEFAULT = flower.ServeSettings()


def serve(
    *,
    host: Annotated[
        str, typer.Option(help="Address to listen at; the default is heard on this computer alone.")
    ] = _DEFAULT.host,
    port: Annotated[int, typer.Option(help="Port to listen at; 0 for a free one.")] = _DEFAULT.port,
    workers: Annotated[
        int, typer.Option(help="Requests worked on at once; their searches share the model.")
    ] = _DEFAULT.workers,
    queue: Annotated[
        int, typer.Option(help="Requests that may wait; further ones are answered 429.")
    ] = _DEFAULT.queue,
    together: Annotated[
        int,
        typer.Option(
            help="States of different requests in one call of the model; 1: each for itself."
        ),
    ] = _DEFAULT.together,
    max_body: Annotated[int, typer.Option(help="Bytes of a request.")] = _DEFAULT.max_body,
    max_flasks: Annotated[
        int, typer.Option(help="Flasks, or mechanisms to score, of a request.")
    ] = _DEFAULT.max_flasks,
    max_atoms: Annotated[int, typer.Option(help="Heavy atoms of a flask.")] = _DEFAULT.max_atoms,
    time_limit_s: Annotated[
        float, typer.Option(help="Seconds of work for a request; then the best so far is told.")
    ] = _DEFAULT.time_limit_s,
    choice: flower.ModelChoice,
) -> None:
    """Answer predictions and scores over HTTP, with a page at / to draw reactants on.

    flower serve --port 8000
    """
    settings = flower.ServeSettings(
        host=host,
        port=port,
        workers=workers,
        queue=queue,
        together=together,
        max_body=max_body,
        max_flasks=max_flasks,
        max_atoms=max_atoms,
        time_limit_s=time_limit_s,
    )
    flower.serve(settings=settings, tell=partial(typer.echo, err=True), **asdict(choice))
