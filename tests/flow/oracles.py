"""Steps of a few jumps, and networks that know which jump comes next."""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from flower.change import Change, Entry
from flower.flow import Electrons, JumpLogits, TargetChange, jumps_of
from flower.flow.jumps import (
    BREAK,
    FORM,
    JUMP_KINDS,
    Jump,
    change_after,
    possible_jumps,
    states_after,
)

Script = Callable[[Change], dict[Jump | None, float]]
"""Probability of each next jump, None for stop, after a change already made."""


def as_target(changes: Sequence[Change], n: int) -> TargetChange:
    """The same changes as dense tensors."""
    still = Electrons(torch.zeros(len(changes), n, n), torch.zeros(len(changes), n))
    be, hydrogens = states_after(still, torch.arange(len(changes)), changes)
    lone = be.diagonal(dim1=1, dim2=2)
    bond = be - torch.diag_embed(lone)
    return TargetChange(bond.long(), lone.long(), hydrogens.long())


def substitution() -> tuple[Electrons, Change, Tensor]:
    """Hydroxide and chloromethane (nodes O, C, Cl, one of padding): SN2, in two jumps."""
    be = torch.diag_embed(torch.tensor([[6.0, 0.0, 6.0, 0.0]]))
    be[0, 1, 2] = be[0, 2, 1] = 1.0
    reactants = Electrons(be, torch.tensor([[1.0, 3.0, 0.0, 0.0]]))
    whole = change_after([Jump(FORM, 0, 1), Jump(BREAK, 2, 1)])
    return reactants, whole, torch.tensor([[True, True, True, False]])


def scripted(
    script: Script, reactants: Electrons, node: Sequence[int] | None = None
) -> Callable[..., JumpLogits]:
    """A network that says what a script says of each state; ``node`` renumbers the script's nodes.

    The script is asked about the change made so far, and sees its own numbers in it.
    """
    n = reactants.be.shape[-1]
    of = list(node or range(n))
    back = {new: old for old, new in enumerate(of)}

    def renumbered(change: Change) -> Change:
        entries = (
            (*sorted((back[i], back[j])), by) if j >= 0 else (back[i], -1, by)
            for i, j, by in change
        )
        return Change(sorted(Entry(*entry) for entry in entries))

    def predict(x_t: Electrons, t: Tensor, flask: Tensor | None = None) -> JumpLogits:
        rows = torch.arange(len(t)) if flask is None else flask
        assert len(rows) == len(x_t.be) == len(t)
        jump = torch.full((len(rows), JUMP_KINDS, n, n), -torch.inf)
        stop = torch.full((len(rows),), -torch.inf)
        for k, row in enumerate(rows.tolist()):
            moved = change_between(reactants, x_t, row, k)
            for following, p in script(renumbered(moved)).items():
                if following is None:
                    stop[k] = torch.tensor(p).log()
                else:
                    kind, i, j = following
                    jump[k, kind, of[i], of[j]] = torch.tensor(p).log()
        return JumpLogits(jump, stop)

    return predict


def change_between(reactants: Electrons, x_t: Electrons, flask: int, row: int) -> Change:
    """What has changed in one state, entry by entry."""
    be = (x_t.be[row] - reactants.be[flask]).tolist()
    hydrogens = (x_t.hydrogens[row] - reactants.hydrogens[flask]).tolist()
    n = len(be)
    entries = [Entry(i, j, int(be[i][j])) for i in range(n) for j in range(i, n)]
    entries += [Entry(i, -1, int(by)) for i, by in enumerate(hydrogens)]
    return Change(sorted(entry for entry in entries if entry.by))


def knowing(
    wholes: Sequence[Change], reactants: Electrons, real: Tensor
) -> Callable[..., JumpLogits]:
    """A network that knows the step of each flask: all jumps left that are possible are as likely.

    It knows the change that is left, hence nothing of a state off the way.
    """
    none = torch.zeros_like(real)

    def predict(x_t: Electrons, t: Tensor, flask: Tensor | None = None) -> JumpLogits:
        rows = torch.arange(len(t)) if flask is None else flask
        possible = possible_jumps(x_t, real[rows], none[rows])
        jump = torch.full(possible.shape, -torch.inf)
        stop = torch.full((len(rows),), -torch.inf)
        for k, row in enumerate(rows.tolist()):
            left = minus(wholes[row], change_between(reactants, x_t, row, k))
            if not left:
                stop[k] = 0.0
            for following in {following for jumps in jumps_of(left) for following in jumps}:
                if possible[(k, *following)]:
                    jump[(k, *following)] = 0.0
        return JumpLogits(jump, stop)

    return predict


def minus(change: Change, other: Change) -> Change:
    """What of a change is left after another."""
    total = {(i, j): by for i, j, by in change}
    for i, j, by in other:
        total[i, j] = total.get((i, j), 0) - by
    return tuple(Entry(i, j, by) for (i, j), by in sorted(total.items()) if by)
