"""The adaptive reference solver of the benchmark is sound, and what it costs is counted."""

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from flower.electrons import smiles_to_state
from flower.errors import InputError
from flower.flow import Electrons, EndpointLogits, integrate, mean_endpoint, project, uniform_times
from flower.proposals import FlowModel, load_model
from tests.flow.flasks import (
    Flasks,
    certain_logits,
    flasks,
    proton_transfer,
    random_logits,
    rounding,
    totals,
)
from tests.tiny_model import write_tiny_model

pytest.importorskip("torchdiffeq", reason="the benchmark's reference solver is not installed")

from tests.benchmarks import evaluations as benchmark

pytestmark = pytest.mark.slow

FLASKS = ("CC(=O)Cl.NC", "[H+].CC=O", "[Cl-]")
STEPS = "[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]|7\n[NH4+:1].[Cl-:2]>>[NH4+:1].[Cl-:2]|7"


class Recorded:
    """A predictor that remembers every point it was asked about."""

    def __init__(self, predict: Callable[[Electrons, Tensor], EndpointLogits]) -> None:
        self.predict = predict
        self.visited: list[Electrons] = []
        self.times: list[float] = []

    def __call__(self, x_t: Electrons, t: Tensor) -> EndpointLogits:
        self.visited.append(x_t)
        self.times.append(t[0].item())
        return self.predict(x_t, t)


def pulled_along(real: Tensor, generator: torch.Generator) -> Recorded:
    """Logits that drift with time and lean towards where the state already is."""
    base, drift = (random_logits(real, generator, scale=0.5) for _ in range(2))

    def predict(x_t: Electrons, t: Tensor) -> EndpointLogits:
        moved = EndpointLogits(
            *(one + t[0] * other for one, other in zip(base, drift, strict=True))
        )
        return moved._replace(
            bond=moved.bond * (1 + 0.3 * x_t.be[..., None].sin()),
            hydrogens=moved.hydrogens * (1 + 0.3 * x_t.hydrogens[..., None].cos()),
        )

    return Recorded(predict)


@settings(max_examples=8)
@given(batch=flasks())
def test_every_state_the_adaptive_solver_asks_about_conserves(batch: Flasks) -> None:
    predict = pulled_along(batch.real, batch.generator)
    found = benchmark.integrate_adaptively(predict, batch.state, batch.real)
    for x_t in (*predict.visited, found.x_1):
        for total, expected in zip(totals(x_t), totals(batch.state), strict=True):
            # a sum of six stages rounds six times
            assert ((total - expected).abs() <= 8 * rounding(x_t, batch.state)).all()
        torch.testing.assert_close(x_t.be, x_t.be.mT, rtol=0, atol=1e-5)


@settings(max_examples=8)
@given(batch=flasks(), seed=st.integers(0, 1000))
def test_a_constant_endpoint_is_where_it_lands(batch: Flasks, seed: int) -> None:
    logits = random_logits(batch.real, torch.Generator().manual_seed(seed))
    found = benchmark.integrate_adaptively(lambda x_t, t: logits, batch.state, batch.real)
    endpoint = mean_endpoint(logits, batch.state, batch.real)
    landed = batch.state + project(endpoint - batch.state, batch.real)
    torch.testing.assert_close(found.x_1.be, landed.be, rtol=0, atol=2e-3)
    torch.testing.assert_close(found.x_1.hydrogens, landed.hydrogens, rtol=0, atol=2e-3)


def test_a_sure_network_is_asked_a_few_times_and_lands_on_the_products() -> None:
    reactants, change, real = proton_transfer()
    predict = Recorded(lambda x_t, t: certain_logits(change))
    found = benchmark.integrate_adaptively(predict, reactants, real)
    products = reactants + change.as_electrons()
    torch.testing.assert_close(found.x_1.be, products.be, rtol=0, atol=1e-3)
    assert found.evaluations == len(predict.times)
    # a straight line needs no small steps: two evaluations to begin with, six for each step
    assert found.evaluations <= 2 + 6 * 6
    assert (found.evaluations - 2) % 6 == 0


