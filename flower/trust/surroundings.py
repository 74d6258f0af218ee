"""Surroundings of reacting atoms, as numbers: what a model has met in training, and what not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import NamedTuple

import numpy as np

from flower.electrons import BOND_ORDER, PROTON_POOL, Change, State, state_to_mol
from flower.records.encoding import EncodedSteps
from flower.records.store import HYDROGEN_CHANGE, FlaskArrays

RADII = 3
"""Bonds around a reacting atom, from 0, that are looked at."""

_AROMATIC = 4  # stands for the order of an aromatic bond, so that Kekulé forms are the same
_FIRST_AROMATIC_CODE = 4  # of `BOND_ORDER`

Surroundings = tuple[list[int], ...]


class _Flask(NamedTuple):
    """What surroundings depend on: of each node its kind, and its neighbours with the bond to each.

    ``moved``: of a reacting node, what the step does to its bonds, lone electrons and hydrogens.
    """

    kinds: Mapping[int, tuple[int, int, int, bool]]
    neighbours: Mapping[int, Sequence[tuple[int, int]]]
    moved: Mapping[int, tuple[list[int], int, int]]


def reacting_surroundings(state: State, change: Change) -> Surroundings:
    """Return, for each radius from 0, one number for the surroundings of every reacting atom.

    Of radius 0: element, charge, hydrogens, whether aromatic, and what the step does to the atom's
    bonds, lone electrons and hydrogens. Every further radius adds the neighbours and the bonds to
    them (Weisfeiler and Lehman; Morgan, J. Chem. Doc. 5, 107, 1965). Equal numbers are equal
    surroundings, but for chance hits of one in 10^19; the order of atoms does not matter.

    >>> from flower.electrons import change_between
    >>> from flower.steps import mapped_step_to_states
    >>> before, after = mapped_step_to_states("[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]")
    >>> [len(numbers) for numbers in reacting_surroundings(before, change_between(before, after))]
    [2, 2, 2]
    """
    reacting = reacting_nodes(state, change)
    nodes = _molecules_of(state, reacting)
    mol = state_to_mol(state.part(nodes))
    charge = state.charge.tolist()
    kinds = {
        node: (
            int(state.element[node]),
            charge[node],
            int(state.hydrogens[node]),
            mol.GetAtomWithIdx(place).GetIsAromatic(),
        )
        for place, node in enumerate(nodes)
    }
    neighbours: dict[int, list[tuple[int, int]]] = {node: [] for node in nodes}
    for bond in mol.GetBonds():
        i, j = bond.GetBeginAtomIdx(), bond.GetEndAtomIdx()
        if max(i, j) < len(nodes):
            order = int(state.bonds[nodes[i], nodes[j]])
            # The triple bond of an aryne, aromatic to RDKit, stays a triple bond.
            order = _AROMATIC if bond.GetIsAromatic() and order < 3 else order
            neighbours[nodes[i]].append((order, nodes[j]))
            neighbours[nodes[j]].append((order, nodes[i]))
    return _numbers(_Flask(kinds, neighbours, _moves(change)), reacting)


def reacting_nodes(state: State, change: Change) -> list[int]:
    """Return the atoms that react, in the order of `reacting_surroundings`; no free proton."""
    return [i for i in change.nodes() if state.element[i] != PROTON_POOL]


def stored_surroundings(flasks: FlaskArrays | EncodedSteps) -> Iterator[Surroundings]:
    """Yield `reacting_surroundings` of steps from their stored arrays, some ten times as fast.

    Nothing is yielded for a step in which nothing happens.
    """
    stops = np.cumsum(flasks.counts, axis=0)
    for stop, count in zip(stops.tolist(), flasks.counts.tolist(), strict=True):
        atoms, bonds, changes = (
            rows[last - n : last].tolist()
            for rows, last, n in zip(
                (flasks.atoms, flasks.bonds, flasks.changes), stop, count, strict=True
            )
        )
        if not changes:
            continue
        kinds = {
            node: (element, charge, hydrogens, bool(aromatic))
            for node, (element, hydrogens, _, charge, _, aromatic, *_) in enumerate(atoms)
        }
        neighbours: dict[int, list[tuple[int, int]]] = {node: [] for node in kinds}
        for i, j, code in bonds:
            order = _AROMATIC if code >= _FIRST_AROMATIC_CODE else BOND_ORDER[code]
            neighbours[i].append((order, j))
            neighbours[j].append((order, i))
        moved: dict[int, tuple[list[int], int, int]] = {}
        for i, j, by in changes:
            if j == HYDROGEN_CHANGE:
                _move(moved, i, hydrogens=by)
            elif i == j:
                _move(moved, i, lone=by)
            else:
                _move(moved, i, bond=by)
                _move(moved, j, bond=by)
        reacting = [i for i in moved if kinds[i][0] != PROTON_POOL]
        yield _numbers(_Flask(kinds, neighbours, moved), reacting)


def unfamiliar_share(surroundings: Surroundings, known: Iterable[np.ndarray]) -> float:
    """Return the mean over reacting atoms and radii of whether it was never met, 0 to 1.

    ``known`` holds, for each radius, the sorted numbers met in training. An element, charge or
    move that training never had counts at every radius, an unusual neighbour at the last alone.
    """
    unmet = never_met(surroundings, known)
    return float(unmet.mean()) if unmet.size else 0.0


def never_met(surroundings: Surroundings, known: Iterable[np.ndarray]) -> np.ndarray:
    """Return for each radius and reacting atom whether it was never met, (radii, atoms)."""
    columns = [
        ~_is_in(np.array(numbers, np.uint64), seen)
        for numbers, seen in zip(surroundings, known, strict=True)
    ]
    return np.stack(columns) if columns else np.zeros((0, 0), bool)


def _is_in(numbers: np.ndarray, seen: np.ndarray) -> np.ndarray:
    place = np.minimum(np.searchsorted(seen, numbers), max(0, len(seen) - 1))
    return seen[place] == numbers if len(seen) else np.zeros(len(numbers), bool)


def _molecules_of(state: State, nodes: Iterable[int]) -> list[int]:
    """All atoms of the molecules that some atoms are in."""
    found, border = set(nodes), list(nodes)
    while border:
        near = set(state.bonds[border.pop()].nonzero()[0].tolist()) - found
        found |= near
        border += near
    return sorted(found)


def _moves(change: Change) -> dict[int, tuple[list[int], int, int]]:
    moved: dict[int, tuple[list[int], int, int]] = {}
    for i, j, by in change.bonds.tolist():
        _move(moved, i, bond=by)
        _move(moved, j, bond=by)
    for i, by in change.lone.tolist():
        _move(moved, i, lone=by)
    for i, by in change.hydrogens.tolist():
        _move(moved, i, hydrogens=by)
    return moved


def _move(
    moved: dict[int, tuple[list[int], int, int]],
    node: int,
    bond: int = 0,
    lone: int = 0,
    hydrogens: int = 0,
) -> None:
    bonds, of_lone, of_hydrogens = moved.get(node, ([], 0, 0))
    of_bond = [bond] if bond else []
    moved[node] = (bonds + of_bond, of_lone + lone, of_hydrogens + hydrogens)


def _numbers(flask: _Flask, reacting: list[int]) -> Surroundings:
    """The numbers of the reacting atoms; of others, as many as these depend on."""
    near = [set(reacting)]
    for _ in range(RADII - 1):
        near.append(near[-1] | {j for i in near[-1] for _, j in flask.neighbours[i]})
    labels = {i: _of_radius_0(flask, i) for i in near[-1]}
    found = [[labels[i] for i in reacting]]
    for nodes in reversed(near[:-1]):
        labels = {
            i: _number(labels[i], sorted((order, labels[j]) for order, j in flask.neighbours[i]))
            for i in nodes
        }
        found.append([labels[i] for i in reacting])
    return tuple(found)


def _of_radius_0(flask: _Flask, node: int) -> int:
    bonds, lone, hydrogens = flask.moved.get(node, ((), 0, 0))
    return _number(*flask.kinds[node], sorted(bonds), lone, hydrogens)


def _number(*parts: object) -> int:
    return int.from_bytes(blake2b(repr(parts).encode(), digest_size=8).digest(), "little")
