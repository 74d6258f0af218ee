"""Validation while training: how surprised the network is, and how often its step is right."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, NamedTuple

import numpy as np
import torch

from flower.flow import (
    Flow,
    JumpFlow,
    JumpSettings,
    ProposedChange,
    SamplerSettings,
    StraightFlow,
    TargetChange,
)
from flower.network import FlowNetwork
from flower.proposals import predictor, reactant_electrons
from flower.records import SizeBucketedBatches, pad_steps
from flower.training.loading import Steps, moved

Autocast = Callable[[], AbstractContextManager[object]]
# Where prediction begins: nothing has moved yet, without noise.
_VALIDATED: dict[str, Flow[Any, Any]] = {
    "endpoint": StraightFlow(SamplerSettings(candidates=8), share_at_start=1.0),
    "jumps": JumpFlow(JumpSettings(candidates=8, beam=4, branching=4), share_at_start=1.0),
}


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
    flow = _VALIDATED[network.settings.head]
    totals = np.zeros(4)
    for indices in SizeBucketedBatches(store.sizes[chosen], budget):
        batch = pad_steps(store.batch(chosen[indices]))
        target = TargetChange(batch.d_bond, batch.d_lone, batch.d_hydrogens)
        lesson = flow.prepare(reactant_electrons(batch.flasks), target, batch.real)
        flasks = batch.flasks.to(device)
        with autocast():
            predict = predictor(network, flasks)
            losses = flow.loss(predict, moved(lesson, device)).tolist()
            proposals = flow.propose(predict, reactant_electrons(flasks), flasks.real)
        for flask, proposal in enumerate(proposals):
            truth = _true_change(target, flask)
            step = next((change for change in proposal.changes if not change.is_empty), None)
            says_done = step is None or proposal.done > 0.5
            same = step is not None and step[:3] == truth[:3]
            right = says_done if truth.is_empty else not says_done and same
            totals += (
                losses[flask],
                right,
                says_done == truth.is_empty,
                proposal.raw_conserved,
            )
    return Validation(*(totals / max(1, len(chosen))).tolist())


def _true_change(target: TargetChange, flask: int) -> ProposedChange:
    """The recorded step of one flask, in the order in which the decode lists entries."""
    bond, lone, hydrogens = (part[flask].numpy() for part in target)
    i, j = np.nonzero(np.triu(bond, 1))
    (a,), (h,) = np.nonzero(lone), np.nonzero(hydrogens)
    return ProposedChange(
        tuple(zip(i.tolist(), j.tolist(), bond[i, j].tolist(), strict=True)),
        tuple(zip(a.tolist(), lone[a].tolist(), strict=True)),
        tuple(zip(h.tolist(), hydrogens[h].tolist(), strict=True)),
        0.0,
    )
