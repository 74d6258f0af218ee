"""The acids and bases of a flask: what it has of a scale, each molecule asked about once."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import NamedTuple

from rdkit import Chem

from flower.electrons import State
from flower.mechanisms.pieces import piece
from flower.mechanisms.remembered import molecules_of
from flower.mechanisms.screening import Flask

_MOLECULES = 8192  # whose acids and bases are remembered
_HARDLY = 0.5  # units of pKa by which an amine may be stronger than a carbonate that goes before it
_BEFORE_CARBANIONS = 20.0  # the same for a carbanion and hydride


class Entry(NamedTuple):
    """A kind of acid or base.

    Attributes:
        name: as in "a proton passes from the carboxylic acid to the amine".
        pka: in water; of a base, that of its conjugate acid.
        query: atom 1 gives or takes the proton; see `data/mechanisms/acids_and_bases.yaml`.
        places: of the numbered atoms in the query, in the order of their numbers.
        demands: atoms that it asks for, as bits; see `flower.mechanisms.atom_demands`.
    """

    name: str
    pka: float
    query: Chem.Mol
    places: tuple[int, ...] = (0,)
    demands: int = 0


class Partner(NamedTuple):
    """An acid or base of a flask: what it is, and its nodes, of which the first gives or takes."""

    entry: Entry
    nodes: tuple[int, ...]


_Matches = list[tuple[int, tuple[int, ...]]]  # which entry, and where


class Partners:
    """The acids and bases of a flask by its molecules, each of which is asked about once.

    Most molecules of a flask stand by in most of its steps, and expanding meets the same ones in
    every order of the steps.
    """

    def __init__(self, *scales: Sequence[Entry]) -> None:
        self._scales = scales
        self._of_molecule: dict[Hashable, list[_Matches]] = {}

    def of(self, state: State, mol: Chem.Mol) -> list[list[Partner]]:
        """What is there of each scale in its order; an atom counts as the first that it matches."""
        matches: list[_Matches] = [[] for _ in self._scales]
        for where, key in molecules_of(state, mol):
            for all_of, there in zip(matches, self._in(state, where, key), strict=True):
                all_of += ((place, tuple(where[i] for i in within)) for place, within in there)
        order: list[int] = []
        partners: list[list[Partner]] = []
        for entries, found in zip(self._scales, matches, strict=True):
            if len(found) > 1:
                order = order or list(Chem.CanonicalRankAtoms(mol))
                found.sort(key=lambda match: (match[0], [order[node] for node in match[1]]))
            first: dict[int, Partner] = {}
            for place, nodes in found:
                first.setdefault(nodes[0], Partner(entries[place], nodes))
            partners.append(list(first.values()))
        return partners

    def _in(self, state: State, nodes: list[int], key: Hashable) -> list[_Matches]:
        if key not in self._of_molecule:
            if len(self._of_molecule) >= _MOLECULES:
                self._of_molecule.clear()
            alone = piece(state, nodes, key)
            found = [list(_matches(entries, alone, len(nodes))) for entries in self._scales]
            self._of_molecule[key] = found
        return self._of_molecule[key]


def _matches(
    entries: Sequence[Entry], alone: Flask, n: int
) -> Iterator[tuple[int, tuple[int, ...]]]:
    lacks = alone.lacks
    for place, entry in enumerate(entries):
        if entry.demands & lacks:
            continue
        for match in alone.mol.GetSubstructMatches(entry.query, uniquify=False):
            within = tuple(match[atom] for atom in entry.places)
            if max(within) < n:
                yield place, within


def readiness(acid: Partner, base: Partner) -> float:
    """The pKa of the conjugate acid of a base, that of carbonate beside a carboxylic acid more.

    Hydride is put in before an organolithium compound, which no chemist spends on an acid.
    """
    if base.entry.name == "hydride":
        return base.entry.pka + _BEFORE_CARBANIONS
    is_inorganic = "carboxylic acid" in acid.entry.name and base.entry.name == "carbonate"
    return base.entry.pka + (_HARDLY if is_inorganic else 0.0)
