"""What a jump flow learns from, worked out flask by flask and entry by entry: slow, and plain."""

from collections.abc import Sequence

import numpy as np
import torch

from flower.change import Change, Entry
from flower.flow import Electrons, TargetChange
from flower.flow.jump_flow import JumpTargets
from flower.flow.jump_path import chances_of, point_of_jumps
from flower.flow.jumps import entry_of_jump, states_after


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
    return [Change(sorted(entries)) for entries in found]


def touched_states(x: Electrons, changes: Sequence[Change]) -> list[dict[tuple[int, int], int]]:
    """Return the entries of each flask between the nodes that its change touches."""
    be, hydrogens = x.be.cpu().numpy(), x.hydrogens.cpu().numpy()
    states = []
    for flask, change in enumerate(changes):
        nodes = sorted({node for i, j, _ in change for node in (i, j) if node >= 0})
        state = {(i, j): int(be[flask, i, j]) for i in nodes for j in nodes if i <= j}
        states.append(state | {(i, -1): int(hydrogens[flask, i]) for i in nodes})
    return states


def targets_of(
    reactants: Electrons, change: TargetChange, seed: int, share_at_start: float
) -> JumpTargets:
    """Return the targets that `JumpFlow.prepare` gives."""
    b, n = change.lone.shape
    whole = whole_changes(change)
    chances = chances_of(b, torch.Generator().manual_seed(seed)).tolist()
    points = [
        point_of_jumps(*of_flask, share_at_start)
        for of_flask in zip(whole, touched_states(reactants, whole), chances, strict=True)
    ]
    x_t = states_after(
        reactants, torch.arange(b), [point.executed if point else () for point in points]
    )
    wanted = [
        (row, entry_of_jump(jump, n) if jump else 0, len(point.following))
        for row, point in enumerate(points)
        if point
        for jump in point.following
    ]
    row, entry, among = torch.tensor(wanted, dtype=torch.long).reshape(-1, 3).unbind(1)
    return JumpTargets(x_t, row, entry, 1 / among)
