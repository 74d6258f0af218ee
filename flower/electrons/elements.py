"""Valence electrons and electron-count limits of the elements.

The proton pool is written as element 0: a node without a nucleus that holds the free H+ of a
flask as a hydrogen count, so that setting a proton free is an ordinary hydrogen transfer.
"""

from __future__ import annotations

import numpy as np
from rdkit import Chem

from flower.errors import InputError

PROTON_POOL = 0
HYDROGEN = 1

_TABLE = Chem.GetPeriodicTable()
_NUMBERS = {str(_TABLE.GetElementSymbol(z)): z for z in range(1, 119)}

VALENCE_ELECTRONS = np.array(
    [0] + [_TABLE.GetNOuterElecs(z) for z in range(1, 119)], dtype=np.int64
)
"""(119,) valence electrons of the neutral atom by atomic number, as RDKit counts them; pool 0."""

# Electrons around an atom (bonds counted twice, plus lone) that a *reacting* atom may end with; an
# odd electron leaves it one short of them.
# Elements not listed (metals, noble gases) are left to RDKit's own valence check.
_OCTET = frozenset({8})
_CARBON = frozenset({6, 8})
_ELECTRON_POOR = frozenset({4, 6, 8})
_EXPANDED = frozenset({8, 10, 12})
SHELL: dict[int, frozenset[int]] = {
    1: frozenset({2}),
    5: frozenset({6, 8}),
    6: _CARBON,
    7: _OCTET,
    8: _OCTET,
    9: _OCTET,
    13: _ELECTRON_POOR,
    14: frozenset({6, 8, 10, 12}),
    15: _EXPANDED,
    16: _EXPANDED,
    17: frozenset({8, 10, 12, 14}),
    33: _EXPANDED,
    34: _EXPANDED,
    35: frozenset({8, 10, 12, 14}),
    53: frozenset({8, 10, 12, 14}),
}

MAXIMUM_CHARGE: dict[int, tuple[int, int]] = {
    5: (-1, 1),
    6: (-1, 1),
    7: (-1, 1),
    8: (-1, 1),
    9: (-1, 0),
    14: (-1, 1),
    15: (-1, 1),
    16: (-1, 1),
    17: (-1, 1),
    34: (-1, 1),
    35: (-1, 1),
    53: (-1, 1),
}
"""Lowest and highest formal charge a *reacting* atom may end with."""

_NONMETALS = frozenset((0, 1, 2, *range(5, 11), *range(14, 19), *range(33, 37), 52, 53, 54, 85, 86))


def is_metal(atomic_number: int) -> bool:
    """Whether the element is a metal; boron, silicon, arsenic and tellurium are not.

    >>> is_metal(46), is_metal(5)
    (True, False)
    """
    return atomic_number not in _NONMETALS


def is_carbene(z: int, lone: int, shared: int) -> bool:
    """Whether an atom with so many lone electrons, bonds and hydrogens is a carbene's or nitrene's.

    Six electrons and no charge: `[CH2]`, `C[N]`. Both are meant as closed shells, of which a pair
    moves; RDKit calls them diradicals.

    >>> is_carbene(6, lone=2, shared=2), is_carbene(6, lone=0, shared=3)
    (True, False)
    """
    return (z, lone, shared) in ((6, 2, 2), (7, 4, 1))


_ELECTRONEGATIVITY = {
    1: 2.20, 3: 0.98, 4: 1.57, 5: 2.04, 6: 2.55, 7: 3.04, 8: 3.44, 9: 3.98, 11: 0.93, 12: 1.31,
    13: 1.61, 14: 1.90, 15: 2.19, 16: 2.58, 17: 3.16, 19: 0.82, 20: 1.00, 22: 1.54, 30: 1.65,
    32: 2.01, 33: 2.18, 34: 2.55, 35: 2.96, 50: 1.96, 52: 2.10, 53: 2.66, 55: 0.79,
}  # fmt: skip


def electronegativity(atomic_number: int) -> float:
    """Pauling's value (J. Am. Chem. Soc. 54, 3570, 1932, revised); other elements count as 1.9.

    >>> electronegativity(8) > electronegativity(6) > electronegativity(3)
    True
    """
    return _ELECTRONEGATIVITY.get(atomic_number, 1.9)


def symbol(atomic_number: int) -> str:
    """Return the element's symbol; the proton pool is "H+".

    >>> symbol(7), symbol(0)
    ('N', 'H+')
    """
    return (
        "H+" if atomic_number == PROTON_POOL else str(_TABLE.GetElementSymbol(int(atomic_number)))
    )


def atomic_number(element: str) -> int:
    """Return the atomic number of an element symbol; InputError if there is no such element.

    >>> atomic_number("N")
    7
    """
    if element not in _NUMBERS:
        raise InputError(f"`{element}` is no element; write its symbol, as in C or Cl.")
    return _NUMBERS[element]
