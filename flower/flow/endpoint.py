"""The endpoint as categorical changes of the reactants (variational flow matching)."""

from collections.abc import Sequence
from typing import NamedTuple

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor
from torch.nn import functional as F

from flower.change import HYDROGENS, Change, Entry
from flower.flow.conservation import project
from flower.flow.electrons import Electrons, real_entries

BOND_CHANGES = (-2, -1, 0, 1, 2)
LONE_CHANGES = (-4, -2, 0, 2, 4)
HYDROGEN_CHANGES = (-2, -1, 0, 1, 2)
NO_CHANGE = 2  # the class of an untouched entry, in each of the three
HIGHEST_BOND_ORDER = 3


class EndpointLogits(NamedTuple):
    """What a network says about the end of a step: how each entry of the reactants changes.

    Attributes:
        bond: (b, n, n, 5) logits over `BOND_CHANGES`, symmetric in the two nodes; the diagonal
            is not used.
        lone: (b, n, 5) logits over `LONE_CHANGES`.
        hydrogens: (b, n, 5) logits over `HYDROGEN_CHANGES`.
        done: (b,) logit that nothing happens any more.
    """

    bond: Float[Tensor, "b n n c"]
    lone: Float[Tensor, "b n c"]
    hydrogens: Float[Tensor, "b n c"]
    done: Float[Tensor, " b"]


class TargetChange(NamedTuple):
    """What an elementary step really changes, in integers; zero on padding.

    Attributes:
        bond: (b, n, n) change of bond order, symmetric, zero diagonal.
        lone: (b, n) change of lone electrons.
        hydrogens: (b, n) change of hydrogen count.
    """

    bond: Int[Tensor, "b n n"]
    lone: Int[Tensor, "b n"]
    hydrogens: Int[Tensor, "b n"]

    def as_electrons(self) -> Electrons:
        """Return the same change as a difference of two points, x_1 - x_0, in float32."""
        return Electrons((self.bond + torch.diag_embed(self.lone)).float(), self.hydrogens.float())

    def changes(self) -> list[Change]:
        """Return the same of each flask, entry by entry."""
        bond, lone, hydrogens = self.bond.triu(1), self.lone, self.hydrogens
        entries: list[list[Entry]] = [[] for _ in lone]
        for flask, i, j in bond.nonzero().tolist():
            entries[flask].append(Entry(i, j, int(bond[flask, i, j])))
        for flask, i in lone.nonzero().tolist():
            entries[flask].append(Entry(i, i, int(lone[flask, i])))
        for flask, i in hydrogens.nonzero().tolist():
            entries[flask].append(Entry(i, HYDROGENS, int(hydrogens[flask, i])))
        return [Change(sorted(of_flask)) for of_flask in entries]


def mean_endpoint(
    logits: EndpointLogits, reactants: Electrons, real: Bool[Tensor, "b n"]
) -> Electrons:
    """Return the mean state after the step: the reactants plus the expected change of each entry.

        mu_t(x_t) = reactants + sum_c p(c | x_t) change(c)

    Symmetric if the logits are. The mean need not conserve (entries are independent); its velocity
    does, by projection. float32 at least, also for half-precision logits.

    Source: Eijkelboom et al., arXiv 2406.04843, section 4. Deviation: the classes are changes of
    the reactants, not values of the endpoint.

    A chloride, as likely to keep its four lone pairs as to lose one of them:

    >>> chloride = Electrons(torch.tensor([[[8.]]]), torch.tensor([[0.]]))
    >>> lone = torch.tensor([[[-99., 0., 0., -99., -99.]]])
    >>> logits = EndpointLogits(torch.zeros(1, 1, 1, 5), lone, torch.zeros(1, 1, 5), torch.zeros(1))
    >>> mean_endpoint(logits, chloride, real=torch.tensor([[True]])).be
    tensor([[[7.]]])
    """
    entries = real_entries(real)
    lone = _expected(logits.lone, LONE_CHANGES)
    bond = _expected(logits.bond, BOND_CHANGES)
    bond = bond - torch.diag_embed(bond.diagonal(dim1=1, dim2=2))
    change = Electrons(
        (bond + torch.diag_embed(lone)).masked_fill(~entries.be, 0),
        _expected(logits.hydrogens, HYDROGEN_CHANGES).masked_fill(~real, 0),
    )
    return reactants + change


def endpoint_velocity(
    endpoint: Electrons, x_t: Electrons, t: Float[Tensor, " b"], real: Bool[Tensor, "b n"]
) -> Electrons:
    """Return the velocity that leads from x_t to the endpoint in the time left, and conserves.

        v(x_t, t) = P (mu_t - x_t) / (1 - t),    t < 1

    with P the projection onto the null space of the laws.

    Source: Eijkelboom et al., arXiv 2406.04843, section 3 (mean of the endpoint posterior in the
    conditional velocity of Lipman et al.). Deviation: P.

    >>> here = Electrons(torch.tensor([[[2., 0.], [0., 6.]]]), torch.tensor([[3., 1.]]))
    >>> there = Electrons(torch.tensor([[[0., 0.], [0., 8.]]]), torch.tensor([[4., 0.]]))
    >>> v = endpoint_velocity(there, here, torch.tensor([0.5]), torch.tensor([[True, True]]))
    >>> v.hydrogens
    tensor([[ 2., -2.]])
    """
    return project((endpoint - x_t) * (1 / (1 - t)), real)


