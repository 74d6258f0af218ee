import math

import pytest
import torch
from hypothesis import given

from flower.flow import (
    BOND_CHANGES,
    HYDROGEN_CHANGES,
    LONE_CHANGES,
    EndpointLogits,
    TargetChange,
    endpoint_loss,
    endpoint_velocity,
    forbid_impossible,
    mean_endpoint,
    representable,
)
from tests.flow.flasks import (
    SURE,
    Flasks,
    certain_logits,
    flasks,
    proton_transfer,
    random_logits,
    random_state,
    rounding,
    totals,
)


def random_change(batch: Flasks) -> TargetChange:
    """Any change within the classes; it need not conserve."""
    b, n = batch.real.shape
    bond, lone, hydrogens = (
        torch.randint(-2, 3, shape, generator=batch.generator)
        for shape in ((b, n, n), (b, n), (b, n))
    )
    bond = bond.triu(1) * (batch.real[:, :, None] & batch.real[:, None, :])
    return TargetChange(bond + bond.mT, 2 * lone * batch.real, hydrogens * batch.real)


@given(flasks(most_nodes=4))
def test_the_mean_endpoint_is_the_expected_change_of_each_entry(batch: Flasks) -> None:
    logits = random_logits(batch.real, batch.generator)
    endpoint = mean_endpoint(logits, batch.state, batch.real)
    b, n = batch.real.shape
    for f in range(b):
        for i in range(n):
            for j in range(n):
                scores = logits.lone[f, i] if i == j else logits.bond[f, i, j]
                classes = LONE_CHANGES if i == j else BOND_CHANGES
                weights = [math.exp(s) for s in scores]
                mean = sum(w * c for w, c in zip(weights, classes, strict=True)) / sum(weights)
                real = bool(batch.real[f, i] and batch.real[f, j])
                expected = batch.state.be[f, i, j].item() + mean * real
                assert endpoint.be[f, i, j].item() == pytest.approx(expected, abs=1e-4)


@given(flasks())
def test_the_mean_endpoint_is_symmetric_and_spares_padding(batch: Flasks) -> None:
    endpoint = mean_endpoint(random_logits(batch.real, batch.generator), batch.state, batch.real)
    assert torch.equal(endpoint.be, endpoint.be.mT)
    padding = ~(batch.real[:, :, None] & batch.real[:, None, :])
    assert torch.equal(endpoint.be[padding], batch.state.be[padding])
    assert torch.equal(endpoint.hydrogens[~batch.real], batch.state.hydrogens[~batch.real])


@given(flasks())
def test_a_sure_network_points_straight_at_the_products(batch: Flasks) -> None:
    change = random_change(batch)
    endpoint = mean_endpoint(certain_logits(change), batch.state, batch.real)
    products = batch.state + change.as_electrons()
    torch.testing.assert_close(endpoint.be, products.be, rtol=0, atol=1e-4)
    torch.testing.assert_close(endpoint.hydrogens, products.hydrogens, rtol=0, atol=1e-4)


@given(flasks())
def test_the_velocity_conserves_also_towards_an_endpoint_that_does_not(batch: Flasks) -> None:
    endpoint = random_state(batch.real, batch.generator)
    t = torch.rand(len(batch.real), generator=batch.generator) * 0.9
    velocity = endpoint_velocity(endpoint, batch.state, t, batch.real)
    for total in totals(velocity):
        assert (total.abs() <= rounding((endpoint - batch.state) * (1 / (1 - t)))).all()


def test_the_velocity_of_a_conserving_endpoint_is_the_paths_own() -> None:
    reactants, change, real = proton_transfer()
    products = reactants + change.as_electrons()
    t = torch.tensor([0.25])
    x_t = reactants * (1 - t) + products * t
    velocity = endpoint_velocity(products, x_t, t, real)
    torch.testing.assert_close(velocity.be, (products - reactants).be)
    torch.testing.assert_close(velocity.hydrogens, (products - reactants).hydrogens)


def test_logits_in_bfloat16_give_a_float32_endpoint() -> None:
    reactants, change, real = proton_transfer()
    logits = EndpointLogits(*(part.bfloat16() for part in certain_logits(change)))
    with torch.autocast("cpu", dtype=torch.bfloat16):
        endpoint = mean_endpoint(logits, reactants, real)
        velocity = endpoint_velocity(endpoint, reactants, torch.zeros(1), real)
    assert endpoint.be.dtype == velocity.be.dtype == torch.float32
    for total in totals(velocity):
        assert total.abs() < 1e-6


