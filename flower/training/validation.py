"""Validation while training: how surprised the network is, and how often its step is right."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import NamedTuple

import numpy as np
import torch

from flower.network import FlowNetwork
from flower.proposals import predictor, reactant_electrons
from flower.records import SizeBucketedBatches
from flower.training.batching import pad_steps
from flower.training.loading import Steps, moved

Autocast = Callable[[], AbstractContextManager[object]]


class Validation(NamedTuple):
    """Figures over validation steps; shares from 0 to 1.

    Attributes:
        loss: nats a step at t = 0: of the whole step, or of its first jump.
        top1: the recorded step is ranked first, entry by entry. A lower bound of the share right
            as SMILES: equivalent atoms and other recorded products count as wrong.
        done: the end of the reaction is told from a step.
        raw_conserved: the most probable values of the entries conserve before the integer decode.
    """

    loss: float
    top1: float
    done: float
    raw_conserved: float


@torch.no_grad()
def validate(
    network: FlowNetwork,
    store: Steps,
    steps: int,
    budget: int,
    autocast: Autocast,
) -> Validation:
    """Validate on the first ``steps`` of a fixed shuffle of the store."""
    chosen = np.random.default_rng(0).permutation(len(store))[:steps]
    device = next(network.parameters()).device
    flow = network.flow.to_validate()
    totals = np.zeros(4)
    for indices in SizeBucketedBatches(store.sizes[chosen], budget):
        batch = pad_steps(store.batch(chosen[indices]))
        targets = flow.prepare(reactant_electrons(batch.flasks), batch.change, batch.flasks.real)
        flasks = batch.flasks.to(device)
        with autocast():
            predict = predictor(network, flow, flasks)
            losses = flow.loss(predict, moved(targets, device)).tolist()
            proposals = flow.propose(predict, reactant_electrons(flasks), flasks.real)
        truths = batch.change.changes()
        for loss, proposal, truth in zip(losses, proposals, truths, strict=True):
            step = next((one.change for one in proposal.changes if one.change), None)
            says_done = step is None or proposal.done > 0.5
            right = says_done if truth.is_empty else not says_done and step == truth
            totals += (
                loss,
                right,
                says_done == truth.is_empty,
                proposal.raw_conserved,
            )
    return Validation(*(totals / max(1, len(chosen))).tolist())
