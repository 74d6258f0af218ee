"""What the network is given: a flask, and how far its electrons have moved."""

from __future__ import annotations

from typing import NamedTuple

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

SELF, FAR, APART = 0, 11, 12
PAIR_CODES = 13
"""0 the atom itself, 1-5 its bond, 6-10 two to six bonds away, 11 further, 12 not connected."""


CONDITIONS = 3
"""Written in the style of the library, heated, irradiated: an embedding each."""


class FlaskBatch(NamedTuple):
    """A padded batch of reactant flasks (integer features as `flower.electrons` makes them).

    ``real`` is False on padding. ``bond_code`` is symmetric: 0 none, 1 to 3 by bond order, 4 and 5
    aromatic single and double. ``conditions`` are 1 where a flask has one of `CONDITIONS`.
    """

    element: Int[Tensor, "b n"]
    hydrogens: Int[Tensor, "b n"]
    lone: Int[Tensor, "b n"]
    charge: Int[Tensor, "b n"]
    ring: Int[Tensor, "b n"]
    aromatic: Int[Tensor, "b n"]
    tie: Int[Tensor, "b n"]
    bond_code: Int[Tensor, "b n n"]
    real: Bool[Tensor, "b n"]
    conditions: Int[Tensor, "b 3"]

    def to(self, device: torch.device | str) -> FlaskBatch:
        """The same on another device."""
        return FlaskBatch(*(tensor.to(device, non_blocking=True) for tensor in self))


class Displacement(NamedTuple):
    """Where on the path: x_t minus the reactants, and the time t in [0, 1]."""

    be: Float[Tensor, "b n n"]
    hydrogens: Float[Tensor, "b n"]
    t: Float[Tensor, " b"]


class Context(NamedTuple):
    """What depends on the reactants alone, computed once per step.

    ``pairs`` holds the connection of each pair (`pair_codes`), one-hot; ``odd`` is 1 for a node
    with an odd number of lone electrons.
    """

    nodes: Float[Tensor, "b n d"]
    pairs: Float[Tensor, "b p n n"]
    real: Bool[Tensor, "b n"]
    odd: Float[Tensor, "b n"]

    def of(self, flask: Int[Tensor, " r"]) -> Context:
        """That of some flasks, a flask as often as it is named."""
        return Context(*(part[flask] for part in self))


def pair_codes(bond_code: Int[Tensor, "b n n"]) -> Int[Tensor, "b n n"]:
    """Say for each pair how the two nodes are connected; see `PAIR_CODES`.

    >>> chain = torch.zeros(1, 4, 4, dtype=torch.long)
    >>> for i in (0, 1): chain[0, i, i + 1] = chain[0, i + 1, i] = 1
    >>> pair_codes(chain)[0].tolist()[0]
    [0, 1, 6, 12]
    """
    bonded = (bond_code > 0).float()
    itself = torch.eye(bonded.shape[-1], device=bonded.device).expand_as(bonded)
    code = torch.where(bond_code > 0, bond_code, torch.full_like(bond_code, APART))
    reached = ((bonded + itself) > 0).float()
    step = reached
    for distance in range(2, 7):
        further = (reached @ step > 0).float()
        code = torch.where(
            (further > 0) & (reached == 0), torch.full_like(code, 4 + distance), code
        )
        reached = further
    for _ in range(max(1, (bonded.shape[-1] // 6).bit_length())):
        reached = (reached @ reached > 0).float()
    code = torch.where((reached > 0) & (code == APART), torch.full_like(code, FAR), code)
    return torch.where(itself > 0, torch.full_like(code, SELF), code)
