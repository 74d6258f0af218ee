"""The jump flow: what it learns from, and how it adds up the ways of a step."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from flower.change import Change
from flower.flow import (
    Electrons,
    Flow,
    JumpFlow,
    JumpLogits,
    JumpSettings,
    Proposals,
    StraightFlow,
    change_after,
    possible_jumps,
)
from flower.flow.jumps import BREAK, FORM, HYDRIDE, JUMP_KINDS, PROTON, Jump
from tests.flow.flasks import Flasks, flasks
from tests.flow.oracles import as_target, knowing, scripted, substitution

ATTACK, LEAVE, PASS = Jump(FORM, 0, 1), Jump(BREAK, 2, 1), Jump(HYDRIDE, 1, 0)
SN2 = change_after([ATTACK, LEAVE])
EAGER = JumpSettings(pruning_threshold=1e-9, expansion_threshold=1e-9)


def found_by(proposals: Proposals) -> dict[Change, float]:
    return {change: math.exp(log_p) for change, log_p in proposals.changes}


def script(change: Change) -> dict[Jump | None, float]:
    """A walk of two jumps in either order, with a detour and early ends."""
    return {
        (): {None: 0.1, ATTACK: 0.5, LEAVE: 0.3, PASS: 0.1},
        change_after([ATTACK]): {None: 0.2, LEAVE: 0.8},
        change_after([LEAVE]): {None: 0.4, ATTACK: 0.6},
        change_after([PASS]): {None: 1.0},
    }.get(change, {None: 1.0})


def loss_of(
    flow: JumpFlow, predict: object, reactants: Electrons, whole: list[Change], real: torch.Tensor
) -> torch.Tensor:
    target = as_target(whole, real.shape[1])
    targets = flow.prepare(reactants, target, real, torch.Generator().manual_seed(0))
    return flow.loss(predict, targets)  # type: ignore[arg-type]


def repeated(x: Electrons, real: torch.Tensor, times: int) -> tuple[Electrons, torch.Tensor]:
    return Electrons(x.be.repeat(times, 1, 1), x.hydrogens.repeat(times, 1)), real.repeat(times, 1)


def test_both_flows_are_flows() -> None:
    assert isinstance(JumpFlow(), Flow)
    assert isinstance(StraightFlow(), Flow)


def test_a_network_that_knows_the_step_wavers_only_between_its_orders() -> None:
    """Two jumps: the first is one of two, ln 2; the second and the stop are certain."""
    one, whole, real_one = substitution()
    reactants, real = repeated(one, real_one, 600)
    wholes = [whole] * 600
    knows = knowing(wholes, reactants, real)
    loss = loss_of(JumpFlow(share_at_start=0.0), knows, reactants, wholes, real)
    at_start = (loss - math.log(2)).abs() < 1e-5
    assert ((loss.abs() < 1e-5) | at_start).all()
    assert at_start.float().mean().item() == pytest.approx(1 / 3, abs=0.08)
    loss = loss_of(JumpFlow(share_at_start=1.0), knows, reactants, wholes, real)
    torch.testing.assert_close(loss, torch.full((600,), math.log(2)))


def test_a_network_that_is_wrong_loses_more() -> None:
    reactants, whole, real = substitution()

    def says(p_attack: float, p_leave: float) -> float:
        told = scripted(
            lambda change: {None: 1 - p_attack - p_leave, ATTACK: p_attack, LEAVE: p_leave},
            reactants,
        )
        return loss_of(JumpFlow(share_at_start=1.0), told, reactants, [whole], real).item()

    assert says(0.5, 0.5) == pytest.approx(math.log(2))
    assert says(0.25, 0.25) == pytest.approx(math.log(4))
    assert says(0.9, 0.05) == pytest.approx(-(math.log(0.9) + math.log(0.05)) / 2)


def test_where_nothing_happens_the_loss_is_that_of_stopping() -> None:
    reactants, _, real = substitution()
    told = scripted(lambda change: {None: 0.3, ATTACK: 0.7}, reactants)
    loss = loss_of(JumpFlow(), told, reactants, [()], real)
    assert loss.item() == pytest.approx(-math.log(0.3))


@pytest.mark.parametrize("batch", ["alone", "among others"])
def test_a_step_that_no_jumps_make_counts_nothing(batch: str) -> None:
    one, whole, real_one = substitution()
    no_jumps = change_after([ATTACK, Jump(BREAK, 1, 0)])  # a pair that goes from O to C alone
    wholes = [no_jumps] if batch == "alone" else [whole, no_jumps]
    reactants, real = repeated(one, real_one, len(wholes))
    weight = torch.zeros(1, requires_grad=True)

    def predict(x_t: Electrons, t: torch.Tensor) -> JumpLogits:
        possible = possible_jumps(x_t, real, torch.zeros_like(real))
        jump = torch.zeros(possible.shape).masked_fill(~possible, -torch.inf) + weight
        return JumpLogits(jump, torch.zeros(len(t)))

    loss = loss_of(JumpFlow(), predict, reactants, wholes, real)
    assert loss[-1].item() == 0
    assert (loss[:-1] > 0).all()
    loss.sum().backward()
    assert weight.grad is not None
    assert weight.grad.isfinite().all()


@settings(max_examples=20)
@given(st.integers(0, 5), st.integers(0, 2**32))
def test_more_padding_changes_no_loss(padding: int, seed: int) -> None:
    """A network whose logits are the nodes' own, in a flask that is padded further."""
    x, whole, real = substitution()
    own = torch.randn(JUMP_KINDS, 4, 4, generator=torch.Generator().manual_seed(seed))
    wide = Electrons(
        torch.nn.functional.pad(x.be, (0, padding, 0, padding)),
        torch.nn.functional.pad(x.hydrogens, (0, padding)),
    )
    wide_real = torch.nn.functional.pad(real, (0, padding))

    def loss(reactants: Electrons, mask: torch.Tensor) -> torch.Tensor:
        def predict(x_t: Electrons, t: torch.Tensor) -> JumpLogits:
            n = mask.shape[1]
            jump = torch.full((1, JUMP_KINDS, n, n), 9.0)
            jump[0, :, :4, :4] = own
            possible = possible_jumps(x_t, mask, torch.zeros_like(mask))
            return JumpLogits(jump.masked_fill(~possible, -torch.inf), torch.zeros(1))

        return loss_of(JumpFlow(), predict, reactants, [whole], mask)

    torch.testing.assert_close(loss(x, real), loss(wide, wide_real))


