"""Steer a search towards a molecule."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from math import log10

from rdkit import Chem
from rdkit.Chem import rdFingerprintGenerator

from flower.electrons import (
    State,
    canonical,
    smiles_to_state,
    state_to_smiles,
    uncharged,
    unlabelled,
)
from flower.electrons.configuration import Given, has_configuration
from flower.electrons.neutral import without_charge
from flower.electrons.not_smiles import joined
from flower.electrons.parsing import parse
from flower.electrons.smiles import mol_to_state
from flower.electrons.usual_form import usual_form
from flower.errors import InputError, require_text, shorten
from flower.search.pathway import Pathway

# Decades of probability that a state may lie behind for all surroundings of the target's atoms.
_PULL = 12.0
_RADIUS = 2  # bonds around an atom


class Target:
    """A molecule that a mechanism is asked to lead to.

    ``smiles`` is one molecule, of a salt the larger ion; raises InputError if it cannot be read.
    Its configuration is compared where a flask tells one too.

    >>> target = Target("CC(=O)NC")
    >>> target.is_in("C[NH2+]C(C)=O.[Cl-]"), target.is_in("CNC(C)=O.Cl")
    (False, True)
    >>> target.is_in("C[NH2+]C(C)=O.[Cl-]", charge_aside=True)
    True
    >>> target.missing("CC(=O)Cl.CN") > target.missing("CC([O-])(Cl)[NH2+]C")
    True
    """

    def __init__(self, smiles: str) -> None:
        if "." in joined(require_text(smiles)):
            raise InputError(
                f"The target `{shorten(smiles)}` is more than one molecule; give one of them."
            )
        mol = _without_counterions(usual_form(parse(smiles)))
        self._wanted = without_charge(mol)
        self.smiles = canonical(_plain(mol))
        self.neutral = uncharged(self.smiles)
        self._surroundings = _surroundings(unlabelled(self.neutral))
        self.tells_stereo = str(Chem.MolToSmiles(mol)) != _plain(mol)
        self.written = state_to_smiles(mol_to_state(mol)) if self.tells_stereo else self.smiles

    def is_in(self, flask: str, charge_aside: bool = False) -> bool:
        """Whether a flask, by its SMILES, holds it; perhaps with other protons on it."""
        if charge_aside:
            return self.neutral in map(uncharged, flask.split("."))
        return self.smiles in map(_canonical, flask.split("."))

    def configuration_in(self, state: State) -> Given:
        """Whether the molecules of a flask are of its configuration, where both tell one.

        >>> from flower.electrons import smiles_to_state
        >>> Target("C[C@H](O)CC").configuration_in(smiles_to_state("C[C@@H](O)CC")).other
        True
        """
        if not self.tells_stereo:
            return Given(False, False)
        return has_configuration(state, self._wanted)

    def note_on(self, flask: str | None) -> str | None:
        """Say how its configuration was looked at, where the best way leads to a flask, or none.

        >>> print(Target("CCO").note_on(None))
        None
        >>> Target("C[C@H](O)CC").note_on("CCC(C)O")
        'The steps do not tell the configuration of the target; it was not compared.'
        """
        if not self.tells_stereo:
            return None
        if flask is None:
            return (
                "Ways to the target of another configuration were left out; give it without one to "
                "find all."
            )
        if self.configuration_in(smiles_to_state(flask)).untold:
            return "The steps do not tell the configuration of the target; it was not compared."
        return None

    def missing(self, flask: str) -> float:
        """Share of the surroundings of the target's atoms that no atom of a flask has, 0 to 1.

        Surroundings are those of circular fingerprints, elements and bonds up to two bonds away,
        hydrogens and charges aside.
        """
        parts = unlabelled(flask).split(".")
        there = sum((_surroundings(part) for part in parts), Counter[int]())
        return (self._surroundings - there).total() / max(1, self._surroundings.total())

    def nearest_first(self, pathway: Pathway) -> tuple[float, str]:
        """Sort key of pathways: probability in decades, less what the target still misses."""
        decades = -log10(max(pathway.reached, 1e-300))
        return decades + _PULL * self.missing(pathway.smiles), pathway.smiles


def _without_counterions(mol: Chem.Mol) -> Chem.Mol:
    """The largest molecule: what is written as one, such as `CO[Na]`, may be ions."""
    pieces = Chem.GetMolFrags(mol, asMols=True)
    return mol if len(pieces) == 1 else max(pieces, key=Chem.Mol.GetNumHeavyAtoms)


def _plain(mol: Chem.Mol) -> str:
    return str(Chem.MolToSmiles(_bare(mol)))


def _bare(mol: Chem.Mol) -> Chem.Mol:
    bare = Chem.Mol(mol)
    Chem.RemoveStereochemistry(bare)
    return bare


_canonical = lru_cache(maxsize=16_384)(canonical)


@lru_cache(maxsize=16_384)
def _surroundings(smiles: str) -> Counter[int]:
    mol = parse(smiles)
    generator = rdFingerprintGenerator.GetMorganGenerator(radius=_RADIUS)
    elements = [atom.GetAtomicNum() for atom in mol.GetAtoms()]
    found = generator.GetSparseCountFingerprint(mol, customAtomInvariants=elements)
    return Counter(found.GetNonzeroElements())
