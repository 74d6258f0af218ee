"""Dropout that takes half the time on a CPU."""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional as F

_LEVELS = 2**16  # of a random number of 16 bits, four of which are drawn at once


class Dropout(nn.Module):
    """Zero each number with probability ``p`` in training, and scale the others up.

    Other than `torch.nn.Dropout`, on a CPU it draws 16 bits a number, so that ``p`` is met to
    1 in 65,536.

    >>> drop = Dropout(0.25)
    >>> sorted(set(drop(torch.ones(100)).tolist())) == [0.0, torch.tensor(1 / 0.75).item()]
    True
    """

    def __init__(self, p: float) -> None:
        super().__init__()
        self.p = p

    def forward(self, x: Float[Tensor, "*shape"]) -> Float[Tensor, "*shape"]:
        """Return the same shape and type."""
        least = round(self.p * _LEVELS)
        if not self.training or x.device.type != "cpu" or not 0 < least < _LEVELS:
            return F.dropout(x, self.p, self.training)
        drawn = torch.empty(-(-x.numel() // 4), dtype=torch.int64).random_(-(2**63), None)
        keeps = drawn.view(torch.int16)[: x.numel()] >= least - _LEVELS // 2
        return x * (keeps.view(x.shape).to(x.dtype) * (1 / (1 - self.p)))
