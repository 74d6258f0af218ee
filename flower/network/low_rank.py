"""Which weights of a network change: all, those of the last blocks, or a low rank of each matrix.

Source: Hu et al., LoRA, 2106.09685, eq. 3: W = W_0 + B A, of which W_0 stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn.utils import parametrize

from flower.network.model import FlowNetwork

_PART = ".parametrizations.weight."


class LowRank(nn.Module):
    """What is added to a matrix: B A, nothing at first."""

    def __init__(self, weight: Float[Tensor, "rows columns"], rank: int) -> None:
        super().__init__()
        rows, columns = weight.shape
        self.a = nn.Parameter(weight.new_empty(rank, columns).normal_(std=columns**-0.5))
        self.b = nn.Parameter(weight.new_zeros(rows, rank))

    def forward(self, weight: Float[Tensor, "rows columns"]) -> Float[Tensor, "rows columns"]:
        """Return W_0 + B A."""
        return weight + self.b @ self.a


def train_low_rank(network: FlowNetwork, rank: int) -> None:
    """Let a low rank of each linear layer change, and nothing else; see `merged`.

    Biases, norms and embeddings stay as they are.
    """
    network.requires_grad_(False)
    for layer in [module for module in network.modules() if isinstance(module, nn.Linear)]:
        parametrize.register_parametrization(layer, "weight", LowRank(layer.weight, rank))


def train_last_blocks(network: FlowNetwork, blocks: int) -> None:
    """Let the last blocks and what follows them change, and nothing else."""
    network.requires_grad_(False)
    parts = [*network.blocks[-blocks:], network.norm, network.pair, network.pool]
    for part in (*parts, getattr(network, "atom", None)):
        if part is not None:
            part.requires_grad_(True)
    network.pair_bias.requires_grad_(True)


@torch.no_grad()
def merged(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return the weights of an ordinary network, each low rank added to its matrix.

    >>> from flower.network import NetworkSettings, build_network
    >>> network = build_network(NetworkSettings(width=16, layers=1, heads=2, pair_rank=4))
    >>> names = set(network.state_dict())
    >>> train_low_rank(network, rank=2)
    >>> set(merged(network.state_dict())) == names
    True
    """
    plain = {name: tensor for name, tensor in weights.items() if _PART not in name}
    for name, tensor in weights.items():
        layer, found, part = name.partition(_PART)
        if found and part == "original":
            a, b = (weights[f"{layer}{_PART}0.{matrix}"] for matrix in "ab")
            plain[f"{layer}.weight"] = tensor + b @ a
    return plain
