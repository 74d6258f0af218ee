import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from flower.errors import InputError
from flower.flow import (
    Electrons,
    EndpointLogits,
    integrate,
    mean_endpoint,
    project,
    sampling_step,
    uniform_times,
)
from tests.flow.flasks import (
    Flasks,
    certain_logits,
    flasks,
    proton_transfer,
    random_logits,
    random_velocity,
    rounding,
    totals,
)


class HandWritten:
    """Stands in for the network: wild logits that depend on x_t and t; remembers every state."""

    def __init__(self, real: Tensor, seed: int, dtype: torch.dtype = torch.float32) -> None:
        generator = torch.Generator().manual_seed(seed)
        self.slope = random_logits(real, generator)
        self.dtype = dtype
        self.visited: list[Electrons] = []
        self.times: list[float] = []

    def __call__(self, x_t: Electrons, t: Tensor) -> EndpointLogits:
        self.visited.append(x_t)
        self.times.append(t[0].item())
        bond = self.slope.bond * (1 + x_t.be[..., None].sin())
        logits = EndpointLogits(
            bond=(bond + bond.transpose(1, 2)) / 2,
            lone=self.slope.lone * (1 + t[:, None, None]),
            hydrogens=self.slope.hydrogens * x_t.hydrogens[..., None].cos(),
            done=self.slope.done,
        )
        return EndpointLogits(*(part.to(self.dtype) for part in logits))


@given(batch=flasks(), dt=st.floats(0, 1))
def test_a_step_along_any_velocity_conserves(batch: Flasks, dt: float) -> None:
    velocity = random_velocity(batch)
    after = sampling_step(batch.state, velocity, dt, batch.real)
    assert torch.equal(after.be, after.be.mT)
    for total, expected in zip(totals(after), totals(batch.state), strict=True):
        assert ((total - expected).abs() <= rounding(after, batch.state, velocity)).all()


@given(batch=flasks(), dt=st.floats(0, 1))
def test_a_step_never_changes_padding(batch: Flasks, dt: float) -> None:
    after = sampling_step(batch.state, random_velocity(batch), dt, batch.real)
    padding = ~(batch.real[:, :, None] & batch.real[:, None, :])
    assert not after.be[padding].any()
    assert not after.hydrogens[~batch.real].any()


def test_a_step_is_eulers() -> None:
    reactants, change, real = proton_transfer()
    step = change.as_electrons()
    half = sampling_step(reactants, step, 0.5, real)
    torch.testing.assert_close(half.be, reactants.be + 0.5 * step.be)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16], ids=str)
@pytest.mark.parametrize("state_dtype", [torch.float32, torch.bfloat16], ids=str)
@given(batch=flasks(), evaluations=st.sampled_from([1, 2, 4]), seed=st.integers(0, 1000))
def test_every_state_of_an_integration_conserves(
    batch: Flasks, evaluations: int, seed: int, dtype: torch.dtype, state_dtype: torch.dtype
) -> None:
    """Also when the network speaks bfloat16, or the reactants come in it."""
    predict = HandWritten(batch.real, seed, dtype)
    reactants = Electrons(batch.state.be.to(state_dtype), batch.state.hydrogens.to(state_dtype))
    times = uniform_times(evaluations)
    result = integrate(predict, reactants, batch.real, times, 0.1, batch.generator)
    assert len(predict.visited) == evaluations
    padding = ~(batch.real[:, :, None] & batch.real[:, None, :])
    for x_t in (*predict.visited, result.x_1):
        assert torch.equal(x_t.be, x_t.be.mT)
        assert not x_t.be[padding].any()
        assert not x_t.hydrogens[~batch.real].any()
        for total, expected in zip(totals(x_t), totals(batch.state), strict=True):
            assert (total - expected).abs().max() < 1e-4


@pytest.mark.parametrize("evaluations", [1, 2, 4])
def test_a_sure_network_carries_the_reactants_to_the_products(evaluations: int) -> None:
    reactants, change, real = proton_transfer()
    logits = certain_logits(change)
    result = integrate(lambda x_t, t: logits, reactants, real, uniform_times(evaluations), 0.3)
    products = reactants + change.as_electrons()
    torch.testing.assert_close(result.x_1.be, products.be, rtol=0, atol=1e-5)
    torch.testing.assert_close(result.x_1.hydrogens, products.hydrogens, rtol=0, atol=1e-5)


@given(batch=flasks(), seed=st.integers(0, 1000))
def test_one_evaluation_lands_on_the_projected_mean_endpoint(batch: Flasks, seed: int) -> None:
    predict = HandWritten(batch.real, seed)
    result = integrate(predict, batch.state, batch.real)
    endpoint = mean_endpoint(result.logits, batch.state, batch.real)
    expected = batch.state + project(endpoint - batch.state, batch.real)
    torch.testing.assert_close(result.x_1.be, expected.be, rtol=0, atol=1e-5)
    assert predict.times == [0.0]


def test_the_last_evaluation_is_the_one_returned() -> None:
    reactants, _, real = proton_transfer()
    predict = HandWritten(real, seed=3)
    result = integrate(predict, reactants, real, times=(0.0, 0.2, 0.7, 1.0))
    assert predict.times == pytest.approx([0.0, 0.2, 0.7])
    again = predict(predict.visited[2], torch.tensor([0.7]))
    assert torch.equal(result.logits.bond, again.bond)


@pytest.mark.parametrize("times", [(0.0,), (0.1, 1.0), (0.0, 0.9), (0.0, 0.5, 0.5, 1.0)])
def test_a_time_grid_that_does_not_rise_from_0_to_1_is_refused(times: tuple[float, ...]) -> None:
    reactants, change, real = proton_transfer()
    logits = certain_logits(change)
    with pytest.raises(InputError, match="rises from 0 to 1"):
        integrate(lambda x_t, t: logits, reactants, real, times)
