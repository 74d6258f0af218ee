import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flower.errors import InputError
from flower.records import SizeBucketedBatches

sizes_of_flasks = st.lists(st.integers(2, 200), min_size=1, max_size=300).map(np.array)


def indices(batches: SizeBucketedBatches) -> list[list[int]]:
    return [batch.tolist() for batch in batches]


@given(sizes_of_flasks, st.integers(1, 50_000), st.integers(0, 5))
def test_every_flask_comes_once_and_the_budget_holds(
    sizes: np.ndarray, budget: int, epoch: int
) -> None:
    batches = SizeBucketedBatches(sizes, budget, seed=1, epoch=epoch)
    seen = np.concatenate(list(batches))
    assert sorted(seen.tolist()) == list(range(len(sizes)))
    for batch in batches:
        assert len(batch) * int(sizes[batch].max()) ** 2 <= budget or len(batch) == 1
    assert len(batches) == len(list(batches))


def test_the_order_depends_on_seed_and_epoch_alone() -> None:
    sizes = np.arange(500) % 60 + 5
    first = indices(SizeBucketedBatches(sizes, 40_000, seed=3, epoch=2))
    assert indices(SizeBucketedBatches(sizes, 40_000, seed=3, epoch=2)) == first
    assert indices(SizeBucketedBatches(sizes, 40_000, seed=3, epoch=3)) != first
    assert indices(SizeBucketedBatches(sizes, 40_000, seed=4, epoch=2)) != first


@given(st.integers(0, 40))
def test_an_epoch_goes_on_where_it_stopped(start: int) -> None:
    sizes = np.arange(400) % 60 + 5
    whole = SizeBucketedBatches(sizes, 20_000, seed=3)
    rest = SizeBucketedBatches(sizes, 20_000, seed=3, start=start)
    assert indices(rest) == indices(whole)[start:]
    assert len(rest) == max(0, len(whole) - start)


def test_little_of_a_batch_is_padding() -> None:
    sizes = np.random.default_rng(0).integers(10, 100, 5000)
    batches = SizeBucketedBatches(sizes, 100_000)
    padded = sum(len(batch) * int(sizes[batch].max()) ** 2 for batch in batches)
    assert (sizes**2).sum() / padded > 0.9


def test_a_small_set_is_mixed_anew_in_each_epoch() -> None:
    sizes = np.arange(40) // 2 + 10
    epochs = [SizeBucketedBatches(sizes, 3000, epoch=epoch) for epoch in range(2)]
    assert {frozenset(b) for b in indices(epochs[0])} != {frozenset(b) for b in indices(epochs[1])}


def test_no_flasks_give_no_batches() -> None:
    assert list(SizeBucketedBatches(np.zeros(0, np.int64), 100)) == []


@pytest.mark.parametrize("settings", [{"start": -1}, {"seed": -1}, {"epoch": -1}])
def test_impossible_settings_are_refused(settings: dict[str, int]) -> None:
    with pytest.raises(InputError, match="start, seed and epoch 0 or more"):
        SizeBucketedBatches(np.array([3]), 10, **settings)
