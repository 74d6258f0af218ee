"""The calibration: monotone, fitted, written and read, refused when damaged."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flower.electrons import change_between, make_change, mapped_step_to_states
from flower.errors import ModelError
from flower.feasibility import Judge, fit_logistic
from flower.feasibility.judge import CALIBRATION, SURROUNDINGS

KNOWN = tuple(np.array(numbers, np.uint64) for numbers in ([1, 2**63], [3], [4, 5]))
JUDGE = Judge(0.7, 4.0, KNOWN)


@given(st.floats(-1e6, 0), st.floats(-1e6, 0))
def test_the_likelier_the_more_feasible(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 0 <= JUDGE.feasibility(low) <= JUDGE.feasibility(high) <= 1


def test_what_cannot_be_is_infeasible() -> None:
    assert JUDGE.feasibility(-np.inf) < 1e-9


def test_the_fit_finds_the_curve_that_made_the_data() -> None:
    dice = np.random.default_rng(0)
    values = dice.uniform(-20, 0, 20_000)
    right = dice.random(20_000) < 1 / (1 + np.exp(-(0.8 * values + 5)))
    slope, intercept = fit_logistic(values, right)
    assert slope == pytest.approx(0.8, rel=0.05)
    assert intercept == pytest.approx(5, rel=0.05)


def test_the_fit_stays_finite_where_all_are_told_apart() -> None:
    values = np.r_[np.full(50, -10.0), np.full(50, -0.1)]
    slope, intercept = fit_logistic(values, values > -1)
    assert 0 < slope < 10
    assert np.isfinite(intercept)


def test_it_is_read_as_it_was_written(tmp_path: Path) -> None:
    JUDGE.save(tmp_path)
    read = Judge.load(tmp_path)
    assert read is not None
    assert (read.slope, read.intercept) == (JUDGE.slope, JUDGE.intercept)
    for one, other in zip(read.known, KNOWN, strict=True):
        assert one.tolist() == other.tolist()


def test_a_model_without_one_has_none(tmp_path: Path) -> None:
    assert Judge.load(tmp_path) is None


@pytest.mark.parametrize(
    "told",
    ["{", "[]", '{"schema": "other"}', json.dumps({"schema": "flower-feasibility", "version": 9})],
)
def test_a_damaged_one_is_refused(tmp_path: Path, told: str) -> None:
    JUDGE.save(tmp_path)
    (tmp_path / CALIBRATION).write_text(told)
    with pytest.raises(ModelError, match="cannot be read"):
        Judge.load(tmp_path)


def test_damaged_surroundings_are_refused(tmp_path: Path) -> None:
    JUDGE.save(tmp_path)
    (tmp_path / SURROUNDINGS).write_bytes(b"nothing")
    with pytest.raises(ModelError, match="cannot be read"):
        Judge.load(tmp_path)


def test_the_end_of_a_reaction_is_neither_familiar_nor_not() -> None:
    before, after = mapped_step_to_states("[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]")
    assert JUDGE.unfamiliar(before, make_change()) is None
    assert JUDGE.unfamiliar(before, change_between(before, after)) == 1
