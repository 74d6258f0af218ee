"""Salts that a source draws as bonds, and metal compounds that it writes as ions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from flower.electrons import State

_LITHIUM, _CARBON, _NITROGEN, _OXYGEN, _TITANIUM = 3, 6, 7, 8, 22
_HALOGENS = (9, 17, 35, 53)
HEAVY_ALKALI = (11, 19, 37, 55)
_ALKALI = (_LITHIUM, *HEAVY_ALKALI)
SALT_FORMERS = (_OXYGEN, 16, *_HALOGENS)
_TITANIUM_BONDS = 4
SALT_METALS = (*_ALKALI, _TITANIUM)


def with_usual_salts(state: State) -> State:
    """Alkoxides, halides and cyanides of alkali metals are ions, compounds of titanium are not.

    So is all that is drawn bound to sodium or potassium: acetylides, amides, hydride. Titanium(IV)
    binds four halides or alkoxides.

    >>> from flower.electrons import smiles_to_state, state_to_smiles
    >>> def redrawn(smiles):
    ...     return state_to_smiles(with_usual_salts(smiles_to_state(smiles)))
    >>> redrawn("N#C[K]"), redrawn("[Ti+4].[Cl-].[Cl-].[Cl-].[Cl-]")
    ('[C-]#N.[K+]', '[Cl][Ti]([Cl])([Cl])[Cl]')
    >>> redrawn("C#C[Na]"), redrawn("C#C[Li]")
    ('[C-]#C.[Na+]', '[Li][C]#C')
    """
    bonds, lone = state.bonds.copy(), state.lone.copy()
    for metal, anion in _pairs_drawn_as_bonds(state):
        bonds[metal, anion] = bonds[anion, metal] = 0
        lone[anion] += 2
    free = [i for i in range(len(state) - 1) if _is_ligand(state, i)]
    for metal in _bare_titanium(state):
        if len(free) < _TITANIUM_BONDS:
            break
        for ligand in free[:_TITANIUM_BONDS]:
            bonds[metal, ligand] = bonds[ligand, metal] = 1
            lone[ligand] -= 2
        free = free[_TITANIUM_BONDS:]
    return replace(state, bonds=bonds, lone=lone)


def _pairs_drawn_as_bonds(state: State) -> Iterator[tuple[int, int]]:
    for metal in range(len(state) - 1):
        if state.element[metal] not in _ALKALI:
            continue
        for other in state.bonds[metal].nonzero()[0].tolist():
            cyanide = state.element[other] == _CARBON and _binds_nitrogen(state, other)
            ionic = state.element[metal] in HEAVY_ALKALI and state.element[other] not in _ALKALI
            if state.element[other] in SALT_FORMERS or cyanide or ionic:
                yield metal, other


def _binds_nitrogen(state: State, carbon: int) -> bool:
    triple = (state.bonds[carbon] == 3).nonzero()[0]
    return any(state.element[i] == _NITROGEN for i in triple.tolist())


def _bare_titanium(state: State) -> list[int]:
    return [
        i
        for i in range(len(state) - 1)
        if state.element[i] == _TITANIUM and state.charge[i] == _TITANIUM_BONDS
    ]


def _is_ligand(state: State, node: int) -> bool:
    """Whether an atom is a halide ion or the oxygen of an alkoxide."""
    if state.charge[node] != -1 or state.hydrogens[node]:
        return False
    beside = state.bonds[node].nonzero()[0].tolist()
    if state.element[node] in _HALOGENS:
        return not beside
    alkyl = [i for i in beside if state.element[i] == _CARBON and state.bonds[i].max() == 1]
    return bool(state.element[node] == _OXYGEN and len(alkyl) == len(beside) == 1)
