"""What stands by in a flask: solvents, salts and groups that do not react there."""

from __future__ import annotations

from functools import cache
from random import Random
from typing import NamedTuple

from rdkit import Chem

from flower.composing.pool import flask_of
from flower.mechanisms.screening import Flask, Pattern

_KINDS = {
    "strong base": "[$([#6][Li,Mg,Zn,Na,K]),$([#6-]),$([#1-]),$([N-;X2;!$([N-][N+,C,S]=,#*)]),"
    "$([N][Li,Na,K]),$([OH-]),$([O-][CX4]),$([Li,Na,K,Mg,Zn;+0])]",
    "hydride": "[$([B,Al;!H0]),$([B-,Al-;!H0]),$([#1-]),$([Si;!H0]),$([Sn;!H0])]",
    "electrophile": "[$(C(=O)[F,Cl,Br,I]),$(C(=O)OC=O),$(N=C=[O,S]),$([S,P][Cl,Br]),$([Si][Cl,Br,I]),"
    "$(C(=O)O[N,n]),$([CX4][Cl,Br,I]),$([CX4]OS(=O)=O),$([B][F,Cl,Br]),$([C+]),$([O+]),$(C1OC1),$(C1NC1),"
    "$([N+]#N),$([N+](=O)=O)]",
    "strong acid": "[$([F,Cl,Br,I;X1;!H0]),$([OX2;H1]S(=O)(=O)),$([OH3+]),$([OX2;H1]C(=O)C(F)(F)F),"
    "$([OX2;H1][N+](=O)[O-]),$([OX2;H1][Cl]),$([H+]),$([B;X3][F,Cl,Br]),$([Al,Ti,Fe,Zn,Sn][Cl,Br,F]),"
    "$([Al+3,Fe+3,Ti+4,Sn+4,Zn+2])]",
    "oxidant": "[$([O][O]),$([Cr,Mn,Os,Ru,Pb,Ce,Tl,Se,V]),$([I;X3,X4,X5]),$([Cl,Br,I][Cl,Br,I]),$([Cl,Br,I][N,O]),"
    "$([N+](=O)[O-].[#1]),$(OS(=O)(=O)O[O,S]),$([Ag])]",
    "radical": "[$(N=N),$([O][O]),$([Sn][#1,Sn]),$([Cl,Br,I][Cl,Br,I]),$([Br,Cl]N(C=O)C=O),$([#6;v3;+0;X3])]",
    "carbene": "[$([#6]=[N+]=[N-]),$([#6-][N+]#N),$([CX4]([Cl,Br,I])([Cl,Br,I])[Cl,Br,I]),$([CH2]I)]",
    "metal": "[Pd,Ni,Cu,Pt,Rh,Ir,Ru,Fe,Co,Sm,Zn,Mg,Li,Na,K,Sn,Ti,Cr,Mo,W,Mn,Au,Ag,Hg,In;+0]",
    "amine": "[$([NX3;!H0;!$(N[C,S]=O)]),$([NX3;H0]([CX4])([CX4])[CX4])]",
    "basic anion": "[$([OH-]),$([O-][CX4]),$([O-]c),$([S-]),$([N-]),$([O-]C(=O)[O-]),$([F-]),$([C-])]",
}
_DELICATE = (
    "[OX2;H1]", "[NX3;!H0]", "[nH]", "[SX2;H1]", "[CX3]=[OX1]", "C#N", "C=C", "C#C", "[#16,#15]", "[N+]", "N=*", "N#*",
    "[Cl,Br,I;$(*[CX4])]", "[Br,I;$(*[c,C;X3])]", "C1OC1", "[B,Si,Sn,Se]", "[n;X2]", "[CX4]([O,N])[O,N]", "[O,N;$(*C=C)]",
)  # fmt: skip
_HARSH = ("strong base", "hydride", "strong acid", "oxidant", "radical", "carbene")


class _Spectator(NamedTuple):
    smiles: str
    often: int
    not_beside: tuple[str, ...]


