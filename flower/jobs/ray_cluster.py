"""Work on all nodes of a Ray cluster: one actor, with a model of its own, per core.

Actors rather than Ray Data, which wants to know its whole input before it begins: here lines are
read while others are written, so memory stays flat however long the file.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from typing import Any, TypeVar

from flower.errors import InputError
from flower.jobs.workers import Lost, Piece

T = TypeVar("T")
R = TypeVar("R")

_AHEAD = 8  # chunks per actor that are given out before the first of them is written
_AT_ONCE = 2  # chunks an actor has, so that it need not wait for the next
_RETRIES = 2  # of a chunk whose actor died, on an actor that Ray starts in its place


def map_on_ray(
    function: Callable[[Sequence[T]], R],
    chunks: Iterable[Sequence[T]],
    workers: int | None,
    address: str | None,
) -> Generator[Piece[T, R], None, None]:
    """Yield what ``function`` makes of each chunk, in their order; see `map_in_order`.

    Without an ``address``, that of RAY_ADDRESS is used, or a cluster of this machine is started
    and stopped. flower must be installed on every node, and a model given as a folder be there.
    If an actor dies, on whatever node, its chunks go to another; a chunk on which three died is
    `Lost`. Raises InputError if Ray is not installed or the cluster cannot be reached.
    """
    ray = _ray()
    is_ours = not ray.is_initialized()
    if is_ours:
        try:
            ray.init(address=address, log_to_driver=False, include_dashboard=False)
        except (ConnectionError, RuntimeError, ValueError) as error:
            raise InputError(
                f"The Ray cluster `{address or 'of RAY_ADDRESS'}` cannot be reached "
                f"({str(error).splitlines()[0]}); start one with `ray start --head`, or give its "
                "--address."
            ) from error
    actors: list[Any] = []
    try:
        actor = ray.remote(num_cpus=1, max_restarts=-1, max_task_retries=_RETRIES)(_Actor)
        count = workers or int(ray.cluster_resources().get("CPU", 1))
        # Put once, the function is not sent along with every actor.
        shared = ray.put(function)
        actors += [actor.remote(shared) for _ in range(count)]
        yield from _in_order(ray, actors, chunks)
    finally:
        for one in actors:
            ray.kill(one)
        if is_ours:
            ray.shutdown()


def _in_order(
    ray: Any, actors: Sequence[Any], chunks: Iterable[Sequence[T]]
) -> Generator[Piece[T, R], None, None]:
    numbered = enumerate(chunks)
    load = [0] * len(actors)
    given: dict[Any, tuple[int, int, Sequence[T]]] = {}  # by future: number, actor, items
    done: dict[int, list[Piece[T, R]]] = {}
    upcoming = 0
    while True:
        while min(load) < _AT_ONCE and len(given) + len(done) < _AHEAD * len(actors):
            number, items = next(numbered, (-1, []))
            if number < 0:
                break
            k = load.index(min(load))
            given[actors[k].work.remote(items)] = number, k, items
            load[k] += 1
        if not given:
            return
        (future,), _ = ray.wait(list(given), num_returns=1)
        number, k, items = given.pop(future)
        load[k] -= 1
        try:
            done[number] = [Piece(items, ray.get(future))]
        except ray.exceptions.RayError as error:
            why = str(error).splitlines()[0] if str(error) else type(error).__name__
            done[number] = [Piece([item], Lost(f"no answer from Ray ({why})")) for item in items]
        while upcoming in done:
            yield from done.pop(upcoming)
            upcoming += 1


class _Actor:
    """A process on some node."""

    def __init__(self, function: Callable[[Sequence[Any]], Any]) -> None:
        self._function = function

    def work(self, items: Sequence[Any]) -> Any:
        return self._function(items)


def _ray() -> Any:
    try:
        import ray
    except ImportError as error:
        raise InputError(
            'Ray is not installed; pip install "flower-mechanisms[ray]", or leave --engine out.'
        ) from error
    return ray
