"""Points on the way of a whole batch of elementary steps, from plans that are kept."""

from typing import NamedTuple

import numpy as np
import torch
from jaxtyping import Int64
from torch import Tensor

from flower.change import Change, Entry
from flower.flow.electrons import Electrons
from flower.flow.endpoint import TargetChange
from flower.flow.jump_path import JumpPlan, PlanPoint

_MOST_PLANS = 100_000  # of some kilobytes each; beyond, all are worked out anew
_plans: dict[tuple[bytes, bytes, bytes], JumpPlan] = {}


class JumpPoints(NamedTuple):
    """What `JumpFlow` learns from.

    Attributes:
        executed: (e, 4) flask, i, j, by of each entry changed so far.
        following: (m, 2) flask and column, in `JumpLogits.log_probabilities`, of each jump that
            may come next.
        among: (m,) how many may come next in that flask.
    """

    executed: Int64[Tensor, "e 4"]
    following: Int64[Tensor, "m 2"]
    among: Int64[Tensor, " m"]


def jump_points(
    reactants: Electrons, change: TargetChange, chances: list[list[float]], share_at_start: float
) -> JumpPoints:
    """Return for each flask what `point_of_jumps` gives, all at once.

    Flasks in which the same entries change at atoms in the same state share a plan; some thousand
    plans make up all of the training data.
    """
    n = change.lone.shape[1]
    flask, i, j, by = _rows(change)
    places = np.arange(len(chances))
    pair = j >= 0
    touched = np.unique(np.concatenate([flask * n + i, (flask * n + j)[pair]]))
    count = np.bincount(touched // n, minlength=len(places))
    first = np.cumsum(count) - count
    local = np.stack([i, j, by], axis=1)  # nodes by their number among those touched
    local[:, 0] = np.searchsorted(touched, flask * n + i) - first[flask]
    local[pair, 1] = (np.searchsorted(touched, flask * n + j) - first[flask])[pair]
    rows = local.astype(np.int16)
    nodes = np.zeros((len(places), max(1, int(count.max(initial=0)))), np.int64)
    nodes[touched // n, np.arange(len(touched)) - first[touched // n]] = touched % n
    be, hydrogens = (part.cpu().numpy() for part in reactants)
    be = be[places[:, None, None], nodes[:, :, None], nodes[:, None, :]].astype(np.int16)
    hydrogens = hydrogens[places[:, None], nodes].astype(np.int16)
    last = np.cumsum(np.bincount(flask, minlength=len(places))).tolist()
    found: list[PlanPoint | None] = []
    begin = 0
    for place, (end, k) in enumerate(zip(last, count.tolist(), strict=True)):
        of_change, of_be, of_hydrogens = rows[begin:end], be[place, :k, :k], hydrogens[place, :k]
        plan = _plan(of_change, of_be, of_hydrogens)
        found.append(plan.point(chances[place], share_at_start))
        begin = end
    return _scattered(found, nodes, n)


def _plan(rows: np.ndarray, be: np.ndarray, hydrogens: np.ndarray) -> JumpPlan:
    key = (rows.tobytes(), be.tobytes(), hydrogens.tobytes())
    plan = _plans.get(key)
    if plan is None:
        k = len(hydrogens)
        state = {(i, j): int(be[i, j]) for i in range(k) for j in range(i, k)}
        state |= {(i, -1): int(hydrogens[i]) for i in range(k)}
        plan = JumpPlan(Change(Entry(*row) for row in rows.tolist()), state)
        if len(_plans) < _MOST_PLANS:
            _plans[key] = plan
    return plan


def _rows(change: TargetChange) -> tuple[np.ndarray, ...]:
    """Flask, i, j, by of every entry that changes, sorted."""
    bond, lone, hydrogens = (part.cpu().numpy() for part in change)
    at_lone, at_hydrogens = np.nonzero(lone), np.nonzero(hydrogens)
    # Of a flat array of truth values the places are found ten times as fast.
    at_bond = np.unravel_index(np.flatnonzero(bond.ravel() != 0), bond.shape)
    upper = at_bond[1] < at_bond[2]
    flask, i, j = (part[upper] for part in at_bond)
    every = (
        np.concatenate([flask, at_lone[0], at_hydrogens[0]]),
        np.concatenate([i, at_lone[1], at_hydrogens[1]]),
        np.concatenate([j, at_lone[1], np.full(len(at_hydrogens[0]), -1)]),
        np.concatenate([bond[flask, i, j], lone[at_lone], hydrogens[at_hydrogens]]),
    )
    order = np.lexsort(every[2::-1])
    return tuple(part[order] for part in every)


def _scattered(found: list[PlanPoint | None], nodes: np.ndarray, n: int) -> JumpPoints:
    """From nodes by their number among those touched to those of the flasks."""
    none = np.zeros((0, 3), np.int64)
    done = [point.rows if point else none for point in found]
    coming = [point.next_rows if point else none for point in found]
    flask = np.repeat(np.arange(len(found)), [len(rows) for rows in done])
    i, j, by = np.concatenate([none, *done]).T
    executed = np.stack([flask, nodes[flask, i], np.where(j < 0, -1, nodes[flask, j]), by], axis=1)
    ways = np.array([len(rows) for rows in coming])
    flask = np.repeat(np.arange(len(found)), ways)
    kind, i, j = np.concatenate([none, *coming]).T
    column = np.where(kind < 0, 0, 1 + (kind * n + nodes[flask, i]) * n + nodes[flask, j])
    following = np.stack([flask, column], axis=1)
    return JumpPoints(*map(torch.from_numpy, (executed, following, ways[flask])))
