"""Say why a SMILES cannot be read, in a chemist's words, and what to write instead."""

from __future__ import annotations

import re
from typing import Any

from rdkit import Chem, rdBase

from flower.electrons.as_written import unsanitized
from flower.electrons.elements import MAXIMUM_CHARGE, SHELL, VALENCE_ELECTRONS
from flower.electrons.labels_in_text import why_labels
from flower.electrons.not_smiles import is_entry, what_it_is
from flower.electrons.slips import ELEMENTS, why_slipped
from flower.errors import shorten

_TABLE = Chem.GetPeriodicTable()
_AROMATIC = frozenset(("b", "c", "n", "o", "p", "s", "as", "se", "si", "te"))
_ISOTOPES = {"D": 2, "T": 3}
_SHORT = 60


def why_unreadable(smiles: str) -> str:
    """Return the sentence for text that RDKit makes no molecule of.

    >>> why_unreadable("C[NH4]").split("; ")[0]
    'Atom 2 (N) of `C[NH4]` has 10 electrons around it'
    >>> why_unreadable("C1CC")
    '`C1CC` is no SMILES: ring closure 1 is opened and not closed.'
    """
    if smiles in ELEMENTS:
        return f"`{smiles}` is an element that SMILES write in square brackets: `[{smiles}]`."
    with rdBase.BlockLogs():
        mol = unsanitized(smiles)
        if mol is not None and (slip := why_slipped(smiles)):
            return slip
        if mol is None:
            return _fault_in_text(smiles)
        for problem in _problems(mol):
            kind = problem.GetType()
            if kind == "AtomValenceException":
                return _too_many_bonds(smiles, mol, problem.GetAtomIdx())
            if kind == "AtomKekulizeException":
                atom = mol.GetAtomWithIdx(problem.GetAtomIdx())
                return (
                    f"{_name(atom)} of `{shorten(smiles)}` is written as aromatic but lies in no "
                    f"aromatic ring; write `{atom.GetSymbol()}`, with double bonds where needed."
                )
            if kind == "KekulizeException":
                return _no_kekule_form(smiles, mol, list(problem.GetAtomIndices()))
    return f"`{shorten(smiles)}` is no molecule that RDKit accepts; draw it in another form."


def _problems(mol: Chem.Mol) -> list[Any]:
    try:
        mol.UpdatePropertyCache(strict=False)
        return list(Chem.DetectChemistryProblems(mol))
    except RuntimeError:  # RDKit loses count of an atom with some hundred bonds
        return []


def _name(atom: Chem.Atom) -> str:
    return f"Atom {atom.GetIdx() + 1} ({atom.GetSymbol()})"


def _too_many_bonds(smiles: str, mol: Chem.Mol, index: int) -> str:
    atom = mol.GetAtomWithIdx(index)
    z, charge = atom.GetAtomicNum(), atom.GetFormalCharge()
    bonds = round(sum(b.GetBondTypeAsDouble() for b in atom.GetBonds())) + atom.GetNumExplicitHs()
    own = int(VALENCE_ELECTRONS[z]) - charge
    around = 2 * bonds + max(own - bonds, 0)
    element = _TABLE.GetElementName(z).lower()
    limit = max(SHELL.get(z, {8}))
    if around > limit:
        fault = f"has {around} electrons around it; {element} holds at most {limit}."
    elif bonds > own:
        sort = f"{element} of charge {charge:+d}" if charge else f"neutral {element}"
        fault = f"has {bonds} bonds; {sort} has electrons for {own}."
    else:
        fault = f"has {around} electrons around it, more than {element} holds with this charge."
    return f"{_name(atom)} of `{shorten(smiles)}` {fault} {_ion_instead(mol, atom, bonds)}"


def _ion_instead(mol: Chem.Mol, atom: Chem.Atom, bonds: int) -> str:
    """The nearest ion that is a molecule: a proton lost with the cation's charge, or an anion."""
    charge, hydrogens = atom.GetFormalCharge(), atom.GetNumExplicitHs()
    low, high = MAXIMUM_CHARGE.get(atom.GetAtomicNum(), (-1, 1))
    for shift, lost in ((1, 0), (1, 1), (-1, 0)):
        left = int(VALENCE_ELECTRONS[atom.GetAtomicNum()]) - charge - shift
        if not low <= charge + shift <= high or lost > hydrogens or bonds - lost > left:
            continue
        ion = Chem.RWMol(mol)
        changed = ion.GetAtomWithIdx(atom.GetIdx())
        changed.SetFormalCharge(charge + shift)
        changed.SetNumExplicitHs(hydrogens - lost)
        changed.SetNoImplicit(True)
        try:
            Chem.SanitizeMol(ion)
        except Chem.MolSanitizeException:
            continue
        if changed.GetNumRadicalElectrons():
            continue
        text = str(Chem.MolToSmiles(ion, canonical=False))
        written = f"`{text}`" if len(text) <= _SHORT else f"that atom as `{changed.GetSmarts()}`"
        return f"For the {'cation' if shift > 0 else 'anion'}, write {written}."
    return "Take a bond or a hydrogen away from it."


def _no_kekule_form(smiles: str, mol: Chem.Mol, atoms: list[int]) -> str:
    listed = ", ".join(str(i + 1) for i in atoms[:8]) + (", ..." if len(atoms) > 8 else "")
    bare = any(
        mol.GetAtomWithIdx(i).GetSymbol() == "N" and mol.GetAtomWithIdx(i).GetTotalNumHs() == 0
        for i in atoms
    )
    remedy = (
        "an aromatic nitrogen that carries H is written `[nH]`, as in `c1cc[nH]c1`."
        if bare
        else "check its atoms and charges, or write single and double bonds."
    )
    return (
        f"The aromatic ring of `{shorten(smiles)}` with atoms {listed} cannot be drawn with "
        f"single and double bonds; {remedy}"
    )


def _fault_in_text(smiles: str) -> str:
    shown = shorten(smiles)
    known = (None if is_entry(smiles) else why_labels(smiles)) or what_it_is(smiles)
    if known:
        return known
    if ">" in smiles:
        return f"`{shown}` is a reaction, where molecules are wanted; give the reactants alone."
    for opening, closing in ("[]", "()"):
        if smiles.count(opening) != smiles.count(closing):
            return (
                f"`{shown}` has {smiles.count(opening)} `{opening}` and {smiles.count(closing)} "
                f"`{closing}`; every bracket needs its partner."
            )
    for bracket, symbol in re.findall(r"(\[\d*([A-Za-z][a-z]?)[^\[\]]*\])", smiles):
        if symbol in _ISOTOPES:
            return f"`{bracket}` in `{shown}` is written `[{_ISOTOPES[symbol]}H]` in SMILES."
        if symbol not in ELEMENTS and symbol not in _AROMATIC and symbol[0] != "*":
            return f"`{bracket}` in `{shown}` is no element; check the symbol."
    outside = re.sub(r"\[[^\[\]]*\]", "", smiles)
    stray = re.search(r"[A-Za-z]", re.sub(r"Cl|Br|[BCNOFPSIbcnops]", "", outside))
    if stray:
        return (
            f"`{stray.group()}` in `{shown}` is no atom; elements other than B, C, N, O, P, S, F, "
            "Cl, Br and I are written in square brackets, as in `[Na+]`."
        )
    opened: set[str] = set()
    for label in re.findall(r"%\d\d|\d", outside):
        opened ^= {label.lstrip("%")}
    if opened:
        return f"`{shown}` is no SMILES: ring closure {min(opened)} is opened and not closed."
    return f"`{shown}` is no SMILES; check its bonds, branches and ring closures."
