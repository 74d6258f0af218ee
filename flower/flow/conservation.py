"""The projection onto the null space of the conservation laws."""

from jaxtyping import Bool
from torch import Tensor

from flower.flow.electrons import Electrons, Entries, real_entries, widen


def project(x: Electrons, real: Bool[Tensor, "b n"], movable: Entries | None = None) -> Electrons:
    """Return the nearest velocity (or noise) that creates no electron and no hydrogen.

    The laws ``sum(be) + 2 sum(hydrogens) = 0`` and ``sum(hydrogens) = 0`` are the same as
    ``sum(be) = 0`` and ``sum(hydrogens) = 0``. Each is one row of ones over the real entries, so
    the orthogonal projection onto their common null space is closed:

        be <- (be + be^T) / 2,    be <- be - mean(be),    hydrogens <- hydrogens - mean(hydrogens)

    The result is symmetric, zero on padding, and projecting again changes nothing. With
    ``movable`` only those entries may be other than zero, and the mean is taken over them.

    Shapes: be (b, n, n), hydrogens (b, n), real (b, n).

    Half precision cannot hold a conserving velocity (a mean of 1e-4 disappears beside an entry
    of 1), so bfloat16 and float16 come back as float32. What remains of either total is rounding:
    at most ``4 * eps * sum(|x|)`` with eps of the returned dtype, under 1e-4 electrons for a
    flask of 200 in float32.

    >>> import torch
    >>> x = Electrons(torch.tensor([[[1., 2.], [0., 5.]]]), torch.tensor([[1., 0.]]))
    >>> v = project(x, real=torch.tensor([[True, True]]))
    >>> v.be.tolist(), v.hydrogens.tolist()
    ([[[-1.0, -1.0], [-1.0, 3.0]]], [[0.5, -0.5]])
    """
    entries = real_entries(real)
    if movable is not None:
        both_ways = movable.be & movable.be.mT
        entries = Entries(entries.be & both_ways, entries.hydrogens & movable.hydrogens)
    be, hydrogens = widen(x)
    be = ((be + be.mT) / 2).masked_fill(~entries.be, 0)
    hydrogens = hydrogens.masked_fill(~entries.hydrogens, 0)
    be_mean = be.sum((1, 2)) / entries.be.sum((1, 2)).clamp(min=1)
    hydrogens_mean = hydrogens.sum(1) / entries.hydrogens.sum(1).clamp(min=1)
    return Electrons(
        be - entries.be * be_mean[:, None, None],
        hydrogens - entries.hydrogens * hydrogens_mean[:, None],
    )
