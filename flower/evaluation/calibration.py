"""Calibration: of the steps the model is 80 % sure of, are 80 % right?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

BINS = 10


@dataclass(frozen=True)
class ReliabilityBin:
    """The steps whose most probable candidate has a probability from ``low`` up to ``high``.

    Attributes:
        low: included.
        high: not included, but 1 in the last bin.
        n_steps: how many there are.
        mean_probability: of their most probable candidates; None if there are none.
        right: share of them whose most probable candidate is the recorded step; likewise.
    """

    low: float
    high: float
    n_steps: int
    mean_probability: float | None
    right: float | None


@dataclass(frozen=True)
class Calibration:
    """The reliability curve, and its mean distance from the diagonal.

    Attributes:
        error: expected calibration error, the mean over steps of |right - mean probability| of
            their bin.
        bins: ten of equal width, least probable first.
    """

    error: float
    bins: tuple[ReliabilityBin, ...]


def calibrate(probabilities: Sequence[float], right: Sequence[bool]) -> Calibration:
    """Compare probabilities with how often they came true.

        ECE = sum over bins of n_bin / n * |right_bin - mean probability_bin|

    Four steps the model was 95 % sure of, three of them right, and one it was 25 % sure of:

    >>> found = calibrate([0.95, 0.95, 0.95, 0.95, 0.25], [True, True, True, False, False])
    >>> round(found.error, 6)  # (4 * 0.2 + 1 * 0.25) / 5
    0.21
    >>> found.bins[9].n_steps, found.bins[9].right
    (4, 0.75)

    Source: Guo et al., ICML 2017, arXiv 1706.04599, equation 3.
    """
    members: list[list[int]] = [[] for _ in range(BINS)]
    for place, probability in enumerate(probabilities):
        members[min(BINS - 1, max(0, int(probability * BINS)))].append(place)
    bins = tuple(
        ReliabilityBin(
            low=k / BINS,
            high=(k + 1) / BINS,
            n_steps=len(places),
            mean_probability=_mean([probabilities[i] for i in places]),
            right=_mean([float(right[i]) for i in places]),
        )
        for k, places in enumerate(members)
    )
    gaps = [
        b.n_steps * abs(b.right - b.mean_probability)
        for b in bins
        if b.right is not None and b.mean_probability is not None
    ]
    return Calibration(sum(gaps) / max(1, len(probabilities)), bins)


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
