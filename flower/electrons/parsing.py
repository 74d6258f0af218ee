"""SMILES to a molecule of RDKit's, with limits on what RDKit is given."""

from __future__ import annotations

import re

from rdkit import Chem, rdBase

from flower.electrons.as_written import smiles_parameters, unsanitized
from flower.electrons.characters import why_foreign
from flower.electrons.elements import VALENCE_ELECTRONS
from flower.electrons.mol_blocks import block_to_smiles, is_block
from flower.electrons.not_smiles import joined, what_it_is, why_behind, why_not_joined
from flower.electrons.ring_systems import (
    refuse_endless_inchi,
    refuse_endless_rings,
    refuse_known_endless,
)
from flower.electrons.unreadable import why_unreadable
from flower.electrons.usual_form import has_dative_bonds, ordinary_bonds
from flower.errors import InputError, require_text, shorten

MOST_CHARACTERS = 200_000
MOST_ATOMS = 5_000
"""Atoms that a flask may hold, explicit hydrogens counted: matrices grow with their square."""
_HEAVIEST = len(VALENCE_ELECTRONS) - 1
_NEXT_INCHI = re.compile(r"\.(?=InChI=)")
_ATOMIC_NUMBER = re.compile(r"\[\d*#\d")
# RDKit keeps these numbers in one or two bytes: `[C+999]` would be read as `[C-25]`.
_HUGE = re.compile(r"\[\d{4,}|\[[^\[\]]*?(?:[+-]\d{3,}|H\d{3,})")


def parse(smiles: str, keep_hydrogens: bool = False) -> Chem.Mol:
    """Parse SMILES into a sanitized molecule; InputError says what RDKit could not accept.

    >>> parse("CC(=O)Cl.N").GetNumAtoms()
    5
    >>> parse("C" * 6000)
    Traceback (most recent call last):
    flower.errors.InputError: `CCC...…` holds 6,000 atoms; at most 5,000 can be read at once.
    """
    if not require_text(smiles).strip():
        raise InputError("The SMILES is empty; give at least one molecule, for example CCO.")
    if is_block(smiles):
        block, smiles = smiles, block_to_smiles(smiles) or ""
        if not smiles:
            raise InputError(what_it_is(block))
    _refuse_long(smiles)
    smiles = joined(smiles)
    _refuse_text(smiles)
    refuse_known_endless(smiles)
    if smiles.startswith("InChI="):
        return _from_inchi(smiles, keep_hydrogens)
    with rdBase.BlockLogs():
        as_written = unsanitized(smiles)
        if as_written is None:
            raise InputError(why_unreadable(smiles))
        # RDKit takes what follows a space for a name, and would drop a molecule without a word.
        if fault := why_not_joined(smiles) or why_behind(smiles):
            raise InputError(fault)
        _refuse_atoms(as_written, smiles)
        if _ATOMIC_NUMBER.search(smiles):
            raise InputError(
                f"`{shorten(smiles)}` is no SMILES of molecules but a query (SMARTS); write its "
                "atoms by their symbols."
            )
        refuse_endless_rings(as_written, smiles)
        mol = Chem.MolFromSmiles(smiles, _WITH_HYDROGENS if keep_hydrogens else _FOLDED)
        if mol is None or has_dative_bonds(as_written):
            mol = _without_odd_bonds(as_written, smiles, keep_hydrogens)
        elif has_dative_bonds(mol):  # RDKit drew them, as in `[Na+][OH-]`
            mol = ordinary_bonds(mol)
    return mol


def _without_odd_bonds(as_written: Chem.Mol, smiles: str, keep_hydrogens: bool) -> Chem.Mol:
    try:
        mol = ordinary_bonds(as_written)
    except InputError:
        mol = as_written
    if mol is as_written:
        raise InputError(why_unreadable(smiles))
    return mol if keep_hydrogens else Chem.RemoveHs(mol)


def _from_inchi(text: str, keep_hydrogens: bool) -> Chem.Mol:
    refuse_endless_inchi(text)
    mol = None
    for one in _NEXT_INCHI.split(text):
        with rdBase.BlockLogs():
            read = Chem.MolFromInchi(one, sanitize=True, removeHs=not keep_hydrogens)
        if read is None:
            raise InputError(f"`{shorten(one)}` is no InChI that can be read; give SMILES.")
        mol = read if mol is None else Chem.CombineMols(mol, read)
    assert mol is not None
    _refuse_atoms(mol, text)
    Chem.SanitizeMol(mol)
    return mol


_FOLDED = smiles_parameters(sanitize=True, fold_hydrogens=True)
_WITH_HYDROGENS = smiles_parameters(sanitize=True, fold_hydrogens=False)


def _refuse_long(smiles: str) -> None:
    if len(smiles) > MOST_CHARACTERS:
        raise InputError(
            f"`{shorten(smiles)}` has {len(smiles):,} characters; at most {MOST_CHARACTERS:,} can "
            "be read at once."
        )


def _refuse_text(smiles: str) -> None:
    if foreign := why_foreign(smiles):
        raise InputError((what_it_is(smiles) if smiles.isprintable() else None) or foreign)
    huge = _HUGE.search(smiles)
    if huge:
        raise InputError(
            f"`{shorten(huge.group())}` in `{shorten(smiles)}` tells a charge, isotope or number "
            "of hydrogens that no atom has; correct it."
        )


def _refuse_atoms(mol: Chem.Mol, smiles: str) -> None:
    if mol.GetNumAtoms() == 0:
        raise InputError(f"`{shorten(smiles)}` holds no atoms; give at least one molecule.")
    if mol.GetNumAtoms() > MOST_ATOMS:
        raise InputError(
            f"`{shorten(smiles)}` holds {mol.GetNumAtoms():,} atoms; at most {MOST_ATOMS:,} can be "
            "read at once."
        )
    for atom in mol.GetAtoms():
        number = atom.GetAtomicNum()
        if number == 0:
            raise InputError(
                f"`{shorten(smiles)}` has the dummy atom `{atom.GetSymbol()}`; "
                "replace it by a real element."
            )
        if number > _HEAVIEST:
            raise InputError(
                f"`{shorten(smiles)}` has an atom of number {number}; elements go up to "
                f"{_HEAVIEST}."
            )