_HYDROCARBON = ("oxidant", "radical", "carbene")
_ARENE = ("oxidant", "radical", "carbene", "strong acid", "metal")
_ETHER = ("strong acid", "oxidant", "radical", "carbene")
_CHLORINATED = ("strong base", "hydride", "metal", "amine", "basic anion", "radical", "carbene")
_AMIDE = (*_HARSH, "electrophile", "metal")
_SOLVENTS = (
    _Spectator("C1CCOC1", 6, _ETHER),
    _Spectator("ClCCl", 6, _CHLORINATED),
    _Spectator("CCOCC", 2, _ETHER),
    _Spectator("C1COCCO1", 2, _ETHER),
    _Spectator("COCCOC", 1, _ETHER),
    _Spectator("CC(C)OC(C)C", 1, _ETHER),
    _Spectator("Cc1ccccc1", 3, _ARENE),
    _Spectator("c1ccccc1", 1, _ARENE),
    _Spectator("CCCCCC", 2, _HYDROCARBON),
    _Spectator("C1CCCCC1", 1, _HYDROCARBON),
    _Spectator("CC#N", 2, (*_HARSH, "metal", "basic anion")),
    _Spectator("CN(C)C=O", 3, _AMIDE),
    _Spectator("CN1CCCC1=O", 1, _AMIDE),
    _Spectator("CS(C)=O", 1, (*_AMIDE, "basic anion")),
    _Spectator("CCOC(C)=O", 1, (*_HARSH, "metal", "amine", "basic anion")),
)
_SALTS = (
    _Spectator("[Na+].[Cl-]", 3, ("oxidant", "strong acid", "metal")),
    _Spectator("[Na+].[Na+].[O-]S(=O)(=O)[O-]", 2, ()),
    _Spectator("[K+].[Cl-]", 1, ("oxidant", "strong acid", "metal")),
)
# Groups that stand by beside mild reagents; the library says whether one would react.
_GROUPS = (
    "COC(=O)c1ccccc1", "CCC(=O)OC", "CCOC(=O)C1CCCCC1", "N#Cc1ccccc1", "CCCC#N", "O=[N+]([O-])c1ccccc1",
    "COc1ccccc1", "Clc1ccccc1", "Brc1ccccc1", "Cc1ccc(F)cc1", "CC(=O)N1CCCCC1", "CN(C)C(=O)c1ccccc1",
    "O=C1CCCN1C", "CCCCCC=C", "C=Cc1ccccc1", "CC(=O)c1ccccc1", "O=C1CCCCC1", "CCCC(C)=O", "CCCCCO",
    "OC1CCCCC1", "CC(C)(C)O", "OCc1ccccc1", "CC(C)(C)OC(=O)N1CCCCC1", "CSCC", "CS(=O)(=O)c1ccccc1",
    "c1ccc2ccccc2c1", "c1ccsc1", "CC(=O)Nc1ccccc1", "NC(=O)c1ccccc1", "Oc1ccccc1", "CCCCl", "C#CCCCC",
)  # fmt: skip
_MILD = ("CCCCCC", "CCOCC", "COc1ccccc1", "c1ccccc1", "C1CCCCC1", "CC(C)OC(C)C", "Cc1ccccc1")


@cache
def _kinds() -> dict[str, Pattern]:
    return {kind: Pattern(Chem.MolFromSmarts(smarts)) for kind, smarts in _KINDS.items()}


@cache
def kinds_of(molecule: str) -> frozenset[str]:
    """What a molecule is as a reagent.

    >>> sorted(kinds_of("CC(=O)Cl")), sorted(kinds_of("CCOCC"))
    (['electrophile'], [])
    """
    flask: Flask = flask_of(molecule)
    return frozenset(kind for kind, pattern in _kinds().items() if flask.has(pattern))


@cache
def delicate_groups(molecule: str) -> frozenset[int]:
    """Numbers of the groups of a molecule that harsh reagents may attack."""
    flask = flask_of(molecule)
    return frozenset(number for number, pattern in enumerate(_delicate()) if flask.has(pattern))


@cache
def _delicate() -> tuple[Pattern, ...]:
    return tuple(Pattern(Chem.MolFromSmarts(smarts)) for smarts in _DELICATE)


def is_harsh(molecules: list[str]) -> bool:
    """Whether a flask has what attacks more than the group that it is meant for."""
    return any(kinds_of(one) & {*_HARSH, "metal"} for one in molecules)


def solvent(molecules: list[str], rng: Random) -> str | None:
    """Draw a solvent that the molecules of a flask leave alone; None if none of the list would do."""
    return _drawn(_SOLVENTS, molecules, rng)


def salt(molecules: list[str], rng: Random) -> str | None:
    """Draw a salt likewise."""
    return _drawn(_SALTS, molecules, rng)


def group(molecules: list[str], rng: Random) -> str:
    """Draw a molecule with a group that may compete; beside harsh reagents one without any."""
    return rng.choice(_MILD if is_harsh(molecules) else _GROUPS)


def _drawn(spectators: tuple[_Spectator, ...], molecules: list[str], rng: Random) -> str | None:
    there = frozenset().union(*map(kinds_of, molecules))
    able = [one for one in spectators if not there & set(one.not_beside)]
    able = [one for one in able if one.smiles not in molecules]
    if not able:
        return None
    return rng.choices(able, [one.often for one in able])[0].smiles
