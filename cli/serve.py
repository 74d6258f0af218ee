"""`flower serve`: predictions and scores over HTTP, and a page to draw on."""

from dataclasses import asdict
from functools import partial

import typer

import flower


def serve(*, settings: flower.ServeSettings, choice: flower.ModelChoice) -> None:
    """Answer predictions and scores over HTTP, with a page at / to draw reactants on.

    flower serve --port 8000
    """
    flower.serve(settings=settings, tell=partial(typer.echo, err=True), **asdict(choice))
