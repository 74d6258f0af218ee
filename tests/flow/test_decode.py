"""Whole steps create and destroy nothing, and none more probable is missed."""

from itertools import product

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from flower.change import Change, make_change
from flower.flow import (
    BOND_CHANGES,
    HYDROGEN_CHANGES,
    LONE_CHANGES,
    Decoding,
    EntryLogProbabilities,
    decode,
    entry_log_probabilities,
)
from tests.flow.flasks import (
    Flasks,
    certain_logits,
    flasks,
    proton_transfer,
    random_log_probabilities,
    random_logits,
)

WIDE = 1e9  # a gap that keeps every class open


def brute_force(log_p: EntryLogProbabilities) -> list[tuple[float, Change]]:
    """Log-weight of every conserving change, by trying every change there is."""
    n = len(log_p.lone)
    pairs = [(i, j) for i in range(n) for j in range(i + 1, n)]
    found = []
    for bond in product(range(5), repeat=len(pairs)):
        for lone in product(range(5), repeat=n):
            bonds = [(i, j, BOND_CHANGES[c]) for (i, j), c in zip(pairs, bond, strict=True)]
            lones = [(i, LONE_CHANGES[c]) for i, c in enumerate(lone)]
            if 2 * sum(d for *_, d in bonds) + sum(d for _, d in lones):
                continue
            log_w = sum(log_p.bond[i, j, c] for (i, j), c in zip(pairs, bond, strict=True))
            log_w += sum(log_p.lone[i, c] for i, c in enumerate(lone))
            for counts in product(range(5), repeat=n):
                hydrogens = [(i, HYDROGEN_CHANGES[c]) for i, c in enumerate(counts)]
                if sum(d for _, d in hydrogens):
                    continue
                change = make_change(
                    [b for b in bonds if b[2]],
                    [x for x in lones if x[1]],
                    [x for x in hydrogens if x[1]],
                )
                weight = log_w + sum(log_p.hydrogens[i, c] for i, c in enumerate(counts))
                found.append((float(weight), change))
    return sorted(found, key=lambda pair: -pair[0])


def assert_conserves(found: Decoding) -> None:
    for change, _ in found.changes:
        assert change.electron_residual == change.hydrogen_residual == 0


@pytest.mark.parametrize("n", [1, 2])
@given(seed=st.integers(0, 2**32), k=st.sampled_from([1, 5, 64]))
def test_decoding_equals_brute_force(n: int, seed: int, k: int) -> None:
    log_p = random_log_probabilities(np.random.default_rng(seed), n)
    found, expected = decode(log_p, k, WIDE), brute_force(log_p)
    log_mass = np.logaddexp.reduce([weight for weight, _ in expected])
    assert [change for change, _ in found.changes] == [change for _, change in expected[:k]]
    np.testing.assert_allclose(
        [c.log_probability for c in found.changes],
        [weight - log_mass for weight, _ in expected[:k]],
        atol=1e-9,
    )
    assert found.log_conserved == pytest.approx(log_mass, abs=1e-9)


def test_decoding_three_nodes_equals_brute_force() -> None:
    rng = np.random.default_rng(5)
    log_p = random_log_probabilities(rng, 3)
    # Fewer classes, or brute force would try two billion.
    closed = rng.random((3, 3, 5)) < 0.6
    closed[..., 2] = False
    for part in log_p:
        part[(closed if part.ndim == 3 else closed[0])] = -np.inf
    found, expected = decode(log_p, 64, WIDE), brute_force_open(log_p)
    assert [change for change, _ in found.changes] == expected[:64]


def brute_force_open(log_p: EntryLogProbabilities) -> list[Change]:
    """As `brute_force`, but over the classes that are possible at all."""
    places = [(i, j) for i in range(3) for j in range(i + 1, 3)]
    entries = [("bonds", p, BOND_CHANGES, log_p.bond[p], 2) for p in places]
    entries += [("lone", (i,), LONE_CHANGES, log_p.lone[i], 1) for i in range(3)]
    entries += [("hydrogens", (i,), HYDROGEN_CHANGES, log_p.hydrogens[i], 0) for i in range(3)]
    found = []
    for choice in product(*(np.flatnonzero(np.isfinite(e[3])).tolist() for e in entries)):
        moved = [(e, e[2][c], e[3][c]) for e, c in zip(entries, choice, strict=True)]
        electrons = sum(e[4] * d for e, d, _ in moved)
        hydrogens = sum(d for e, d, _ in moved if e[0] == "hydrogens")
        if electrons or hydrogens:
            continue
        rows = {
            kind: [(*e[1], d) for e, d, _ in moved if e[0] == kind and d]
            for kind in ("bonds", "lone", "hydrogens")
        }
        found.append((sum(w for *_, w in moved), make_change(**rows)))
    return [change for _, change in sorted(found, key=lambda pair: -pair[0])]


