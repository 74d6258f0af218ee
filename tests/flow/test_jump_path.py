"""Points on the way of a jump flow: how far, in which order, and what may follow."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import assume, example, given
from hypothesis import strategies as st

import flower
from flower.change import Change, Entry
from flower.flow import Electrons, JumpFlow, TargetChange, change_after, jumps_of, states_after
from flower.flow.jump_path import (
    CHANCES,
    JumpPoint,
    chances_of,
    point_of_jumps,
)
from flower.flow.jumps import (
    ATOM,
    BREAK,
    COUPLE,
    ELECTRON,
    FORM,
    HOMOLYSE,
    HYDRIDE,
    MOST_JUMPS,
    PROTON,
    Jump,
    possible_jumps,
)
from flower.proposals import reactant_electrons
from flower.records import StepStore
from flower.training.batching import pad_steps
from tests.flow.entry_by_entry import targets_of, touched_states, whole_changes
from tests.flow.flasks import Flasks, flasks
from tests.flow.oracles import as_target, minus, substitution
from tests.training.test_single_electrons import CHAIN, OTHERS
from tests.training.textbook import STEPS

# Base, C-H, C, Br: three jumps, each possible from the start.
E2 = (Jump(PROTON, 1, 0), Jump(FORM, 1, 2), Jump(BREAK, 3, 2))
E2_STATE = {(0, 0): 6, (1, -1): 3, (1, 2): 1, (2, 3): 1, (3, 3): 6}
CHANCE = st.floats(0, 1, exclude_max=True, width=32)
RANDOM = st.lists(CHANCE, min_size=CHANCES, max_size=CHANCES)


def drawn(
    whole: Change, state: dict[tuple[int, int], int], times: int, share: float = 0.0
) -> list[JumpPoint]:
    chances = chances_of(times, torch.Generator().manual_seed(0)).tolist()
    points = [point_of_jumps(Change(whole), state, each, share) for each in chances]
    return [point for point in points if point is not None]


def executed(point: JumpPoint, jumps: tuple[Jump, ...]) -> int:
    """How many jumps have been executed: what is left takes the others."""
    (left,) = jumps_of(minus(change_after(jumps), point.executed))
    return len(jumps) - len(left)


def test_as_many_jumps_are_executed_as_uniform_times_give() -> None:
    """From none to all three, each as often."""
    points = drawn(change_after(E2), E2_STATE, 1200)
    assert len(points) == 1200
    counts = Counter(executed(point, E2) for point in points)
    assert set(counts) == {0, 1, 2, 3}
    for count in counts.values():
        assert count == pytest.approx(300, abs=60)  # four standard deviations


@pytest.mark.parametrize("share", [0.3, 0.6, 1.0])
def test_more_start_at_the_reactants_as_told(share: float) -> None:
    points = drawn(change_after(E2), E2_STATE, 1200, share)
    counts = Counter(executed(point, E2) for point in points)
    assert counts[0] == pytest.approx(1200 * (share + (1 - share) / 4), abs=70)
    for k in (1, 2, 3):
        assert counts[k] == pytest.approx(1200 * (1 - share) / 4, abs=60)


def test_a_bond_forms_only_from_a_pair_that_is_there() -> None:
    """The carbon has no pair until its proton is gone, so that this comes first."""
    states = {
        (): {E2[0], E2[2]},
        (E2[0],): {E2[1], E2[2]},
        (E2[2],): {E2[0]},
        (E2[0], E2[1]): {E2[2]},
        (E2[0], E2[2]): {E2[1]},
        E2: {None},
    }
    expected = {change_after(done): following for done, following in states.items()}
    met = {point.executed: set(point.following) for point in drawn(change_after(E2), E2_STATE, 500)}
    assert met == expected


def test_a_radical_adds_once_the_double_bond_has_parted() -> None:
    """Br, C=C: the carbon has no electron to couple before; nor the other way around."""
    jumps = (Jump(COUPLE, 0, 1), Jump(HOMOLYSE, 1, 2))
    state = {(0, 0): 7, (1, 2): 2}
    met = {p.executed: set(p.following) for p in drawn(change_after(jumps), state, 200)}
    assert met == {
        (): {jumps[1]},
        change_after(jumps[1:]): {jumps[0]},
        change_after(jumps): {None},
    }


@pytest.mark.parametrize(
    ("jump", "state", "lacking"),
    [
        (Jump(ATOM, 1, 0), {(0, 0): 7, (1, -1): 4}, (0, 0)),
        (Jump(ATOM, 1, 0), {(0, 0): 7, (1, -1): 4}, (1, -1)),
        (Jump(COUPLE, 0, 1), {(0, 0): 1, (1, 1): 1}, (1, 1)),
        (Jump(HOMOLYSE, 0, 1), {(0, 1): 1}, (0, 1)),
        (Jump(ELECTRON, 0, 1), {(0, 0): 1}, (0, 0)),
    ],
)
def test_a_jump_of_single_electrons_needs_them(
    jump: Jump, state: dict[tuple[int, int], int], lacking: tuple[int, int]
) -> None:
    whole = change_after([jump])
    point = point_of_jumps(Change(whole), state, [0.0] * CHANCES)
    assert point == JumpPoint((), (jump,))
    assert point_of_jumps(Change(whole), state | {lacking: 0}, [0.0] * CHANCES) is None


@given(flasks(most_nodes=4))
def test_the_way_allows_what_the_network_is_allowed_to_say(batch: Flasks) -> None:
    """Jumps that may follow on a way of training are those that are possible in sampling."""
    possible = possible_jumps(batch.state, batch.real, torch.zeros_like(batch.real))
    row, kind, i, j = possible.nonzero().T.tolist()
    for flask, *jump in zip(row, kind, i, j, strict=True):
        whole = change_after([Jump(*jump)])
        (state,) = touched_states(
            Electrons(*(part[flask : flask + 1] for part in batch.state)), [whole]
        )
        if jumps_of(whole) == [(Jump(*jump),)]:
            point = point_of_jumps(Change(whole), state, [0.0] * CHANCES)
            assert point == JumpPoint((), (Jump(*jump),)), jump


def test_a_third_bond_between_two_atoms_waits_for_a_place() -> None:
    """Nodes 0 and 1 hold a triple bond: the new pair comes after the old has gone."""
    jumps = (Jump(BREAK, 0, 1), Jump(FORM, 0, 2))
    state = {(0, 1): 3, (0, 0): 0}
    point = point_of_jumps(change_after(jumps), state, [0.0] * CHANCES)
    assert point == JumpPoint((), (jumps[0],))


def test_a_jump_needed_twice_is_twice_among_the_following() -> None:
    """Of three jumps left, two are alike: the next one is such a one with two chances in three."""
    jumps = (Jump(PROTON, 0, 1), Jump(PROTON, 0, 1), Jump(HYDRIDE, 2, 3))
    state = {(0, -1): 2, (1, 1): 4, (2, -1): 1}
    sets = jumps_of(change_after(jumps))
    assert tuple(sorted(jumps)) in sets
    point = point_of_jumps(change_after(jumps[:2]), state, [0.0] * CHANCES)
    assert point == JumpPoint((), jumps[:2])


def test_a_proton_pool_takes_protons_and_owes_their_electrons() -> None:
    to_pool = change_after([Jump(PROTON, 0, 1)])
    point = point_of_jumps(to_pool, {(0, -1): 1}, [0.0] * CHANCES)
    assert point is not None
    assert point.following == (Jump(PROTON, 0, 1),)
    from_pool = change_after([Jump(PROTON, 1, 0)])
    state = {(1, -1): 1, (1, 1): -2, (0, 0): 2}
    assert point_of_jumps(from_pool, state, [0.99] * CHANCES) == JumpPoint(from_pool, (None,))


@pytest.mark.parametrize(
    ("whole", "state"),
    [
        ((Entry(0, 0, 2),), {}),
        ((Entry(0, 0, -2), Entry(1, 1, 2)), {(0, 0): 2}),
        # a way of jumps that never begins: no pair, no bond, no hydrogen
        (change_after([Jump(BREAK, 0, 1)]), {}),
        (change_after([Jump(HYDRIDE, 0, 1)]), {}),
        (change_after([Jump(PROTON, 0, 1), Jump(HYDRIDE, 2, 3)]), {(1, 1): 2}),
        (change_after([Jump(HYDRIDE, i, 20) for i in range(MOST_JUMPS + 1)]), {}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("chance", [0.0, 0.5, 0.99])
def test_a_change_that_no_jumps_make_from_the_state_has_no_point(
    whole: Change, state: dict[tuple[int, int], int], chance: float
) -> None:
    assert point_of_jumps(Change(whole), state, [chance] * CHANCES) is None


@given(RANDOM, st.floats(0, 1))
def test_where_nothing_happens_the_next_is_to_stop(chances: list[float], share: float) -> None:
    assert point_of_jumps(Change(), {}, chances, share) == JumpPoint((), (None,))


@example(
    chances=[0.0, 0.5, 0.0, 0.5, 0.75, *[0.0] * (CHANCES - 5)],
    jumps=[Jump(FORM, 1, 0), Jump(PROTON, 0, 2), *[Jump(PROTON, 1, 0)] * 2, Jump(HYDRIDE, 2, 0)],
)
@given(
    chances=RANDOM,
    jumps=st.lists(
        st.builds(Jump, st.integers(0, 3), st.integers(0, 5), st.integers(0, 5)).filter(
            lambda jump: jump.i != jump.j
        ),
        max_size=5,
    ),
)
def test_whatever_has_been_executed_the_whole_change_is_reached(
    chances: list[float], jumps: list[Jump]
) -> None:
    """From a state with plenty of everything; the following are among what is left."""
    whole = change_after(jumps)
    assume(all(abs(by) < 2 for i, j, by in whole if j > i))
    state = {(i, j): 1 if j > i else 10 for i in range(6) for j in range(i, 6)}
    state |= {(i, -1): 6 for i in range(6)}
    point = point_of_jumps(Change(whole), state, chances)
    assert (point is None) == (not jumps_of(whole))
    if point is None:
        return
    left = minus(whole, point.executed)
    assert (point.following == (None,)) == (not left)
    if left:
        assert None not in point.following
        lefts = jumps_of(left)
        steps = [jump for jump in point.following if jump is not None]
        if all(jump.kind < COUPLE for jump in steps):  # pairs may do what single electrons began
            assert any(not Counter(steps) - Counter(each) for each in lefts)
        for following in steps:
            after = change_after((following,), point.executed)
            assert len(jumps_of(minus(whole, after))[0]) == len(lefts[0]) - 1


@given(RANDOM)
def test_a_change_made_in_two_ways_is_walked_either_way(chances: list[float]) -> None:
    """Around a ring, as in a Diels-Alder reaction: the executed jumps are of one set alone."""
    bonds = [(0, 1, -1), (0, 5, 1), (1, 2, 1), (2, 3, -1), (3, 4, 1), (4, 5, -1)]
    whole = tuple(Entry(*bond) for bond in bonds)
    state = {(0, 1): 2, (1, 2): 1, (2, 3): 2, (4, 5): 2}
    point = point_of_jumps(Change(whole), state, chances)
    assert point is not None
    left = jumps_of(minus(whole, point.executed))
    assert any(set(point.following) <= {*jumps, None} for jumps in left)


def test_chances_are_repeated_by_the_seed_and_enough_for_the_longest_step() -> None:
    one, two = (chances_of(3, torch.Generator().manual_seed(5)) for _ in range(2))
    assert torch.equal(one, two)
    assert one.shape == (3, MOST_JUMPS + 2)
    passed = [Jump(HYDRIDE, i, 20) for i in range(MOST_JUMPS)]
    state = {(i, -1): 1 for i in range(MOST_JUMPS)}
    point = point_of_jumps(change_after(passed), state, [0.999] * CHANCES)
    assert point == JumpPoint(change_after(passed), (None,))


@given(flasks())
def test_whole_changes_are_the_dense_tensors_entry_by_entry(batch: Flasks) -> None:
    b, n = batch.real.shape
    bond = torch.randint(-2, 3, (b, n, n), generator=batch.generator).triu(1)
    lone, hydrogens = torch.randint(-2, 3, (2, b, n), generator=batch.generator)
    dense = TargetChange(bond + bond.mT, lone, hydrogens)
    wholes = whole_changes(dense)
    for whole in wholes:
        assert list(whole) == sorted(whole)
        assert all(entry.by for entry in whole)
    for part, expected in zip(as_target(wholes, n), dense, strict=True):
        assert torch.equal(part, expected)
    after = states_after(batch.state, torch.arange(b), wholes)
    expected_after = batch.state + dense.as_electrons()
    assert torch.equal(after.be, expected_after.be)
    assert torch.equal(after.hydrogens, expected_after.hydrogens)


@given(flasks())
def test_touched_states_are_those_entries_of_the_dense_state(batch: Flasks) -> None:
    n = batch.real.shape[1]
    entries = [Entry(0, n - 1, 1), Entry(n // 2, -1, 2)] if n > 1 else [Entry(0, 0, -2)]
    change = Change(entries)
    nodes = {i for entry in change for i in entry[:2] if i >= 0}
    for row, state in enumerate(touched_states(batch.state, [change] * len(batch.real))):
        expected = {
            (i, j): batch.state.be[row, i, j].item() for i in nodes for j in nodes if i <= j
        }
        expected |= {(i, -1): batch.state.hydrogens[row, i].item() for i in nodes}
        assert state == expected
    assert touched_states(batch.state, [()] * len(batch.real)) == [{}] * len(batch.real)


def test_a_step_of_a_flask_is_met_in_all_its_states() -> None:
    """SN2: the bond to the leaving group may break first, or the new bond form first."""
    reactants, whole, _ = substitution()
    (state,) = touched_states(Electrons(*(part[:1] for part in reactants)), [whole])
    met = {point.executed for point in drawn(whole, state, 300)}
    attack, leave = Jump(FORM, 0, 1), Jump(BREAK, 2, 1)
    assert met == {(), change_after([attack]), change_after([leave]), whole}


def test_a_batch_is_bit_by_bit_what_is_worked_out_entry_by_entry(tmp_path: Path) -> None:
    text = "".join(
        f"{step}|{k}\n"
        for k, step in enumerate([*CHAIN, *OTHERS, *(step.mapped for step in STEPS)])
    )
    (tmp_path / "steps.txt").write_text(text)
    flower.preprocess(tmp_path / "steps.txt", tmp_path / "arrays", workers=1)
    store = StepStore.open(tmp_path / "arrays")
    numbers = np.random.default_rng(0)
    for seed in range(40):
        steps = pad_steps(store.batch(numbers.integers(0, len(store), 23)))
        reactants = reactant_electrons(steps.flasks)
        change = steps.change
        share = (0.0, 0.3, 1.0)[seed % 3]
        found = JumpFlow(share_at_start=share).prepare(
            reactants, change, steps.flasks.real, torch.Generator().manual_seed(seed)
        )
        wanted = targets_of(reactants, change, seed, share)
        for one, other in zip((*found.x_t, *found[1:]), (*wanted.x_t, *wanted[1:]), strict=True):
            assert one.dtype == other.dtype
            assert torch.equal(one, other)
