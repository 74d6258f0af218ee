"""Hydrides of aluminium that a source writes as their ions: one molecule gives the hydride."""

from __future__ import annotations

from dataclasses import replace

from flower.electrons import State
from flower.electrons.elements import HYDROGEN

_ALUMINIUM, _BONDS = 13, 4


def with_aluminium_hydrides(state: State) -> State:
    """Bind hydride ions to aluminium: four to the bare ion, one to a cation with two groups.

    >>> from flower.electrons import smiles_to_state, state_to_smiles
    >>> def redrawn(smiles):
    ...     return state_to_smiles(with_aluminium_hydrides(smiles_to_state(smiles)))
    >>> redrawn("[Li+].[Al+3].[H-].[H-].[H-].[H-]"), redrawn("C[Al+]C.[H-]")
    ('[AlH4-].[Li+]', '[CH3][AlH][CH3]')
    """
    n = range(len(state) - 1)
    hydrides = [
        i
        for i in n
        if state.element[i] == HYDROGEN and state.charge[i] < 0 and not state.isotope[i]
    ]
    bonds, lone = state.bonds.copy(), state.lone.copy()
    for metal in (i for i in n if hydrides and state.element[i] == _ALUMINIUM):
        charge, around = int(state.charge[metal]), int(state.bonds[metal].sum())
        wanted = {(3, 0): _BONDS, (1, 2): 1}.get((charge, around), 0)
        taken = hydrides[:wanted]
        if not wanted or len(taken) < wanted:
            continue
        hydrides = hydrides[wanted:]
        for i in taken:
            bonds[metal, i] = bonds[i, metal] = 1
            lone[i] = 0
    return replace(state, bonds=bonds, lone=lone)
