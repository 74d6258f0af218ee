"""Jumps conserve, stay among the states that exist, and make up every textbook step."""

from collections import Counter
from collections.abc import Iterator
from itertools import islice, product
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from flower.change import Change, Entry
from flower.flow import Electrons, JumpLogits, change_after, jumps_of, possible_jumps, states_after
from flower.flow.jumps import (
    ATOM,
    BREAK,
    COUPLE,
    ELECTRON,
    FORM,
    HOMOLYSE,
    HYDRIDE,
    JUMP_KINDS,
    MOST_JUMPS,
    PROTON,
    SYMMETRIC,
    Jump,
    entry_of_jump,
    jump_of_entry,
)
from tests.flow.flasks import Flasks, flasks, totals
from tests.flow.oracles import change_between

NODES = st.integers(0, 5)
JUMPS = st.lists(
    st.builds(Jump, st.integers(0, JUMP_KINDS - 1), NODES, NODES).filter(
        lambda jump: jump.i < jump.j or (jump.i > jump.j and jump.kind not in SYMMETRIC)
    ),
    max_size=5,
)


def pools(batch: Flasks) -> tuple[Electrons, Tensor]:
    """One node of most flasks becomes a proton pool: no bonds, a pair owed for each proton."""
    pool = torch.zeros_like(batch.real)
    rows = torch.rand(len(pool), generator=batch.generator) < 0.7
    pool[rows, batch.real[rows].int().argmax(1)] = True
    be = batch.state.be * ~(pool[:, :, None] | pool[:, None, :])
    return Electrons(be - torch.diag_embed(2 * batch.state.hydrogens * pool), batch.state[1]), pool


def random_way(
    batch: Flasks, state: Electrons, pool: Tensor, steps: int
) -> list[tuple[list[Jump], Electrons]]:
    """Of each flask, jumps drawn among the possible ones, and the state after each."""
    way = []
    for row in range(len(batch.real)):
        x = Electrons(*(part[row : row + 1] for part in state))
        jumps, states = [], [x]
        for _ in range(steps):
            possible = possible_jumps(x, batch.real[row : row + 1], pool[row : row + 1])[0]
            choices = possible.nonzero().tolist()
            if not choices:
                break
            chosen = int(torch.randint(len(choices), (), generator=batch.generator))
            jumps.append(Jump(*choices[chosen]))
            x = states_after(x, torch.tensor([0]), [change_after([jumps[-1]])])
            states.append(x)
        way.append((jumps, Electrons(*(torch.cat(parts) for parts in zip(*states, strict=True)))))
    return way


@given(JUMPS)
def test_every_change_of_jumps_conserves_electrons_and_hydrogens(jumps: list[Jump]) -> None:
    change = change_after(jumps)
    assert sum(by * (2 if j > i else 1) for i, j, by in change if j >= 0) == 0
    assert sum(by for _, j, by in change if j < 0) == 0
    assert list(change) == sorted(change)
    assert all(by for *_, by in change)


@given(JUMPS, JUMPS)
def test_jumps_after_a_change_are_all_jumps_in_any_order(one: list[Jump], two: list[Jump]) -> None:
    assert change_after(two, change_after(one)) == change_after(one + two)
    assert change_after(one, change_after(two)) == change_after(one + two)


@settings(max_examples=40)
@given(flasks(most_nodes=6), st.integers(1, 6))
def test_possible_jumps_lead_from_state_to_state(batch: Flasks, steps: int) -> None:
    state, pool = pools(batch)
    for row, (_, x) in enumerate(random_way(batch, state, pool, steps)):
        assert (x.be == x.be.mT).all()
        off = ~torch.eye(x.be.shape[-1], dtype=torch.bool)
        assert ((x.be >= 0) & (x.be <= 3))[:, off].all()
        assert (x.be.diagonal(dim1=1, dim2=2)[:, ~pool[row]] >= 0).all()
        assert (x.hydrogens >= 0).all()
        pool_lone = x.be.diagonal(dim1=1, dim2=2)[:, pool[row]]
        assert (pool_lone == -2 * x.hydrogens[:, pool[row]]).all()  # it holds protons alone
        assert not x.be[:, pool[row]][:, :, ~pool[row]].any()
        assert not x.be[:, ~batch.real[row]].any()
        assert not x.hydrogens[:, ~batch.real[row]].any()
        electrons, hydrogens = totals(x)
        assert (electrons == electrons[0]).all()
        assert (hydrogens == hydrogens[0]).all()


