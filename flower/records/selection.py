"""Steps of a store in another order, some left out or met more than once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Int, Int64

from flower.records.store import FlaskArrays, StepStore


@dataclass(frozen=True, eq=False)
class StepSelection:
    """A view of a `StepStore` that is trained on as if it held these steps; nothing is copied.

    Attributes:
        store: the steps.
        places: (s,) where each step of the selection lies in the store.
    """

    store: StepStore
    places: Int64[np.ndarray, " s"]

    def __len__(self) -> int:
        return len(self.places)

    @property
    def meta(self) -> Mapping[str, Any]:
        """What the store says of itself: elements, sources."""
        return self.store.meta

    @property
    def sizes(self) -> Int64[np.ndarray, " s"]:
        """Nodes of each flask, the proton pool included."""
        sizes: np.ndarray = self.store.sizes[self.places]
        return sizes

    @property
    def has_single_electrons(self) -> bool:
        """Whether a step of the whole store moves single electrons."""
        return self.store.has_single_electrons

    def batch(self, indices: Int[np.ndarray, " k"]) -> FlaskArrays:
        """Return the flasks at some places of the selection, in the order asked for."""
        return self.store.batch(self.places[indices])
