"""Steps learnt before, met again so that they are not forgotten."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterable, Sequence
from importlib import resources
from pathlib import Path

import numpy as np
from jaxtyping import Int64

from flower.finetuning.examples import Example, reactions_of
from flower.records import StepRecord, read_steps

REPLAYED, CHECKED = "replay.csv.gz", "check.csv.gz"
"""In a folder: what is learnt again, and what tells whether something was forgotten."""

_COLUMNS = ("reaction_id", "path", "step", "reaction_class", "conditions", "reaction")
_MOST_CARRIED = 200  # reactions of one class, so that a folder stays small


def general_sample() -> Path:
    """The folder of the general sample, which comes with the package."""
    return Path(str(resources.files("flower.data"))) / "sets" / "general"


def read_sample(folder: Path | None, name: str) -> list[Example]:
    """Return the reactions of a folder's sample; none if it has no such file."""
    path = None if folder is None else folder / name
    return reactions_of(read_steps(path)) if path is not None and path.is_file() else []


def some(examples: Sequence[Example], seed: int) -> list[Example]:
    """Return at most 200 reactions, drawn at random: what a model carries of a class."""
    drawn = np.random.default_rng(seed).permutation(len(examples))[:_MOST_CARRIED]
    return [examples[place] for place in sorted(drawn.tolist())]


def write_sample(path: Path, steps: Iterable[StepRecord]) -> None:
    """Write steps as `read_sample` reads them, byte for byte alike on any day."""
    with (
        path.open("wb") as file,
        gzip.GzipFile("", "wb", fileobj=file, mtime=0) as packed,
    ):
        lines = _Lines(packed)
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(_COLUMNS)
        for step in steps:
            cells = [getattr(step, name) for name in _COLUMNS]
            writer.writerow(["" if cell is None else cell for cell in cells])


class _Lines:
    """What `csv` writes to: text, packed."""

    def __init__(self, packed: gzip.GzipFile) -> None:
        self.packed = packed

    def write(self, text: str) -> int:
        return self.packed.write(text.encode())


def mixture(
    pools: Sequence[int], epochs: int, replay: float, seed: int
) -> Int64[np.ndarray, " steps"]:
    """Return the places of the steps that a run learns, in a store that holds pool after pool.

    The first pool is the class: each of its steps is there ``epochs`` times. Of all places
    ``replay`` is the share of the other pools, shared evenly among those that hold anything;
    each of their steps is met equally often, or once more.

    >>> mixture([2, 3], epochs=3, replay=0.5, seed=0).tolist().count(0)
    3
    >>> len(mixture([2, 3], epochs=3, replay=0.5, seed=0))
    12
    """
    rng = np.random.default_rng(seed)
    chosen = [np.tile(np.arange(pools[0]), epochs)]
    known = [(sum(pools[:k]), size) for k, size in enumerate(pools) if k and size]
    wanted = round(len(chosen[0]) * replay / (1 - replay))
    for first, size in known:
        share = -(-wanted // len(known))
        rounds = [rng.permutation(size) for _ in range(-(-share // size))]
        chosen.append(first + np.concatenate([*rounds, np.zeros(0, np.int64)])[:share])
    return np.concatenate(chosen).astype(np.int64)
