"""The laws, first: whatever goes in, the projection creates no electron and no hydrogen."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from flower.flow import Electrons, Entries, project, real_entries
from tests.flow.flasks import Flasks, flasks, random_velocity, rounding, totals

PRECISIONS = [torch.float32, torch.bfloat16, torch.float16, torch.float64]


def cast(x: Electrons, dtype: torch.dtype) -> Electrons:
    return Electrons(x.be.to(dtype), x.hydrogens.to(dtype))


def inner(x: Electrons, y: Electrons) -> float:
    return ((x.be * y.be).sum() + (x.hydrogens * y.hydrogens).sum()).item()


@pytest.mark.parametrize("dtype", PRECISIONS, ids=str)
@given(batch=flasks(), scale=st.sampled_from([1e-3, 1.0, 100.0]))
def test_projection_conserves_electrons_and_hydrogens(
    batch: Flasks, scale: float, dtype: torch.dtype
) -> None:
    v = cast(random_velocity(batch, scale), dtype)
    for total in totals(project(v, batch.real)):
        assert (total.abs() <= rounding(v)).all()


@pytest.mark.parametrize("dtype", PRECISIONS, ids=str)
@given(batch=flasks())
def test_projection_is_symmetric_and_zero_on_padding(batch: Flasks, dtype: torch.dtype) -> None:
    be, hydrogens = project(cast(random_velocity(batch), dtype), batch.real)
    assert torch.equal(be, be.mT)
    assert not be[~real_entries(batch.real).be].any()
    assert not hydrogens[~batch.real].any()


@given(batch=flasks())
def test_projecting_twice_changes_nothing(batch: Flasks) -> None:
    once = project(cast(random_velocity(batch), torch.float64), batch.real)
    twice = project(once, batch.real)
    torch.testing.assert_close(twice.be, once.be, rtol=0, atol=1e-13)
    torch.testing.assert_close(twice.hydrogens, once.hydrogens, rtol=0, atol=1e-13)


@given(batch=flasks())
def test_projection_is_orthogonal(batch: Flasks) -> None:
    x, y = (cast(random_velocity(batch), torch.float64) for _ in range(2))
    removed, kept = x - project(x, batch.real), project(y, batch.real)
    assert abs(inner(removed, kept)) < 1e-9


@given(batch=flasks())
def test_a_real_step_passes_unchanged(batch: Flasks) -> None:
    """Moving a bond pair onto an atom, and a hydrogen, conserves already."""
    n = batch.real.shape[1]
    first, last = (int(i) for i in batch.real[0].nonzero()[[0, -1], 0])
    step = Electrons(torch.zeros(len(batch.real), n, n), torch.zeros(len(batch.real), n))
    if first != last:
        step.be[0, first, last] = step.be[0, last, first] = -1
        step.be[0, last, last] = 2
        step.hydrogens[0, first], step.hydrogens[0, last] = -1, 1
    projected = project(step, batch.real)
    assert torch.equal(projected.be, step.be)
    assert torch.equal(projected.hydrogens, step.hydrogens)


def test_half_precision_comes_back_wide_enough_to_conserve() -> None:
    """A mean of one part in 90,000 cannot be taken from an entry of 1 in bfloat16."""
    v = Electrons(
        torch.zeros(1, 300, 300, dtype=torch.bfloat16), torch.zeros(1, 300, dtype=torch.bfloat16)
    )
    v.be[0, 0, 0] = 1
    projected = project(v, torch.ones(1, 300, dtype=torch.bool))
    assert projected.be.dtype == torch.float32
    assert projected.be.double().sum().abs() < 1e-6
    assert projected.be.bfloat16().double().sum().abs() > 1e-4


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16], ids=str)
def test_a_flask_of_two_hundred_nodes_conserves_to_a_ten_thousandth(dtype: torch.dtype) -> None:
    generator = torch.Generator().manual_seed(0)
    v = Electrons(
        torch.randn(1, 200, 200, generator=generator).to(dtype),
        torch.randn(1, 200, generator=generator).to(dtype),
    )
    electrons, hydrogens = totals(project(v, torch.ones(1, 200, dtype=torch.bool)))
    assert electrons.abs() < 1e-4
    assert hydrogens.abs() < 1e-4


@given(batch=flasks())
def test_only_movable_entries_move_and_the_totals_stay(batch: Flasks) -> None:
    b, n = batch.real.shape
    pairs = torch.rand(b, n, n, generator=batch.generator) < 0.6
    movable = Entries(pairs | pairs.mT, torch.rand(b, n, generator=batch.generator) < 0.6)
    v = random_velocity(batch)
    projected = project(v, batch.real, movable)
    assert not projected.be[~movable.be].any()
    assert not projected.hydrogens[~movable.hydrogens].any()
    assert not projected.hydrogens[~batch.real].any()
    for total in totals(projected):
        assert (total.abs() <= rounding(v)).all()


def test_what_padding_holds_never_matters() -> None:
    real = torch.tensor([[True, True, False]])
    v = Electrons(torch.ones(1, 3, 3), torch.ones(1, 3))
    v.be[0, 2], v.hydrogens[0, 2] = torch.nan, torch.nan
    projected = project(v, real)
    assert not projected.be.isnan().any()
    assert not projected.hydrogens.isnan().any()


def test_an_empty_flask_stays_empty() -> None:
    v = Electrons(torch.ones(1, 2, 2), torch.ones(1, 2))
    assert not project(v, torch.zeros(1, 2, dtype=torch.bool)).be.any()
