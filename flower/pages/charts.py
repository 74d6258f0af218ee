"""Plots of an evaluation as inline SVG; colours come from the page, so that they follow its theme.

Sizes are in units of the drawing, which the page scales to its width.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import NamedTuple

from flower.evaluation.calibration import Calibration

_WIDTH, _HEIGHT = 460, 320
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 14, 14, 46
_ROW = 24  # height of a bar's row
_LABEL = 250  # width of the labels left of bars
_BARS_WIDTH = 760
_LONGEST_LABEL = 38  # characters; the whole label is shown on hovering

Point = tuple[float, float]


class Curve(NamedTuple):
    """A line of a plot: its name, its class in the page's style, its points."""

    name: str
    style: str
    points: Sequence[Point]


class Bar(NamedTuple):
    """A share of 0 to 1 with its label and what is told beside it."""

    label: str
    share: float
    told: str


def rank_points(shares: Sequence[float | None]) -> list[Point]:
    """Return the points of a curve of the shares within ranks 1, 2, ...; none where unknown.

    >>> rank_points([0.5, None])
    [(1.0, 0.5)]
    """
    return [(float(k), value) for k, value in enumerate(shares, 1) if value is not None]


def rank_curves(curves: Sequence[Curve], ranks: int) -> str:
    """Draw the share found within each rank; the lower end of the axis fits the data."""
    shares = [share for curve in curves for _, share in curve.points]
    low = _floor(min(shares, default=0.0))

    def place(point: Point) -> Point:
        rank, share = point
        return _x((rank - 1) / max(1, ranks - 1)), _y((share - low) / (1 - low))

    parts = [*_frame("rank of the recorded answer", "share within this rank")]
    parts += _share_ticks(low)
    for rank in range(1, ranks + 1):
        across, _ = place((float(rank), 1.0))
        parts.append(_tick_below(across, str(rank)))
    for curve in curves:
        at = [place(point) for point in curve.points]
        parts.append(_polyline(at, curve.style))
        for (x, y), (within, share) in zip(at, curve.points, strict=True):
            title = f"{curve.name}, within rank {within:g}: {share:.1%}"
            parts.append(_dot(x, y, 3.5, curve.style, title))
    return _svg(_WIDTH, _HEIGHT, parts, "Share of answers within each rank") + _legend(curves)


def reliability(calibration: Calibration) -> str:
    """Draw how often the most probable candidate is right against its probability.

    The diagonal is perfect calibration; the area of a dot is the number of steps in its bin.
    """
    largest = max((b.n_steps for b in calibration.bins), default=0)
    parts = [*_frame("probability of the first candidate", "share right"), *_share_ticks(0.0)]
    for tick in range(0, 11, 2):
        parts.append(_tick_below(_x(tick / 10), f"{tick / 10:.1f}"))
    parts.append(_polyline([(_x(0.0), _y(0.0)), (_x(1.0), _y(1.0))], "ideal"))
    known = [
        (b, b.mean_probability, b.right)
        for b in calibration.bins
        if b.mean_probability is not None and b.right is not None
    ]
    parts.append(_polyline([(_x(p), _y(right)) for _, p, right in known], "a"))
    for b, p, right in known:
        radius = 3 + 9 * (b.n_steps / max(1, largest)) ** 0.5
        title = (
            f"{b.low:.1f} to {b.high:.1f}: {b.n_steps:,} steps, mean probability {p:.3f}, "
            f"right {right:.3f}"
        )
        parts.append(_dot(_x(p), _y(right), radius, "a", title))
    return _svg(_WIDTH, _HEIGHT, parts, "Reliability of the first candidate's probability")


def bars(rows: Sequence[Bar], title: str) -> str:
    """Draw one horizontal bar for each row, full width being a share of 1."""
    full = _BARS_WIDTH - _LABEL - 130
    parts = []
    for number, row in enumerate(rows):
        y = number * _ROW
        parts += [
            f"<g><title>{escape(row.label)}: {row.share:.1%}, {escape(row.told)}</title>",
            f'<text class="label" x="{_LABEL - 10}" y="{y + 16}">{_shortened(row.label)}</text>',
            f'<rect class="track" x="{_LABEL}" y="{y + 4}" width="{full}" height="15" rx="3"/>',
            f'<rect class="bar" x="{_LABEL}" y="{y + 4}" width="{full * row.share:.1f}" '
            'height="15" rx="3"/>',
            f'<text class="value" x="{_LABEL + full + 8}" y="{y + 16}">{row.share:.1%}'
            f'<tspan class="count" dx="6">{escape(row.told)}</tspan></text></g>',
        ]
    return _svg(_BARS_WIDTH, max(1, len(rows)) * _ROW, parts, title)


def _x(share: float) -> float:
    return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)


def _y(share: float) -> float:
    return _HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM)


def _floor(share: float) -> float:
    """The lower end of an axis, a tenth at or below the least share, and some height above it."""
    return min(0.9, max(0.0, int(share * 10) / 10))


def _frame(across: str, up: str) -> Iterator[str]:
    middle = (_y(0.0) + _y(1.0)) / 2
    yield f'<text class="axis" x="{_x(0.5):.1f}" y="{_HEIGHT - 8}">{escape(across)}</text>'
    yield (
        f'<text class="axis" transform="translate(13 {middle:.1f}) rotate(-90)">{escape(up)}</text>'
    )


def _share_ticks(low: float) -> Iterator[str]:
    tenths = range(round(10 * low), 11)
    left, right = _x(0.0), _x(1.0)
    for tenth in tenths if len(tenths) < 8 else tenths[::-2]:
        share = tenth / 10
        y = _y((share - low) / (1 - low))
        yield f'<line class="grid" x1="{left:.1f}" y1="{y:.1f}" x2="{right:.1f}" y2="{y:.1f}"/>'
        yield f'<text class="tick up" x="{left - 8:.1f}" y="{y + 4:.1f}">{share:.0%}</text>'


def _tick_below(x: float, text: str) -> str:
    return f'<text class="tick" x="{x:.1f}" y="{_y(0.0) + 17:.1f}">{escape(text)}</text>'


def _polyline(points: Sequence[Point], style: str) -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline class="curve {style}" points="{path}"/>'


def _dot(x: float, y: float, radius: float, style: str, title: str) -> str:
    return (
        f'<circle class="dot {style}" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}">'
        f"<title>{escape(title)}</title></circle>"
    )


def _legend(curves: Sequence[Curve]) -> str:
    keys = "".join(
        f'<span><i class="key {curve.style}"></i>{escape(curve.name)}</span>' for curve in curves
    )
    return f'<p class="legend">{keys}</p>'


def _shortened(label: str) -> str:
    whole = len(label) <= _LONGEST_LABEL
    return escape(label if whole else label[: _LONGEST_LABEL - 1] + "…")


def _svg(width: int, height: int, parts: Sequence[str], title: str) -> str:
    return (
        f'<svg viewBox="0 0 {width} {height}" width="{width}" role="img" '
        f'aria-label="{escape(title)}">{"".join(parts)}</svg>'
    )
