"""Random flasks for the network: any connected or unconnected graph with any features."""

import torch
from torch import Tensor

from flower.network import Displacement, FlaskBatch


def random_flask(
    sizes: list[int], generator: torch.Generator, width: int | None = None
) -> tuple[FlaskBatch, Displacement]:
    """A padded batch with sparse bonds, and a symmetric displacement; padding is zero."""
    n = width or max(sizes)
    b = len(sizes)
    real = torch.arange(n) < torch.tensor(sizes)[:, None]

    def integers(low: int, high: int) -> Tensor:
        return torch.randint(low, high, (b, n), generator=generator) * real

    bond = torch.randint(1, 6, (b, n, n), generator=generator)
    there = torch.rand(b, n, n, generator=generator) < 1.5 / n
    both = real[:, :, None] & real[:, None, :]
    upper = (bond * there * both).triu(1)
    flask = FlaskBatch(
        element=integers(0, 54),
        hydrogens=integers(0, 4),
        lone=integers(-2, 8),
        charge=integers(-2, 3),
        ring=integers(0, 2),
        aromatic=integers(0, 2),
        tie=integers(0, 8),
        bond_code=upper + upper.mT,
        real=real,
        conditions=torch.randint(0, 2, (b, 3), generator=generator),
    )
    be = 0.3 * torch.randn(b, n, n, generator=generator) * both
    displacement = Displacement(
        be=(be + be.mT) / 2,
        hydrogens=0.3 * torch.randn(b, n, generator=generator) * real,
        t=torch.rand(b, generator=generator),
    )
    return flask, displacement


def cut(
    flask: FlaskBatch, displacement: Displacement, row: int, n: int
) -> tuple[FlaskBatch, Displacement]:
    """One flask of a batch, cut to its first n nodes."""
    *nodes, conditions = (x[row : row + 1] for x in flask)
    alone = [x[:, :n, :n] if x.ndim == 3 else x[:, :n] for x in nodes]
    be, hydrogens, t = displacement
    moved = (be[row : row + 1, :n, :n], hydrogens[row : row + 1, :n], t[row : row + 1])
    return FlaskBatch(*alone, conditions), Displacement(*moved)
