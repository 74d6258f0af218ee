"""`flower serve`: predictions and scores over HTTP, and a page to draw on."""

from dataclasses import asdict
from functools import partial
from typing import Annotated

import typer

import flower

from . import options


def serve(
    *,
    model: Annotated[
        list[str] | None,
        typer.Option(
            help="Name of a model, or the folder of one; may be given several times. The first "
            "answers where a request names none.",
            show_default=flower.ModelChoice.model,
            rich_help_panel=flower.ModelChoice.panel,
            autocompletion=options.model_names,
        ),
    ] = None,
    settings: flower.ServeSettings,
    choice: flower.ModelChoice,
) -> None:
    """Answer predictions and scores over HTTP, with a page at / to draw reactants on.

    flower serve --port 8000
    """
    loading = {**asdict(choice), "model": model or choice.model}
    flower.serve(settings=settings, tell=partial(typer.echo, err=True), **loading)
