from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flower.flow import BOND_CHANGES, HYDROGEN_CHANGES, LONE_CHANGES, nearest_changes


def lattice_points(
    be: np.ndarray, hydrogens: np.ndarray, pool: int | None = None
) -> list[tuple[np.ndarray, np.ndarray]]:
    """All non-negative states of two nodes that one conserving step can reach."""
    found = []
    for bond, a, b, c, d in product(
        BOND_CHANGES, LONE_CHANGES, LONE_CHANGES, HYDROGEN_CHANGES, HYDROGEN_CHANGES
    ):
        if 2 * bond + a + b or c + d:
            continue
        after, counts = be + np.array([[a, bond], [bond, b]]), hydrogens + np.array([c, d])
        bounded = after.copy()
        if pool is not None:
            bounded[pool, pool] = 0
            if bond:
                continue
        if (bounded >= 0).all() and (counts >= 0).all():
            found.append((after, counts))
    return found


@given(seed=st.integers(0, 2**32), k=st.sampled_from([1, 4, 64]), with_pool=st.booleans())
def test_the_nearest_states_equal_brute_force(seed: int, k: int, with_pool: bool) -> None:
    rng = np.random.default_rng(seed)
    bond = 0 if with_pool else rng.integers(0, 4)
    lone = [2 * rng.integers(0, 4), -2 * rng.integers(0, 2) if with_pool else 2 * rng.integers(4)]
    be = np.array([[lone[0], bond], [bond, lone[1]]], float)
    hydrogens = rng.integers(0, 4, 2).astype(float)
    x_be, x_hydrogens = be + rng.normal(size=(2, 2)), hydrogens + rng.normal(size=2)
    x_be = (x_be + x_be.T) / 2
    distances = sorted(
        float(((after - x_be) ** 2).sum() + ((counts - x_hydrogens) ** 2).sum())
        for after, counts in lattice_points(be, hydrogens, pool=1 if with_pool else None)
    )
    found = nearest_changes(
        x_be, x_hydrogens, be, hydrogens, k, np.array([False, True]) if with_pool else None
    )
    got = []
    for change in found:
        after, counts = be.copy(), hydrogens.copy()
        for i, j, d in change.bonds:
            after[i, j] += d
            after[j, i] += d
        for i, d in change.lone:
            after[i, i] += d
        for i, d in change.hydrogens:
            counts[i] += d
        assert after.sum() == be.sum()
        assert counts.sum() == hydrogens.sum()
        got.append(float(((after - x_be) ** 2).sum() + ((counts - x_hydrogens) ** 2).sum()))
    np.testing.assert_allclose(got, distances[:k], atol=1e-9)


@pytest.mark.parametrize("n", [3, 8])
def test_a_state_that_is_whole_already_is_its_own_nearest(n: int) -> None:
    rng = np.random.default_rng(n)
    be = np.diag(2.0 * rng.integers(0, 4, n))
    hydrogens = rng.integers(0, 4, n).astype(float)
    assert nearest_changes(be, hydrogens, be, hydrogens, candidates=4)[0].is_empty
