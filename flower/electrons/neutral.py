"""Molecules with charge and stereo set aside."""

from __future__ import annotations

from functools import lru_cache

from rdkit import Chem, rdBase
from rdkit.Chem.MolStandardize import rdMolStandardize

from flower.electrons.elements import HYDROGEN
from flower.electrons.parsing import parse

_TRADE_PROTONS = frozenset((7, 8, 9, 15, 16, 17, 34, 35, 53))
"""Elements whose hydrogens change place as protons."""


@lru_cache(maxsize=16_384)
def uncharged(smiles: str) -> str:
    """Return a molecule as it is drawn without its charge, protons put on or taken off.

    Canonical SMILES without stereo. Charges that no proton can settle stay, as in Na+ or a nitro
    group; so does a betaine, which is neutral as a whole. Raises InputError if it is no SMILES.

    Deuterium and tritium are protons where they change place as such, on N, O, S or a halogen.

    >>> uncharged("[2H]C[NH2+][2H]")
    '[2H]CN'
    >>> [uncharged(smiles) for smiles in ("CC(=O)[O-]", "C[NH2+]C", "[Cl-]", "C[C@H](N)O", "[Na+]")]
    ['CC(=O)O', 'CNC', 'Cl', 'CC(N)O', '[Na+]']
    """
    neutral = without_charge(_protons_for_deuterons(parse(smiles)))
    Chem.RemoveStereochemistry(neutral)
    return str(Chem.MolToSmiles(neutral))


def _protons_for_deuterons(mol: Chem.Mol) -> Chem.Mol:
    labels = [
        atom
        for atom in mol.GetAtoms()
        if atom.GetAtomicNum() == HYDROGEN
        and atom.GetIsotope()
        and all(near.GetAtomicNum() in _TRADE_PROTONS for near in atom.GetNeighbors())
        and (atom.GetDegree() == 1 or atom.GetFormalCharge() == 1)
    ]
    for atom in labels:
        atom.SetIsotope(0)
    return Chem.RemoveHs(mol) if labels else mol


def without_charge(mol: Chem.Mol) -> Chem.Mol:
    """Return a copy without the charges that protons can settle; stereo and properties stay."""
    try:
        with rdBase.BlockLogs():
            kekule = Chem.Mol(mol)
            Chem.Kekulize(kekule, clearAromaticFlags=True)  # a proton may end aromaticity
            neutral = rdMolStandardize.Uncharger().uncharge(kekule)
            Chem.SanitizeMol(neutral)
    except Chem.MolSanitizeException:  # hexafluorophosphate has no room for a proton
        return Chem.Mol(mol)
    return neutral


def uncharged_molecules(smiles: str) -> frozenset[str]:
    """Return the molecules of a flask, each uncharged.

    >>> sorted(uncharged_molecules("CC(=O)[O-].[Na+].CC(=O)O"))
    ['CC(=O)O', '[Na+]']
    """
    return frozenset(map(uncharged, smiles.split(".")))
