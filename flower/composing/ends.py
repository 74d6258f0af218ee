"""Ends of composed flasks that are none: what is left side by side there would go on."""

from __future__ import annotations

from rdkit import Chem

from flower.mechanisms.ledger import read_smarts
from flower.mechanisms.screening import Pattern

_STRONG_BASE = (
    "[$([OH-]),$([O-][CX4]),$([N-;H1,H2]),$([N-;X2]([CX4])[CX4,#1]),$([#6][Li,Mg]),"
    "$([#6-;!$([#6-]#[N,C,O+]);!$([#6-][N+,S+,P+])])]"
)
_GAS = "[$(C(=O)=[O,S]),$(S(=O)=O);X2,X3;!$(*[#6,#7])]"
_LEFT_OVER = {
    "a gas beside a strong base that takes it up": (_GAS, _STRONG_BASE),
    "a silyl cation": ("[Si+]",),
    "an oxonium ion": ("[O+;!H0][#6]",),
}
_PATTERNS = {
    name: tuple(Pattern(read_smarts(smarts)) for smarts in together)
    for name, together in _LEFT_OVER.items()
}


def left_over(end: Chem.Mol) -> frozenset[str]:
    """What is left at the end of a flask and would go on.

    >>> [sorted(left_over(Chem.MolFromSmiles(one))) for one in ("O=C=O.[OH-].[Na+]", "O=C=O.O")]
    [['a gas beside a strong base that takes it up'], []]
    """
    return frozenset(
        name
        for name, patterns in _PATTERNS.items()
        if all(pattern.is_in(end) for pattern in patterns)
    )
