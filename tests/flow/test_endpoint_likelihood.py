"""The likelihood of a step under independent entries is what the decode gives it."""

import numpy as np
import pytest

from flower.change import Change, Entry
from flower.flow import EntryLogProbabilities, decode, endpoint_log_likelihoods


def random_entries(seed: int, n: int = 3) -> EntryLogProbabilities:
    dice = np.random.default_rng(seed)

    def some(*shape: int) -> np.ndarray:
        logits = dice.normal(size=(*shape, 5))
        logits[..., 2] += 2
        return logits - np.log(np.exp(logits).sum(-1, keepdims=True))

    bond = some(n, n)
    return EntryLogProbabilities((bond + bond.swapaxes(0, 1)) / 2, some(n), some(n))


@pytest.mark.parametrize("seed", range(5))
def test_it_is_the_probability_of_the_decode_given_that_something_happens(seed: int) -> None:
    log_p = random_entries(seed)
    found = decode(log_p, candidates=40, log_probability_gap=50.0)
    something = 1 - np.exp(dict(found.changes)[Change()])
    for change, log_probability in found.changes:
        if change.is_empty:
            continue
        (told,) = endpoint_log_likelihoods(log_p, 0.3, [change])
        expected = np.log(0.7) + log_probability - np.log(something)
        assert told == pytest.approx(expected, abs=1e-2)


def test_that_nothing_happens_is_as_likely_as_the_network_says() -> None:
    assert endpoint_log_likelihoods(random_entries(0), 0.25, [()]) == pytest.approx([np.log(0.25)])


def test_a_change_beyond_the_classes_cannot_be() -> None:
    assert endpoint_log_likelihoods(random_entries(0), 0.25, [(Entry(0, 0, 6),)]) == [-np.inf]
