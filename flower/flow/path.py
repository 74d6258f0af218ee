"""The straight conditional path from reactants to products."""

from typing import NamedTuple

import torch
from jaxtyping import Float
from torch import Tensor

from flower.flow.electrons import Electrons


class PathPoint(NamedTuple):
    """A point on the path and the velocity there, the target of conditional flow matching."""

    x_t: Electrons
    velocity: Electrons


def point_on_path(x_0: Electrons, x_1: Electrons, t: Float[Tensor, " b"]) -> PathPoint:
    """Return where the electrons are at time t of an elementary step, and how fast they move.

        x_t = (1 - t) x_0 + t x_1        u_t(x_t | x_0, x_1) = x_1 - x_0

    Source x_0: the reactants plus conserving noise; target x_1: the products. Both hold the same
    electrons and hydrogens, hence so does every point between them.

    Shapes: be (b, n, n), hydrogens (b, n), t (b,) in [0, 1].

    Half-way through the proton transfer from hydrogen chloride to ammonia (nodes N, Cl):

    >>> before = Electrons(torch.tensor([[[2., 0.], [0., 6.]]]), torch.tensor([[3., 1.]]))
    >>> after = Electrons(torch.tensor([[[0., 0.], [0., 8.]]]), torch.tensor([[4., 0.]]))
    >>> point_on_path(before, after, torch.tensor([0.5])).x_t.hydrogens
    tensor([[3.5000, 0.5000]])

    Source: Lipman et al., arXiv 2210.02747, eq. 20-23 with sigma_min = 0; Tong et al., arXiv
    2302.00482, eq. 14 and 15. Deviation from both: the noise sits in x_0 alone, around the
    reactants, and dies out as 1 - t.
    """
    return PathPoint(x_t=x_0 * (1 - t) + x_1 * t, velocity=x_1 - x_0)


def draw_times(
    flasks: int,
    share_at_start: float = 0.0,
    generator: torch.Generator | None = None,
    device: torch.device | str = "cpu",
) -> Float[Tensor, " b"]:
    """Return a training time for each flask: uniform in [0, 1), or 0 for a share of them.

    A sampler with one evaluation only ever asks for t = 0, and one with few asks there first, so
    it pays to train more at the start.

    >>> draw_times(3, share_at_start=1.0)
    tensor([0., 0., 0.])
    """
    t, coin = torch.rand(2, flasks, generator=generator, device=device).unbind()
    return t.masked_fill(coin < share_at_start, 0)