@pytest.mark.slow
@settings(max_examples=40)
@given(flasks(most_nodes=4))
def test_a_jump_is_possible_unless_it_breaks_a_limit(batch: Flasks) -> None:
    state, pool = pools(batch)
    possible = possible_jumps(state, batch.real, pool)
    b, n = batch.real.shape
    for row, kind, i, j in product(range(b), range(JUMP_KINDS), range(n), range(n)):
        allowed = bool(i != j and batch.real[row, i] and batch.real[row, j])
        allowed &= i < j or kind not in SYMMETRIC
        if allowed:
            after = states_after(state, torch.tensor([row]), [change_after([Jump(kind, i, j)])])
            lone = after.be[0].diagonal()
            allowed = (
                0 <= after.be[0, i, j] <= 3
                and bool((after.hydrogens >= 0).all())
                and all(lone[k] >= 0 or bool(pool[row, k]) for k in (i, j))
                and (kind == PROTON or not bool(pool[row, i] or pool[row, j]))
            )
        assert bool(possible[row, kind, i, j]) == allowed, (row, kind, i, j)


@settings(max_examples=40)
@given(flasks(most_nodes=5), st.integers(0, 4))
def test_the_sets_found_make_the_change_of_a_way_with_as_few_jumps(
    batch: Flasks, steps: int
) -> None:
    state, pool = pools(batch)
    for jumps, x in random_way(batch, state, pool, steps):
        start = Electrons(x.be[:1], x.hydrogens[:1])
        change = change_after(jumps)
        after = states_after(start, torch.tensor([0]), [change])
        assert torch.equal(after.be[0], x.be[-1])
        assert torch.equal(after.hydrogens[0], x.hydrogens[-1])
        assert change == change_between(start, x, 0, len(x.be) - 1)
        moved = sum(abs(by) for i, j, by in change if j > i)
        moved += sum(by for _, j, by in change if j < 0 and by > 0)
        found = jumps_of(change)
        for one in found:
            assert change_after(one) == change
            assert len(one) == moved + sum(jump.kind == ELECTRON for jump in one)
            if moved == sum(jump.kind != ELECTRON for jump in jumps):
                assert len(one) <= len(jumps)
        assert len(set(found)) == len(found)
        assert len({len(one) for one in found}) <= 1
        by_pairs = all(jump.kind < COUPLE for jump in jumps)
        if moved == len(jumps) and (by_pairs or not found or found[0][-1].kind >= COUPLE):
            assert tuple(sorted(jumps)) in found  # nothing was done and undone