@given(flasks(most_nodes=5))
def test_the_loss_is_the_negative_log_likelihood_counted_by_hand(batch: Flasks) -> None:
    logits, change = random_logits(batch.real, batch.generator), random_change(batch)
    loss = endpoint_loss(logits, change, batch.real)
    b, n = batch.real.shape
    for f in range(b):
        nodes = [i for i in range(n) if batch.real[f, i]]
        entries = [
            (logits.bond[f, i, j], BOND_CHANGES.index(int(change.bond[f, i, j])))
            for i in nodes
            for j in nodes
            if i < j
        ]
        entries += [(logits.lone[f, i], LONE_CHANGES.index(int(change.lone[f, i]))) for i in nodes]
        entries += [
            (logits.hydrogens[f, i], HYDROGEN_CHANGES.index(int(change.hydrogens[f, i])))
            for i in nodes
        ]
        expected = -sum(s.double().log_softmax(0)[c].item() for s, c in entries)
        done = not any(bool(part[f].any()) for part in change)
        p_done = logits.done[f].double().sigmoid().item()
        expected -= math.log(p_done if done else 1 - p_done)
        assert loss[f].item() == pytest.approx(expected, rel=1e-4, abs=1e-4)


@given(flasks())
def test_the_loss_ignores_padding_and_its_gradient_too(batch: Flasks) -> None:
    logits = EndpointLogits(
        *(part.requires_grad_() for part in random_logits(batch.real, batch.generator))
    )
    endpoint_loss(logits, random_change(batch), batch.real).sum().backward()
    padding = ~(batch.real[:, :, None] & batch.real[:, None, :])
    assert logits.bond.grad is not None
    assert logits.lone.grad is not None
    assert not logits.bond.grad[padding].any()
    assert not logits.lone.grad[~batch.real].any()


def test_a_network_that_knows_the_step_has_no_loss() -> None:
    _, change, real = proton_transfer()
    assert endpoint_loss(certain_logits(change), change, real).item() < 1e-6
    nothing = TargetChange(*(torch.zeros_like(part) for part in change))
    assert endpoint_loss(certain_logits(nothing), nothing, real).item() < 1e-6
    assert endpoint_loss(certain_logits(change), nothing, real).item() > SURE


def test_changes_outside_the_classes_are_told_apart() -> None:
    _, change, _ = proton_transfer()
    assert representable(change).tolist() == [True]
    assert representable(change._replace(lone=torch.tensor([[1, -1, 0]]))).tolist() == [False]
    assert representable(change._replace(lone=torch.tensor([[6, -6, 0]]))).tolist() == [False]
    assert representable(change._replace(bond=change.bond + 3)).tolist() == [False]


@pytest.mark.slow
@given(flasks())
def test_impossible_changes_have_no_chance_and_no_change_always_has_one(batch: Flasks) -> None:
    pool = torch.zeros_like(batch.real)
    pool[:, -1] = True
    logits = random_logits(batch.real, batch.generator)
    masked = forbid_impossible(logits, batch.state, pool)
    b, n = batch.real.shape
    for f in range(b):
        for i in range(n):
            lone_now, h_now = batch.state.be[f, i, i], batch.state.hydrogens[f, i]
            for c in range(5):
                lone_ok = lone_now + LONE_CHANGES[c] >= 0 or i == n - 1 or c == 2
                assert bool(masked.lone[f, i, c].isfinite()) == bool(lone_ok)
                h_ok = h_now + HYDROGEN_CHANGES[c] >= 0 or c == 2
                assert bool(masked.hydrogens[f, i, c].isfinite()) == bool(h_ok)
                for j in range(i):
                    order = batch.state.be[f, i, j] + BOND_CHANGES[c]
                    ok = (0 <= order <= 3 and n - 1 not in (i, j)) or c == 2
                    assert bool(masked.bond[f, i, j, c].isfinite()) == bool(ok)
    assert torch.equal(masked.done, logits.done)
    assert mean_endpoint(masked, batch.state, batch.real).be.isfinite().all()
