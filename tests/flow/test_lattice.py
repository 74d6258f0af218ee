"""The search over whole numbers is exact: nothing better exists, nothing is missed."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flower.flow.lattice import cheapest_conserving, cost_to_go, soft_minimum


def brute_force(cost: np.ndarray, shift: np.ndarray) -> list[tuple[float, tuple[int, ...]]]:
    """All conserving choices with their costs, by trying every one."""
    entries = np.arange(len(cost))
    found = []
    for choice in product(range(cost.shape[1]), repeat=len(cost)):
        total = float(cost[entries, list(choice)].sum())
        if shift[entries, list(choice)].sum() == 0 and np.isfinite(total):
            found.append((total, choice))
    return sorted(found)


@st.composite
def tables(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    """Costs of up to six entries with up to four classes, some forbidden; any small shifts."""
    m, c = draw(st.integers(0, 6)), draw(st.integers(1, 4))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    cost = rng.normal(scale=3, size=(m, c))
    cost[rng.random((m, c)) < draw(st.sampled_from([0, 0.3]))] = np.inf
    reach = draw(st.integers(0, 3))
    return cost, rng.integers(-reach, reach + 1, size=(m, c))


@given(tables(), st.sampled_from([1, 2, 7, 64, 5000]))
def test_the_search_equals_brute_force(table: tuple[np.ndarray, np.ndarray], k: int) -> None:
    cost, shift = table
    choice, total = cheapest_conserving(cost, shift, k)
    expected = brute_force(cost, shift)[:k]
    assert [tuple(row) for row in choice.tolist()] == [chosen for _, chosen in expected]
    np.testing.assert_allclose(total, [spent for spent, _ in expected], atol=1e-9)


@given(st.integers(0, 2**32), st.integers(1, 60), st.integers(1, 64))
def test_every_choice_conserves_once_and_in_order(seed: int, m: int, k: int) -> None:
    rng = np.random.default_rng(seed)
    cost, shift = rng.normal(size=(m, 5)), np.tile(np.arange(-2, 3), (m, 1))
    choice, total = cheapest_conserving(cost, shift, k)
    assert not np.take_along_axis(shift, choice.T, axis=1).sum(0).any()
    assert (np.diff(total) >= -1e-9).all()
    assert len({tuple(row) for row in choice.tolist()}) == len(choice)
    np.testing.assert_allclose(np.take_along_axis(cost, choice.T, axis=1).sum(0), total)


def test_equal_costs_lose_no_candidate() -> None:
    """Four like entries: every conserving choice costs the same and all nineteen are found."""
    cost, shift = np.zeros((4, 3)), np.tile(np.array([-1, 0, 1]), (4, 1))
    choice, _ = cheapest_conserving(cost, shift, k=100)
    assert len({tuple(row) for row in choice.tolist()}) == 19


def test_a_far_away_residual_is_reached_and_never_confused() -> None:
    """Ten entries must go up before ten go down."""
    shift = np.repeat([[0, 2], [0, -2]], 10, axis=0)
    cost = np.tile([[5.0, 0.0]], (20, 1))
    choice, total = cheapest_conserving(cost, shift, k=1)
    assert choice[0].tolist() == [1] * 20
    assert total.tolist() == [0.0]


def test_where_nothing_conserves_nothing_is_returned() -> None:
    choice, total = cheapest_conserving(np.zeros((2, 1)), np.ones((2, 1), int), k=3)
    assert choice.shape == (0, 2)
    assert total.shape == (0,)


@given(tables())
def test_the_soft_cost_to_go_is_the_log_of_all_conserving_weight(
    table: tuple[np.ndarray, np.ndarray],
) -> None:
    cost, shift = table
    weight = sum(np.exp(-spent) for spent, _ in brute_force(cost, shift))
    soft = cost_to_go(cost, shift, soft_minimum)[0, 0]
    assert np.exp(-soft) == pytest.approx(weight, rel=1e-9)