def test_states_after_are_of_the_flasks_named_and_leave_the_reactants() -> None:
    be = torch.diag_embed(torch.tensor([[2.0, 6.0], [4.0, 4.0]]))
    flask = Electrons(be, torch.tensor([[3.0, 1.0], [0.0, 2.0]]))
    proton = change_after([Jump(PROTON, 1, 0)])
    after = states_after(flask, torch.tensor([1, 0, 1]), [proton, (), ()])
    assert after.be.diagonal(dim1=1, dim2=2).tolist() == [[2, 6], [2, 6], [4, 4]]
    assert after.hydrogens.tolist() == [[1, 1], [3, 1], [0, 2]]
    assert flask.hydrogens.tolist() == [[3, 1], [0, 2]]
    assert states_after(flask, torch.tensor([], dtype=torch.long), []).be.shape == (0, 2, 2)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        # O, C, Cl: back-side substitution; or nucleophile, C=O: addition
        (
            [(0, 0, -2), (0, 1, 1), (1, 2, -1), (2, 2, 2)],
            [{Jump(FORM, 0, 1), Jump(BREAK, 2, 1)}],
        ),
        # N, HCl: the proton goes to the pair, and leaves one
        ([(0, -1, 1), (0, 0, -2), (1, -1, -1), (1, 1, 2)], [{Jump(PROTON, 1, 0)}]),
        # a hydride shifts to a cation
        ([(0, -1, -1), (1, -1, 1)], [{Jump(HYDRIDE, 0, 1)}]),
        # base, C-H, C, Br: E2
        (
            [(0, -1, 1), (0, 0, -2), (1, -1, -1), (1, 2, 1), (2, 3, -1), (3, 3, 2)],
            [{Jump(PROTON, 1, 0), Jump(FORM, 1, 2), Jump(BREAK, 3, 2)}],
        ),
        # dissociation, and a cation that is caught
        ([(0, 1, -1), (1, 1, 2)], [{Jump(BREAK, 1, 0)}]),
        ([(0, 0, -2), (0, 1, 1)], [{Jump(FORM, 0, 1)}]),
        # nothing happens
        ([], [set()]),
    ],
)
def test_textbook_steps_are_the_jumps_of_their_arrows(
    change: list[tuple[int, int, int]], expected: list[set[Jump]]
) -> None:
    found = jumps_of(tuple(Entry(*entry) for entry in change))
    assert [set(jumps) for jumps in found] == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        # Cl2 parts
        ([(0, 0, 1), (0, 1, -1), (1, 1, 1)], {Jump(HOMOLYSE, 0, 1)}),
        # two radicals combine; or a radical and the pair of a phosphine, which keeps one
        ([(0, 0, -1), (0, 1, 1), (1, 1, -1)], {Jump(COUPLE, 0, 1)}),
        # Cl takes a hydrogen atom from CH4
        ([(0, -1, 1), (0, 0, -1), (1, -1, -1), (1, 1, 1)], {Jump(ATOM, 1, 0)}),
        # Br adds to C=C, or Sn takes Br from C; the way back of the first is a beta-scission
        (
            [(0, 0, -1), (0, 1, 1), (1, 2, -1), (2, 2, 1)],
            {Jump(COUPLE, 0, 1), Jump(HOMOLYSE, 1, 2)},
        ),
        (
            [(0, 0, 1), (0, 1, -1), (1, 2, 1), (2, 2, -1)],
            {Jump(HOMOLYSE, 0, 1), Jump(COUPLE, 1, 2)},
        ),
        # sodium gives naphthalene an electron
        ([(0, 0, -1), (1, 1, 1)], {Jump(ELECTRON, 0, 1)}),
    ],
)
def test_steps_of_single_electrons_are_the_jumps_of_their_fishhooks(
    change: list[tuple[int, int, int]], expected: set[Jump]
) -> None:
    whole = tuple(Entry(*entry) for entry in change)
    assert change_after(expected) == whole
    assert [set(jumps) for jumps in jumps_of(whole)] == [expected]


def test_an_alkyl_halide_takes_one_electron_and_parts() -> None:
    """Sm, C, I: one electron passes and the bond breaks, in either way of telling it."""
    change = tuple(Entry(*e) for e in [(0, 0, -1), (1, 1, 1), (1, 2, -1), (2, 2, 2)])
    assert {frozenset(jumps) for jumps in jumps_of(change)} == {
        frozenset({Jump(BREAK, 2, 1), Jump(ELECTRON, 0, 1)}),
        frozenset({Jump(HOMOLYSE, 1, 2), Jump(ELECTRON, 0, 2)}),
    }


