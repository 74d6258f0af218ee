"""A point on the way of a jump flow: some of an elementary step's jumps done, the others left."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import torch
from jaxtyping import Float

from flower.change import Change
from flower.flow.endpoint import HIGHEST_BOND_ORDER
from flower.flow.jumps import (
    ATOM,
    BREAK,
    COUPLE,
    ELECTRON,
    FORM,
    HOMOLYSE,
    HYDRIDE,
    MOST_JUMPS,
    PROTON,
    Jump,
    change_after,
    jumps_of,
)

CHANCES = MOST_JUMPS + 2


class JumpPoint(NamedTuple):
    """Where a flask is on its way.

    Attributes:
        executed: the change made so far.
        following: the jumps that may come next, each as likely; one that is needed twice is
            listed twice. None stands for "stop": all are done.
    """

    executed: Change
    following: tuple[Jump | None, ...]


def point_of_jumps(
    whole: Change,
    state: Mapping[tuple[int, int], int],
    chances: Sequence[float],
    share_at_start: float = 0.0,
) -> JumpPoint | None:
    """Return a random point on the way to a whole-number change; None if no jumps make it.

    At time t of a discrete flow each of the m jumps has been executed with probability t, by
    itself; with t uniform the number executed is uniform from 0 to m. They are executed in random
    order, of those that the state allows: what forms a bond, a lone pair or single electrons, must
    be there before.

    Args:
        whole: what the step changes.
        state: bond orders, lone electrons and hydrogens of the reactants, by the (i, j) of `Entry`;
            what is missing is zero.
        chances: `CHANCES` uniform random numbers.
        share_at_start: how often no jump has been executed, beyond what is said above.

    >>> whole = change_after([Jump(PROTON, 1, 0)])
    >>> point_of_jumps(whole, {(0, 0): 2, (1, -1): 1}, [0.0] * CHANCES).following
    (Jump(kind=2, i=1, j=0),)
    >>> point_of_jumps(whole, {(0, 0): 2, (1, -1): 1}, [0.99] * CHANCES).following
    (None,)

    Source: Gat et al., arXiv 2407.15595, eq. 9 with the linear schedule.
    """
    found = JumpPlan(whole, state).point(chances, share_at_start)
    return None if found is None else JumpPoint(found.executed, tuple(found.following))


class PlanPoint:
    """A point on the way of a `JumpPlan`, and those after it.

    ``rows`` (e, 3) is the change made so far as i, j, by; ``next_rows`` (f, 3) the kind, i, j of
    each jump that may come next, of which "stop" has kind -1.
    """

    def __init__(self, plan: "JumpPlan", left: tuple[Jump, ...], executed: Change) -> None:
        self._plan, self._left, self.executed = plan, left, executed
        ready = _ready(left, executed, plan.whole, plan.state)
        self.following: list[Jump | None] = [*ready] if left else [None]
        self.rows = np.array(executed, np.int64).reshape(-1, 3)
        told = [jump or (-1, 0, 0) for jump in self.following]
        self.next_rows = np.array(told, np.int64).reshape(-1, 3)
        self._after: dict[int, PlanPoint] = {}

    def after(self, choice: int) -> "PlanPoint":
        """The point after one of the jumps that may come next."""
        if choice not in self._after:
            jump, left = self.following[choice], list(self._left)
            assert jump is not None
            left.remove(jump)
            executed = change_after((jump,), self.executed)
            self._after[choice] = PlanPoint(self._plan, tuple(left), executed)
        return self._after[choice]


class JumpPlan:
    """The ways to a whole-number change from a state; each point on them is worked out once."""

    def __init__(self, whole: Change, state: Mapping[tuple[int, int], int]) -> None:
        self.whole, self.state, self._sets = whole, state, jumps_of(whole)
        self._starts: dict[int, PlanPoint] = {}

    def point(self, chances: Sequence[float], share_at_start: float) -> PlanPoint | None:
        """Return a random point, as `point_of_jumps` tells."""
        choice, length, *order = chances
        if not self._sets:
            return None
        number = int(choice * len(self._sets))
        if number not in self._starts:
            self._starts[number] = PlanPoint(self, self._sets[number], Change())
        point, jumps = self._starts[number], len(self._sets[number])
        among = (
            max(0.0, length - share_at_start) / (1 - share_at_start) if share_at_start < 1 else 0.0
        )
        for chance in order[: int(among * (jumps + 1))]:
            if not point.following:
                return None
            point = point.after(int(chance * len(point.following)))
        return point if point.following else None


def _ready(
    left: Sequence[Jump], executed: Change, whole: Change, state: Mapping[tuple[int, int], int]
) -> list[Jump]:
    """Those jumps that the state allows now; only a proton pool ends below zero."""
    now = Counter(state)
    pool = {i for i, j, by in whole if i == j and now[i, i] + by < 0}
    now.update({(i, j): by for i, j, by in executed})
    return [jump for jump in left if _is_ready(jump, now, pool)]


def _is_ready(jump: Jump, now: Mapping[tuple[int, int], int], pool: set[int]) -> bool:
    kind, i, j = jump
    order = now[min(i, j), max(i, j)]
    if kind in (FORM, COUPLE):
        has_electrons = now[i, i] > 1 if kind == FORM else now[i, i] > 0 and now[j, j] > 0
        return has_electrons and order < HIGHEST_BOND_ORDER
    if kind in (BREAK, HOMOLYSE):
        return order > 0
    if kind == ELECTRON:
        return now[i, i] > 0
    takes = {PROTON: j in pool or now[j, j] > 1, HYDRIDE: True, ATOM: now[j, j] > 0}
    return now[i, -1] > 0 and takes[kind]


def chances_of(
    flasks: int, generator: torch.Generator | None, device: torch.device | str = "cpu"
) -> Float[torch.Tensor, "b chances"]:
    """Return what `point_of_jumps` needs of randomness, for each flask of a batch."""
    return torch.rand(flasks, CHANCES, generator=generator, device=device)
