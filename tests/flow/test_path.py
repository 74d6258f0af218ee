import torch
from hypothesis import given

from flower.flow import conserving_noise, draw_times, point_on_path
from tests.flow.flasks import Flasks, flasks, proton_transfer, random_state, rounding, totals


@given(flasks())
def test_the_path_is_the_straight_line_of_the_papers(batch: Flasks) -> None:
    """Tong et al., arXiv 2302.00482, eq. 14 and 15, entry by entry."""
    x_0, x_1 = batch.state, random_state(batch.real, batch.generator)
    t = torch.rand(len(batch.real), generator=batch.generator)
    point = point_on_path(x_0, x_1, t)
    for part in (0, 1):
        for flask, time in enumerate(t):
            start, end = x_0[part][flask], x_1[part][flask]
            torch.testing.assert_close(point.x_t[part][flask], time * end + (1 - time) * start)
            torch.testing.assert_close(point.velocity[part][flask], end - start)


@given(flasks())
def test_the_path_begins_at_the_source_and_ends_at_the_target(batch: Flasks) -> None:
    x_0, x_1 = batch.state, random_state(batch.real, batch.generator)
    zero, one = torch.zeros(len(batch.real)), torch.ones(len(batch.real))
    assert torch.equal(point_on_path(x_0, x_1, zero).x_t.be, x_0.be)
    assert torch.equal(point_on_path(x_0, x_1, one).x_t.be, x_1.be)


@given(flasks())
def test_following_the_velocity_from_anywhere_reaches_the_target(batch: Flasks) -> None:
    x_0, x_1 = batch.state, random_state(batch.real, batch.generator)
    t = torch.rand(len(batch.real), generator=batch.generator)
    x_t, velocity = point_on_path(x_0, x_1, t)
    torch.testing.assert_close((x_t + velocity * (1 - t)).be, x_1.be, rtol=0, atol=1e-4)


def test_every_point_of_a_step_holds_the_same_electrons() -> None:
    reactants, change, real = proton_transfer()
    generator = torch.Generator().manual_seed(0)
    x_0 = reactants + conserving_noise(real, 0.2, generator)
    x_1 = reactants + change.as_electrons()
    for t in (0.0, 0.3, 0.77, 1.0):
        x_t = point_on_path(x_0, x_1, torch.tensor([t])).x_t
        for total, expected in zip(totals(x_t), totals(reactants), strict=True):
            assert ((total - expected).abs() <= rounding(x_t) + 1e-6).all()


def test_times_are_uniform_with_a_share_at_the_start() -> None:
    generator = torch.Generator().manual_seed(0)
    t = draw_times(20_000, share_at_start=0.25, generator=generator)
    assert abs((t == 0).float().mean() - 0.25) < 0.02
    assert abs(t[t > 0].mean() - 0.5) < 0.02
    assert (t < 1).all()
