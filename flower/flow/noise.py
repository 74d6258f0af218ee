"""Gaussian noise that conserves electrons and hydrogens."""

import torch
from jaxtyping import Bool
from torch import Tensor

from flower.flow.conservation import project
from flower.flow.electrons import Electrons, Entries


def conserving_noise(
    real: Bool[Tensor, "b n"],
    sigma: float,
    generator: torch.Generator | None = None,
    movable: Entries | None = None,
) -> Electrons:
    """Return symmetric Gaussian noise of standard deviation sigma that creates no electron.

    One number is drawn for each unordered pair, each diagonal entry and each hydrogen count; the
    projection then takes the mean away, which lowers the variance by one part in the number of
    entries. Padding stays zero. float32, on the device of ``real``; sigma in electrons (bond
    orders, hydrogens).

    >>> noise = conserving_noise(torch.tensor([[True, True, False]]), sigma=0.1)
    >>> noise.be.shape, bool(noise.be.sum().abs() < 1e-6), noise.be[0, 2].tolist()
    (torch.Size([1, 3, 3]), True, [0.0, 0.0, 0.0])
    """
    b, n = real.shape
    upper = torch.randn(b, n, n, generator=generator, device=real.device).triu()
    hydrogens = torch.randn(b, n, generator=generator, device=real.device)
    noise = Electrons(upper + upper.triu(1).mT, hydrogens) * sigma
    return project(noise, real, movable)
