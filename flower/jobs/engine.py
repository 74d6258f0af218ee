"""Where chunks are worked on: in processes of this machine, or on the nodes of a Ray cluster."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar, get_args

from flower.errors import InputError
from flower.jobs.ray_cluster import map_on_ray
from flower.jobs.workers import Piece, map_here, map_in_order

T = TypeVar("T")
R = TypeVar("R")

Engine = Literal["local", "ray"]


@dataclass(frozen=True)
class Workers:
    """Who works: how many processes, here or on a cluster.

    Attributes:
        engine: "local", or "ray": the nodes of a Ray cluster.
        count: processes; None for as many as are useful, on a cluster one per core.
        address: of the Ray cluster; None for that of RAY_ADDRESS, or else a cluster of this
            machine alone.
    """

    engine: Engine = "local"
    count: int | None = None
    address: str | None = None

    def __post_init__(self) -> None:
        if self.engine not in get_args(Engine):
            raise InputError(f"engine = {self.engine!r} is not known. Give local or ray.")
        if self.count is not None and self.count < 1:
            raise InputError(f"workers = {self.count}: at least one is needed. Give 1 or more.")
        if self.address is not None and self.engine != "ray":
            raise InputError("An address is that of a Ray cluster; give the engine ray too.")

    def map(
        self,
        function: Callable[[Sequence[T]], R],
        chunks: Iterable[Sequence[T]],
        useful: int,
        time_limit_s: float,
    ) -> Generator[Piece[T, R], None, None]:
        """Yield what ``function`` makes of each chunk, in their order; see `map_in_order`.

        Unless another number was asked for, ``useful`` processes work; one is this process itself.
        """
        if self.engine == "ray":
            return map_on_ray(function, chunks, self.count, self.address)
        count = self.count or useful
        if count == 1:
            return map_here(function, chunks)
        return map_in_order(function, chunks, count, time_limit_s)
