"""Substructures of one configuration, looked for a bounded number of times."""

from __future__ import annotations

from rdkit import Chem

MOST_TRIED = 5_000
"""Ways to lay a molecule on another whose configurations are compared."""


class TooManyWaysError(Exception):
    """Two molecules can be laid on each other in more ways than are compared."""


def chiral_matches(
    mol: Chem.Mol, query: Chem.Mol, most: int, loose: bool = False
) -> list[tuple[int, ...]]:
    """Return at most so many ways to lay a query on a molecule with its configurations.

    RDKit counts as matches those of the right configuration alone, and goes through all others,
    which are as many as there are symmetries: six for each tert-butyl group. ``loose``:
    configurations that the molecule does not tell may be any.

    Raises TooManyWaysError where `MOST_TRIED` were tried and there may be more.

    >>> butanol = Chem.MolFromSmiles("C[C@H](O)CC")
    >>> chiral_matches(butanol, Chem.MolFromSmiles("C[C@H](O)CC"), 1)
    [(0, 1, 2, 3, 4)]
    >>> chiral_matches(butanol, Chem.MolFromSmiles("C[C@@H](O)CC"), 1)
    []
    """
    tried = 0

    def count(_: Chem.Mol, match: object) -> bool:
        nonlocal tried
        tried += 1
        if tried > MOST_TRIED:
            raise TooManyWaysError
        return True

    parameters = Chem.SubstructMatchParameters()
    parameters.useChirality, parameters.uniquify, parameters.maxMatches = True, False, most
    parameters.specifiedStereoQueryMatchesUnspecified = loose
    parameters.setExtraFinalCheck(count)
    return list(mol.GetSubstructMatches(query, parameters))
