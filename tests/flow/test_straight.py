"""The contract of a flow, and the straight flow's own promises."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from torch import Tensor

from flower.flow import (
    Electrons,
    EndpointLogits,
    Flow,
    PathLesson,
    Proposals,
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

FLOWS = [
    StraightFlow(),
    StraightFlow(SamplerSettings(evaluations=2, candidates=8)),
    StraightFlow(SamplerSettings(evaluations=4, samples=3, noise=0.1)),
]


class FlowContract:
    """Each flow passes these; a new flow subclasses with its own ``flow`` and ``predict``."""

    @pytest.fixture(params=FLOWS, ids=["defaults", "two evaluations", "three noisy samples"])
    def flow(self, request: pytest.FixtureRequest) -> Flow[EndpointLogits, PathLesson]:
        flow: Flow[EndpointLogits, PathLesson] = request.param
        return flow

    def sure(self, x_t: Electrons, t: Tensor) -> EndpointLogits:
        return certain_logits(proton_transfer()[1])

    def test_a_sure_network_gets_its_step_back(
        self, flow: Flow[EndpointLogits, PathLesson]
    ) -> None:
        reactants, _, real = proton_transfer()
        (found,) = flow.propose(self.sure, reactants, real, torch.Generator().manual_seed(0))
        best = found.changes[0]
        assert best.lone == ((0, -2), (1, 2))
        assert best.hydrogens == ((0, 1), (1, -1))
        assert np.exp(best.log_probability) == pytest.approx(1, abs=1e-6)
        assert found.done < 1e-6
        assert found.raw_conserved == 1

    def test_proposals_conserve_and_probabilities_are_shares(
        self, flow: Flow[EndpointLogits, PathLesson]
    ) -> None:
        generator = torch.Generator().manual_seed(4)
        reactants, _, real = proton_transfer()
        logits = random_logits(real, generator)
        (found,) = flow.propose(lambda x_t, t: logits, reactants, real, generator)
        assert_honest(found)

    def test_a_sure_network_has_no_loss(self, flow: Flow[EndpointLogits, PathLesson]) -> None:
        reactants, change, real = proton_transfer()
        lesson = flow.prepare(reactants, change, real, torch.Generator().manual_seed(0))
        loss = flow.loss(self.sure, lesson)
        assert loss.shape == (1,)
        assert loss.item() < 1e-6

    def test_one_seed_gives_one_answer(self, flow: Flow[EndpointLogits, PathLesson]) -> None:
        reactants, change, real = proton_transfer()

        def wavering(x_t: Electrons, t: Tensor) -> EndpointLogits:
            logits = certain_logits(change)
            return logits._replace(lone=logits.lone * x_t.be.diagonal(dim1=1, dim2=2).sum() / 80)

        first, second = (
            flow.propose(wavering, reactants, real, torch.Generator().manual_seed(9))
            for _ in range(2)
        )
        assert first == second


class TestStraightFlow(FlowContract):
    pass


def assert_honest(found: Proposals) -> None:
    for change in found.changes:
        assert 2 * sum(d for *_, d in change.bonds) + sum(d for _, d in change.lone) == 0
        assert sum(d for _, d in change.hydrogens) == 0
    log_probabilities = [change.log_probability for change in found.changes]
    assert log_probabilities == sorted(log_probabilities, reverse=True)
    assert sum(np.exp(log_probabilities)) <= 1 + 1e-9
    assert 0 <= found.done <= 1
    assert 0 <= found.conserved_mass <= 1 + 1e-9
    assert found.drift < 1e-4


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
    assert found.changes[0].is_empty
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
    assert found.changes[0].lone == ((0, -2), (1, 2))
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
