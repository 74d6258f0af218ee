"""Padded tensors of many flasks at once, the form that flow and network compute on.

Shapes: b flasks, n nodes of the largest, all padding False in `real`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from jaxtyping import Int64
from torch import Tensor
from torch_geometric.utils import to_dense_batch

from flower.electrons import FlaskFeatures
from flower.errors import InputError
from flower.records.conditions import condition_columns
from flower.records.store import HYDROGEN_CHANGE, FlaskArrays


class FlaskBatch(NamedTuple):
    """Flasks as padded tensors, (b, n) each but ``bond_code`` (b, n, n); see `ATOM_COLUMNS`.

    ``bond_code`` is symmetric: 0 none, 1 to 3 by bond order, 4 and 5 aromatic single and double.
    ``real`` is True for nodes, False for padding. ``conditions`` (b, 3) is 1 where a flask has a
    condition, in the order of `Conditions`.
    """

    element: Tensor
    hydrogens: Tensor
    lone: Tensor
    charge: Tensor
    ring: Tensor
    aromatic: Tensor
    tie: Tensor
    bond_code: Tensor
    real: Tensor
    conditions: Tensor

    def to(self, device: torch.device | str) -> FlaskBatch:
        """The same on another device."""
        return FlaskBatch(*(tensor.to(device, non_blocking=True) for tensor in self))


class StepBatch(NamedTuple):
    """Elementary steps as padded tensors: the ten of `FlaskBatch`, then what changes.

    ``d_bond`` (b, n, n) symmetric change of bond order; ``d_lone`` and ``d_hydrogens`` (b, n)
    change of unshared electrons and of hydrogens; ``index`` (b,) place of the step in its store.
    """

    element: Tensor
    hydrogens: Tensor
    lone: Tensor
    charge: Tensor
    ring: Tensor
    aromatic: Tensor
    tie: Tensor
    bond_code: Tensor
    real: Tensor
    conditions: Tensor
    d_bond: Tensor
    d_lone: Tensor
    d_hydrogens: Tensor
    index: Tensor  # type: ignore[assignment]  # hides tuple.index

    @property
    def flasks(self) -> FlaskBatch:
        """The reactants alone."""
        return FlaskBatch(*self[: len(FlaskBatch._fields)])

    def to(self, device: torch.device | str) -> StepBatch:
        """The same on another device."""
        return StepBatch(*(tensor.to(device, non_blocking=True) for tensor in self))


def pad_steps(steps: FlaskArrays) -> StepBatch:
    """Pad the steps that `StepStore.batch` returns.

    >>> import tempfile
    >>> from pathlib import Path
    >>> from flower.records import StepStore, preprocess
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "steps.txt").write_text("[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]|7")
    >>> _ = preprocess(folder / "steps.txt", folder / "arrays", workers=1)
    >>> pad_steps(StepStore.open(folder / "arrays").batch(np.array([0]))).d_hydrogens.tolist()
    [[1, -1, 0]]
    """
    counts = steps.counts
    first = np.cumsum(counts[:, 0]) - counts[:, 0]
    i, j, delta = steps.changes.T.astype(np.int64)
    node = i + np.repeat(first, counts[:, 2])
    is_lone, is_hydrogen, is_bond = i == j, j == HYDROGEN_CHANGE, j > i
    node_changes = np.zeros((len(steps.atoms), 2), np.int64)
    node_changes[node[is_lone], 0] = delta[is_lone]
    node_changes[node[is_hydrogen], 1] = delta[is_hydrogen]
    *atoms, d_lone, d_hydrogens, real = _dense_nodes(
        np.concatenate([steps.atoms, node_changes], axis=1), counts[:, 0]
    )
    flask_of_change = np.repeat(np.arange(len(counts)), counts[:, 2])
    bond_changes = np.bincount(flask_of_change[is_bond], minlength=len(counts))
    codes = _dense_pairs(steps.bonds, counts[:, 1], counts[:, 0])
    d_bond = _dense_pairs(steps.changes[is_bond], bond_changes, counts[:, 0])
    index = torch.from_numpy(steps.index)
    told = _conditions(steps.conditions)
    return StepBatch._make((*atoms, codes, real, told, d_bond, d_lone, d_hydrogens, index))


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
    nodes, bonds = (np.array([len(flask[k]) for flask in flasks]) for k in range(2))
    *atoms, real = _dense_nodes(np.concatenate([flask.atoms for flask in flasks]), nodes)
    codes = _dense_pairs(np.concatenate([flask.bonds for flask in flasks]), bonds, nodes)
    bits = np.array(conditions or [0] * len(flasks), np.int8)
    return FlaskBatch._make((*atoms, codes, real, _conditions(bits)))


def _conditions(bits: np.ndarray) -> Tensor:
    """The conditions (b, 3) of flasks that have these bits."""
    return torch.from_numpy(condition_columns(bits).astype(np.int64))


def _flask_of_node(nodes: np.ndarray) -> Tensor:
    return torch.from_numpy(np.repeat(np.arange(len(nodes)), nodes))


def _dense_nodes(columns: np.ndarray, nodes: np.ndarray) -> tuple[Tensor, ...]:
    """Each column (b, n) of the atoms of all flasks, and last the mask; ``nodes`` a flask."""
    values = torch.from_numpy(columns.astype(np.int64))
    dense, real = to_dense_batch(values, _flask_of_node(nodes), batch_size=len(nodes))
    return *dense.permute(2, 0, 1).contiguous().unbind(), real


def _dense_pairs(rows: np.ndarray, pairs: np.ndarray, nodes: np.ndarray) -> Int64[Tensor, "b n n"]:
    """Symmetric (b, n, n) of rows i, j, value of all flasks, of which each has ``pairs``."""
    i, j, value = rows.T.astype(np.int64)
    n, flask = int(nodes.max()), np.repeat(np.arange(len(nodes)), pairs)
    dense = np.zeros((len(nodes), n, n), np.int64)
    dense[flask, i, j] = dense[flask, j, i] = value
    return torch.from_numpy(dense)
