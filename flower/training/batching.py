"""Stored elementary steps as padded tensors of many flasks at once, to train on.

Shapes: b flasks, n nodes of the largest, all padding False in ``real``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from jaxtyping import Int, Int64
from torch import Tensor
from torch_geometric.utils import to_dense_adj, to_dense_batch

from flower.change import HYDROGENS
from flower.flow import TargetChange
from flower.network import FlaskBatch
from flower.records import FlaskArrays
from flower.records.conditions import condition_columns


class StepBatch(NamedTuple):
    """Elementary steps as padded tensors: the reactants, and what changes.

    ``index`` (b,) is the place of each step in its store.
    """

    flasks: FlaskBatch
    change: TargetChange
    index: Int[Tensor, " b"]  # type: ignore[assignment]  # hides tuple.index


def pad_steps(steps: FlaskArrays) -> StepBatch:
    """Pad the steps that `StepStore.batch` returns.

    >>> import tempfile
    >>> from pathlib import Path
    >>> from flower.records import StepStore, preprocess
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "steps.txt").write_text("[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]|7")
    >>> _ = preprocess(folder / "steps.txt", folder / "arrays", workers=1)
    >>> batch = pad_steps(StepStore.open(folder / "arrays").batch(np.array([0])))
    >>> batch.change.hydrogens.tolist()
    [[1, -1, 0]]
    """
    nodes, bonds, changes = steps.counts.T
    first = np.cumsum(nodes) - nodes
    i, j, by = steps.changes.T.astype(np.int64)
    node = i + np.repeat(first, changes)
    of_nodes = np.zeros((len(steps.atoms), 2), np.int64)
    for column, which in enumerate((i == j, j == HYDROGENS)):
        of_nodes[node[which], column] = by[which]
    flask_of_node = torch.from_numpy(np.repeat(np.arange(len(nodes)), nodes))
    columns = torch.from_numpy(np.concatenate([steps.atoms, of_nodes], axis=1))
    dense, real = to_dense_batch(columns, flask_of_node, batch_size=len(nodes))
    *atoms, d_lone, d_hydrogens = dense.permute(2, 0, 1).contiguous().unbind()

    def dense_pairs(rows: np.ndarray, begin: np.ndarray) -> Int64[Tensor, "b n n"]:
        """Symmetric, of rows i, j, value; nodes of a row's flask begin at ``begin``."""
        one, other, value = rows.T.astype(np.int64)
        ends = np.stack([one + begin, other + begin])
        edges = torch.from_numpy(np.concatenate([ends, ends[::-1]], axis=1))
        twice = torch.from_numpy(np.tile(value, 2))
        most = int(nodes.max())
        pairs: Tensor = to_dense_adj(edges, flask_of_node, twice, most, batch_size=len(nodes))
        return pairs

    codes = dense_pairs(steps.bonds, np.repeat(first, bonds))
    is_bond = j > i
    d_bond = dense_pairs(steps.changes[is_bond], np.repeat(first, changes)[is_bond])
    told = torch.from_numpy(condition_columns(steps.conditions).astype(np.int64))
    return StepBatch(
        FlaskBatch._make((*atoms, codes, real, told)),
        TargetChange(d_bond, d_lone, d_hydrogens),
        torch.from_numpy(steps.index),
    )
