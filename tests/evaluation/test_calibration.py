"""The reliability curve against NumPy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flower.evaluation.calibration import calibrate

told = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60)


@given(told)
def test_the_error_is_that_of_the_formula(steps: list[tuple[float, bool]]) -> None:
    p, right = (np.array(column, float) for column in zip(*steps, strict=True))
    place = np.minimum(np.floor(p * 10), 9)
    gaps = [
        (place == k).mean() * abs(right[place == k].mean() - p[place == k].mean())
        for k in np.unique(place)
    ]
    found = calibrate(p.tolist(), right.astype(bool).tolist())
    assert found.error == pytest.approx(sum(gaps), abs=1e-12)
    assert [b.n_steps for b in found.bins] == [(place == k).sum() for k in range(10)]


def test_what_comes_true_as_often_as_told_has_no_error() -> None:
    found = calibrate([0.75] * 4 + [0.5] * 2, [True, True, True, False, True, False])
    assert found.error == 0


def test_certainty_and_impossibility_have_a_bin() -> None:
    found = calibrate([1.0, 0.0], [True, True])
    assert (found.bins[9].n_steps, found.bins[0].n_steps, found.error) == (1, 1, 0.5)
    assert (found.bins[4].right, found.bins[4].mean_probability) == (None, None)
