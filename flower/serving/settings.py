"""Settings of the service."""

from dataclasses import dataclass

from flower.errors import InputError

_LARGEST_PORT = 65_535


@dataclass(frozen=True)
class ServeSettings:
    """Where a service listens, and how much it takes upon itself.

    Attributes:
        host: address to listen at; "127.0.0.1" is heard on this computer alone.
        port: to listen at; 0 for one that is free.
        workers: requests worked on at once, each in a thread; their searches share the model.
        queue: requests that may wait for a worker; further ones are answered 429.
        together: states of different requests that the model is asked about in one call, at most;
            with 1, each search asks for itself.
        max_body: bytes of a request's body.
        max_flasks: flasks, or mechanisms to score, of one request.
        max_atoms: heavy atoms of a flask. The time of a step grows with their square, and it is
            only between two steps that a search looks at the clock.
        time_limit_s: seconds of work for one request, all its flasks together.

    >>> ServeSettings(port=8080).host
    '127.0.0.1'
    """

    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 8
    queue: int = 32
    together: int = 64
    max_body: int = 262_144
    max_flasks: int = 16
    max_atoms: int = 128
    time_limit_s: float = 30.0

    def __post_init__(self) -> None:
        for name in ("workers", "together", "max_body", "max_flasks", "max_atoms"):
            if getattr(self, name) < 1:
                raise InputError(
                    f"{name} = {getattr(self, name)}: at least one is needed. Give 1 or more."
                )
        if self.queue < 0:
            raise InputError(f"queue = {self.queue}: give 0 for none that waits, or more.")
        if not 0 <= self.port <= _LARGEST_PORT:
            raise InputError(f"port = {self.port}: ports go from 0 to {_LARGEST_PORT:,}.")
        if not 0 < self.time_limit_s < float("inf"):
            raise InputError(
                f"time_limit_s = {self.time_limit_s}: no request is done in that. Give seconds "
                "above 0."
            )
