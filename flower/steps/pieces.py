"""What each reactant gave to each new molecule: atoms whose bonds among each other held."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool
from rdkit import Chem

from flower.electrons.elements import HYDROGEN
from flower.electrons.neutral import uncharged
from flower.electrons.smiles import state_to_mol
from flower.electrons.state import State
from flower.steps.auxiliaries import (
    CLEAVED_GROUPS,
    LOST_SHARE,
    REAGENT_SHARE,
    SMALL_NUCLEOPHILES,
    CleavedGroup,
    group_sites,
    is_reagent,
)

CARBON = 6
_HETEROATOMS = (7, 8, 9, 15, 16, 17, 34, 35, 53)


class Molecule(NamedTuple):
    """A molecule of a state: its canonical SMILES and its nodes, ascending."""

    smiles: str
    nodes: tuple[int, ...]


class Piece(NamedTuple):
    """Atoms of one reactant whose bonds among each other all held.

    Attributes:
        nodes: ascending.
        origin: index of the reactant.
        worth: heavy atoms, times the share that its kind counts for.
        substrate: whether the reactant is neither a reagent nor a small nucleophile.
        small: whether it is a small nucleophile.
        protecting: whether it is a protecting group that was taken off.
        lost: nodes that it was taken off, if it is of the groups that hold on to nothing.
    """

    nodes: tuple[int, ...]
    origin: int
    worth: float
    substrate: bool
    small: bool
    protecting: bool
    lost: frozenset[int]


def pieces_of(before: list[Molecule], reactants: State, products: State) -> list[Piece]:
    """Return the pieces into which a change takes the reactants apart; spectators stay whole.

    >>> from flower.steps import mapped_step_to_states
    >>> states = mapped_step_to_states("[CH3:1][Cl:2].[OH-:3]>>[CH3:1][OH:3].[Cl-:2]")
    >>> flask = [Molecule("CCl", (0, 1)), Molecule("[OH-]", (2,))]
    >>> [(piece.nodes, piece.substrate) for piece in pieces_of(flask, *states)]
    [((0,), True), ((1,), True), ((2,), False)]
    """
    held = (reactants.bonds > 0) & (products.bonds > 0)
    mol = state_to_mol(reactants)
    touched = (
        (reactants.bonds != products.bonds).any(1)
        | (reactants.lone != products.lone)
        | (reactants.hydrogens != products.hydrogens)
    )
    pieces = []
    for origin, molecule in enumerate(before):
        inside = list(molecule.nodes)
        reagent, small = False, False
        cleaved: list[tuple[int, int, CleavedGroup]] = []
        if touched[inside].any():
            fragment, node_of = _fragment(mol, inside)
            reagent, small = is_reagent(fragment), uncharged(molecule.smiles) in SMALL_NUCLEOPHILES
            for group in CLEAVED_GROUPS:
                for a, b in group_sites(fragment, group):
                    if not products.bonds[node_of[a], node_of[b]]:
                        cleaved.append((node_of[a], node_of[b], group))
        for part in _parts(inside, held):
            found = [(j, group) for i, j, group in cleaved if i in part]
            share = min((group.share for _, group in found), default=1.0)
            heavy = int((reactants.element[list(part)] > HYDROGEN).sum())
            pieces.append(
                Piece(
                    part,
                    origin,
                    heavy * (REAGENT_SHARE if reagent else share),
                    not (reagent or small),
                    small,
                    any(group.protecting for _, group in found),
                    frozenset(
                        j for j, group in found if group.protecting and group.share <= LOST_SHARE
                    ),
                )
            )
    return pieces


def _fragment(mol: Chem.Mol, nodes: list[int]) -> tuple[Chem.Mol, dict[int, int]]:
    for index in nodes:
        mol.GetAtomWithIdx(index).SetIntProp("node", index)
    wanted = set(nodes)
    editable = Chem.RWMol(mol)
    editable.BeginBatchEdit()
    for atom in editable.GetAtoms():
        if atom.GetIdx() not in wanted:
            editable.RemoveAtom(atom.GetIdx())
    editable.CommitBatchEdit()
    fragment = editable.GetMol()
    Chem.FastFindRings(fragment)
    return fragment, {a.GetIdx(): a.GetIntProp("node") for a in fragment.GetAtoms()}


def _parts(nodes: list[int], bonded: Bool[np.ndarray, "n n"]) -> list[tuple[int, ...]]:
    """Connected parts among the nodes."""
    waiting, parts = set(nodes), []
    while waiting:
        part, border = set(), {waiting.pop()}
        while border:
            i = border.pop()
            part.add(i)
            near = set(np.flatnonzero(bonded[i]).tolist()) & waiting
            waiting -= near
            border |= near
        parts.append(tuple(sorted(part)))
    return parts


def left_with_electrons(molecule: Molecule, reactants: State, products: State) -> bool:
    """Whether a piece took the pair of every bond that it lost."""
    if molecule.nodes == (len(products) - 1,):
        return False
    nodes = np.array(molecule.nodes)
    outside = np.setdiff1d(np.arange(len(reactants)), nodes)
    a, b = np.nonzero(reactants.bonds[np.ix_(nodes, outside)])
    # A carbon that lost a heteroatom got its pair from a hydride: it was reduced, it did not leave.
    reduced = (reactants.element[nodes[a]] == CARBON) & np.isin(
        reactants.element[outside[b]], _HETEROATOMS
    )
    if reduced.any():
        return False
    cut = int(reactants.bonds[nodes].sum() - reactants.bonds[np.ix_(nodes, nodes)].sum())
    electrons = [
        int(
            s.lone[nodes].sum() + s.bonds[np.ix_(nodes, nodes)].sum() + 2 * s.hydrogens[nodes].sum()
        )
        for s in (reactants, products)
    ]
    return cut > 0 and electrons[1] - electrons[0] == 2 * cut
