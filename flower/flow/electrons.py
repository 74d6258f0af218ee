"""A point of the flow, and the two totals that never change."""

from typing import NamedTuple

import torch
from jaxtyping import Bool, Float
from torch import Tensor


class Electrons(NamedTuple):
    """Where all electrons and hydrogens of a batch of flasks are; real-valued between two states.

    A velocity and a change of state have the same two parts, so points and velocities add,
    subtract and scale as vectors do. A factor of shape (b,) scales each flask by its own number.

    Attributes:
        be: (b, n, n) bond-electron matrix, symmetric; off the diagonal the bond order (electron
            pairs), on it the lone electrons. All entries sum to the valence electrons outside
            X-H bonds.
        hydrogens: (b, n) hydrogens counted on each node.

    Ammonia and hydrogen chloride, nodes N and Cl, before and after the proton moves:

    >>> before = Electrons(torch.tensor([[[2., 0.], [0., 6.]]]), torch.tensor([[3., 1.]]))
    >>> after = Electrons(torch.tensor([[[0., 0.], [0., 8.]]]), torch.tensor([[4., 0.]]))
    >>> (after - before).hydrogens
    tensor([[ 1., -1.]])

    Source: Dugundji and Ugi, Top. Curr. Chem. 39, 19 (1973), with hydrogens as counts.
    """

    be: Float[Tensor, "b n n"]
    hydrogens: Float[Tensor, "b n"]

    # Vector arithmetic replaces that of tuples (joining, repeating), which nobody means here.
    def __add__(self, other: "Electrons") -> "Electrons":  # type: ignore[override]
        return Electrons(self.be + other.be, self.hydrogens + other.hydrogens)

    def __sub__(self, other: "Electrons") -> "Electrons":
        return Electrons(self.be - other.be, self.hydrogens - other.hydrogens)

    def __mul__(  # type: ignore[override]
        self, factor: float | Float[Tensor, ""] | Float[Tensor, " b"]
    ) -> "Electrons":
        if isinstance(factor, Tensor) and factor.ndim:
            return Electrons(self.be * factor[:, None, None], self.hydrogens * factor[:, None])
        return Electrons(self.be * factor, self.hydrogens * factor)


class Entries(NamedTuple):
    """A choice among the entries of `Electrons`: ``be`` (b, n, n), ``hydrogens`` (b, n)."""

    be: Bool[Tensor, "b n n"]
    hydrogens: Bool[Tensor, "b n"]


def real_entries(real: Bool[Tensor, "b n"]) -> Entries:
    """Return the entries that are no padding: pairs of real nodes, and real nodes.

    >>> real_entries(torch.tensor([[True, True, False]])).be.sum().item()
    4
    """
    return Entries(real[:, :, None] & real[:, None, :], real)


def electron_total(x: Electrons) -> Float[Tensor, " b"]:
    """Return the valence electrons of each flask: all of ``be``, and two for each X-H bond.

    ``sum(be) + 2 * sum(hydrogens)``, added up in float32 at least.

    >>> water = Electrons(torch.tensor([[[4.]]]), torch.tensor([[2.]]))
    >>> electron_total(water).tolist()
    [8.0]
    """
    be, hydrogens = widen(x)
    return be.sum((1, 2)) + 2 * hydrogens.sum(1)


def hydrogen_total(x: Electrons) -> Float[Tensor, " b"]:
    """Return the hydrogens of each flask that are held as counts.

    >>> water = Electrons(torch.tensor([[[4.]]]), torch.tensor([[2.]]))
    >>> hydrogen_total(water).tolist()
    [2.0]
    """
    return widen(x).hydrogens.sum(1)


def widen(x: Electrons) -> Electrons:
    """Return the same point in float32 at least, so that sums over it stay exact to rounding."""
    wide = torch.promote_types(x.be.dtype, torch.float32)
    return Electrons(x.be.to(wide), x.hydrogens.to(wide))
