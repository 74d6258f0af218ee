"""One way of writing for what chemists write in several: salts, acids, organometallics, azides.

A model that has learnt `[K+].[O-]C` would take `CO[K]` for something new. What is one substance
becomes one graph here, before anything is asked: a bond of an alkali or alkaline earth metal to
anything but carbon is drawn as ions, as are the acetylides of sodium and heavier ones; a carbanion
and its lithium or magnesium, and aluminium and its halides, are drawn with bonds, a strong
acid as its molecule, a neutral form is preferred to separated charges, and a dative bond is an
ordinary one or none. Forms that differ in more than that, such as tautomers, stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable

from rdkit import Chem, rdBase

from flower.electrons.elements import is_metal
from flower.errors import InputError, shorten

_ALKALI, _ALKALINE_EARTH = (3, 11, 19, 37, 55), (12, 20, 38, 56)
_SALT_METALS = frozenset((*_ALKALI, *_ALKALINE_EARTH))
_BOND_MAKERS = frozenset((3, 12))
_LIKE_METALS = frozenset((5, 13))  # boron and aluminium take a lone pair for good
_HYDROGEN, _CARBON = 1, 6
_HALIDES = (53, 35, 17, 9)
_SINGLE, _DOUBLE, _TRIPLE = Chem.BondType.SINGLE, Chem.BondType.DOUBLE, Chem.BondType.TRIPLE
_DATIVE = frozenset(
    (
        Chem.BondType.DATIVE, Chem.BondType.DATIVEONE, Chem.BondType.DATIVEL,
        Chem.BondType.DATIVER,
    )
)  # fmt: skip
_CHECKS = Chem.SANITIZE_ALL ^ Chem.SANITIZE_CLEANUP_ORGANOMETALLICS

# A carbanion that keeps its charge to itself, and so is written as a bond to its metal.
_CARBANION = Chem.MolFromSmarts(
    "[#6-;!$([#6]#N);!$([#6-]~[!#6;!#1]~*);!$([#6-]*=[!#6]);!$([#6-]*#[!#6])]"
)
_HYDRONIUM, _WATER = Chem.MolFromSmarts("[OX3H3+]"), Chem.MolFromSmarts("[OX2H2]")
_PROTON = Chem.MolFromSmarts("[#1+;D0]")
_STRONG_ANION = Chem.MolFromSmarts(
    "[$([Cl-,Br-,I-;D0]),$([O-]S(=O)(=O)[#6,#8,F,Cl]),$([O-][N+](=O)[O-]),$([O-]Cl(=O)(=O)=O),"
    "$([O-]C(=O)C(F)(F)F)]"
)
_FORMS = tuple(
    (Chem.MolFromSmarts(smarts), first, second)
    for smarts, first, second in (
        ("[N-;X2]-[N+]#[N;X1]", _DOUBLE, _DOUBLE),
        ("[#6-]-[N+]#[N;X1]", _DOUBLE, _DOUBLE),
        ("[O-;X1]-[S,Se,P,Cl,Br,I;+1,+2,+3]", _DOUBLE, None),
        ("[C-;X3]-[$([P+X4]),$([S+X3]),$([S+X4])]", _DOUBLE, None),
    )
)
"""Chains of two or three atoms with charges apart, and the orders of their bonds without."""


def usual_form(mol: Chem.Mol) -> Chem.Mol:
    """Return a sanitized molecule, or several, in the form that models and mechanisms know.

    Atoms keep their numbers but for free protons; the hydride of a covalent metal hydride comes
    after all others.

    >>> from flower.electrons.parsing import parse
    >>> def rewritten(smiles):
    ...     return Chem.MolToSmiles(usual_form(parse(smiles)))
    >>> rewritten("CO[Na].[NaH]"), rewritten("[Li+].[C-]#CC"), rewritten("C[N-][N+]#N")
    ('C[O-].[H-].[Na+].[Na+]', '[Li][C]#CC', 'CN=[N+]=[N-]')
    >>> rewritten("C[Mg+].[Br-]"), rewritten("[H+].[Cl-]"), rewritten("[OH3+].[Cl-]")
    ('[CH3][Mg][Br]', 'Cl', 'Cl.O')
    """
    return _sanitized(mol, _REWRITES)


def ordinary_bonds(as_written: Chem.Mol) -> Chem.Mol:
    """Return an unsanitized molecule sanitized, without the bonds that no electron count allows.

    What gives a pair to boron, aluminium or another element that is no metal is bound to it; from
    other metals ligands come off. Salts drawn as bonds, such as `[Li][AlH4]`, become ions. Raises
    InputError if it is no molecule even so.

    >>> parameters = Chem.SmilesParserParams()
    >>> parameters.sanitize = False
    >>> Chem.MolToSmiles(ordinary_bonds(Chem.MolFromSmiles("CO(C)->B(F)(F)F", parameters)))
    'C[O+](C)[B-](F)(F)F'
    """
    return _sanitized(as_written, (_dative_bonds, _onium_salts, _salts))


def has_dative_bonds(mol: Chem.Mol) -> bool:
    """Whether a bond is drawn as an arrow."""
    return any(bond.GetBondType() in _DATIVE for bond in mol.GetBonds())


def _sanitized(mol: Chem.Mol, rewrites: tuple[Callable[[Chem.RWMol], bool], ...]) -> Chem.Mol:
    changed = Chem.RWMol(mol)
    changed.UpdatePropertyCache(strict=False)
    if not sum(rewrite(changed) for rewrite in rewrites):  # all of them, so not `any`
        return mol
    try:
        with rdBase.BlockLogs():
            Chem.SanitizeMol(changed, _CHECKS)
    except Chem.MolSanitizeException as error:
        raise InputError(
            f"`{shorten(Chem.MolToSmiles(mol))}` cannot be written as ions ({error}); write its "
            "charges out."
        ) from error
    return changed.GetMol()


def _dative_bonds(mol: Chem.RWMol) -> bool:
    dative = [bond for bond in mol.GetBonds() if bond.GetBondType() in _DATIVE]
    ends = [(bond.GetBeginAtom(), bond.GetEndAtom()) for bond in dative]
    for giver, taker in ends:
        mol.RemoveBond(giver.GetIdx(), taker.GetIdx())
    mol.UpdatePropertyCache(strict=False)
    for giver, taker in ends:
        if taker.GetAtomicNum() in _LIKE_METALS or not is_metal(taker.GetAtomicNum()):
            _charge(giver, 1)
            _charge(taker, -1)
            mol.AddBond(giver.GetIdx(), taker.GetIdx(), _SINGLE)
    return bool(ends)


def _salts(mol: Chem.RWMol) -> bool:
    """Bonds of alkali and alkaline earth metals that bear no carbon become ions."""
    found = False
    for metal in [a for a in mol.GetAtoms() if a.GetAtomicNum() in _SALT_METALS]:
        for one in metal.GetNeighbors():  # `[Na+][OH-]` has ions already
            if metal.GetFormalCharge() > 0 > one.GetFormalCharge():
                mol.RemoveBond(metal.GetIdx(), one.GetIdx())
                found = True
        beside = list(metal.GetNeighbors())
        if any(_is_carbanion_of(one, metal) for one in beside):
            continue
        for one in beside:
            if is_metal(one.GetAtomicNum()) and one.GetAtomicNum() not in _LIKE_METALS:
                continue
            _charge(metal, 1)
            _charge(one, -1)
            mol.RemoveBond(metal.GetIdx(), one.GetIdx())
            found = True
        for _ in range(metal.GetTotalNumHs() if metal.GetFormalCharge() >= 0 else 0):
            hydride = Chem.Atom(_HYDROGEN)
            hydride.SetFormalCharge(-1)
            mol.AddAtom(hydride)
            metal.SetNumExplicitHs(0)
            metal.SetNoImplicit(True)
            metal.SetFormalCharge(metal.GetFormalCharge() + 1)
            found = True
    return found


def _onium_salts(mol: Chem.RWMol) -> bool:
    """Nitrogen with four bonds, and a fifth to a halogen or oxygen, is a cation beside an anion."""
    found = False
    for nitrogen in [a for a in mol.GetAtoms() if a.GetAtomicNum() == 7]:
        bonds = [(bond.GetOtherAtom(nitrogen), bond.GetBondType()) for bond in nitrogen.GetBonds()]
        if nitrogen.GetFormalCharge() or any(kind != _SINGLE for _, kind in bonds):
            continue
        anions = [one for one, _ in bonds if one.GetAtomicNum() in (8, *_HALIDES)]
        if len(bonds) + nitrogen.GetNumExplicitHs() == 5 and len(anions) == 1:
            _charge(nitrogen, 1)
            _charge(anions[0], -1)
            mol.RemoveBond(nitrogen.GetIdx(), anions[0].GetIdx())
            found = True
    return found


def _is_carbanion_of(atom: Chem.Atom, metal: Chem.Atom) -> bool:
    """Whether an atom is carbon with a bond to its metal; those of salts are an ion's.

    Salts are cyanides, and acetylides of sodium and the heavier alkali metals.
    """
    salts = (7,) if metal.GetAtomicNum() in _BOND_MAKERS else (7, _CARBON)
    return atom.GetAtomicNum() == _CARBON and not any(
        bond.GetBondType() == _TRIPLE and bond.GetOtherAtom(atom).GetAtomicNum() in salts
        for bond in atom.GetBonds()
    )


def _organometallics(mol: Chem.RWMol) -> bool:
    """A carbanion is bound to its lithium or magnesium, and a halide to alkylmagnesium."""
    found = False
    mol.UpdatePropertyCache(strict=False)
    carbanions = [mol.GetAtomWithIdx(i) for (i,) in mol.GetSubstructMatches(_CARBANION)]
    for carbon in carbanions:
        for metal in _ions(mol, _BOND_MAKERS):
            _charge(carbon, 1)
            _charge(metal, -1)
            mol.AddBond(carbon.GetIdx(), metal.GetIdx(), _SINGLE)
            found = True
            break
    for metal in [a for a in _ions(mol, _BOND_MAKERS) if a.GetAtomicNum() == 12 and a.GetDegree()]:
        for halide in (h for z in _HALIDES for h in mol.GetAtoms() if h.GetAtomicNum() == z):
            if halide.GetFormalCharge() == -1 and not halide.GetDegree():
                _charge(metal, -1)
                _charge(halide, 1)
                mol.AddBond(metal.GetIdx(), halide.GetIdx(), _SINGLE)
                found = True
                break
    return found


def _lewis_acids(mol: Chem.RWMol) -> bool:
    """Aluminium as a bare ion is bound to three halides, as it is in the Lewis acid."""
    found = False
    for metal in [a for a in _ions(mol, frozenset((13,))) if not a.GetDegree()]:
        free = [a for a in mol.GetAtoms() if a.GetAtomicNum() in _HALIDES[:3] and not a.GetDegree()]
        halides = [a for a in free if a.GetFormalCharge() == -1][:3]
        if metal.GetFormalCharge() != len(halides):
            continue
        for halide in halides:
            _charge(metal, -1)
            _charge(halide, 1)
            mol.AddBond(metal.GetIdx(), halide.GetIdx(), _SINGLE)
            found = True
    return found


def _ions(mol: Chem.RWMol, elements: frozenset[int]) -> list[Chem.Atom]:
    return [a for a in mol.GetAtoms() if a.GetAtomicNum() in elements and a.GetFormalCharge() > 0]


def _acids(mol: Chem.RWMol) -> bool:
    """A free proton or hydronium beside the anion of a strong acid is that acid."""
    mol.UpdatePropertyCache(strict=False)
    protons, hydronium = (
        [i for (i,) in mol.GetSubstructMatches(one)] for one in (_PROTON, _HYDRONIUM)
    )
    takers = [i for one in (_STRONG_ANION, _WATER) for (i,) in mol.GetSubstructMatches(one)]
    anions = len(mol.GetSubstructMatches(_STRONG_ANION))
    given = [*zip(protons, takers, strict=False)]
    given += zip(hydronium, takers[len(given) : anions], strict=False)
    gone = []
    for giver, taker in given:
        atom = mol.GetAtomWithIdx(giver)
        if giver in protons and not atom.GetIsotope():
            gone.append(giver)
            _add_proton(mol.GetAtomWithIdx(taker), 1)
        elif giver in protons:
            _bind(mol, giver, taker)
        elif atom.GetNumExplicitHs():
            _add_proton(atom, -1)
            _add_proton(mol.GetAtomWithIdx(taker), 1)
        else:
            label = next(a for a in atom.GetNeighbors() if a.GetAtomicNum() == _HYDROGEN)
            mol.RemoveBond(giver, label.GetIdx())
            _charge(atom, -1)
            _charge(label, 1)
            _bind(mol, label.GetIdx(), taker)
    for giver in sorted(gone, reverse=True):
        mol.RemoveAtom(giver)
    return bool(given)


def _bind(mol: Chem.RWMol, proton: int, taker: int) -> None:
    """Bind a free labelled proton, which keeps its own atom."""
    _charge(mol.GetAtomWithIdx(proton), -1)
    _charge(mol.GetAtomWithIdx(taker), 1)
    mol.AddBond(proton, taker, _SINGLE)


def _add_proton(atom: Chem.Atom, count: int) -> None:
    _charge(atom, count)
    atom.SetNumExplicitHs(atom.GetNumExplicitHs() + count)


def _neutral_forms(mol: Chem.RWMol) -> bool:
    """Charges that a neutral form of the same atoms does without are taken away."""
    found = False
    for query, first, second in _FORMS:
        while match := mol.GetSubstructMatch(query):
            a, b, *rest = match
            mol.GetBondBetweenAtoms(a, b).SetBondType(first)
            _charge(mol.GetAtomWithIdx(a), 1)
            if second is None:
                _charge(mol.GetAtomWithIdx(b), -1)
            else:
                mol.GetBondBetweenAtoms(b, rest[0]).SetBondType(second)
                _charge(mol.GetAtomWithIdx(rest[0]), -1)
            mol.UpdatePropertyCache(strict=False)
            found = True
    return found


def _charge(atom: Chem.Atom, change: int) -> None:
    """Change the charge of an atom, whose hydrogens stay."""
    hydrogens = atom.GetTotalNumHs()
    atom.SetFormalCharge(atom.GetFormalCharge() + change)
    atom.SetNoImplicit(True)
    atom.SetNumExplicitHs(hydrogens)


_REWRITES: tuple[Callable[[Chem.RWMol], bool], ...] = (
    _neutral_forms, _salts, _organometallics, _lewis_acids, _acids,
)  # fmt: skip
