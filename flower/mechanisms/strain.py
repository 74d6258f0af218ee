"""Rings that no step closes: an arene held at two places by a bridge that is too short."""

from __future__ import annotations

from rdkit import Chem

_SHORT = 8  # atoms of the ring that closes; a metacyclophane needs more
_SMALL = 4  # the ring beside an arene that an electrophile of its own side chain would close


def bridges_an_arene(mol: Chem.Mol, ends: tuple[int, int]) -> bool:
    """Whether a bond between two atoms would bridge an aromatic ring, or fuse a tiny ring to it.

    The acylium ion of benzoic acid cannot reach its own ring, that of 4-phenylbutanoic acid can,
    at the ortho position alone.

    >>> benzoyl = Chem.MolFromSmiles("O=[C+]c1ccccc1")
    >>> [bridges_an_arene(benzoyl, (1, meta)) for meta in (3, 4, 5)]
    [True, True, True]
    >>> chain = Chem.MolFromSmiles("O=[C+]CCCc1ccccc1")
    >>> [bridges_an_arene(chain, (1, place)) for place in (6, 7)]
    [False, True]
    """
    if not any(mol.GetAtomWithIdx(i).GetIsAromatic() for i in ends):
        return False
    path = Chem.GetShortestPath(mol, *ends)
    if not 3 <= len(path) <= _SHORT:
        return False
    for ring in mol.GetRingInfo().AtomRings():
        shared = len(set(ring) & set(path))
        if shared > 2 or (shared == 2 and len(path) <= _SMALL):
            if all(mol.GetAtomWithIdx(i).GetIsAromatic() for i in ring):
                return True
    return False
