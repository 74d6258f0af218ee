"""Small worlds for the tests of the flow: random flasks, and a predictor written by hand."""

from typing import NamedTuple

import numpy as np
import torch
from hypothesis import strategies as st
from torch import Tensor

from flower.flow import (
    BOND_CHANGES,
    HYDROGEN_CHANGES,
    LONE_CHANGES,
    Electrons,
    EndpointLogits,
    EntryLogProbabilities,
    TargetChange,
)

CLASSES = (BOND_CHANGES, LONE_CHANGES, HYDROGEN_CHANGES)
SURE = 30.0


class Flasks(NamedTuple):
    """A padded batch: integer states with zero padding, the mask, and a source of randomness."""

    state: Electrons
    real: Tensor
    generator: torch.Generator


@st.composite
def flasks(draw: st.DrawFn, most_nodes: int = 9) -> Flasks:
    """Random integer states, a batch of one to four, each padded by none to a few nodes."""
    sizes = draw(st.lists(st.integers(1, most_nodes), min_size=1, max_size=4))
    width = max(sizes) + draw(st.integers(0, 3))
    generator = torch.Generator().manual_seed(draw(st.integers(0, 2**32)))
    real = torch.arange(width) < torch.tensor(sizes)[:, None]
    if draw(st.booleans()):  # padding need not be at the end
        real = real[:, torch.randperm(width, generator=generator)]
    return Flasks(random_state(real, generator), real, generator)


def random_state(real: Tensor, generator: torch.Generator) -> Electrons:
    """Bond orders 0 to 3 (mostly none), 0 to 4 lone pairs, 0 to 3 hydrogens."""
    b, n = real.shape

    def integers(high: int, *shape: int) -> Tensor:
        return torch.randint(0, high, shape, generator=generator).float()

    bonds = (integers(4, b, n, n) * (integers(4, b, n, n) == 0)).triu(1)
    be = bonds + bonds.mT + torch.diag_embed(2 * integers(5, b, n))
    pairs = real[:, :, None] & real[:, None, :]
    return Electrons(be * pairs, integers(4, b, n) * real)


def random_velocity(flasks: Flasks, scale: float = 3.0) -> Electrons:
    """Anything: not symmetric, not conserving, not even zero on padding."""
    b, n = flasks.real.shape
    return Electrons(
        scale * torch.randn(b, n, n, generator=flasks.generator),
        scale * torch.randn(b, n, generator=flasks.generator),
    )


def random_logits(real: Tensor, generator: torch.Generator, scale: float = 2.0) -> EndpointLogits:
    """Symmetric in the nodes, otherwise anything."""
    b, n = real.shape
    bond = scale * torch.randn(b, n, n, 5, generator=generator)
    return EndpointLogits(
        bond=(bond + bond.transpose(1, 2)) / 2,
        lone=scale * torch.randn(b, n, 5, generator=generator),
        hydrogens=scale * torch.randn(b, n, 5, generator=generator),
        done=torch.randn(b, generator=generator),
    )


def certain_logits(change: TargetChange) -> EndpointLogits:
    """What a network that knows the step would say."""
    parts = [
        SURE * (value[..., None] == torch.tensor(classes)).float()
        for value, classes in zip(change, CLASSES, strict=True)
    ]
    nothing = ~(change.bond.flatten(1).any(1) | change.lone.any(1) | change.hydrogens.any(1))
    return EndpointLogits(*parts, SURE * (2 * nothing.float() - 1))


def proton_transfer() -> tuple[Electrons, TargetChange, Tensor]:
    """Ammonia and hydrogen chloride (nodes N, Cl, one padding node) become ammonium chloride."""
    be = torch.diag_embed(torch.tensor([[2.0, 6.0, 0.0]]))
    reactants = Electrons(be, torch.tensor([[3.0, 1.0, 0.0]]))
    change = TargetChange(
        bond=torch.zeros(1, 3, 3, dtype=torch.long),
        lone=torch.tensor([[-2, 2, 0]]),
        hydrogens=torch.tensor([[1, -1, 0]]),
    )
    return reactants, change, torch.tensor([[True, True, False]])


def random_log_probabilities(
    rng: np.random.Generator, n: int, scale: float = 2.0
) -> EntryLogProbabilities:
    """Normalised log-probabilities of one flask of n nodes."""

    def log_p(*shape: int) -> np.ndarray:
        logits = rng.normal(scale=scale, size=(*shape, 5))
        return logits - np.log(np.exp(logits).sum(-1, keepdims=True))

    return EntryLogProbabilities(log_p(n, n), log_p(n), log_p(n))


def totals(x: Electrons) -> tuple[Tensor, Tensor]:
    """Electrons and hydrogens of each flask, summed in float64."""
    be, hydrogens = x.be.double().sum((1, 2)), x.hydrogens.double().sum(1)
    return be + 2 * hydrogens, hydrogens


def rounding(*points: Electrons) -> Tensor:
    """What rounding may leave of a total: four units in the last place of all that is summed."""
    eps = torch.finfo(torch.float32).eps
    wide = [Electrons(x.be.double(), x.hydrogens.double()) for x in points]
    size = sum(x.be.abs().sum((1, 2)) + 2 * x.hydrogens.abs().sum(1) for x in wide)
    return torch.as_tensor(4 * eps * size + 1e-12)
