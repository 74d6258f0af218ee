"""Batches of flasks of like size, so that little of a padded batch is padding."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from jaxtyping import Int, Int64

from flower.errors import InputError

# Sizes are blurred by up to this many nodes before sorting, else a batch of a small set would
# meet the same few flasks in every epoch.
_BLUR_NODES = 4.0


@dataclass(frozen=True, eq=False)
class SizeBucketedBatches:
    """Iterate over index arrays that together name every flask once, in an order drawn anew.

    A batch of b flasks, the largest of n nodes, has b * n**2 <= ``budget`` padded pairs; a flask
    that alone exceeds the budget is a batch of one. The order depends on (``seed``, ``epoch``)
    alone, so a run that was stopped goes on at ``start`` as if it had not been.

    Attributes:
        sizes: (s,) nodes of each flask.
        budget: padded pairs of a batch at most.
        seed: of the order.
        epoch: from 0; each has its own order.
        start: batches to pass over.

    >>> batches = SizeBucketedBatches(np.array([3, 30, 3, 30]), budget=2500)
    >>> sorted(sorted(batch.tolist()) for batch in batches)
    [[0, 2], [1, 3]]
    """

    sizes: Int[np.ndarray, " s"]
    budget: int
    seed: int = 0
    epoch: int = 0
    start: int = 0

    def __post_init__(self) -> None:
        if self.budget < 1 or self.start < 0 or self.seed < 0 or self.epoch < 0:
            raise InputError("budget must be 1 or more; start, seed and epoch 0 or more.")

    def __len__(self) -> int:
        """Batches left from ``start``."""
        return max(0, len(self._batches) - self.start)

    def __iter__(self) -> Iterator[Int64[np.ndarray, " _"]]:
        return iter(self._batches[self.start :])

    @cached_property
    def _batches(self) -> list[Int64[np.ndarray, " _"]]:
        """The batches of the whole epoch."""
        rng = np.random.default_rng((self.seed, self.epoch))
        blurred = self.sizes + rng.uniform(0.0, _BLUR_NODES, len(self.sizes))
        order = np.argsort(-blurred, kind="stable")
        batches = []
        first = 0
        while first < len(order):
            # No later flask is larger than the first one's blurred size.
            largest = int(blurred[order[first]])
            last = first + max(1, self.budget // largest**2)
            batches.append(order[first:last])
            first = last
        return [batches[k] for k in rng.permutation(len(batches))]
