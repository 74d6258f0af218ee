"""How probable a model thinks a given elementary step, whether it would propose it or not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

from flower.electrons import Change, State, equivalent_changes
from flower.flow import (
    Entry,
    FlaskChange,
    JumpLogits,
    Predict,
    endpoint_log_likelihoods,
    entry_log_probabilities,
    jump_log_likelihoods,
)
from flower.proposals.joined import reactant_electrons
from flower.proposals.model import FlowModel, batches_of
from flower.records import FlaskBatch

_Changes = list[tuple[Entry, ...]]


def log_likelihoods(model: FlowModel, state: State, changes: Sequence[Change]) -> list[float]:
    """Return the log-likelihood, in nats, of elementary steps of one state.

    Summed over the same step at symmetry-equivalent atoms. Unlike the probabilities that
    `FlowModel.propose` lists, this exists for every step, and takes nothing from steps that lead to
    no molecule; the empty change is that nothing more happens. -inf where the model cannot make
    the step at all, as a model of the endpoint with single electrons.
    """
    return many_log_likelihoods(model, [(state, changes)])[0]


def many_log_likelihoods(
    model: FlowModel, steps: Sequence[tuple[State, Sequence[Change]]]
) -> list[list[float]]:
    """Return what `log_likelihoods` does for many states, those of like size in one batch."""
    found: dict[int, list[float]] = {}
    for chosen in batches_of([len(state) for state, _ in steps], alone=False):
        images = [
            [equivalent_changes(steps[k][0], change) for change in steps[k][1]] for k in chosen
        ]
        flasks = model.flasks([steps[k][0] for k in chosen])
        with torch.inference_mode():
            told = _of_batch(model, flasks, [[[*map(_entries, i)] for i in of] for of in images])
        found.update(zip(chosen, told, strict=True))
    return [found[k] for k in range(len(steps))]


def _of_batch(
    model: FlowModel, flasks: FlaskBatch, images: Sequence[Sequence[_Changes]]
) -> list[list[float]]:
    predict = model.predictor(flasks)
    wanted = [[image for same in of_flask for image in same] for of_flask in images]
    told = (_drawn if model.draws else _by_jumps)(predict, flasks, wanted)
    summed = []
    for of_flask, values in zip(images, told, strict=True):
        left = iter(values)
        summed.append([float(np.logaddexp.reduce([next(left) for _ in same])) for same in of_flask])
    return summed


def _by_jumps(
    predict: Predict[JumpLogits], flasks: FlaskBatch, wanted: Sequence[_Changes]
) -> list[list[float]]:
    steps = [FlaskChange(k, change) for k, changes in enumerate(wanted) for change in changes]
    told = iter(jump_log_likelihoods(predict, reactant_electrons(flasks), flasks.real, steps))
    return [[next(told) for _ in changes] for changes in wanted]


def _drawn(
    predict: Predict[Any], flasks: FlaskBatch, wanted: Sequence[_Changes]
) -> list[list[float]]:
    start = torch.zeros(len(flasks.real), device=flasks.real.device)
    logits = predict(reactant_electrons(flasks), start)
    done = logits.done.float().sigmoid().tolist()
    entries = entry_log_probabilities(logits, flasks.real)
    return [*map(endpoint_log_likelihoods, entries, done, wanted)]


def _entries(change: Change) -> tuple[Entry, ...]:
    bonds = (Entry(i, j, by) for i, j, by in change.bonds.tolist())
    lone = (Entry(i, i, by) for i, by in change.lone.tolist())
    hydrogens = (Entry(i, -1, by) for i, by in change.hydrogens.tolist())
    return tuple(sorted([*bonds, *lone, *hydrogens]))