def test_a_carbene_adds_to_a_double_bond_by_pairs() -> None:
    """Carbene, C=C: its pair goes to one end, the pair of the bond comes to it."""
    change = tuple(Entry(*e) for e in [(0, 0, -2), (0, 1, 1), (0, 2, 1), (1, 2, -1)])
    for jumps in jumps_of(change):
        assert {jump.kind for jump in jumps} == {FORM, BREAK}


def test_what_pairs_make_is_never_made_of_single_electrons() -> None:
    """HOMOLYSE and ELECTRON make BREAK; PROTON is meant where ATOM and ELECTRON make the same."""
    assert jumps_of(change_after([Jump(HOMOLYSE, 0, 1), Jump(ELECTRON, 1, 0)])) == [
        (Jump(BREAK, 0, 1),)
    ]
    assert jumps_of(change_after([Jump(ATOM, 0, 1), Jump(ELECTRON, 1, 0)])) == [
        (Jump(PROTON, 0, 1),)
    ]
    assert jumps_of(change_after([Jump(COUPLE, 0, 1), Jump(ELECTRON, 0, 1)])) == [
        (Jump(FORM, 0, 1),)
    ]


@given(st.lists(st.builds(Jump, st.integers(0, 3), NODES, NODES).filter(
    lambda jump: jump.i != jump.j), max_size=5))  # fmt: skip
def test_a_change_that_pair_jumps_make_has_the_sets_it_had_with_pairs_alone(
    jumps: list[Jump],
) -> None:
    change = change_after(jumps)
    by_pairs = sets_of_pairs(change)
    if by_pairs:
        assert jumps_of(change) == by_pairs


