"""The contract of a flow, and the straight flow's own promises."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from torch import Tensor

from flower.flow import (
    Electrons,
    EndpointLogits,
    SamplerSettings,
    StraightFlow,
    endpoint_loss,
)
from tests.flow.flasks import (
    SURE,
    Flasks,
    certain_logits,
    flasks,
    proton_transfer,
    random_logits,
)
from tests.flow.test_contract import assert_honest


@settings(max_examples=30)
@given(flasks())
def test_random_networks_on_padded_batches_conserve(batch: Flasks) -> None:
    logits = random_logits(batch.real, batch.generator)
    half = EndpointLogits(*(part.bfloat16() for part in logits))
    flow = StraightFlow(SamplerSettings(evaluations=2, samples=2, noise=0.05))
    found = flow.propose(lambda x_t, t: half, batch.state, batch.real, batch.generator)
    assert len(found) == len(batch.real)
    for proposals in found:
        assert_honest(proposals)


def test_the_probability_of_a_change_is_its_mean_over_samples() -> None:
    reactants, change, real = proton_transfer()
    still = change._replace(lone=0 * change.lone, hydrogens=0 * change.hydrogens)
    answers = iter([change, still, still, still])
    flow = StraightFlow(SamplerSettings(samples=4, noise=0.1))
    (found,) = flow.propose(lambda x_t, t: certain_logits(next(answers)), reactants, real)
    assert found.changes[0].change.is_empty
    assert np.exp(found.changes[0].log_probability) == pytest.approx(0.75, abs=1e-6)
    assert np.exp(found.changes[1].log_probability) == pytest.approx(0.25, abs=1e-6)
    assert found.done == pytest.approx(0.75, abs=1e-6)


def test_training_asks_the_network_between_noisy_reactants_and_products() -> None:
    reactants, change, real = proton_transfer()
    asked: list[tuple[Electrons, Tensor]] = []

    def watch(x_t: Electrons, t: Tensor) -> EndpointLogits:
        asked.append((x_t, t))
        return certain_logits(change)

    for share in (0.0, 1.0):
        flow = StraightFlow(share_at_start=share)
        flow.loss(watch, flow.prepare(reactants, change, real))
    (x_t, t), (x_start, t_start) = asked
    expected = reactants + change.as_electrons() * t
    torch.testing.assert_close(x_t.be, expected.be)
    assert t_start.item() == 0
    assert torch.equal(x_start.be, reactants.be)


def test_a_network_of_one_constant_learns_the_step_by_the_loss() -> None:
    reactants, change, real = proton_transfer()
    start = random_logits(real, torch.Generator().manual_seed(0))
    logits = EndpointLogits(*(part.clone().requires_grad_() for part in start))
    optimiser = torch.optim.Adam(list(logits), lr=0.3)
    for _ in range(60):
        optimiser.zero_grad()
        endpoint_loss(logits, change, real).sum().backward()
        optimiser.step()
    (found,) = StraightFlow().propose(lambda x_t, t: logits, reactants, real)
    assert found.changes[0].change.lone.tolist() == [[0, -2], [1, 2]]
    assert found.done < 0.1
    assert endpoint_loss(logits, change, real).item() < SURE / 100


def test_a_step_of_single_electrons_teaches_nothing() -> None:
    reactants, change, real = proton_transfer()
    odd = change._replace(lone=torch.tensor([[-1, 1, 0]]))
    flow = StraightFlow()
    logits = EndpointLogits(
        *(part.requires_grad_() for part in random_logits(real, torch.Generator().manual_seed(0)))
    )
    loss = flow.loss(lambda x_t, t: logits, flow.prepare(reactants, odd, real))
    assert loss.item() == 0
    loss.sum().backward()
    assert all(part.grad is not None and not part.grad.any() for part in logits)
