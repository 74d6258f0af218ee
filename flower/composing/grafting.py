"""Substituents put where they take no part."""

from __future__ import annotations

from random import Random

from rdkit import Chem, rdBase

from flower.composing.pool import flask_of
from flower.composing.reagents import borne_twice
from flower.electrons import canonical
from flower.errors import InputError

_ON_CARBON = ("C", "CC", "C(C)C", "c1ccccc1", "OC", "CC(C)C", "C1CC1", "Cc1ccccc1")
_ON_ARENE = ("C", "CC", "OC", "F", "Cl", "C(F)(F)F", "c1ccccc1", "C(C)(C)C", "C(=O)OC", "Br")
_ON_ALKENE = ("C", "CC", "c1ccccc1")
_MOST_TRIES = 4


def grafted(smiles: str, reacting: frozenset[int], rng: Random, most: int = 1) -> str | None:
    """Return a molecule with substituents for hydrogens of carbon, far from what reacts.

    None where no carbon that does not take part has a hydrogen.

    >>> grafted("CC(=O)Cl", frozenset({1, 2, 3}), Random(0))
    'CCC(=O)Cl'
    >>> grafted("CC(=O)Cl", frozenset({1, 2, 3}), Random(3), most=2)
    'CCCC(C)CC(=O)Cl'
    """
    mol = flask_of(smiles).mol
    made = None
    for _ in range(most):
        further = _with_one_more(mol, reacting, rng)
        if further is None:
            break
        mol, made = further
    return made


def _with_one_more(
    mol: Chem.Mol, reacting: frozenset[int], rng: Random
) -> tuple[Chem.Mol, str] | None:
    apart = Chem.GetDistanceMatrix(mol)
    kept = reacting | borne_twice(mol)
    places = [
        (min((int(apart[i, k]) for k in reacting), default=9), i)
        for i in range(mol.GetNumAtoms())
        if _is_free(mol.GetAtomWithIdx(i)) and i not in kept
    ]
    if not places:
        return None
    farthest = max(distance for distance, _ in places)
    least = rng.choice((3, 3, 2))
    able = [place for distance, place in places if distance >= min(least, farthest)]
    for _ in range(_MOST_TRIES):
        place = rng.choice(able)
        atom = mol.GetAtomWithIdx(place)
        if atom.GetIsAromatic():
            what = rng.choice(_ON_ARENE)
        elif atom.GetHybridization() == Chem.HybridizationType.SP3:
            what = rng.choice(
                _ON_CARBON if apart_enough(apart, place, reacting) else _ON_CARBON[:4]
            )
        else:
            what = rng.choice(_ON_ALKENE)
        made = _joined(mol, place, what)
        if made is not None:
            return made
    return None


def apart_enough(apart: object, place: int, reacting: frozenset[int]) -> bool:
    """Whether a hetero atom there is no neighbour of what reacts."""
    return min((int(apart[place, k]) for k in reacting), default=9) >= 2  # type: ignore[index]


def _is_free(atom: Chem.Atom) -> bool:
    return bool(
        atom.GetAtomicNum() == 6
        and not any(map(_holds_back, atom.GetNeighbors()))
        and atom.GetTotalNumHs()
        and not atom.GetFormalCharge()
        and not atom.GetNumRadicalElectrons()
        and atom.GetHybridization() != Chem.HybridizationType.SP
    )


def _holds_back(atom: Chem.Atom) -> bool:
    """Whether an atom belongs to a group that comes as it is: t-butyl, trimethylsilyl, stannyl."""
    full = atom.GetAtomicNum() == 6 and atom.GetDegree() == 4
    hetero = any(other.GetAtomicNum() not in (1, 6) for other in atom.GetNeighbors())
    return atom.GetAtomicNum() in (5, 13, 14, 50) or (full and hetero)


def _joined(mol: Chem.Mol, place: int, substituent: str) -> tuple[Chem.Mol, str] | None:
    both = Chem.RWMol(Chem.CombineMols(mol, Chem.MolFromSmiles(substituent)))
    both.AddBond(place, mol.GetNumAtoms(), Chem.BondType.SINGLE)
    atom = both.GetAtomWithIdx(place)
    if atom.GetNoImplicit() and atom.GetNumExplicitHs():
        atom.SetNumExplicitHs(atom.GetNumExplicitHs() - 1)
    new = both.GetAtomWithIdx(mol.GetNumAtoms())
    if new.GetNoImplicit() and new.GetNumExplicitHs():
        new.SetNumExplicitHs(new.GetNumExplicitHs() - 1)
    try:
        with rdBase.BlockLogs():
            Chem.SanitizeMol(both)
            return both.GetMol(), canonical(Chem.MolToSmiles(both))
    except (Chem.MolSanitizeException, InputError):
        return None
