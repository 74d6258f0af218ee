"""A real model folder with random weights, written in a moment: what it answers means nothing."""

from dataclasses import replace
from pathlib import Path

import torch

from flower.network import (
    ModelSettings,
    NetworkSettings,
    build_network,
    save_checkpoint,
)

TINY = NetworkSettings(width=24, layers=1, heads=2, expansion=2, pair_rank=4)
ELEMENTS = ("H", "B", "C", "N", "O", "F", "Na", "P", "S", "Cl", "K", "Br", "I")


def write_tiny_model(folder: Path, spread: float = 0.2, seed: int = 1, head: str = "jumps") -> Path:
    """Write it; ``spread`` is the noise on its weights, which lets it propose steps.

    With the head "endpoint" it draws its steps, as often as it is told.
    """
    torch.manual_seed(seed)
    sizes = replace(TINY, head=head)
    network = build_network(sizes)
    named = sorted(network.named_parameters(), key=lambda one: one[0] == "conditions")
    weights = {n: p + spread * torch.randn_like(p) for n, p in named}
    save_checkpoint(folder, weights, ModelSettings(network=sizes, elements=ELEMENTS))
    return folder
