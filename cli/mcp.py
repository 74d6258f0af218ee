"""`flower mcp`: tools for agents, by the Model Context Protocol over stdin and stdout."""

from dataclasses import asdict
from functools import partial
from typing import Annotated

import typer

import flower


def mcp(*, settings: Annotated[flower.ServeSettings, "mcp"], choice: flower.ModelChoice) -> None:
    """Offer predict, step, score, explain, complete, map and draw to agents as tools.

    It speaks over stdin and stdout. An agent's program starts it, as it is told in its settings:
    command `flower`, argument `mcp`.

    flower mcp --model flower-base
    """
    flower.mcp(settings=settings, tell=partial(typer.echo, err=True), **asdict(choice))
