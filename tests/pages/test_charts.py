"""Where points and bars lie in the plots."""

import re

import pytest

from flower.evaluation.calibration import calibrate
from flower.pages.charts import Bar, Curve, bars, rank_curves, reliability


def _points(svg: str, style: str) -> list[tuple[float, float]]:
    (path,) = re.findall(rf'<polyline class="curve {style}" points="(.*?)"', svg)
    return [(float(x), float(y)) for x, y in (pair.split(",") for pair in path.split())]


def test_points_lie_between_the_ticks_beside_them() -> None:
    svg = rank_curves([Curve("steps", "a", [(1.0, 0.5), (2.0, 0.75), (3.0, 1.0)])], ranks=3)
    labels = re.findall(r'<text class="tick up" x="[\d.]+" y="([\d.]+)">(\d+)%', svg)
    height = {int(share): float(y) - 4 for y, share in labels}
    assert sorted(height) == [50, 60, 70, 80, 90, 100]
    (_, low), (_, middle), (_, high) = _points(svg, "a")
    assert (low, high) == (height[50], height[100])
    assert middle == pytest.approx((low + high) / 2)


def test_perfect_calibration_lies_on_the_diagonal() -> None:
    svg = reliability(calibrate([0.5, 0.5, 1.0], [True, False, True]))
    (x0, y0), (x1, y1) = _points(svg, "ideal")
    for x, y in _points(svg, "a"):
        assert (x - x0) / (x1 - x0) == pytest.approx((y - y0) / (y1 - y0), abs=0.01)


def test_the_largest_bin_has_the_largest_dot() -> None:
    svg = reliability(calibrate([0.95] * 9 + [0.35], [True] * 10))
    small, large = (float(r) for r in re.findall(r' r="([\d.]+)"', svg))
    assert small < large


def test_bars_are_as_long_as_their_shares() -> None:
    svg = bars([Bar("all", 1.0, "of 4"), Bar("half", 0.5, "of 2"), Bar("none", 0.0, "of 1")], "x")
    track = float(re.findall(r'class="track" x="\d+" y="\d+" width="([\d.]+)"', svg)[0])
    widths = [float(w) for w in re.findall(r'class="bar" x="\d+" y="\d+" width="([\d.]+)"', svg)]
    assert widths == pytest.approx([track, track / 2, 0])


def test_a_long_label_is_cut_and_told_whole_on_hovering() -> None:
    svg = bars([Bar("a<b" * 30, 0.5, "of 2")], "x")
    assert "<title>" + "a&lt;b" * 30 + ": 50.0%" in svg
    assert "…</text>" in svg
    assert "a<b" not in svg
