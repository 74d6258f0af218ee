"""The network that a run begins with, and which of its weights are to change."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from flower.errors import InputError
from flower.network import (
    FlowNetwork,
    NetworkSettings,
    build_network,
    load_checkpoint,
    train_last_blocks,
    train_low_rank,
)
from flower.training.settings import TrainSettings


def begun_network(
    start_from: str | Path | None, network: NetworkSettings | None, head: str | None, device: str
) -> tuple[FlowNetwork, tuple[str, ...]]:
    """Return random weights, or those of a model with the elements it has learnt."""
    if start_from is None:
        sizes = network or NetworkSettings()
        return build_network(replace(sizes, head=head or sizes.head)).to(device), ()
    model, known = load_checkpoint(start_from, device)
    if network is not None and network != model.settings:
        raise InputError(f"The sizes given are not those of `{start_from}`; leave them out.")
    if head is not None and head != model.settings.head:
        model = model.with_head(head).to(device)
    return model, known.elements


def choose_trained(network: FlowNetwork, settings: TrainSettings) -> None:
    """Freeze the weights that are not to change."""
    if settings.trained == "last-blocks":
        train_last_blocks(network, settings.last_blocks)
    elif settings.trained == "low-rank":
        train_low_rank(network, settings.rank)
