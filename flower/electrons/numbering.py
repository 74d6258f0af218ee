"""One order of the nodes for every way of writing a flask.

The same flask can be written in many orders, and two things follow the order: which Kekulé form an
aromatic ring gets, and which of several equivalent atoms comes first. A model that is asked in
canonical order gives one answer for all of them; `Numbering` tells that answer in the order given.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from jaxtyping import Int64
from rdkit import Chem

from flower.change import Change
from flower.electrons.candidate import Candidate
from flower.electrons.labels import fold, has_labels
from flower.electrons.smiles import state_to_mol
from flower.electrons.state import DoubleBondGeometry, State, TetrahedralCentre


class Numbering(NamedTuple):
    """Where each node goes: node i becomes ``place[i]``; ``place`` (n,) is a permutation."""

    place: Int64[np.ndarray, " n"]

    @property
    def reversed(self) -> Numbering:
        """The way back."""
        return Numbering(np.argsort(self.place))

    def state(self, state: State) -> State:
        """Return the same flask with its nodes in the new order."""
        order, place = np.argsort(self.place), self.place.tolist()
        return State(
            element=state.element[order],
            hydrogens=state.hydrogens[order],
            lone=state.lone[order],
            bonds=state.bonds[np.ix_(order, order)],
            isotope=state.isotope[order],
            centres=tuple(
                TetrahedralCentre(place[c], tuple(place[i] for i in around), clockwise)
                for c, around, clockwise in state.centres
            ),
            double_bonds=tuple(
                DoubleBondGeometry(place[a], place[b], place[at_a], place[at_b], cis)
                for a, b, at_a, at_b, cis in state.double_bonds
            ),
        )

    def change(self, change: Change) -> Change:
        """Return the same change with its nodes in the new order."""
        return change.at(dict(enumerate(self.place.tolist())))

    def candidate(self, candidate: Candidate) -> Candidate:
        """Return the same step with its nodes in the new order."""
        return candidate._replace(
            change=self.change(candidate.change), products=self.state(candidate.products)
        )


def in_canonical_order(state: State) -> tuple[State, Numbering]:
    """Return the flask in an order, and a Kekulé form, that depend on its molecules alone.

    The order is that of its canonical SMILES. The numbering leads from the state given to the one
    returned.

    >>> from flower.electrons import smiles_to_state
    >>> for smiles in ("Cc1ccccc1O.N", "N.Oc1ccccc1C"):
    ...     ordered, numbering = in_canonical_order(smiles_to_state(smiles))
    ...     print(ordered.element.tolist(), numbering.place.tolist())
    [6, 6, 6, 6, 6, 6, 6, 8, 7, 0] [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
    [6, 6, 6, 6, 6, 6, 6, 8, 7, 0] [8, 7, 6, 5, 4, 3, 2, 1, 0, 9]
    """
    if has_labels(state):
        return _as_without_labels(state)
    mol = state_to_mol(state)
    Chem.MolToSmiles(mol)
    written = list(mol.GetPropsAsDict(True, True)["_smilesAtomOutputOrder"])
    pool = len(state) - 1  # atoms from there on are hydrogens that are no nodes
    order = [*(i for i in written if i < pool), pool]
    numbering = Numbering(np.argsort(order))
    ordered = numbering.state(state)
    kekule = Chem.RenumberAtoms(mol, written)
    Chem.Kekulize(kekule, clearAromaticFlags=True)
    bonds = ordered.bonds.copy()
    node = {atom: int(numbering.place[i]) for atom, i in enumerate(written) if i < pool}
    for bond in kekule.GetBonds():
        i, j = node.get(bond.GetBeginAtomIdx()), node.get(bond.GetEndAtomIdx())
        if i is not None and j is not None:
            bonds[i, j] = bonds[j, i] = round(bond.GetBondTypeAsDouble())
    return replace(ordered, bonds=bonds), numbering


def _as_without_labels(state: State) -> tuple[State, Numbering]:
    """The order and Kekulé form of the flask without labels, labelled hydrogens before the pool."""
    folded = fold(state)
    ordered, numbering = in_canonical_order(folded.state)
    place = numbering.place.tolist()
    counted = sorted(folded.holder, key=lambda h: (place[folded.holder[h]], state.isotope[h], h))
    first = [folded.nodes[k] for k in np.argsort(numbering.place)[:-1].tolist()]
    order = [*first, *counted, len(state) - 1]
    found = Numbering(np.argsort(order))
    moved = found.state(state)
    bonds, among = moved.bonds.copy(), len(first)
    bonds[:among, :among] = ordered.bonds[:among, :among]
    return replace(moved, bonds=bonds), found