@given(seed=st.integers(0, 2**32), n=st.integers(1, 12), scale=st.sampled_from([0.1, 2.0, 10.0]))
def test_decoding_always_conserves(seed: int, n: int, scale: float) -> None:
    log_p = random_log_probabilities(np.random.default_rng(seed), n, scale)
    found = decode(log_p)
    assert found.changes
    assert_conserves(found)
    log_probabilities = [change.log_probability for change in found.changes]
    assert log_probabilities == sorted(log_probabilities, reverse=True)
    assert sum(np.exp(log_probabilities)) <= 1 + 1e-9
    assert len({change for change, _ in found.changes}) == len(found.changes)


@given(seed=st.integers(0, 2**32), limit=st.integers(1, 6))
def test_decoding_with_few_open_entries_still_conserves(seed: int, limit: int) -> None:
    found = decode(random_log_probabilities(np.random.default_rng(seed), 6), 16, 12.0, limit)
    assert_conserves(found)
    for change, _ in found.changes:
        assert len(change.bonds) + len(change.lone) <= limit
        assert len(change.hydrogens) <= limit


@given(flasks())
def test_padding_never_changes(batch: Flasks) -> None:
    logits = random_logits(batch.real, batch.generator)
    for flask, log_p in enumerate(entry_log_probabilities(logits, batch.real)):
        found = decode(log_p, 16)
        assert_conserves(found)
        for change, _ in found.changes:
            touched = change.nodes()
            assert batch.real[flask, touched].all()


@given(flasks(), st.integers(0, 2**32))
def test_the_order_of_the_atoms_does_not_matter(batch: Flasks, seed: int) -> None:
    logits = random_logits(batch.real, batch.generator)
    n = batch.real.shape[1]
    order = torch.randperm(n, generator=torch.Generator().manual_seed(seed))
    shuffled = logits._replace(
        bond=logits.bond[:, order][:, :, order],
        lone=logits.lone[:, order],
        hydrogens=logits.hydrogens[:, order],
    )
    one = entry_log_probabilities(logits, batch.real)[0]
    other = entry_log_probabilities(shuffled, batch.real[:, order])[0]
    np.testing.assert_allclose(
        [c.log_probability for c in decode(one).changes],
        [c.log_probability for c in decode(other).changes],
        atol=1e-6,
    )


def test_a_sure_network_is_taken_at_its_word() -> None:
    _, change, real = proton_transfer()
    found = decode(entry_log_probabilities(certain_logits(change), real)[0])
    assert found.raw_conserved
    assert found.changes[0].change.lone.tolist() == [[0, -2], [1, 2]]
    assert found.changes[0].change.hydrogens.tolist() == [[0, 1], [1, -1]]
    assert found.changes[0].log_probability == pytest.approx(0, abs=1e-6)
    assert found.log_conserved == pytest.approx(0, abs=1e-6)


def test_rounding_keeps_the_electron_total_where_single_entries_do_not() -> None:
    """The network sees Cl gain a pair but is not sure enough that N loses one."""
    _, change, real = proton_transfer()
    logits = certain_logits(change)
    logits.lone[0, 0] = torch.tensor([-20.0, 1.0, 1.2, -20.0, -20.0])
    found = decode(entry_log_probabilities(logits, real)[0])
    assert not found.raw_conserved
    assert found.changes[0].change.lone.tolist() == [[0, -2], [1, 2]]
    assert np.exp(found.log_conserved) == pytest.approx(1 / (1 + np.exp(0.2)), abs=1e-4)


@given(seed=st.integers(0, 2**32), n=st.integers(1, 3))
def test_raw_conserved_says_whether_both_laws_hold_entry_by_entry(seed: int, n: int) -> None:
    log_p = random_log_probabilities(np.random.default_rng(seed), n)
    pairs = sum(BOND_CHANGES[log_p.bond[i, j].argmax()] for i in range(n) for j in range(i + 1, n))
    electrons = 2 * pairs + sum(LONE_CHANGES[row.argmax()] for row in log_p.lone)
    hydrogens = sum(HYDROGEN_CHANGES[row.argmax()] for row in log_p.hydrogens)
    assert decode(log_p).raw_conserved == (electrons == 0 and hydrogens == 0)


def test_nothing_to_do_is_the_empty_change() -> None:
    _, change, real = proton_transfer()
    still = change._replace(lone=0 * change.lone, hydrogens=0 * change.hydrogens)
    found = decode(entry_log_probabilities(certain_logits(still), real)[0])
    assert found.changes[0].change.is_empty
    assert found.raw_conserved
