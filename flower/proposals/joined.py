"""Join network and flow over a batch of flasks."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from flower.electrons import ATOM_COLUMNS, BOND_ORDER, FlaskFeatures
from flower.errors import InputError
from flower.flow import Electrons, Flow, Predict
from flower.network import Displacement, FlaskBatch, FlowNetwork
from flower.records.conditions import condition_columns

_PAIRS_AT_ONCE = 400_000  # padded node pairs in one network evaluation; proposing takes 300 MB


def pad_flasks(flasks: Sequence[FlaskFeatures], conditions: Sequence[int] = ()) -> FlaskBatch:
    """Pad flasks to predict from; ``conditions`` are the bits of each, none by default.

    >>> from flower.electrons import flask_features, smiles_to_state
    >>> batch = pad_flasks([flask_features(smiles_to_state(s)) for s in ("C=O", "Cl")])
    >>> batch.element.tolist(), batch.real.tolist()
    ([[6, 8, 0], [17, 0, 0]], [[True, True, True], [True, True, False]])
    >>> batch.bond_code[0].tolist()
    [[0, 2, 0], [2, 0, 0], [0, 0, 0]]
    """
    if not flasks:
        raise InputError("There is no flask to make a batch of. Give at least one.")
    b, n = len(flasks), max(len(flask.atoms) for flask in flasks)
    atoms = np.zeros((len(ATOM_COLUMNS), b, n), np.int64)
    codes, real = np.zeros((b, n, n), np.int64), np.zeros((b, n), bool)
    for k, flask in enumerate(flasks):
        atoms[:, k, : len(flask.atoms)] = flask.atoms.T
        real[k, : len(flask.atoms)] = True
        i, j, code = flask.bonds.T
        codes[k, i, j] = codes[k, j, i] = code
    told = condition_columns(np.array(conditions or [0] * b, np.int8)).astype(np.int64)
    return FlaskBatch(*map(torch.from_numpy, (*atoms, codes, real, told)))


@lru_cache
def _bond_orders(device: torch.device) -> Float[Tensor, " codes"]:
    """By bond code; copied to a device once, since the copy makes it wait."""
    with torch.inference_mode(False):
        return torch.tensor(BOND_ORDER, dtype=torch.float32, device=device)


def reactant_electrons(flasks: FlaskBatch) -> Electrons:
    """The reactants as a point of the flow: bond orders, lone electrons on the diagonal."""
    be = _bond_orders(flasks.bond_code.device)[flasks.bond_code]
    be.diagonal(dim1=1, dim2=2).add_(flasks.lone)
    return Electrons(be, flasks.hydrogens.float())


def predictor(network: FlowNetwork, flow: Flow[Any, Any], flasks: FlaskBatch) -> Predict[Any]:
    """Close the network over some flasks; what depends on the reactants alone is computed here.

    It predicts the logits of the flow. What no molecule does has no chance, in training as in
    prediction.
    """
    reactants, real = reactant_electrons(flasks), flasks.real
    context = network.context(flasks)
    proton_pool = (flasks.element == 0) & real

    def predict(
        x_t: Electrons, t: Float[Tensor, " r"], flask: Int[Tensor, " r"] | None = None
    ) -> tuple[Tensor, ...]:
        start, said, mask, pool = reactants, context, real, proton_pool
        if flask is not None:
            start, said = Electrons(*(part[flask] for part in reactants)), context.of(flask)
            mask, pool = real[flask], proton_pool[flask]
        moved = x_t - start
        output = network(said, Displacement(moved.be, moved.hydrogens, t))
        logits: tuple[Tensor, ...] = flow.logits(output, x_t, start, mask, pool)
        return logits

    return predict


def batches_of(sizes: list[int], alone: bool) -> list[list[int]]:
    """Group states of like size under the pair budget; one by one if each has its own noise."""
    batches: list[list[int]] = []
    for i in sorted(range(len(sizes)), key=lambda i: sizes[i]):
        fits = batches and (len(batches[-1]) + 1) * sizes[i] ** 2 <= _PAIRS_AT_ONCE
        if fits and not alone:
            batches[-1].append(i)
        else:
            batches.append([i])
    return batches
