"""A point on the way of a jump flow: some of an elementary step's jumps done, the others left."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import torch
from jaxtyping import Float

from flower.flow.electrons import Electrons
from flower.flow.endpoint import HIGHEST_BOND_ORDER, TargetChange
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
    Change,
    Entry,
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
    choice, length, *order = chances
    sets = jumps_of(whole)
    if not sets:
        return None
    left = list(sets[int(choice * len(sets))])
    among = max(0.0, length - share_at_start) / (1 - share_at_start) if share_at_start < 1 else 0.0
    executed: Change = ()
    for chance in order[: int(among * (len(left) + 1))]:
        ready = _ready(left, executed, whole, state)
        if not ready:
            return None
        jump = ready[int(chance * len(ready))]
        left.remove(jump)
        executed = change_after((jump,), executed)
    following = _ready(left, executed, whole, state) if left else [None]
    return JumpPoint(executed, tuple(following)) if following else None


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


def whole_changes(change: TargetChange) -> list[Change]:
    """Return what each flask of a batch changes, entry by entry."""
    bond, lone, hydrogens = (part.cpu().numpy() for part in change)
    found: list[list[Entry]] = [[] for _ in lone]
    for flask, i, j in np.argwhere(np.triu(bond, 1)).tolist():
        found[flask].append(Entry(i, j, int(bond[flask, i, j])))
    for flask, i in np.argwhere(lone).tolist():
        found[flask].append(Entry(i, i, int(lone[flask, i])))
    for flask, i in np.argwhere(hydrogens).tolist():
        found[flask].append(Entry(i, -1, int(hydrogens[flask, i])))
    return [tuple(sorted(entries)) for entries in found]


def touched_states(x: Electrons, changes: Sequence[Change]) -> list[dict[tuple[int, int], int]]:
    """Return the entries of each flask between the nodes that its change touches."""
    be, hydrogens = x.be.cpu().numpy(), x.hydrogens.cpu().numpy()
    states = []
    for flask, change in enumerate(changes):
        nodes = sorted({node for i, j, _ in change for node in (i, j) if node >= 0})
        state = {(i, j): int(be[flask, i, j]) for i in nodes for j in nodes if i <= j}
        states.append(state | {(i, -1): int(hydrogens[flask, i]) for i in nodes})
    return states


def chances_of(
    flasks: int, generator: torch.Generator | None, device: torch.device | str = "cpu"
) -> Float[torch.Tensor, "b chances"]:
    """Return what `point_of_jumps` needs of randomness, for each flask of a batch."""
    return torch.rand(flasks, CHANCES, generator=generator, device=device)
