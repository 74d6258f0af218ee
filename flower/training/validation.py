"""Validation while training: how surprised the network is, and how often its step is right."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import NamedTuple

import numpy as np
import torch

from flower.flow import (
    EndpointLogits,
    Predict,
    ProposedChange,
    SamplerSettings,
    StraightFlow,
    TargetChange,
    endpoint_loss,
)
from flower.network import FlowNetwork
from flower.proposals import predictor, reactant_electrons
from flower.records import SizeBucketedBatches, StepStore, pad_steps

Autocast = Callable[[], AbstractContextManager[object]]


class Validation(NamedTuple):
    """Figures over validation steps; shares from 0 to 1.

    Attributes:
        loss: nats a step at t = 0.
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
    network: FlowNetwork, store: StepStore, steps: int, budget: int, autocast: Autocast
) -> Validation:
    """Validate on the first ``steps`` of a fixed shuffle of the store, one evaluation a step."""
    chosen = np.random.default_rng(0).permutation(len(store))[:steps]
    device = next(network.parameters()).device
    flow = StraightFlow(SamplerSettings(candidates=8))
    totals = np.zeros(4)
    for indices in SizeBucketedBatches(store.sizes[chosen], budget):
        batch = pad_steps(store.batch(chosen[indices])).to(device)
        target = TargetChange(batch.d_bond, batch.d_lone, batch.d_hydrogens)
        reactants = reactant_electrons(batch.flasks)
        with autocast():
            predict = predictor(network, batch.flasks)
            logits = predict(reactants, reactants.be.new_zeros(len(indices)))
        losses = endpoint_loss(logits, target, batch.real)
        proposals = flow.propose(_always(logits), reactants, batch.real)
        for flask, proposal in enumerate(proposals):
            truth = _true_change(target, flask)
            step = next((change for change in proposal.changes if not change.is_empty), None)
            says_done = step is None or proposal.done > 0.5
            same = step is not None and step[:3] == truth[:3]
            right = says_done if truth.is_empty else not says_done and same
            totals += (
                float(losses[flask]),
                right,
                says_done == truth.is_empty,
                proposal.raw_conserved,
            )
    return Validation(*(totals / max(1, len(chosen))).tolist())


def _always(logits: EndpointLogits) -> Predict[EndpointLogits]:
    return lambda x_t, t: logits


def _true_change(target: TargetChange, flask: int) -> ProposedChange:
    """The recorded step of one flask, in the order in which the decode lists entries."""
    bond, lone, hydrogens = (part[flask].cpu().numpy() for part in target)
    i, j = np.nonzero(np.triu(bond, 1))
    (a,), (h,) = np.nonzero(lone), np.nonzero(hydrogens)
    return ProposedChange(
        tuple(zip(i.tolist(), j.tolist(), bond[i, j].tolist(), strict=True)),
        tuple(zip(a.tolist(), lone[a].tolist(), strict=True)),
        tuple(zip(h.tolist(), hydrogens[h].tolist(), strict=True)),
        0.0,
    )