def sets_of_pairs(change: Change) -> list[tuple[Jump, ...]]:
    """The decomposition as it was when there were four kinds of jump, written down again."""
    wanted = {i: by // 2 for i, j, by in change if i == j}
    bonds = [
        [Jump(FORM if by > 0 else BREAK, *ends) for ends in ((i, j), (j, i))]
        for i, j, by in change
        if j > i
        for _ in range(abs(by))
    ]
    gives = [i for i, j, by in change if j < 0 for _ in range(-by)]
    takes = [i for i, j, by in change if j < 0 for _ in range(by)]
    if len(gives) != len(takes) or len(bonds) + len(gives) > MOST_JUMPS:
        return []
    found: dict[tuple[Jump, ...], None] = {}
    for taken in islice(distinct_orders(Counter(takes)), 24):
        passes = [
            [Jump(kind, *ends) for kind in (PROTON, HYDRIDE)]
            for ends in zip(gives, taken, strict=True)
        ]
        for jumps in product(*bonds, *passes):
            pairs: Counter[int] = Counter()
            for kind, i, j in jumps:
                at_i, at_j = {FORM: (-1, 0), BREAK: (1, 0), PROTON: (1, -1), HYDRIDE: (0, 0)}[kind]
                pairs[i] += at_i
                pairs[j] += at_j
            if {node: by for node, by in pairs.items() if by} == wanted:
                found[tuple(sorted(jumps))] = None
    return [*found]


def distinct_orders(nodes: Counter[int]) -> Iterator[tuple[int, ...]]:
    """Every order of some nodes."""
    if not nodes:
        yield ()
    for node in nodes:
        for others in distinct_orders(nodes - Counter((node,))):
            yield node, *others


def test_every_recorded_pattern_of_change_has_the_sets_it_had() -> None:
    """The distinct patterns of the 84,365 recorded steps; their nodes numbered from 0."""
    lines = (Path(__file__).parent / "recorded_changes.txt").read_text().splitlines()
    patterns = [line for line in lines if line and not line.startswith("#")]
    assert len(patterns) > 100
    for line in patterns:
        change = tuple(Entry(*map(int, entry.split(","))) for entry in line.split())
        sets = sets_of_pairs(change)
        assert jumps_of(change) == sets, line


def test_a_diels_alder_reaction_goes_around_either_way() -> None:
    bonds = [(0, 1, -1), (0, 5, 1), (1, 2, 1), (2, 3, -1), (3, 4, 1), (4, 5, -1)]
    found = jumps_of(tuple(Entry(*bond) for bond in bonds))
    assert len(found) == 2
    assert not set(found[0]) & set(found[1])
    assert all(len(jumps) == 6 for jumps in found)


def test_two_protons_between_two_pairs_may_cross() -> None:
    change = change_after([Jump(PROTON, 0, 2), Jump(PROTON, 1, 3)])
    assert {frozenset(jumps) for jumps in jumps_of(change)} == {
        frozenset({Jump(PROTON, 0, 2), Jump(PROTON, 1, 3)}),
        frozenset({Jump(PROTON, 0, 3), Jump(PROTON, 1, 2)}),
    }


def test_a_bond_of_two_pairs_takes_two_jumps() -> None:
    change = change_after([Jump(BREAK, 0, 1), Jump(BREAK, 1, 0)])
    assert jumps_of(change) == [(Jump(BREAK, 0, 1), Jump(BREAK, 1, 0))]


@pytest.mark.parametrize(
    "change",
    [
        [(0, 0, 2)],  # electrons from nowhere
        [(0, -1, 1)],  # a hydrogen from nowhere
        [(0, 0, 1), (1, 1, 1)],  # two from nowhere
        [(0, 0, -2), (0, 1, 2)],
        [(0, 0, -2), (1, 1, 2)],  # a pair that goes by no bond
        [(0, 0, -3), (1, 1, 1), (2, 2, 1), (3, 3, 1)],  # more electrons than pass in a step
    ],
)
def test_what_no_jumps_make_has_no_sets(change: list[tuple[int, int, int]]) -> None:
    assert jumps_of(tuple(Entry(*entry) for entry in change)) == []


def test_a_huge_change_is_given_up_at_once() -> None:
    longest: Change = tuple(Entry(i, i + 1, 1 - 2 * (i % 2)) for i in range(60))
    assert jumps_of(longest) == []
    passed = [Jump(HYDRIDE, i, 20) for i in range(MOST_JUMPS)]
    assert jumps_of(change_after(passed)) == [tuple(passed)]
    assert jumps_of(change_after([*passed, Jump(HYDRIDE, 12, 20)])) == []


@given(st.integers(0, JUMP_KINDS - 1), st.integers(1, 40).flatmap(lambda n: st.tuples(
    st.just(n), st.integers(0, n - 1), st.integers(0, n - 1))))  # fmt: skip
def test_columns_and_jumps_are_the_same(kind: int, place: tuple[int, int, int]) -> None:
    n, i, j = place
    jump = Jump(kind, i, j)
    column = entry_of_jump(jump, n)
    assert jump_of_entry(column, n) == jump
    logits = JumpLogits(torch.full((1, JUMP_KINDS, n, n), -torch.inf), torch.full((1,), -torch.inf))
    logits.jump[(0, *jump)] = 3.0
    assert logits.log_probabilities()[0].tolist().index(0.0) == column


@given(flasks(most_nodes=5))
def test_probabilities_sum_to_one_where_jumps_are_impossible(batch: Flasks) -> None:
    b, n = batch.real.shape
    jump = torch.randn(b, JUMP_KINDS, n, n, generator=batch.generator)
    possible = possible_jumps(batch.state, batch.real, torch.zeros_like(batch.real))
    stop = torch.randn(b, generator=batch.generator)
    logits = JumpLogits(jump.masked_fill(~possible, -torch.inf), stop)
    half = JumpLogits(*(part.bfloat16() for part in logits))
    for told in (logits, half):
        p = told.log_probabilities().exp()
        assert p.dtype == torch.float32
        torch.testing.assert_close(p.sum(1), torch.ones(b))
        assert (p[:, 1:][~possible.flatten(1)] == 0).all()
        assert (p[:, 0] > 0).all()
