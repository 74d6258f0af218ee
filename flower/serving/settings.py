"""Settings of the service."""

from dataclasses import dataclass
from math import inf
from typing import Annotated

from flower.options import Option, Settings

_LARGEST_PORT = 65_535
_ALSO_MCP = ("serve", "mcp")


@dataclass(frozen=True)
class ServeSettings(Settings):
    """Where a service listens, and how much it takes upon itself.

    Each request is worked on in a thread. The time of a step grows with the square of
    ``max_atoms``, and it is between two calls of the model that a search looks at the clock.

    >>> ServeSettings(port=8080).host
    '127.0.0.1'
    """

    host: Annotated[
        str, Option("Address to listen at; the default is heard on this computer alone.")
    ] = "127.0.0.1"
    port: Annotated[
        int,
        Option(
            "Port to listen at; 0 for a free one.",
            ge=0,
            lt=_LARGEST_PORT + 1,
        ),
    ] = 8000
    allowed_hosts: Annotated[
        str | None,
        Option(
            "Names that the service answers to beside local ones, with commas between; * for all.",
            none="local names on this computer alone, else all",
        ),
    ] = None
    token_file: Annotated[
        str | None,
        Option(
            "File of tokens, one of which each request has to bear: a line each, `name token`.",
            none="none is asked for",
        ),
    ] = None
    proxy: Annotated[
        str | None,
        Option(
            "Address of a proxy that is believed who asks (its X-Forwarded-For).",
            none="none",
        ),
    ] = None
    connections: Annotated[
        int,
        Option("Connections held at once; those that keep it waiting make room for others.", ge=1),
    ] = 256
    workers: Annotated[
        int, Option("Requests worked on at once; their searches share the model.", ge=1)
    ] = 8
    queue: Annotated[
        int,
        Option(
            "Requests that may wait; further ones are answered 429.",
            ge=0,
        ),
    ] = 32
    together: Annotated[
        int,
        Option("States of different requests in one call of the model; 1: each for itself.", ge=1),
    ] = 64
    max_body: Annotated[int, Option("Bytes of a request.", ge=1)] = 262_144
    max_flasks: Annotated[int, Option("Flasks, or mechanisms to score, of a request.", ge=1)] = 16
    max_score_steps: Annotated[
        int,
        Option(
            "Elementary steps to score of a request, those of all mechanisms.",
            ge=1,
            verbs=_ALSO_MCP,
        ),
    ] = 100
    max_atoms: Annotated[int, Option("Heavy atoms of a flask.", ge=1, verbs=_ALSO_MCP)] = 128
    time_limit_s: Annotated[
        float,
        Option(
            "Seconds of work for a request; then the best so far is told.",
            gt=0,
            lt=inf,
            refusal=": no request is done in that",
            verbs=_ALSO_MCP,
        ),
    ] = 30.0
    grace_s: Annotated[
        float,
        Option(
            "Seconds for what is worked on when the service is told to end.",
            ge=0,
            lt=inf,
        ),
    ] = 5.0
