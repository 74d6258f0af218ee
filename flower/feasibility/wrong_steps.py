"""Plausible wrong steps: the arrows of a right one, with another atom in one of the roles."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator, Sequence
from typing import Literal, NamedTuple

from flower.electrons import (
    PROTON_POOL,
    Candidate,
    Change,
    State,
    apply_change,
    state_to_smiles,
)
from flower.errors import InputError
from flower.steps import StepCheck

Fault = Literal["other site", "wrong nucleophile", "wrong leaving group", "wrong proton"]
FAULTS: tuple[Fault, ...] = (
    "other site",
    "wrong nucleophile",
    "wrong leaving group",
    "wrong proton",
)
_MOST_TRIED = 200  # substitutions of each kind, in random order


class WrongStep(NamedTuple):
    """A step that conserves and makes molecules, and was not recorded.

    Attributes:
        fault: what is wrong with it.
        step: with probability 0.
    """

    fault: Fault
    step: Candidate


def wrong_steps(
    state: State, right: Change, recorded: Collection[str], seed: int = 0, each: int = 1
) -> list[WrongStep]:
    """Return plausible wrong steps of a state, at most ``each`` of every kind in `FAULTS`.

    One atom of the right step is replaced by another that could play its part as far as electrons
    go: an atom that gives a lone pair to a bond, that leaves with one, or that gives or takes a
    proton; or all atoms of one reacting bond by those of a like bond elsewhere. Every wrong step
    conserves, keeps valences, and is local, because its arrows are those of the right one.

    Args:
        state: the reactants.
        right: a step that happens.
        recorded: canonical SMILES, without stereo, of all products known to be right.
        seed: of the choice among those that there are.
        each: how many of each kind.

    >>> from flower.electrons import change_between
    >>> from flower.steps import mapped_step_to_states
    >>> step = "[OH-:1].[CH3:2][CH2:3][CH2:4][Br:5]>>[OH:1][CH2:4][CH2:3][CH3:2].[Br-:5]"
    >>> before, after = mapped_step_to_states(step)
    >>> found = wrong_steps(before, change_between(before, after), [], seed=1)
    >>> sorted((one.fault, one.step.smiles) for one in found)
    [('wrong leaving group', 'OCBr.[CH2-]C')]
    """
    dice = random.Random(seed)
    check = StepCheck(state)
    seen = {*recorded, state_to_smiles(state, stereo=False)}
    found: list[WrongStep] = []
    for fault in FAULTS:
        substitutions = list(_substitutions(state, right, fault))
        dice.shuffle(substitutions)
        left = each
        for to in substitutions[:_MOST_TRIED]:
            candidate = _candidate(state, right.at(to), check)
            if left and candidate is not None and candidate.smiles not in seen:
                found.append(WrongStep(fault, candidate))
                seen.add(candidate.smiles)
                left -= 1
    return found


def _substitutions(state: State, right: Change, fault: Fault) -> Iterator[dict[int, int]]:
    """Which nodes of the right step another node may stand in for."""
    touched = set(right.nodes())
    others = [v for v in range(len(state)) if v not in touched and state.element[v] != PROTON_POOL]
    lone = {int(i): int(by) for i, by in right.lone}
    hydrogens = {int(i): int(by) for i, by in right.hydrogens}
    formed = {int(i) for *ends, by in right.bonds.tolist() if by > 0 for i in ends}
    broken = [(i, j) for i, j, by in right.bonds.tolist() if by < 0]

    def with_as_many(u: int) -> list[int]:
        """Atoms with a lone pair; where a single electron of u moves, with one electron."""
        return [v for v in others if state.lone[v] >= 2 - lone.get(u, 0) % 2]

    if fault == "wrong nucleophile":
        for u in sorted(formed):
            if lone.get(u, 0) < 0 and u not in hydrogens:
                yield from ({u: v} for v in with_as_many(u))
    elif fault == "wrong leaving group":
        for i, j in broken:
            for leaving, centre in ((i, j), (j, i)):
                if lone.get(leaving, 0) > 0 and leaving not in formed:
                    yield from ({leaving: v} for v in others if state.bonds[centre, v])
    elif fault == "wrong proton":
        for u, by in hydrogens.items():
            able = with_as_many(u) if by > 0 else [v for v in others if state.hydrogens[v]]
            yield from ({u: v} for v in able)
    else:
        yield from _other_bonds(state, sorted(touched), others)


def _other_bonds(
    state: State, touched: Sequence[int], others: Sequence[int]
) -> Iterator[dict[int, int]]:
    """Bonds like those between reacting atoms, elsewhere in the flask."""
    among = set(others)
    for k, i in enumerate(touched):
        for j in touched[k + 1 :]:
            order = state.bonds[i, j]
            if not order:
                continue
            for a in others:
                for b in state.bonds[a].nonzero()[0].tolist():
                    alike = (state.element[a], state.element[b]) == (
                        state.element[i],
                        state.element[j],
                    )
                    if b in among and alike and state.bonds[a, b] == order:
                        yield {i: a, j: b}


def _candidate(state: State, change: Change, check: StepCheck) -> Candidate | None:
    if not check.allows(change):
        return None
    products = apply_change(state, change)
    try:
        return Candidate(change, products, state_to_smiles(products, stereo=False), 0.0)
    except InputError:
        return None
