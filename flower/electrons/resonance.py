"""Choose the product's resonance form that is closest to the reactants'.

Kekulize both sides of a step separately and bonds can seem to move all around a ring. Two kinds
of freedom are used, and only these, because they leave the canonical SMILES as it is: the Kekulé
form of each aromatic system (an exact maximum-weight perfect matching), and charges moved along
a chain between like ends (the two oxygens of a carboxylate or a nitro group, the two ortho
carbons of an arenium ion).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np
from jaxtyping import Bool, Int64

from flower.electrons.effort import Effort, Exhausted
from flower.electrons.smiles import aromatic_bonds, state_to_mol, state_to_smiles
from flower.electrons.state import State
from flower.errors import InputError

_MOST_WALKED = 20_000  # atoms on all walks along alternating bonds
_LONGEST_WALK = 200


def closest_resonance_form(
    products: State, reactants: State, aromatic: Bool[np.ndarray, "n n"]
) -> State:
    """Return the form of ``products`` with the fewest bond and lone-pair changes.

    ``aromatic`` (n, n) marks the aromatic bonds of the products. Same nodes in both states.
    """
    bonds = _closest_kekule(products.bonds, reactants.bonds, aromatic)
    products = replace(products, bonds=bonds)
    try:
        return _undo_shifts(products, reactants, Effort(_MOST_WALKED))
    except Exhausted:  # any form is right; this one only looks as if more bonds moved
        return products


def _closest_kekule(
    bonds: Int64[np.ndarray, "n n"],
    target: Int64[np.ndarray, "n n"],
    aromatic: Bool[np.ndarray, "n n"],
) -> Int64[np.ndarray, "n n"]:
    moved = np.argwhere(np.triu(aromatic & (bonds != target)))
    if not len(moved):
        return bonds
    import networkx as nx  # which takes long to import

    bonds = bonds.copy()
    graph = nx.Graph()
    graph.add_edges_from(np.argwhere(np.triu(aromatic)).tolist())
    for system in list(nx.connected_components(graph)):
        if not any(int(i) in system for i, _ in moved):
            continue
        # Only atoms that hold one of the system's double bonds take part in the matching.
        paired = [i for i in system if any(bonds[i, j] == 2 for j in graph[i])]
        choices = nx.Graph()
        for i, j in graph.subgraph(paired).edges:
            choices.add_edge(i, j, weight=int(target[i, j] == 2))
        matching = nx.max_weight_matching(choices, maxcardinality=True)
        if 2 * len(matching) == len(paired):
            for i, j in graph.subgraph(paired).edges:
                bonds[i, j] = bonds[j, i] = 1
            for i, j in matching:
                bonds[i, j] = bonds[j, i] = 2
    return bonds


def with_double_bonds(state: State, wanted: list[tuple[int, int]]) -> State | None:
    """Return the Kekulé form of the same molecules in which the given aromatic bonds are double.

    None if there is no such form.

    >>> from flower.electrons import smiles_to_state
    >>> with_double_bonds(smiles_to_state("c1ccccc1"), [(0, 1)]).bonds[0].tolist()
    [0, 2, 0, 0, 0, 1, 0]
    """
    aromatic = aromatic_bonds(state_to_mol(state), list(range(len(state) - 1)))
    target = np.zeros_like(state.bonds)
    for i, j in wanted:
        target[i, j] = target[j, i] = 2
    bonds = _closest_kekule(state.bonds, target, aromatic)
    if any(bonds[i, j] != 2 for i, j in wanted):
        return None
    return replace(state, bonds=bonds)


def _undo_shifts(products: State, reactants: State, effort: Effort) -> State:
    """Undo each electron shift along a chain with like ends, if the molecules stay the same."""
    d_lone = products.lone - reactants.lone
    d_bonds = products.bonds - reactants.bonds
    shifted = (d_bonds != 0) & (products.bonds > 0) & (reactants.bonds > 0)
    if not ((d_bonds > 0) & shifted).any():
        return products
    for start in np.flatnonzero((d_bonds < 0).any(0) & (d_lone >= 0)).tolist():
        for path in _shifts([start], d_bonds, shifted, effort):
            if products.element[start] != products.element[path[-1]]:
                continue
            bonds, lone = products.bonds.copy(), products.lone.copy()
            for i, j in pairwise(path):
                bonds[i, j] = bonds[j, i] = reactants.bonds[i, j]
            lone[path[-1]] += d_lone[start]
            lone[start] -= d_lone[start]
            undone = replace(products, bonds=bonds, lone=lone)
            if _changes(undone, reactants) < _changes(products, reactants) and _same_molecules(
                undone, products
            ):
                return _undo_shifts(undone, reactants, effort)
    return products


def _shifts(
    path: list[int],
    d_bonds: Int64[np.ndarray, "n n"],
    shifted: Bool[np.ndarray, "n n"],
    effort: Effort,
) -> Iterator[list[int]]:
    """Walk every alternating shift, from an end that lost a bond to one that gained a bond."""
    effort.spend(1 if len(path) < _LONGEST_WALK else _MOST_WALKED)
    wanted = -1 if len(path) % 2 else 1
    for j in np.flatnonzero(shifted[path[-1]] & (d_bonds[path[-1]] == wanted)).tolist():
        if j not in path:
            if wanted == 1:
                yield [*path, j]
            yield from _shifts([*path, j], d_bonds, shifted, effort)


def _changes(products: State, reactants: State) -> int:
    bonds = np.triu(products.bonds != reactants.bonds).sum()
    return int(bonds + (products.lone != reactants.lone).sum())


def _same_molecules(one: State, other: State) -> bool:
    try:
        return state_to_smiles(one, stereo=False) == state_to_smiles(other, stereo=False)
    except InputError:
        return False
