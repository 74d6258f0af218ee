"""The calibration of steps: monotone, fitted, written and read, refused when damaged."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flower.errors import ModelError
from flower.trust import FeasibilityCalibration
from flower.trust.feasibility import CALIBRATION

CALIBRATED = FeasibilityCalibration(0.7, 4.0)


@given(st.floats(-1e6, 0), st.floats(-1e6, 0))
def test_the_likelier_the_more_feasible(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 0 <= CALIBRATED.feasibility(low) <= CALIBRATED.feasibility(high) <= 1


def test_what_cannot_be_is_infeasible() -> None:
    assert CALIBRATED.feasibility(-np.inf) < 1e-9


def test_the_fit_finds_the_curve_that_made_the_data() -> None:
    dice = np.random.default_rng(0)
    values = dice.uniform(-20, 0, 20_000)
    right = dice.random(20_000) < 1 / (1 + np.exp(-(0.8 * values + 5)))
    fitted = FeasibilityCalibration.fit(values, right)
    assert fitted.slope == pytest.approx(0.8, rel=0.05)
    assert fitted.intercept == pytest.approx(5, rel=0.05)


def test_the_fit_stays_finite_where_all_are_told_apart() -> None:
    values = np.r_[np.full(50, -10.0), np.full(50, -0.1)]
    fitted = FeasibilityCalibration.fit(values, values > -1)
    assert 0 < fitted.slope < 10
    assert np.isfinite(fitted.intercept)


def test_it_is_read_as_it_was_written(tmp_path: Path) -> None:
    CALIBRATED.save(tmp_path)
    assert FeasibilityCalibration.load(tmp_path) == CALIBRATED
    assert [file.name for file in tmp_path.iterdir()] == [CALIBRATION]


def test_a_model_without_one_has_none(tmp_path: Path) -> None:
    assert FeasibilityCalibration.load(tmp_path) is None


@pytest.mark.parametrize(
    "told",
    ["{", "[]", '{"schema": "other"}', json.dumps({"schema": "flower-feasibility", "version": 9})],
)
def test_a_damaged_one_is_refused(tmp_path: Path, told: str) -> None:
    CALIBRATED.save(tmp_path)
    (tmp_path / CALIBRATION).write_text(told)
    with pytest.raises(ModelError, match="cannot be read"):
        FeasibilityCalibration.load(tmp_path)
