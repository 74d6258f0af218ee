"""Refuse a change that leads to no molecule before anything is built from it."""

from __future__ import annotations

from collections import defaultdict

from flower.change import HYDROGENS, Change
from flower.electrons.change import fault_of_atom
from flower.electrons.elements import PROTON_POOL, is_carbene
from flower.electrons.state import State


class StepCheck:
    """Judges many changes of one state, each at the cost of the atoms that it touches.

    Says of each whether `problem_with` finds no fault in the state after it, without building
    that state: most changes that conserve are refused, and a flask of n nodes has n x n bonds.
    Without ``open_shells`` a step that leaves a reacting atom with an odd electron, or as a carbene
    or nitrene, is refused too.

    >>> from flower.electrons import make_change, smiles_to_state
    >>> check = StepCheck(smiles_to_state("C=O.N"))
    >>> check.allows(make_change(bonds=[(0, 2, 1), (0, 1, -1)], lone=[(2, -2), (1, 2)]))
    True
    >>> check.allows(make_change(bonds=[(0, 2, 1)], lone=[(2, -2)]))  # ten electrons on carbon
    False
    """

    def __init__(self, state: State, open_shells: bool = True) -> None:
        self._open_shells = open_shells
        self._element: list[int] = state.element.tolist()
        self._hydrogens: list[int] = state.hydrogens.tolist()
        self._lone: list[int] = state.lone.tolist()
        self._orders: list[list[int]] = state.bonds.tolist()
        self._bonds: list[int] = state.bonds.sum(1).tolist()
        # Bonds of each atom that no reacting atom may have.
        self._unheard_of: list[int] = ((state.bonds < 0) | (state.bonds > 3)).sum(1).tolist()

    def allows(self, change: Change) -> bool:
        """Whether the reacting atoms are sound after the change."""
        d_lone, d_hydrogens = dict[int, int](), dict[int, int]()
        d_bonds: defaultdict[int, int] = defaultdict(int)
        unheard_of: defaultdict[int, int] = defaultdict(int)
        for i, j, by in change:
            if j == HYDROGENS:
                d_hydrogens[i] = by
            elif i == j:
                d_lone[i] = by
            else:
                order = self._orders[i][j]
                for end in (i, j):
                    d_bonds[end] += by
                    unheard_of[end] += _is_unheard_of(order + by) - _is_unheard_of(order)
        return all(
            not self._unheard_of[i] + unheard_of[i]
            and self._is_sound(
                i,
                self._lone[i] + d_lone.get(i, 0),
                self._hydrogens[i] + d_hydrogens.get(i, 0),
                self._bonds[i] + d_bonds[i],
            )
            for i in {*d_bonds, *d_lone, *d_hydrogens}
        )

    def _is_sound(self, i: int, lone: int, hydrogens: int, bonds: int) -> bool:
        if hydrogens < 0:
            return False
        if self._element[i] == PROTON_POOL:
            return lone == -2 * hydrogens and not bonds
        shared = bonds + hydrogens
        if not self._open_shells and (lone % 2 or is_carbene(self._element[i], lone, shared)):
            return False
        return fault_of_atom(self._element[i], lone, shared) is None


def _is_unheard_of(order: int) -> bool:
    return not 0 <= order <= 3