def test_a_step_counts_in_every_order_of_its_jumps() -> None:
    reactants, _, real = substitution()
    (found,) = JumpFlow(EAGER).propose(scripted(script, reactants), reactants, real)
    assert found_by(found) == pytest.approx(
        {
            (): 0.1,
            change_after([ATTACK]): 0.5 * 0.2,
            change_after([LEAVE]): 0.3 * 0.4,
            change_after([PASS]): 0.1,
            SN2: 0.5 * 0.8 + 0.3 * 0.6,
        }
    )
    assert found.done == pytest.approx(0.1)
    assert found.changes[0].change == SN2
    assert found.evaluations == 1 + 3 + 1  # the start, three states after it, their one meeting
    assert (found.raw_conserved, found.conserved_mass, found.drift) == (1, 1, 0)
    assert found.raw_changes == (SN2,)


def test_a_network_that_knows_the_steps_of_a_batch_gets_them_back() -> None:
    one, whole, real_one = substitution()
    reactants, real = repeated(one, real_one, 3)
    wholes: list[Change] = [whole, (), change_after([PASS])]
    knows = knowing(wholes, reactants, real)
    for settings_ in (JumpSettings(), JumpSettings(pairs_at_once=1)):
        found = JumpFlow(settings_).propose(knows, reactants, real)
        for proposals, expected in zip(found, wholes, strict=True):
            assert found_by(proposals) == pytest.approx({expected: 1.0})
            assert proposals.done == pytest.approx(float(not expected))
        assert [proposals.evaluations for proposals in found] == [4, 1, 2]


def test_another_order_of_the_nodes_gives_the_same_steps() -> None:
    x, _, real = substitution()
    order = [2, 0, 3, 1]  # where each node goes
    place = torch.tensor([order.index(k) for k in range(4)])
    moved = Electrons(x.be[:, place][:, :, place], x.hydrogens[:, place])
    (one,) = JumpFlow(EAGER).propose(scripted(script, x), x, real)
    (two,) = JumpFlow(EAGER).propose(scripted(script, moved, order), moved, real[:, place])

    renumbered = {change.at(dict(enumerate(order))): p for change, p in found_by(one).items()}
    assert found_by(two) == pytest.approx(renumbered)
    assert one.done == two.done


