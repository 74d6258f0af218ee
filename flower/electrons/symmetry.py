"""Tell symmetry-equivalent atoms apart before the network sees them.

Either oxygen of a sulfonyl group, or either of two like amines, may react: an entrywise target
then has several equally good answers and no entrywise predictor can hit one of them. So equivalent
atoms get labels 0, 1, 2, ... by individualising one atom after another (the refinement behind
canonical labelling; McKay, Congr. Numer. 30, 45, 1981), and in training the labels are dealt so
that the reacting atoms come first. At prediction time any dealing is as good as another, because
the atoms are equivalent.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from jaxtyping import Int64
from rdkit import Chem

LAST_LABEL = 7
_MARK = 500  # isotope numbers from here on mark the atoms told apart; no nuclide is as heavy


def equivalence_labels(mol: Chem.Mol, reacting: Sequence[int] = ()) -> Int64[np.ndarray, " atoms"]:
    """Label each atom among its symmetry-equivalents, (atoms,), 0 for the first or only one.

    ``reacting`` atoms, and the atoms nearest to them, come first. Labels stop at 7.

    >>> from flower.electrons import smiles_to_state, state_to_mol
    >>> sulfone = state_to_mol(smiles_to_state("CS(=O)(=O)CC"))
    >>> equivalence_labels(sulfone).tolist(), equivalence_labels(sulfone, [3]).tolist()
    ([0, 0, 0, 1, 0, 0], [0, 0, 1, 0, 0, 0])
    """
    ranks = _ranks(mol)
    original = ranks
    if len(np.unique(ranks)) == len(ranks):
        return np.zeros(len(ranks), dtype=np.int64)
    distance = Chem.GetDistanceMatrix(mol)
    marked = Chem.Mol(mol)
    keys: list[tuple[float, ...]] = [() for _ in ranks]
    for mark in range(_MARK, _MARK + len(ranks)):
        ties = _smallest_tie(ranks)
        if ties is None:
            break
        chosen = min(ties, key=lambda i: (*(distance[i, r] for r in reacting), i))
        marked.GetAtomWithIdx(chosen).SetIsotope(mark)
        refined = _ranks(marked)
        for members in _ties(ranks):
            split = np.unique(refined[members])
            if len(split) > 1:  # the nearer to the chosen atom, the earlier
                order = {
                    r: min(distance[chosen, i] for i in members if refined[i] == r) for r in split
                }
                for i in members:
                    keys[i] += (order[refined[i]], float(refined[i]))
        ranks = refined
    labels = np.zeros(len(ranks), dtype=np.int64)
    for members in _ties(original):
        for label, i in enumerate(sorted(members, key=lambda i: (keys[i], i))):
            labels[i] = min(label, LAST_LABEL)
    return labels


def _ranks(mol: Chem.Mol) -> Int64[np.ndarray, " atoms"]:
    return np.array(Chem.CanonicalRankAtoms(mol, breakTies=False, includeAtomMaps=False))


def _ties(ranks: Int64[np.ndarray, " atoms"]) -> list[list[int]]:
    values, counts = np.unique(ranks, return_counts=True)
    return [np.flatnonzero(ranks == v).tolist() for v in values[counts > 1]]


def _smallest_tie(ranks: Int64[np.ndarray, " atoms"]) -> list[int] | None:
    return min(_ties(ranks), key=len, default=None)
