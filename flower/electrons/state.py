"""The electrons of a flask: the bond-electron matrix with hydrogens as counts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
from jaxtyping import Int64

from flower.electrons.elements import PROTON_POOL, VALENCE_ELECTRONS


class TetrahedralCentre(NamedTuple):
    """Handedness of an atom: its neighbours in an order, seen from the first (n = node indices).

    ``clockwise`` says how the others turn; a hydrogen held as a count is not listed.
    """

    centre: int
    neighbours: tuple[int, ...]
    clockwise: bool


class DoubleBondGeometry(NamedTuple):
    """Geometry of the double bond a=b: whether neighbour_a and neighbour_b lie on one side."""

    a: int
    b: int
    neighbour_a: int
    neighbour_b: int
    cis: bool


@dataclass(frozen=True, eq=False)
class State:
    """All electrons of one flask of n nodes (Dugundji and Ugi, Top. Curr. Chem. 39, 19, 1973).

    Nodes are the heavy atoms, the few hydrogens that are on no single heavy atom (H-, one H of
    H2, isotopes) and, last, the proton pool (element 0, ``hydrogens`` = free protons k,
    ``lone`` = -2k). Other hydrogens are counts. With the lone electrons on the diagonal,
    ``bonds`` is the bond-electron matrix.

    Attributes:
        element: (n,) atomic numbers.
        hydrogens: (n,) hydrogens counted on each node.
        lone: (n,) unshared electrons.
        bonds: (n, n) symmetric Kekulé bond orders, zero diagonal.
        isotope: (n,) mass numbers, 0 where unspecified.
        centres: stereocentres.
        double_bonds: geometry of double bonds.

    >>> from flower.electrons import smiles_to_state
    >>> water = smiles_to_state("O")
    >>> water.element.tolist(), water.hydrogens.tolist(), water.lone.tolist()
    ([8, 0], [2, 0], [4, 0])
    >>> water.electron_total, water.hydrogen_total, water.charge.tolist()
    (8, 2, [0, 0])
    """

    element: Int64[np.ndarray, " n"]
    hydrogens: Int64[np.ndarray, " n"]
    lone: Int64[np.ndarray, " n"]
    bonds: Int64[np.ndarray, "n n"]
    isotope: Int64[np.ndarray, " n"]
    centres: tuple[TetrahedralCentre, ...] = field(default=())
    double_bonds: tuple[DoubleBondGeometry, ...] = field(default=())

    def __len__(self) -> int:
        return len(self.element)

    @property
    def charge(self) -> Int64[np.ndarray, " n"]:
        """Formal charge of each node, (n,); free protons count as +1 each on the pool."""
        shared = self.bonds.sum(1) + self.hydrogens
        charge = VALENCE_ELECTRONS[self.element] - self.lone - shared
        return np.where(self.element == PROTON_POOL, self.hydrogens, charge)

    @property
    def electron_total(self) -> int:
        """Valence electrons of the flask: lone + 2 per bond + 2 per X-H (first law)."""
        return int(self.lone.sum() + self.bonds.sum() + 2 * self.hydrogens.sum())

    @property
    def hydrogen_total(self) -> int:
        """Hydrogens held as counts (second law); hydrogen nodes never come or go."""
        return int(self.hydrogens.sum())

    def matrix(self) -> Int64[np.ndarray, "n n"]:
        """The bond-electron matrix: bond orders, with lone electrons on the diagonal, (n, n)."""
        return self.bonds + np.diag(self.lone)

    @property
    def nodes_and_electrons(self) -> tuple[bytes, ...]:
        """What tells two states apart node by node, stereochemistry aside; it hashes."""
        arrays = (self.element, self.isotope, self.bonds, self.lone, self.hydrogens)
        return tuple(array.tobytes() for array in arrays)

    def part(self, nodes: list[int]) -> State:
        """The given nodes in this order, and the proton pool; stereochemistry dropped.

        >>> from flower.electrons import smiles_to_state, state_to_smiles
        >>> state_to_smiles(smiles_to_state("CCO.N").part([3]))
        'N'
        """
        order = [*nodes, len(self) - 1]
        return State(
            self.element[order],
            self.hydrogens[order],
            self.lone[order],
            self.bonds[np.ix_(order, order)],
            self.isotope[order],
        )

    def without_stereo(self) -> State:
        """The same electrons, stereochemistry dropped."""
        return replace(self, centres=(), double_bonds=())
