"""A block of the graph transformer, and how pairs of nodes enter it."""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor, nn

from flower.network.dropout import Dropout
from flower.network.flask import PAIR_CODES
from flower.network.settings import NetworkSettings

PAIR_FEATURES = PAIR_CODES + 2  # the connection, and how far the bond order has moved


class Block(nn.Module):
    """Attention with a scalar bias per pair and head, then a feed-forward part; both pre-norm."""

    def __init__(self, settings: NetworkSettings) -> None:
        super().__init__()
        d, self.heads = settings.width, settings.heads
        self.norm_attention, self.norm_feed = nn.LayerNorm(d), nn.LayerNorm(d)
        self.qkv, self.out = nn.Linear(d, 3 * d), nn.Linear(d, d)
        self.feed = nn.Sequential(
            nn.Linear(d, settings.expansion * d), nn.GELU(), nn.Linear(settings.expansion * d, d)
        )
        self.dropout = Dropout(settings.dropout)
        self.bias = nn.Parameter(torch.zeros(settings.heads, PAIR_FEATURES))
        nn.init.normal_(self.bias[:, :PAIR_CODES], std=1.0)

    def forward(
        self,
        nodes: Float[Tensor, "b n d"],
        pairs: Float[Tensor, "b p n n"],
        padding: Float[Tensor, "b 1 1 n"],
    ) -> Float[Tensor, "b n d"]:
        """Return the updated nodes."""
        b, n, d = nodes.shape
        q, k, v = (
            self.qkv(self.norm_attention(nodes))
            .view(b, n, 3, self.heads, -1)
            .permute(2, 0, 3, 1, 4)
        )  # each (b, h, n, d/h)
        bias = weighted(self.bias, pairs) + padding.to(pairs.dtype)
        # Written out: the fused kernels of PyTorch give the bias no gradient on a CPU, and fall
        # back to float32. This trains 1.2 times as fast there.
        scores = torch.baddbmm(
            bias.flatten(0, 1).to(q.dtype),
            q.flatten(0, 1),
            k.flatten(0, 1).transpose(1, 2),
            alpha=q.shape[-1] ** -0.5,
        )  # (b h, n, n)
        # On a CPU the softmax of bfloat16 takes 1.7 times as long as that of float32.
        wide = torch.float32 if q.device.type == "cpu" else None
        with torch.autocast(q.device.type, enabled=False):
            weights = scores.softmax(-1, dtype=wide).to(v.dtype)
            attended = (weights @ v.flatten(0, 1)).view(b, self.heads, n, -1)
        nodes = nodes + self.dropout(self.out(attended.transpose(1, 2).reshape(b, n, d)))
        changed: Tensor = self.dropout(self.feed(self.norm_feed(nodes)))
        return nodes + changed


def weighted(
    weight: Float[Tensor, "h p"], pairs: Float[Tensor, "b p n n"]
) -> Float[Tensor, "b h n n"]:
    """Sum the pair features with weights, one number per head; `bmm`, since `@` would copy them."""
    b, _, n, _ = pairs.shape
    return torch.bmm(weight.expand(b, -1, -1), pairs.flatten(2)).view(b, -1, n, n)
