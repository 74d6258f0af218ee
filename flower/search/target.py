"""Steer a search towards a molecule."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from math import log10

from rdkit import Chem
from rdkit.Chem import rdFingerprintGenerator

from flower.electrons import canonical, uncharged
from flower.electrons.parsing import parse
from flower.electrons.usual_form import usual_form
from flower.errors import InputError, shorten
from flower.search.pathway import Pathway

# Decades of probability that a state may lie behind for all surroundings of the target's atoms.
_PULL = 12.0
_RADIUS = 2  # bonds around an atom


class Target:
    """A molecule that a mechanism is asked to lead to.

    ``smiles`` is one molecule; raises InputError if it cannot be read.

    >>> target = Target("CC(=O)NC")
    >>> target.is_in("C[NH2+]C(C)=O.[Cl-]"), target.is_in("CNC(C)=O.Cl")
    (False, True)
    >>> target.is_in("C[NH2+]C(C)=O.[Cl-]", charge_aside=True)
    True
    >>> target.missing("CC(=O)Cl.CN") > target.missing("CC([O-])(Cl)[NH2+]C")
    True
    """

    def __init__(self, smiles: str) -> None:
        if "." in smiles:
            raise InputError(
                f"The target `{shorten(smiles)}` is more than one molecule; give one of them."
            )
        self.smiles = canonical(_plain(smiles))
        self.neutral = uncharged(self.smiles)
        self._surroundings = _surroundings(self.neutral)

    def is_in(self, flask: str, charge_aside: bool = False) -> bool:
        """Whether a flask, by its SMILES, holds it; perhaps with other protons on it."""
        if charge_aside:
            return self.neutral in map(uncharged, flask.split("."))
        return self.smiles in map(_canonical, flask.split("."))

    def missing(self, flask: str) -> float:
        """Share of the surroundings of the target's atoms that no atom of a flask has, 0 to 1.

        Surroundings are those of circular fingerprints, elements and bonds up to two bonds away,
        hydrogens and charges aside.
        """
        there = sum((_surroundings(part) for part in flask.split(".")), Counter[int]())
        return (self._surroundings - there).total() / max(1, self._surroundings.total())

    def nearest_first(self, pathway: Pathway) -> tuple[float, str]:
        """Sort key of pathways: probability in decades, less what the target still misses."""
        decades = -log10(max(pathway.reached, 1e-300))
        return decades + _PULL * self.missing(pathway.smiles), pathway.smiles


def _plain(smiles: str) -> str:
    mol = usual_form(parse(smiles))
    Chem.RemoveStereochemistry(mol)
    return str(Chem.MolToSmiles(mol))


_canonical = lru_cache(maxsize=16_384)(canonical)


@lru_cache(maxsize=16_384)
def _surroundings(smiles: str) -> Counter[int]:
    mol = parse(smiles)
    generator = rdFingerprintGenerator.GetMorganGenerator(radius=_RADIUS)
    elements = [atom.GetAtomicNum() for atom in mol.GetAtoms()]
    found = generator.GetSparseCountFingerprint(mol, customAtomInvariants=elements)
    return Counter(found.GetNonzeroElements())
