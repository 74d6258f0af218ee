"""Whole electrons: the k best integer changes that create and destroy nothing."""

from collections.abc import Callable

import numpy as np
from jaxtyping import Float, Int

Costs = Float[np.ndarray, "m c"]
Shifts = Int[np.ndarray, "m c"]


def cheapest_conserving(
    cost: Costs, shift: Shifts, k: int
) -> tuple[Int[np.ndarray, "k m"], Float[np.ndarray, " k"]]:
    """Return the k cheapest ways to choose one class per entry so that the shifts sum to zero.

    Exact, by dynamic programming in two passes over the m entries. Backwards: the least cost to
    end at zero from each residual. Forwards: keep the k partial choices whose cost so far plus
    least cost to go is lowest. The bound is attained, so a dropped partial choice has k others
    whose completions are all at least as cheap: nothing among the k best is lost.

    Args:
        cost: (m, c) what each class of each entry costs; infinite where it may not be taken.
        shift: (m, c) what it adds to the conserved total (electron pairs, or hydrogens).
        k: how many are wanted; fewer come back if fewer exist.

    Returns:
        Classes chosen (k, m) and their total costs (k,), cheapest first, no choice twice.

    Two entries, each -1, 0 or +1; only (0, 0), (-1, +1), (+1, -1) conserve:

    >>> cost = np.array([[3., 0., 1.], [1., 0., 5.]])
    >>> shift = np.array([[-1, 0, 1], [-1, 0, 1]])
    >>> choice, total = cheapest_conserving(cost, shift, k=2)
    >>> choice.tolist(), total.tolist()
    ([[1, 1], [2, 0]], [0.0, 2.0])

    Source: k-best Viterbi decoding (Seshadri and Sundberg, IEEE Trans. Commun. 42, 313, 1994) with
    the exact cost to go as the bound of A* (Hart, Nilsson and Raphael, 1968).
    """
    to_go = cost_to_go(cost, shift, lambda total: total.min(1))
    spent, residual = np.zeros(1), np.zeros(1, int)
    taken = []  # of each entry: which partial choice each kept one extends, and its class
    for entry in range(len(cost)):
        (possible,) = np.isfinite(cost[entry]).nonzero()
        total = (spent[:, None] + cost[entry, possible]).ravel()  # (k * possible,)
        after = (residual[:, None] + shift[entry, possible]).ravel()
        best = _smallest(total + to_go[entry + 1].take(after, mode="wrap"), k)
        parent, option = np.divmod(best, max(1, len(possible)))
        taken.append((parent, possible[option]))
        spent, residual = total[best], after[best]
    chosen, followed = np.empty((len(spent), len(cost)), int), np.arange(len(spent))
    for entry in reversed(range(len(cost))):
        parent, option = taken[entry]
        chosen[:, entry] = option[followed]
        followed = parent[followed]
    return chosen, spent


def _smallest(bound: Float[np.ndarray, " r"], k: int) -> Int[np.ndarray, " best"]:
    """Places of the k smallest finite numbers, smallest first, of equals the first ones."""
    (finite,) = np.isfinite(bound).nonzero()
    bound = bound[finite]
    if len(bound) > k:
        (near,) = (bound <= np.partition(bound, k - 1)[k - 1]).nonzero()
        finite, bound = finite[near], bound[near]
    return np.asarray(finite[bound.argsort(kind="stable")[:k]])


def cost_to_go(
    cost: Costs,
    shift: Shifts,
    combine: Callable[[Float[np.ndarray, "r c"]], Float[np.ndarray, " r"]],
) -> Float[np.ndarray, "steps r"]:
    """Return, before each entry and for each residual, the combined cost of all ways to zero.

    Row m is 0 at residual zero and infinite elsewhere; row i follows from row i + 1. Residuals are
    taken modulo a width that no sum of shifts can reach, so only a sum of zero counts as zero.
    ``combine`` over classes is the minimum for the best way, `soft_minimum` for the log of the
    summed probability of all of them.
    """
    reach = int(np.abs(shift).max(1).sum()) if len(shift) else 0
    width = reach + 1
    to_go = np.full((len(cost) + 1, width), np.inf)
    to_go[-1, 0] = 0
    residual = np.arange(width)
    after: dict[bytes, Int[np.ndarray, "c r"]] = {}  # entries of one kind have the same shifts
    for entry in reversed(range(len(cost))):
        kind = shift[entry].tobytes()
        if kind not in after:
            after[kind] = (shift[entry][:, None] + residual) % width
        # Classes lie along the first axis in memory, so that each operation runs over residuals.
        total = cost[entry][:, None] + to_go[entry + 1][after[kind]]  # (c, r)
        to_go[entry] = combine(total.T)
    return to_go


def soft_minimum(cost: Float[np.ndarray, "r c"]) -> Float[np.ndarray, " r"]:
    """Return -log of the sum of exp(-cost) over classes; infinite where every class is.

    >>> soft_minimum(np.array([[np.log(4), np.log(4), np.inf]])).round(6).tolist()
    [0.693147]
    """
    least = cost.min(1, keepdims=True)
    least[np.isinf(least)] = 0
    with np.errstate(divide="ignore"):  # the log of no chance at all
        return np.asarray(least[:, 0] - np.log(np.exp(least - cost).sum(1)))
