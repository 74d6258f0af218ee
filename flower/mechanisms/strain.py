"""Rings that no step closes: an arene held at two places by a bridge that is too short."""

from __future__ import annotations

from rdkit import Chem

_SMALL = 4  # atoms of the ring beside an arene that its own side chain would close


def bridges_an_arene(mol: Chem.Mol, ends: tuple[int, int]) -> bool:
    """Whether a bond between two atoms would bridge an aromatic ring, or fuse a tiny ring to it.

    The acylium ion of benzoic acid cannot reach its own ring, that of 4-phenylbutanoic acid can,
    at the ortho position alone; 4-aminobenzoic acid makes no lactam. Cyclophanes need a long chain.

    >>> benzoyl = Chem.MolFromSmiles("O=[C+]c1ccccc1")
    >>> [bridges_an_arene(benzoyl, (1, place)) for place in (3, 4, 5)]
    [True, True, True]
    >>> chain = Chem.MolFromSmiles("O=[C+]CCCc1ccccc1")
    >>> [bridges_an_arene(chain, (1, place)) for place in (6, 7)]
    [False, True]
    >>> bridges_an_arene(Chem.MolFromSmiles("Nc1ccc(C(O)=O)cc1"), (0, 5))
    True
    """
    path = Chem.GetShortestPath(mol, *ends)
    if len(path) < 3:
        return False
    on_the_arene = any(mol.GetAtomWithIdx(i).GetIsAromatic() for i in ends)
    for ring in mol.GetRingInfo().AtomRings():
        shared = len(set(ring) & set(path))
        held_apart = shared > 2 and len(path) <= 3 * shared
        tiny = shared == 2 and len(path) <= _SMALL and on_the_arene
        if (held_apart or tiny) and all(mol.GetAtomWithIdx(i).GetIsAromatic() for i in ring):
            return True
    return False