@settings(max_examples=8)
@given(batch=flasks())
def test_the_last_evaluation_is_at_the_end_and_is_the_one_returned(batch: Flasks) -> None:
    predict = pulled_along(batch.real, batch.generator)
    found = benchmark.integrate_adaptively(predict, batch.state, batch.real)
    assert found.evaluations == len(predict.times)
    assert predict.times[-1] == pytest.approx(benchmark.END, abs=1e-6)
    assert max(predict.times) < 1
    again = predict.predict(predict.visited[-1], torch.full((len(batch.real),), predict.times[-1]))
    assert torch.equal(found.logits.bond, again.bond)


def test_it_agrees_with_very_many_fixed_steps() -> None:
    reactants, _, real = proton_transfer()
    predict = pulled_along(real, torch.Generator().manual_seed(2))
    adaptive = benchmark.integrate_adaptively(predict, reactants, real)
    fixed = integrate(predict.predict, reactants, real, uniform_times(1000))
    coarse = integrate(predict.predict, reactants, real)
    torch.testing.assert_close(adaptive.x_1.be, fixed.x_1.be, rtol=0, atol=3e-3)
    assert (coarse.x_1.be - fixed.x_1.be).abs().max() > 0.02  # else this would say nothing
    assert adaptive.evaluations < 400


@pytest.fixture
def model(tmp_path: Path) -> FlowModel:
    return load_model(write_tiny_model(tmp_path / "tiny", head="endpoint"), "cpu")


def test_what_the_adaptive_model_proposes_conserves(model: FlowModel) -> None:
    states = [smiles_to_state(smiles) for smiles in FLASKS]
    adaptive = benchmark.AdaptiveModel(model)
    found = adaptive.propose(states, top=8)
    assert any(not c.change.is_empty for candidates in found for c in candidates)
    for state, candidates in zip(states, found, strict=True):
        assert candidates
        for candidate in candidates:
            assert candidate.products.electron_total == state.electron_total
            assert candidate.products.hydrogen_total == state.hydrogen_total


def test_the_adaptive_model_counts_what_the_network_was_asked(
    model: FlowModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = 0
    forward = type(model.network).forward

    def counting(*inputs: object) -> object:
        nonlocal asked
        asked += 1
        return forward(*inputs)  # type: ignore[arg-type]

    monkeypatch.setattr(type(model.network), "forward", counting)
    adaptive = benchmark.AdaptiveModel(model)
    found = adaptive.examine([smiles_to_state(smiles) for smiles in FLASKS])
    assert [steps.evaluations for steps in found] == adaptive.counts
    assert sum(adaptive.counts) == asked
    assert min(adaptive.counts) >= 8


def test_a_model_without_a_continuous_flow_is_refused(tmp_path: Path) -> None:
    jumps = write_tiny_model(tmp_path / "tiny", head="jumps")
    with pytest.raises(InputError, match="head `jumps`"):
        benchmark.main([str(tmp_path / "steps.txt"), "--model", str(jumps)])


def test_the_table_has_a_row_for_each_solver(
    model: FlowModel, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "steps.txt").write_text(STEPS)
    folder = str(tmp_path / "tiny")
    asked = [str(tmp_path / "steps.txt"), "--model", folder, "--evaluations", "1", "3"]
    benchmark.main(asked)
    rows = [
        [cell.strip() for cell in text.strip("|").split("|")]
        for text in capsys.readouterr().out.splitlines()
        if text.startswith("| ")
    ]
    assert [row[0] for row in rows] == ["solver", "fixed", "fixed", "adaptive"]
    assert [row[1] for row in rows[1:3]] == ["1", "3"]
    assert float(rows[3][1]) >= 8
    assert all(len(row) == len(benchmark.COLUMNS) for row in rows)
    benchmark.main([*asked, "--no-adaptive"])
    assert "adaptive" not in capsys.readouterr().out
