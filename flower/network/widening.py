"""Weights saved when jumps moved pairs alone, or before conditions were told, and today's."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

from flower.flow.jumps import JUMP_KINDS
from flower.network.flask import CONDITIONS, PAIR_CODES

_PAIR_KINDS = 4
_IMPROBABLE = -22.0  # of 10,000 jumps together less than 1e-5 of what a logit of 0 has
_LEARNABLE = -6.0  # 10,000 jumps together as much as a few of those that the network looks at
_OF_KINDS = ("pair.weight", "pair.bias")


def with_single_electrons(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return the weights of a jump network, those saved when jumps moved pairs alone widened.

    The new kinds of jump start improbable, so that the network answers as it did: their bilinear
    part is zero, for its right factor is, while the left one is that of the old kinds, which lets
    the right one learn; their biases are far below those of the others.

    >>> from flower.network import NetworkSettings, build_network
    >>> new = build_network(NetworkSettings(width=16, layers=1, heads=2, pair_rank=4)).state_dict()
    >>> old = dict(new) | {"pair_bias": new["pair_bias"][:4], "pair.bias": new["pair.bias"][:32]}
    >>> old["pair.weight"] = old["pair.weight"][:32]
    >>> del old["odd"]
    >>> [len(with_single_electrons(old)[name]) for name in ("pair_bias", "pair.weight", "odd")]
    [8, 64, 16]
    """
    weights = dict(weights)
    bias, matrix = (weights.get(name) for name in ("pair_bias", "pair.weight"))
    if bias is None or matrix is None or (bias.ndim, matrix.ndim, len(bias)) != (2, 2, _PAIR_KINDS):
        return weights
    for name in {*_OF_KINDS} & weights.keys():
        left, right = weights[name].unflatten(0, (2, -1))
        weights[name] = torch.cat([left, left, right, torch.zeros_like(right)])
    improbable = torch.zeros_like(bias)
    improbable[:, :PAIR_CODES] = _IMPROBABLE  # a pair has one of these
    weights["pair_bias"] = torch.cat([bias, improbable])
    weights["odd"] = torch.zeros_like(matrix[0])
    return weights


def with_conditions(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return the weights of a network; if it had no embeddings of conditions, some that are zero.

    >>> from flower.network import NetworkSettings, build_network
    >>> new = build_network(NetworkSettings(width=16, layers=1, heads=2, pair_rank=4)).state_dict()
    >>> old = {name: tensor for name, tensor in new.items() if name != "conditions"}
    >>> with_conditions(old).keys() == new.keys()
    True
    """
    weights = dict(weights)
    like = weights.get("displacement.bias")
    if "conditions" not in weights and like is not None and like.ndim == 1:
        weights["conditions"] = like.new_zeros(CONDITIONS, len(like))
    return weights


@torch.no_grad()
def make_learnable(pair_bias: Tensor) -> bool:
    """Raise the biases that `with_single_electrons` made, in place; return whether they were such.

    They are so improbable that they would climb for 20,000 updates before one is told; those of
    a network that has met single electrons stay as they are.
    """
    biases = pair_bias[_PAIR_KINDS:, :PAIR_CODES]
    if biases.max() > _IMPROBABLE / 2:
        return False
    biases.fill_(_LEARNABLE)
    return True


def as_saved(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return the weights as they were before they were widened, if nothing changed since.

    Others are returned as they are: by this, what is known of a saved model stays known.
    """
    weights = dict(weights)
    if "conditions" in weights and not weights["conditions"].any():
        del weights["conditions"]
    if len(weights["pair_bias"]) != JUMP_KINDS or "odd" not in weights:
        return weights
    old = {name: tensor for name, tensor in weights.items() if name != "odd"}
    old["pair_bias"] = old["pair_bias"][:_PAIR_KINDS]
    for name in _OF_KINDS:
        kinds = old[name].unflatten(0, (2, JUMP_KINDS, -1))
        old[name] = kinds[:, :_PAIR_KINDS].flatten(0, 2)
    again = with_single_electrons(old)
    return old if all(torch.equal(again[name], weights[name]) for name in weights) else weights