def endpoint_loss(
    logits: EndpointLogits, change: TargetChange, real: Bool[Tensor, "b n"]
) -> Float[Tensor, " b"]:
    """Return how surprised the network is by the true step, in nats for each flask.

        -log q(x_1 | x_t) = -sum over entries log p(true change of the entry) - log p(done or not)

    Each unordered pair of nodes counts once, padding never. A flask is done if nothing changes.
    Flasks that are not `representable` must be left out beforehand.

    Source: Eijkelboom et al., arXiv 2406.04843, section 3 (mean-field variational flow matching).
    Deviation: the additional term for "done".

    A network that knows nothing, one water (nodes O, lone electrons and hydrogens: 5 classes each):

    >>> logits = EndpointLogits(*(torch.zeros(shape) for shape in [(1, 1, 1, 5), (1, 1, 5)]),
    ...                         torch.zeros(1, 1, 5), torch.zeros(1))
    >>> zero = torch.zeros(1, 1, dtype=torch.long)
    >>> loss = endpoint_loss(logits, TargetChange(zero[None], zero, zero), torch.tensor([[True]]))
    >>> torch.allclose(loss.exp(), torch.tensor([5. * 5 * 2]))
    True
    """
    pairs = real_entries(real).be.triu(1)
    bond = _surprise(logits.bond, change.bond, BOND_CHANGES).masked_fill(~pairs, 0).sum((1, 2))
    lone = _surprise(logits.lone, change.lone, LONE_CHANGES).masked_fill(~real, 0).sum(1)
    hydrogens = _surprise(logits.hydrogens, change.hydrogens, HYDROGEN_CHANGES)
    hydrogens = hydrogens.masked_fill(~real, 0).sum(1)
    is_done = ~(change.bond.any(2).any(1) | change.lone.any(1) | change.hydrogens.any(1))
    done = F.binary_cross_entropy_with_logits(
        logits.done.float(), is_done.float(), reduction="none"
    )
    return bond + lone + hydrogens + done


def representable(change: TargetChange) -> Bool[Tensor, " b"]:
    """Return which flasks change by no more than the classes can say (else no loss exists).

    >>> zero = torch.zeros(1, 1, dtype=torch.long)
    >>> representable(TargetChange(zero[None], zero + 6, zero))  # three lone pairs at once
    tensor([False])
    """
    known = [
        torch.isin(value, torch.tensor(classes, device=value.device)).flatten(1).all(1)
        for value, classes in zip(
            change, (BOND_CHANGES, LONE_CHANGES, HYDROGEN_CHANGES), strict=True
        )
    ]
    return torch.stack(known).all(0)


def forbid_impossible(
    logits: EndpointLogits, reactants: Electrons, proton_pool: Bool[Tensor, "b n"]
) -> EndpointLogits:
    """Return the logits with no chance left for states that no molecule has.

    Bond orders stay within 0 and 3, lone electrons and hydrogens at 0 or above. The proton pool
    has no bonds, and it alone may owe electrons (lone = -2 for each free proton). An untouched
    entry always stays possible. Use it on the network's output in training and prediction alike.

    An ammonium nitrogen has no lone electrons to give:

    >>> ammonium = Electrons(torch.tensor([[[0.]]]), torch.tensor([[4.]]))
    >>> logits = EndpointLogits(*(torch.zeros(shape) for shape in [(1, 1, 1, 5), (1, 1, 5)]),
    ...                         torch.zeros(1, 1, 5), torch.zeros(1))
    >>> forbid_impossible(logits, ammonium, proton_pool=torch.tensor([[False]])).lone
    tensor([[[-inf, -inf, 0., 0., 0.]]])
    """
    lone_now = reactants.be.diagonal(dim1=1, dim2=2)
    bond = _after(reactants.be, BOND_CHANGES)  # (b, n, n, c)
    pool_pair = proton_pool[:, :, None] | proton_pool[:, None, :]
    bond_impossible = (bond < 0) | (bond > HIGHEST_BOND_ORDER) | pool_pair[..., None]
    lone_impossible = (_after(lone_now, LONE_CHANGES) < 0) & ~proton_pool[..., None]
    hydrogens_impossible = _after(reactants.hydrogens, HYDROGEN_CHANGES) < 0
    changed = torch.arange(len(BOND_CHANGES), device=bond.device) != NO_CHANGE
    return logits._replace(
        bond=logits.bond.masked_fill(bond_impossible & changed, -torch.inf),
        lone=logits.lone.masked_fill(lone_impossible & changed, -torch.inf),
        hydrogens=logits.hydrogens.masked_fill(hydrogens_impossible & changed, -torch.inf),
    )


def _expected(logits: Float[Tensor, "*entry c"], classes: Sequence[int]) -> Float[Tensor, "*entry"]:
    # A product and a sum, not a matrix product: autocast would compute that in half precision.
    probability = logits.float().softmax(-1)
    return (probability * probability.new_tensor(classes)).sum(-1)


def _surprise(
    logits: Float[Tensor, "*entry c"], value: Int[Tensor, "*entry"], classes: Sequence[int]
) -> Float[Tensor, "*entry"]:
    index = (value.long() - classes[0]) // (classes[1] - classes[0])
    return -logits.float().log_softmax(-1).gather(-1, index[..., None])[..., 0]


def _after(value: Float[Tensor, "*entry"], classes: Sequence[int]) -> Float[Tensor, "*entry c"]:
    return value[..., None] + value.new_tensor(classes)