def test_a_narrow_beam_follows_the_most_probable_states_alone() -> None:
    reactants, _, real = substitution()
    narrow = JumpFlow(JumpSettings(beam=1))
    (found,) = narrow.propose(scripted(script, reactants), reactants, real)
    assert found_by(found) == pytest.approx({(): 0.1, change_after([ATTACK]): 0.1, SN2: 0.4})
    (found,) = JumpFlow(JumpSettings(branching=2)).propose(
        scripted(script, reactants), reactants, real
    )
    assert change_after([PASS]) not in found_by(found)
    assert found_by(found)[SN2] == pytest.approx(0.58)


def test_ways_less_probable_than_told_are_given_up() -> None:
    reactants, _, real = substitution()
    for least, kept in ((0.09, True), (0.11, False)):
        flow = JumpFlow(JumpSettings(pruning_threshold=least))
        (found,) = flow.propose(scripted(script, reactants), reactants, real)
        assert (change_after([PASS]) in found_by(found)) == kept


def test_a_state_too_improbable_to_ask_about_counts_half() -> None:
    reactants, _, real = substitution()
    for least, share, evaluations in ((0.09, 1.0, 5), (0.11, 0.5, 4)):
        flow = JumpFlow(JumpSettings(expansion_threshold=least))
        (found,) = flow.propose(scripted(script, reactants), reactants, real)
        assert found_by(found)[change_after([PASS])] == pytest.approx(0.1 * share)
        assert found.evaluations == evaluations


def test_what_nobody_wants_is_not_asked_about_and_keeps_its_share() -> None:
    reactants, _, real = substitution()
    twice, _ = repeated(reactants, real, 2)
    flow = JumpFlow(EAGER)
    whole, part = flow.propose(
        scripted(script, twice), twice, real.expand(2, -1), minimum_probability=[0.0, 0.11]
    )
    assert (whole.evaluations, part.evaluations) == (5, 4)
    assert found_by(part) == pytest.approx(found_by(whole))


def test_no_more_steps_are_kept_than_told_and_the_end_is_told_all_the_same() -> None:
    reactants, _, real = substitution()
    flow = JumpFlow(JumpSettings(candidates=1))
    (found,) = flow.propose(scripted(script, reactants), reactants, real)
    assert list(found_by(found)) == [SN2]
    assert found.done == pytest.approx(0.1)


def test_a_network_that_never_stops_comes_to_an_end() -> None:
    """Two hydrogens that pass to and fro; what leads back to the start is no step."""
    reactants, _, real = substitution()
    back = Jump(HYDRIDE, 0, 1)
    (found,) = JumpFlow(EAGER).propose(
        scripted(lambda change: {PASS: 0.5, back: 0.5}, reactants), reactants, real
    )
    assert found.changes == ()
    assert found.done == 0


@settings(max_examples=20)
@given(flasks(most_nodes=5), st.integers(0, 2**32))
def test_random_networks_on_padded_batches_conserve(batch: Flasks, seed: int) -> None:
    b, n = batch.real.shape
    own = 2 * torch.randn(b, JUMP_KINDS, n, n, generator=torch.Generator().manual_seed(seed))

    def predict(x_t: Electrons, t: torch.Tensor, flask: torch.Tensor) -> JumpLogits:
        possible = possible_jumps(x_t, batch.real[flask], torch.zeros_like(batch.real[flask]))
        return JumpLogits(own[flask].masked_fill(~possible, -torch.inf), torch.full((len(t),), 4.0))

    flow = JumpFlow(JumpSettings(beam=3, branching=4, pruning_threshold=1e-3))
    found = flow.propose(predict, batch.state, batch.real)
    assert found == flow.propose(predict, batch.state, batch.real)  # nothing is random
    assert len(found) == b
    for row, proposals in enumerate(found):
        for change, _ in proposals.changes:
            assert change.electron_residual == change.hydrogen_residual == 0
            assert batch.real[row, change.nodes()].all()
        log_p = [change.log_probability for change in proposals.changes]
        assert log_p == sorted(log_p, reverse=True)
        assert sum(np.exp(log_p)) <= 1 + 1e-5
        assert 0 < proposals.done <= 1
        assert proposals.evaluations >= 1


def test_a_proton_is_passed_by_one_jump() -> None:
    """Ammonia and hydrogen chloride; the network is asked at the start and after the jump."""
    be = torch.diag_embed(torch.tensor([[2.0, 6.0]]))
    reactants = Electrons(be, torch.tensor([[3.0, 1.0]]))
    whole = change_after([Jump(PROTON, 1, 0)])
    real = torch.ones(1, 2, dtype=torch.bool)
    (found,) = JumpFlow(EAGER).propose(knowing([whole], reactants, real), reactants, real)
    assert found_by(found) == pytest.approx({whole: 1.0})
    assert found.evaluations == 2
