"""Where points and bars lie in the plots."""

import re

import pytest

from flower.evaluation.calibration import calibrate
from flower.pages.charts import Bar, Curve, Plot, rank_curves, reliability
from flower.pages.frame import html_fragment
from tests.pages.parsed import Page


def series(plot: Plot, style: str) -> list[tuple[float, float]]:
    (line,) = (one for one in plot.series if one.style == style)
    return [(x, y) for x, y in line.points]


def bars(rows: list[Bar]) -> str:
    return html_fragment("bars.svg.j2", bars=rows, title="x")


def test_points_lie_between_the_ticks_beside_them() -> None:
    plot = rank_curves([Curve("steps", "a", [(1.0, 0.5), (2.0, 0.75), (3.0, 1.0)])], ranks=3)
    height = {words: y for y, words in plot.rows}
    assert sorted(height) == ["100%", "50%", "60%", "70%", "80%", "90%"]
    (_, low), (_, middle), (_, high) = series(plot, "a")
    assert (low, high) == (height["50%"], height["100%"])
    assert middle == pytest.approx((low + high) / 2)


def test_perfect_calibration_lies_on_the_diagonal() -> None:
    plot = reliability(calibrate([0.5, 0.5, 1.0], [True, False, True]))
    (x0, y0), (x1, y1) = series(plot, "ideal")
    for x, y in series(plot, "a"):
        assert (x - x0) / (x1 - x0) == pytest.approx((y - y0) / (y1 - y0), abs=0.01)


def test_the_largest_bin_has_the_largest_dot() -> None:
    plot = reliability(calibrate([0.95] * 9 + [0.35], [True] * 10))
    small, large = (dot.radius for line in plot.series for dot in line.dots)
    assert small < large


def test_bars_are_as_long_as_their_shares() -> None:
    svg = bars([Bar("all", 1.0, "of 4"), Bar("half", 0.5, "of 2"), Bar("none", 0.0, "of 1")])
    track = float(re.findall(r'class="track" x="\d+" y="\d+" width="([\d.]+)"', svg)[0])
    widths = [float(w) for w in re.findall(r'class="bar" x="\d+" y="\d+" width="([\d.]+)"', svg)]
    assert widths == pytest.approx([track, track / 2, 0])


def test_a_long_label_is_cut_and_told_whole_on_hovering() -> None:
    svg = bars([Bar("a<b" * 30, 0.5, "of 2")])
    assert "<title>" + "a&lt;b" * 30 + ": 50.0%" in svg
    assert any(text.endswith("…") and len(text) == 38 for text in Page(svg).texts)
    assert "a<b" not in svg
