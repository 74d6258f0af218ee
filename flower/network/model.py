"""A graph transformer that predicts where the electrons of a flask end up.

Attention over all nodes of the flask, in which the pair of two nodes enters as one number per
head (its connection at the start, and how far its bond order has moved): Graphormer's spatial
bias (Ying et al., 2106.05234, eq. 6), never an n x n x d tensor. Every head of the output is
symmetric or per node, and gives the logits of the *change* against the reactants (variational
flow matching; Eijkelboom et al., 2406.04843).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import replace
from typing import Any, ClassVar

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn
from torch.nn import functional as F

from flower.flow import BOND_CHANGES, EndpointLogits, Flow, JumpFlow, JumpLogits, StraightFlow
from flower.flow.endpoint import NO_CHANGE
from flower.flow.jumps import JUMP_KINDS, SYMMETRIC
from flower.network.block import PAIR_FEATURES, Block, weighted
from flower.network.flask import (
    CONDITIONS,
    PAIR_CODES,
    Context,
    Displacement,
    FlaskBatch,
    pair_codes,
)
from flower.network.settings import NetworkSettings
from flower.network.widening import make_learnable

_SYMMETRIC = slice(min(SYMMETRIC), max(SYMMETRIC) + 1)
_SIZES = {
    "element": 120,
    "hydrogens": 9,
    "lone": 25,
    "charge": 17,
    "ring": 2,
    "aromatic": 2,
    "tie": 8,
}
_SHIFT = {"lone": 8, "charge": 8}


class FlowNetwork(nn.Module, ABC):
    """The trunk that all heads share: what it predicts from a point x_t on the way is theirs.

    Attributes:
        flow: that makes steps of what it predicts.
        pair_classes: logits of a pair of nodes.
    """

    flow: ClassVar[type[Flow[Any, Any]]]
    pair_classes: ClassVar[int]

    def __init__(self, settings: NetworkSettings) -> None:
        super().__init__()
        self.settings = settings
        d, r, c = settings.width, settings.pair_rank, self.pair_classes
        embeddings = {name: nn.Embedding(size, d) for name, size in _SIZES.items()}
        self.embeddings = nn.ModuleDict(embeddings)
        # Nothing at first, so that weights saved before there were any answer as they did.
        self.conditions = nn.Parameter(torch.zeros(CONDITIONS, d))
        self.displacement = nn.Linear(4, d)
        self.time = nn.Sequential(nn.Linear(16, d), nn.SiLU(), nn.Linear(d, d))
        self.blocks = nn.ModuleList(Block(settings) for _ in range(settings.layers))
        self.norm = nn.LayerNorm(d)
        self.pair = nn.Linear(d, 2 * c * r)
        self.pair_bias = nn.Parameter(torch.zeros(c, PAIR_FEATURES))
        self.add_head(d)
        self.pool = nn.Sequential(nn.Linear(2 * d, d), nn.GELU(), nn.Linear(d, 1))
        for embedding in embeddings.values():
            nn.init.normal_(embedding.weight, std=0.5)

    @abstractmethod
    def add_head(self, d: int) -> None:
        """Make the parameters that this head alone has, for nodes of width d."""

    def at_point(
        self, context: Context, moved: Float[Tensor, "b n 4"]
    ) -> Float[Tensor, "b n d"] | float:
        """What this head adds to the nodes at a point of the way; nothing unless it says so."""
        return 0.0

    @abstractmethod
    def output(
        self,
        one_way: Float[Tensor, "b c n n"],
        bias: Float[Tensor, "b c n n"],
        nodes: Float[Tensor, "b n d"],
        done: Float[Tensor, " b"],
    ) -> tuple[Tensor, ...]:
        """Return the logits of this head from those of pairs, node i to node j, and the nodes."""

    def begin_single_electrons(self) -> bool:
        """Let weights that were saved when jumps moved pairs alone learn the other kinds.

        Return whether they are such weights; others stay as they are.

        >>> network = build_network(NetworkSettings(width=16, layers=1, heads=2, pair_rank=4))
        >>> network.begin_single_electrons()
        False
        """
        return False

    def with_head(self, head: str) -> FlowNetwork:
        """The same trunk under another head, whose own weights are random."""
        network = build_network(replace(self.settings, head=head))
        own = network.state_dict()
        trunk = {
            name: weight
            for name, weight in self.state_dict().items()
            if name in own and weight.shape == own[name].shape
        }
        network.load_state_dict(own | trunk)
        return network

    def context(self, flask: FlaskBatch) -> Context:
        """Embed what depends on the reactants alone; reuse it for every evaluation of the step."""
        nodes = self.pair.weight.new_zeros(())
        for name, size in _SIZES.items():
            index = (getattr(flask, name) + _SHIFT.get(name, 0)).clamp(0, size - 1)
            nodes = nodes + self.embeddings[name](index)
        embedded = (flask.conditions[..., None] * self.conditions).sum(1)
        nodes = nodes + embedded[:, None]
        connection = F.one_hot(pair_codes(flask.bond_code), PAIR_CODES).permute(0, 3, 1, 2)
        odd = (flask.lone % 2).to(self.pair.weight.dtype)
        return Context(nodes, connection.to(self.pair.weight.dtype), flask.real, odd)

    def forward(self, context: Context, displacement: Displacement) -> tuple[Tensor, ...]:
        """Return the logits of the head, given where the electrons are."""
        n = context.nodes.shape[1]
        off_diagonal = displacement.be * (1 - torch.eye(n, device=displacement.be.device))
        pairs = torch.cat(
            [
                context.pairs,
                torch.stack([off_diagonal, off_diagonal.square()], 1).to(context.pairs),
            ],
            1,
        )
        node_moved = torch.stack(
            [
                displacement.be.diagonal(dim1=1, dim2=2),
                displacement.hydrogens,
                off_diagonal.sum(-1),
                off_diagonal.square().sum(-1),
            ],
            dim=-1,
        )
        frequencies = torch.arange(1, 9, device=node_moved.device) * (torch.pi / 2)
        angles = displacement.t[:, None] * frequencies
        time = self.time(torch.cat([angles.sin(), angles.cos()], dim=-1))  # (b, d)
        nodes = context.nodes + self.displacement(node_moved) + time[:, None]
        nodes = nodes + self.at_point(context, node_moved)
        padding = torch.zeros_like(context.real, dtype=nodes.dtype)
        padding = padding.masked_fill(~context.real, -1e4)[:, None, None]
        for block in self.blocks:
            nodes = block(nodes, pairs, padding)
        nodes = self.norm(nodes)
        return self._heads(nodes, pairs, context.real)

    def _heads(
        self,
        nodes: Float[Tensor, "b n d"],
        pairs: Float[Tensor, "b p n n"],
        real: Bool[Tensor, "b n"],
    ) -> tuple[Tensor, ...]:
        b, n, _ = nodes.shape
        left, right = self.pair(nodes).view(b, n, 2, len(self.pair_bias), -1).permute(2, 0, 3, 1, 4)
        one_way = left @ right.transpose(2, 3) * left.shape[-1] ** -0.5  # (b, c, n, n)
        bias = weighted(self.pair_bias, pairs).float()
        mean = (nodes * real[..., None]).sum(1) / real.sum(1, keepdim=True)
        peak = nodes.masked_fill(~real[..., None], -1e4).amax(1)
        done = self.pool(torch.cat([mean, peak], dim=-1))[:, 0].float()
        return self.output(one_way, bias, nodes, done)


class JumpNetwork(FlowNetwork):
    """Says which jump comes next, from node i to node j, or none."""

    flow = JumpFlow
    pair_classes = JUMP_KINDS

    def add_head(self, d: int) -> None:
        """An embedding of atoms with an odd electron, at this point of the way."""
        self.odd = nn.Parameter(torch.zeros(d))

    def at_point(self, context: Context, moved: Float[Tensor, "b n 4"]) -> Float[Tensor, "b n d"]:
        """Which atoms have an odd electron now."""
        return (context.odd + moved[..., 0]).remainder(2)[..., None] * self.odd

    def begin_single_electrons(self) -> bool:
        """Let weights that were saved when jumps moved pairs alone learn the other kinds."""
        return make_learnable(self.pair_bias)

    def output(
        self,
        one_way: Float[Tensor, "b c n n"],
        bias: Float[Tensor, "b c n n"],
        nodes: Float[Tensor, "b n d"],
        done: Float[Tensor, " b"],
    ) -> JumpLogits:
        """Coupling and parting are the same from i to j as from j to i."""
        same = one_way[:, _SYMMETRIC]
        same = (same + same.transpose(2, 3)) / 2
        parts = one_way[:, : _SYMMETRIC.start], same, one_way[:, _SYMMETRIC.stop :]
        return JumpLogits(torch.cat(parts, 1).float() + bias, done)


class EndpointNetwork(FlowNetwork):
    """Says how each entry changes up to the end of the step."""

    flow = StraightFlow
    pair_classes = len(BOND_CHANGES)

    def add_head(self, d: int) -> None:
        """What says how lone electrons and hydrogens of a node change."""
        says_change = nn.Linear(d, 2 * self.pair_classes)
        self.atom = nn.Sequential(nn.Linear(d, d), nn.GELU(), says_change)
        # Nearly every entry stays as it is: start there, so that the first batches learn chemistry.
        with torch.no_grad():
            self.pair_bias[NO_CHANGE, :PAIR_CODES] = 7.0
            says_change.bias.view(2, -1)[:, NO_CHANGE] = 4.0

    def output(
        self,
        one_way: Float[Tensor, "b c n n"],
        bias: Float[Tensor, "b c n n"],
        nodes: Float[Tensor, "b n d"],
        done: Float[Tensor, " b"],
    ) -> EndpointLogits:
        """Bond orders are symmetric."""
        pair = (one_way + one_way.transpose(2, 3)).float() + bias
        lone, hydrogens = self.atom(nodes).unflatten(-1, (2, -1)).float().unbind(2)
        return EndpointLogits(pair.permute(0, 2, 3, 1), lone, hydrogens, done)


NETWORKS: dict[str, type[FlowNetwork]] = {
    network.flow.head: network for network in (JumpNetwork, EndpointNetwork)
}
"""Every network by its head."""


def build_network(settings: NetworkSettings) -> FlowNetwork:
    """Return the network of some settings, with random weights.

    >>> network = build_network(NetworkSettings(width=16, layers=1, heads=2, pair_rank=4))
    >>> sum(p.numel() for p in network.parameters()) > 0
    True
    """
    return NETWORKS[settings.head](settings)
