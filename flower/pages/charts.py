"""Plots of an evaluation: where lines, dots and ticks lie; templates draw them.

Sizes are in units of the drawing, which the page scales to its width; y is downwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from flower.evaluation.calibration import Calibration

_WIDTH, _HEIGHT = 460, 320
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 14, 14, 46

Point = tuple[float, float]


class Curve(NamedTuple):
    """A line of a plot: its name, its class in the page's style, its points."""

    name: str
    style: str
    points: Sequence[Point]


class Bar(NamedTuple):
    """A share of 0 to 1 with its label and what is written beside it."""

    label: str
    share: float
    beside: str


class Place(NamedTuple):
    """A point of the drawing."""

    x: float
    y: float


class Dot(NamedTuple):
    """A disc of a plot, and what is shown when it is pointed at."""

    at: Place
    radius: float
    title: str


class Series(NamedTuple):
    """A line through points with dots on it, and its class in the page's style."""

    style: str
    points: Sequence[Place]
    dots: Sequence[Dot] = ()


class Plot(NamedTuple):
    """A plot: titles of itself and its axes, ticks beside rows and below columns, lines."""

    title: str
    across: str
    up: str
    rows: Sequence[tuple[float, str]]
    columns: Sequence[tuple[float, str]]
    series: Sequence[Series]
    legend: Sequence[Curve] = ()
    width: int = _WIDTH
    height: int = _HEIGHT
    left: float = _LEFT
    right: float = _WIDTH - _RIGHT
    bottom: float = _HEIGHT - _BOTTOM
    middle: Place = Place((_LEFT + _WIDTH - _RIGHT) / 2, (_TOP + _HEIGHT - _BOTTOM) / 2)


def rank_points(shares: Sequence[float | None]) -> list[Point]:
    """Return the points of a curve of the shares within ranks 1, 2, ...; none where unknown.

    >>> rank_points([0.5, None])
    [(1.0, 0.5)]
    """
    return [(float(k), value) for k, value in enumerate(shares, 1) if value is not None]


def rank_curves(curves: Sequence[Curve], ranks: int) -> Plot:
    """Plot the share found within each rank; the lower end of the axis fits the data."""
    least = min((share for curve in curves for _, share in curve.points), default=0.0)
    low = min(0.9, max(0.0, int(least * 10) / 10))  # a tenth, and some height above it

    def place(rank: float, share: float) -> Place:
        return Place(_x((rank - 1) / max(1, ranks - 1)), _y((share - low) / (1 - low)))

    series = []
    for curve in curves:
        at = [place(*point) for point in curve.points]
        titles = [f"{curve.name}, within rank {k:g}: {share:.1%}" for k, share in curve.points]
        dots = [Dot(where, 3.5, title) for where, title in zip(at, titles, strict=True)]
        series.append(Series(curve.style, at, dots))
    return Plot(
        title="Share of answers within each rank",
        across="rank of the recorded answer",
        up="share within this rank",
        rows=_share_ticks(low),
        columns=[(place(float(rank), 1.0).x, str(rank)) for rank in range(1, ranks + 1)],
        series=series,
        legend=curves,
    )


def reliability(calibration: Calibration) -> Plot:
    """Plot how often the most probable candidate is right against its probability.

    The diagonal is perfect calibration; the area of a dot is the number of steps in its bin.
    """
    largest = max((b.n_steps for b in calibration.bins), default=0)
    dots = [
        Dot(
            Place(_x(b.mean_probability), _y(b.right)),
            3 + 9 * (b.n_steps / max(1, largest)) ** 0.5,
            f"{b.low:.1f} to {b.high:.1f}: {b.n_steps:,} steps, mean probability "
            f"{b.mean_probability:.3f}, right {b.right:.3f}",
        )
        for b in calibration.bins
        if b.mean_probability is not None and b.right is not None
    ]
    ideal = [Place(_x(share), _y(share)) for share in (0.0, 1.0)]
    return Plot(
        title="Reliability of the first candidate's probability",
        across="probability of the first candidate",
        up="share right",
        rows=_share_ticks(0.0),
        columns=[(_x(tick / 10), f"{tick / 10:.1f}") for tick in range(0, 11, 2)],
        series=[Series("ideal", ideal), Series("a", [dot.at for dot in dots], dots)],
    )


def _x(share: float) -> float:
    return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)


def _y(share: float) -> float:
    return _HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM)


def _share_ticks(low: float) -> list[tuple[float, str]]:
    tenths = range(round(10 * low), 11)
    shares = [tenth / 10 for tenth in (tenths if len(tenths) < 8 else tenths[::-2])]
    return [(_y((share - low) / (1 - low)), f"{share:.0%}") for share in shares]
