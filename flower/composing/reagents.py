"""Reagents that come from a bottle: molecules and groups that take no substituent."""

from __future__ import annotations

from collections import Counter
from functools import cache, partial

from rdkit import Chem

from flower.composing.pool import flask_of, read_table
from flower.mechanisms.ledger import read_smarts
from flower.mechanisms.screening import Pattern

_CENTRES = frozenset({5, 13, 14, 15, 16, 32, 34, 50, 53})  # B, Al, Si, P, S, Ge, Se, Sn, I
_HETERO = frozenset({7, 8, 16})  # N, O, S
_ACYL = Chem.MolFromSmarts("[C,S]=O")


@cache
def _as_they_come() -> tuple[Pattern, ...]:
    return tuple(
        Pattern(read_smarts(one["smarts"])) for one in read_table("reagents.yaml")["as_they_come"]
    )


@cache
def comes_as_it_is(smiles: str) -> bool:
    """Whether a molecule is a reagent of `data/sets/pool/reagents.yaml`.

    >>> comes_as_it_is("C(=NC1CCCCC1)=NC1CCCCC1"), comes_as_it_is("CN=Cc1ccccc1")
    (True, False)
    """
    flask = flask_of(smiles)
    return any(flask.has(pattern) for pattern in _as_they_come())


def borne_twice(mol: Chem.Mol) -> frozenset[int]:
    """Atoms of groups that a centre bears more than once, which are never varied apart.

    Butyl of tributylstannane, phenyl of triphenylphosphine, methyl of trimethyl orthoformate and
    either half of an anhydride, an imide or a disulfide; but not methyl of acetone.

    >>> sorted(borne_twice(Chem.MolFromSmiles("COC(OC)C(C)C")))
    [0, 1, 3, 4]
    """
    ranks = list(Chem.CanonicalRankAtoms(mol, breakTies=False))
    if any(map(partial(_joins_halves, ranks), mol.GetBonds())):
        return frozenset(range(mol.GetNumAtoms()))
    apart = Chem.GetDistanceMatrix(mol)
    acyl = {match[0] for match in mol.GetSubstructMatches(_ACYL)}
    found = set[int]()
    for centre in mol.GetAtoms():
        near = [other.GetIdx() for other in centre.GetNeighbors()]
        counts = Counter(ranks[one] for one in near)
        alike = {one for one in near if counts[ranks[one]] > 1}
        if alike and _keeps(centre, alike, acyl):
            for node, away in enumerate(apart[centre.GetIdx()]):
                # What two branches lead to belongs to both, as the far end of a ring does.
                ways = {one for one in near if apart[one, node] == away - 1}
                if ways and ways <= alike:
                    found.add(node)
    return frozenset(found)


def _joins_halves(ranks: list[int], bond: Chem.Bond) -> bool:
    ends = bond.GetBeginAtom(), bond.GetEndAtom()
    alike = ranks[ends[0].GetIdx()] == ranks[ends[1].GetIdx()]
    return alike and ends[0].GetAtomicNum() != 6 and not bond.GetIsAromatic()


def _keeps(centre: Chem.Atom, alike: set[int], acyl: set[int]) -> bool:
    """Whether what a centre bears twice is that of a reagent, not that of a ring or a chain."""
    number = centre.GetAtomicNum()
    if number in _CENTRES:
        return not centre.IsInRing() or number in (5, 15)
    if number in (7, 8):
        return alike <= acyl
    return number == 6 and all(
        centre.GetOwningMol().GetAtomWithIdx(one).GetAtomicNum() in _HETERO for one in alike
    )
