"""Flasks put together, and molecules taken out of them, nodes keeping their order."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from rdkit import Chem

from flower.electrons.smiles import mol_to_state, state_to_mol
from flower.electrons.state import DoubleBondGeometry, State, TetrahedralCentre
from flower.electrons.usual_form import usual_form


def joined_states(first: State, second: State) -> State:
    """Return both flasks as one: the nodes of the first, those of the second, one proton pool.

    >>> from flower.electrons import smiles_to_state, state_to_smiles
    >>> both = joined_states(smiles_to_state("CO.[H+]"), smiles_to_state("N.[H+]"))
    >>> state_to_smiles(both), both.element.tolist()
    ('CO.N.[H+].[H+]', [6, 8, 7, 0])
    """
    a, b = len(first) - 1, len(second) - 1
    order = [*range(a), *range(len(first), len(first) + b), a]

    def column(name: str) -> np.ndarray:
        ours, theirs = getattr(first, name), getattr(second, name)
        both = np.concatenate([ours, theirs])[order]
        if name in ("hydrogens", "lone"):
            both[-1] = ours[-1] + theirs[-1]
        return both

    bonds = np.zeros((a + b + 1, a + b + 1), dtype=np.int64)
    bonds[:a, :a] = first.bonds[:a, :a]
    bonds[a : a + b, a : a + b] = second.bonds[:b, :b]
    return State(
        element=column("element"),
        hydrogens=column("hydrogens"),
        lone=column("lone"),
        bonds=bonds,
        isotope=column("isotope"),
        centres=(*first.centres, *(_moved_centre(one, a) for one in second.centres)),
        double_bonds=(*first.double_bonds, *(_moved_bond(one, a) for one in second.double_bonds)),
    )


def _moved_centre(one: TetrahedralCentre, by: int) -> TetrahedralCentre:
    return TetrahedralCentre(one.centre + by, tuple(i + by for i in one.neighbours), one.clockwise)


def _moved_bond(one: DoubleBondGeometry, by: int) -> DoubleBondGeometry:
    a, b, at_a, at_b, cis = one
    return DoubleBondGeometry(a + by, b + by, at_a + by, at_b + by, cis)


def in_usual_form(state: State) -> State:
    """Return a flask in the usual form of its substances; see `flower.electrons.usual_form`.

    >>> from flower.electrons import smiles_to_state, state_to_smiles
    >>> state_to_smiles(in_usual_form(smiles_to_state("[OH3+].[Cl-]")))
    'Cl.O'
    """
    mol = state_to_mol(state)
    usual = usual_form(mol)
    return state if usual is mol else mol_to_state(usual)


def nodes_of_molecules(state: State, wanted: Collection[str]) -> list[int]:
    """Return the nodes of all molecules that have one of some canonical SMILES, without stereo.

    >>> from flower.electrons import smiles_to_state
    >>> nodes_of_molecules(smiles_to_state("CO.O.CCO.O"), {"O"})
    [2, 6]
    """
    mol, last = state_to_mol(state.without_stereo()), len(state) - 1
    found = []
    for atoms in Chem.GetMolFrags(mol):
        nodes = sorted(i for i in atoms if i < last)
        if nodes and Chem.MolFragmentToSmiles(mol, atoms) in wanted:
            found += nodes
    return sorted(found)


def without_nodes(state: State, nodes: Collection[int]) -> State | None:
    """Return a flask without some nodes; None if a bond would be cut.

    >>> from flower.electrons import smiles_to_state, state_to_smiles
    >>> flask = smiles_to_state("CO.O")
    >>> state_to_smiles(without_nodes(flask, [2])), without_nodes(flask, [1])
    ('CO', None)
    """
    gone = sorted(nodes)
    kept = [i for i in range(len(state)) if i not in set(gone)]
    if state.bonds[np.ix_(gone, kept)].any():
        return None
    place = {old: new for new, old in enumerate(kept)}
    return State(
        element=state.element[kept],
        hydrogens=state.hydrogens[kept],
        lone=state.lone[kept],
        bonds=state.bonds[np.ix_(kept, kept)],
        isotope=state.isotope[kept],
        centres=tuple(
            TetrahedralCentre(place[c], tuple(place[i] for i in around), clockwise)
            for c, around, clockwise in state.centres
            if c in place
        ),
        double_bonds=tuple(
            DoubleBondGeometry(place[a], place[b], place[at_a], place[at_b], cis)
            for a, b, at_a, at_b, cis in state.double_bonds
            if a in place
        ),
    )
