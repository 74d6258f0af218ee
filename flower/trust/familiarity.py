"""How far the steps of an outcome are from what a model was trained on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load, save

from flower.electrons import Change, State, taught_step
from flower.errors import ModelError, reason
from flower.trust.surroundings import (
    RADII,
    Surroundings,
    never_met,
    reacting_nodes,
    reacting_surroundings,
)
from flower.untrusted import file_in, read_bytes, replace_file

SURROUNDINGS = "surroundings.safetensors"
LOW = 0.15
"""Share of surroundings never met from which care is advised; 95 % of held-out steps lie below."""

_MOST_BYTES = 100_000_000  # those of flower-base take 0.2 MB


class Familiarity(NamedTuple):
    """What of some steps a model has met in training, and what not.

    Attributes:
        share: of the surroundings of their reacting atoms, out to two bonds, that were never met,
            0 to 1; see `unfamiliar_share`.
        atoms: that react, each counted once.
        unmet: of these, those with a surrounding that was never met.
    """

    share: float
    atoms: int
    unmet: int

    @property
    def caution(self) -> str | None:
        """A sentence where much was never met; None elsewhere.

        >>> Familiarity(0.4, 5, 3).caution
        '3 of the 5 reacting atoms are in surroundings that the model has never met; be careful.'
        """
        if self.share < LOW:
            return None
        if self.atoms == 1:
            subject = "The reacting atom is"
        elif self.unmet == self.atoms:
            subject = f"All {self.atoms} reacting atoms are"
        else:
            subject = f"{self.unmet} of the {self.atoms} reacting atoms "
            subject += "is" if self.unmet == 1 else "are"
        return f"{subject} in surroundings that the model has never met; be careful."


@dataclass(frozen=True, eq=False)
class MetSurroundings:
    """The surroundings of reacting atoms that a model has met in training.

    Attributes:
        numbers: for each radius, the sorted numbers of `reacting_surroundings`, uint64.
    """

    numbers: tuple[np.ndarray, ...]

    @classmethod
    def of(cls, steps: Iterable[Surroundings]) -> MetSurroundings:
        """Gather those of some steps."""
        met: list[set[int]] = [set() for _ in range(RADII)]
        for step in steps:
            for numbers, seen in zip(step, met, strict=True):
                seen.update(numbers)
        return cls(tuple(np.array(sorted(seen), np.uint64) for seen in met))

    def joined(self, other: MetSurroundings) -> MetSurroundings:
        """Those of both."""
        return MetSurroundings(
            tuple(np.union1d(*both) for both in zip(self.numbers, other.numbers, strict=True))
        )

    def familiarity(self, steps: Iterable[tuple[State, Change]]) -> Familiarity | None:
        """Judge the steps of one mechanism, whose states have the same nodes.

        Steps in which nothing happens do not count; None if there are no others. Labels of
        hydrogens are set aside.
        """
        unmet_by_node: dict[int, bool] = {}
        unmet, looked_at = 0, 0
        for state, change, nodes in (taught_step(*step) for step in steps):
            unmet_of = never_met(reacting_surroundings(state, change), self.numbers)
            unmet, looked_at = unmet + int(unmet_of.sum()), looked_at + unmet_of.size
            for node, new in zip(
                reacting_nodes(state, change), unmet_of.max(0, initial=False), strict=True
            ):
                own = nodes[node]
                unmet_by_node[own] = unmet_by_node.get(own, False) or bool(new)
        if not looked_at:
            return None
        return Familiarity(unmet / looked_at, len(unmet_by_node), sum(unmet_by_node.values()))

    @classmethod
    def load(cls, folder: Path) -> MetSurroundings | None:
        """Read them from a model folder; None if it has none. ModelError if they are damaged."""
        if not (folder / SURROUNDINGS).is_file():
            return None
        try:
            arrays = load(read_bytes(file_in(folder, SURROUNDINGS), _MOST_BYTES))
            return cls(tuple(_sorted(arrays[f"radius_{r}"]) for r in range(RADII)))
        except (OSError, ValueError, KeyError, TypeError, SafetensorError) as error:
            raise ModelError(
                f"The surroundings met in training in `{folder}` cannot be read "
                f"({reason(error)}). Copy {SURROUNDINGS} again, or delete it to do without."
            ) from error

    def save(self, folder: Path) -> None:
        """Write them into a model folder."""
        arrays = {f"radius_{r}": numbers for r, numbers in enumerate(self.numbers)}
        replace_file(folder / SURROUNDINGS, save(arrays))


def _sorted(array: np.ndarray) -> np.ndarray:
    if array.dtype != np.uint64 or array.ndim != 1 or (array[1:] < array[:-1]).any():
        raise ValueError(f"{SURROUNDINGS} holds no sorted numbers")
    return array
