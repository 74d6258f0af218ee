"""Surroundings of reacting atoms, as numbers: what a model has met in training, and what not."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

import numpy as np

from flower.electrons import PROTON_POOL, Change, State, state_to_mol

RADII = 3
"""Bonds around a reacting atom, from 0, that are looked at."""

Surroundings = tuple[list[int], ...]


def reacting_surroundings(state: State, change: Change) -> Surroundings:
    """Return, for each radius from 0, one number for the surroundings of every reacting atom.

    Of radius 0: element, charge, hydrogens, whether aromatic, and what the step does to the atom's
    bonds, lone electrons and hydrogens. Every further radius adds the neighbours and the bonds to
    them (Weisfeiler and Lehman; Morgan, J. Chem. Doc. 5, 107, 1965). Equal numbers are equal
    surroundings, but for chance hits of one in 10^19; the order of atoms does not matter.

    >>> from flower.electrons import change_between, mapped_step_to_states
    >>> before, after = mapped_step_to_states("[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]")
    >>> [len(numbers) for numbers in reacting_surroundings(before, change_between(before, after))]
    [2, 2, 2]
    """
    mol = state_to_mol(state)
    neighbours: list[list[tuple[int, int]]] = [[] for _ in range(len(state))]
    for bond in mol.GetBonds():
        i, j = bond.GetBeginAtomIdx(), bond.GetEndAtomIdx()
        if max(i, j) < len(state) - 1:
            order = 4 if bond.GetIsAromatic() else int(state.bonds[i, j])
            neighbours[i].append((order, j))
            neighbours[j].append((order, i))
    aromatic = [atom.GetIsAromatic() for atom in mol.GetAtoms()]
    charge = state.charge.tolist()
    lone = {int(i): int(by) for i, by in change.lone}
    hydrogens = {int(i): int(by) for i, by in change.hydrogens}
    bonds: dict[int, list[int]] = {}
    for *ends, by in change.bonds.tolist():
        for i in ends:
            bonds.setdefault(i, []).append(by)
    labels = [
        _number(
            int(state.element[i]),
            charge[i],
            int(state.hydrogens[i]),
            i < len(state) - 1 and aromatic[i],
            sorted(bonds.get(i, ())),
            lone.get(i, 0),
            hydrogens.get(i, 0),
        )
        for i in range(len(state))
    ]
    reacting = [i for i in change.nodes() if state.element[i] != PROTON_POOL]
    found = [[labels[i] for i in reacting]]
    for _ in range(RADII - 1):
        labels = [
            _number(label, sorted((order, labels[j]) for order, j in neighbours[i]))
            for i, label in enumerate(labels)
        ]
        found.append([labels[i] for i in reacting])
    return tuple(found)


def unfamiliar_share(surroundings: Surroundings, known: Iterable[np.ndarray]) -> float:
    """Return the mean over reacting atoms and radii of whether it was never met, 0 to 1.

    ``known`` holds, for each radius, the sorted numbers met in training. An element, charge or
    move that training never had counts at every radius, an unusual neighbour at the last alone.
    """
    share = [
        float((~_is_in(np.array(numbers, np.uint64), seen)).mean())
        for numbers, seen in zip(surroundings, known, strict=True)
        if numbers
    ]
    return sum(share) / len(share) if share else 0.0


def _is_in(numbers: np.ndarray, seen: np.ndarray) -> np.ndarray:
    place = np.minimum(np.searchsorted(seen, numbers), max(0, len(seen) - 1))
    return seen[place] == numbers if len(seen) else np.zeros(len(numbers), bool)


def _number(*parts: object) -> int:
    return int.from_bytes(blake2b(repr(parts).encode(), digest_size=8).digest(), "little")
