"""What an elementary step changes: the one form that molecules, flows and files all speak of.

It stands alone below the rooms: those of molecules know no tensors, the flow knows no molecules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from jaxtyping import Int64

HYDROGENS = -1
"""In the place of the second node of an `Entry`: hydrogens counted on the first."""


class Entry(NamedTuple):
    """One entry of a state and by how much a step changes it, in whole numbers.

    ``j > i`` is the bond order of nodes i and j, ``j == i`` the lone electrons of i, and
    ``j == HYDROGENS`` the hydrogens of i.
    """

    i: int
    j: int
    by: int


# Plain at run time: type checkers that look at entries by chance would disturb those who draw them.
if TYPE_CHECKING:
    _Entries = tuple[Entry, ...]
else:
    _Entries = tuple


class Change(_Entries):
    """An elementary step as the entries that it changes, sorted (the reaction matrix R, sparse).

    Equal changes are equal tuples and hash alike; the empty one says that nothing happens.

    Source: Dugundji and Ugi, Top. Curr. Chem. 39, 19 (1973), with hydrogens as counts.

    Ammonia (node 0) takes the proton of hydrogen chloride (node 1):

    >>> change = Change([Entry(0, -1, 1), Entry(0, 0, -2), Entry(1, -1, -1), Entry(1, 1, 2)])
    >>> change.lone.tolist(), change.hydrogens.tolist(), change.electron_residual
    ([[0, -2], [1, 2]], [[0, 1], [1, -1]], 0)
    """

    @cached_property
    def bonds(self) -> Int64[np.ndarray, "k 3"]:
        """Rows i, j, change in bond order, with i < j."""
        return _rows(((i, j, by) for i, j, by in self if j > i), 3)

    @cached_property
    def lone(self) -> Int64[np.ndarray, "l 2"]:
        """Rows i, change in lone electrons."""
        return _rows(((i, by) for i, j, by in self if j == i), 2)

    @cached_property
    def hydrogens(self) -> Int64[np.ndarray, "m 2"]:
        """Rows i, change in hydrogen count."""
        return _rows(((i, by) for i, j, by in self if j == HYDROGENS), 2)

    @property
    def is_empty(self) -> bool:
        """Whether nothing happens: the mark of a finished reaction."""
        return not self

    @property
    def electron_residual(self) -> int:
        """Electrons the change creates; 0 for every elementary step."""
        return sum(by if i == j else 2 * by for i, j, by in self)

    @property
    def hydrogen_residual(self) -> int:
        """Hydrogens the change creates; 0 for every elementary step."""
        return sum(by for _, j, by in self if j == HYDROGENS)

    def nodes(self) -> list[int]:
        """Reacting nodes, electron donors first (ties by index)."""
        lone = {i: by for i, j, by in self if i == j}
        hydrogens = {i: by for i, j, by in self if j == HYDROGENS}
        touched = {node for i, j, _ in self for node in (i, j) if node >= 0}
        return sorted(touched, key=lambda i: (lone.get(i, 0), -hydrogens.get(i, 0), i))

    def at(self, nodes: Mapping[int, int]) -> Change:
        """The same change at other nodes; those not named stay as they are."""
        to = {node: nodes.get(node, node) for node in (HYDROGENS, *self.nodes())}
        bonds = ((to[i], to[j], by) for i, j, by in self if j > i)
        others = (Entry(to[i], to[j], by) for i, j, by in self if j <= i)
        moved = (Entry(min(i, j), max(i, j), by) for i, j, by in bonds)
        return Change(sorted((*moved, *others)))


def make_change(bonds: object = (), lone: object = (), hydrogens: object = ()) -> Change:
    """Build a change from rows; see `Change` for what they are.

    >>> make_change(lone=[(0, -2), (1, 2)], hydrogens=[(0, 1), (1, -1)]).electron_residual
    0
    """
    pairs, electrons, counts = (
        np.asarray(rows, dtype=np.int64).reshape(-1, width).tolist()
        for rows, width in ((bonds, 3), (lone, 2), (hydrogens, 2))
    )
    entries = [Entry(min(i, j), max(i, j), by) for i, j, by in pairs]
    entries += [Entry(i, i, by) for i, by in electrons]
    entries += [Entry(i, HYDROGENS, by) for i, by in counts]
    return Change(sorted(entries))


def _rows(rows: Iterator[tuple[int, ...]], width: int) -> Int64[np.ndarray, "r w"]:
    return np.array([*rows], dtype=np.int64).reshape(-1, width)
