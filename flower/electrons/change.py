"""An elementary step as the sparse integer change of a state (the reaction matrix R)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from flower.change import HYDROGENS, Change, make_change
from flower.electrons.elements import (
    MAXIMUM_CHARGE,
    PROTON_POOL,
    SHELL,
    VALENCE_ELECTRONS,
    is_carbene,
    symbol,
)
from flower.electrons.state import State
from flower.electrons.stereo import carry_stereo
from flower.errors import InputError

_VALENCE_ELECTRONS: list[int] = VALENCE_ELECTRONS.tolist()


def change_between(reactants: State, products: State) -> Change:
    """Return what turns one state into the other (same nodes, same order).

    >>> from flower.steps import mapped_step_to_states
    >>> step = "[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]"
    >>> change_between(*mapped_step_to_states(step)).hydrogens.tolist()
    [[0, 1], [1, -1]]
    """
    d_bonds = np.triu(products.bonds - reactants.bonds)
    i, j = np.nonzero(d_bonds)
    d_lone = products.lone - reactants.lone
    d_hydrogens = products.hydrogens - reactants.hydrogens
    (a,), (h,) = np.nonzero(d_lone), np.nonzero(d_hydrogens)
    return make_change(
        np.stack([i, j, d_bonds[i, j]], 1),
        np.stack([a, d_lone[a]], 1),
        np.stack([h, d_hydrogens[h]], 1),
    )


def apply_change(state: State, change: Change) -> State:
    """Return the state after the step; stereochemistry follows the step.

    Raises InputError if the change does not conserve electrons and hydrogens.
    """
    if change.electron_residual or change.hydrogen_residual:
        raise InputError(
            f"The step creates {change.electron_residual:+d} electrons and "
            f"{change.hydrogen_residual:+d} hydrogens; an elementary step must create none."
        )
    bonds, lone, hydrogens = state.bonds.copy(), state.lone.copy(), state.hydrogens.copy()
    for i, j, by in change:  # few: quicker one by one than as arrays
        if j == HYDROGENS:
            hydrogens[i] += by
        elif i == j:
            lone[i] += by
        else:
            bonds[i, j] += by
            bonds[j, i] += by
    after = replace(state, bonds=bonds, lone=lone, hydrogens=hydrogens)
    if not (state.centres or state.double_bonds):
        return after
    centres, double_bonds = carry_stereo(state, after)
    return replace(after, centres=centres, double_bonds=double_bonds)


def problem_with(state: State, nodes: list[int] | None = None) -> str | None:
    """Say why a state is no molecule, or None; only ``nodes`` are judged if given.

    Non-negative entries, at most one odd electron on an atom that is no metal, and the electron
    counts and formal charges that `flower.electrons.elements` allows. Atoms a step leaves alone are
    not judged, so that unusual spectators pass.
    """
    judged = list(range(len(state))) if nodes is None else nodes
    if not judged:
        return None
    rows = state.bonds[judged]
    columns = (state.element[judged], state.lone[judged], state.hydrogens[judged], rows.sum(1))
    lowest, highest = rows.min(1).tolist(), rows.max(1).tolist()
    # From here on plain integers: the search asks this of every candidate, and few nodes react.
    for k, (z, lone, hydrogens, bonds) in enumerate(
        zip(*(c.tolist() for c in columns), strict=True)
    ):
        fault = None
        if hydrogens < 0 or lowest[k] < 0 or highest[k] > 3:
            fault = "has a bond or hydrogen count below zero or a bond above triple"
        elif z == PROTON_POOL:
            if lone != -2 * hydrogens or lowest[k] or highest[k]:
                return "a free proton cannot hold electrons or bonds"
        else:
            fault = fault_of_atom(z, lone, bonds + hydrogens)
        if fault is not None:
            return f"atom {judged[k] + 1} ({symbol(z)}) {fault}"
    return None


def fault_of_atom(z: int, lone: int, shared: int) -> str | None:
    """Say what is wrong with one atom of element z and ``shared`` bonds and hydrogens, or None.

    One odd electron may be there, in a shell that lacks one; metals are free in that. Carbon with
    lone electrons and no octet is a radical's or a carbene's.

    >>> fault_of_atom(6, lone=1, shared=3) is None  # a methyl radical
    True
    >>> fault_of_atom(8, lone=4, shared=3)
    'has 10 electrons around it'
    """
    around = lone + 2 * shared
    if lone < 0:
        return f"has {lone} unshared electrons"
    if z in SHELL and around + lone % 2 not in SHELL[z] and not is_carbene(z, lone, shared):
        return f"has {around} electrons around it"
    charge = _VALENCE_ELECTRONS[z] - lone - shared
    low, high = MAXIMUM_CHARGE.get(z, (-4, 8))
    if not low <= charge <= high:
        return f"has charge {charge:+d}"
    if z == 6 and lone and around < 8 and (lone, shared) not in ((1, 3), (2, 2)):
        return f"has {around} electrons, {lone} of them unshared"
    return None
