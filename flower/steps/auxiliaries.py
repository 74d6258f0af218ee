"""Reagents, protecting groups and leaving groups that a chemist does not count as substrate.

Tables of SMARTS with the share of an atom that its size counts for in `flower.steps.roles`,
1 being an atom of a substrate. They follow the usual lists of coupling reagents, oxidants,
halogenating agents and reductants (Clayden, Greeves and Warren, Organic Chemistry, 2nd ed., 2012)
and of protecting groups (Wuts, Greene's Protective Groups in Organic Synthesis, 5th ed., 2014).
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from rdkit import Chem

REAGENT_SHARE = 0.02
"""Share of the atoms of a reagent."""


class CleavedGroup(NamedTuple):
    """A group that counts little once its bond is broken.

    ``smarts`` numbers the atom of the group 1 and the atom it leaves 2; ``share`` is what each of
    its atoms counts for; ``protecting`` groups end as by-products whichever way the bond breaks.
    """

    name: str
    smarts: str
    share: float
    protecting: bool


REAGENTS: dict[str, str] = {
    "carbodiimide": "[#6]N=C=[N,N+][#6]",
    "uronium salt": "[#6][NX3]([#6])C(=[N+]([#6])[#6])[#7,#8,#9,#17]",
    "phosphonium coupling reagent": "[P+]([#7])([#7])[#7]",
    "propanephosphonic anhydride": "P1(=O)OP(=O)OP(=O)O1",
    "phosphorazidate": "P(=O)N=[N+]=[N-]",
    "chlorotriazine": "COc1nc(OC)nc([Cl,$([N+])])n1",
    "azodicarboxylate": "[#6X3](=O)[#7]=[#7][#6X3]=O",
    "phosphine": "[PX3;!$(P~[O,N,S,F,Cl,Br])]([#6])([#6])[#6]",
    "phosphorus halide": "[#15][Cl,Br,I]",
    "phosphorus sulfide": "P(=S)S",
    "thionyl or sulfuryl halide": "[Cl,Br,F]S(=O)[Cl,Br,F]",
    "oxalyl or thionyl relative": "ClC(=O)C(=O)Cl",
    "phosgene or its relative": "[Cl,$([O]C(Cl)(Cl)Cl)]C(=O)[Cl,$([O]C(Cl)(Cl)Cl)]",
    "boron halide": "B([Cl,Br,I])[Cl,Br,I]",
    "aminosulfur fluoride": "[#7]S(F)F",
    "N-halo compound": "[NX3]([Cl,Br,I])[#6X3]=O",
    "halogen": "[Cl,Br,I;X1][Cl,Br,I;X1]",
    "hydroperoxide or peracid": "[OX2][OX2H1,OX1-]",
    "hypervalent iodine": "[I;X3,X4,X5]",
    "periodate": "I(=O)(=O)=O",
    "high-valent metal oxide": "[Cr,Mn,Os,Ru]=O",
    "quinone": "O=C1C(C#N)=C(C#N)C(=O)C=C1",
    "dimethylformamide": "[CH3]N([CH3])[CH1]=O",
    "sulfoxide": "[CH3]S(=O)[CH3]",
    "sulfur trioxide": "O=S(=O)=O",
    "borane or borohydride": "[B;H1,H2,H3,H4]",
    "aluminium compound": "[Al]",
    "silane or stannane": "[SiH1,SiH2,SiH3,SnH1]",
    "formate": "[CX3H1](=O)[OH,O-]",
    "butyllithium": "[Li][CX4;$(C[CH2][CH2][CH3]),$(C(C)(C)C),$(C([CH3])CC)]",
    "tetrahalomethane": "C([Cl,Br,I])([Cl,Br,I])([Cl,Br,I])[Cl,Br,I]",
    "carbonate": "[O-]C([OH,O-])=O",
}
"""Molecules that do a job and leave: none of their atoms makes a product a product."""

LOST_SHARE = 0.05
"""Groups of at most this share drag down what they end on: their scavenger is no substrate."""

SMALL_NUCLEOPHILES = ("O", "CO", "CCO", "CC(C)O", "CC(C)(C)O", "N", "NN", "F", "Cl", "Br", "I", "S")
"""Uncharged: solvents and simple salts; whatever they take away is no product for it."""

SMALL_BY_PRODUCTS = ("O", "O=C=O", "[C-]#[O+]", "N#N", "O=S=O", "[H][H]", "C=C(C)C", "C=O")
"""Uncharged: pieces that are called by-products, whichever electrons they left with."""

CLEAVED_GROUPS: tuple[CleavedGroup, ...] = (
    CleavedGroup("trityl", "[CX4:1](c)(c)(c)[#7,#8,#16;!D1:2]", 0.02, True),
    CleavedGroup("tert-butyl", "[CX4:1]([CH3])([CH3])([CH3])[#7,#8,#16;!D1:2]", 0.02, True),
    CleavedGroup("carbamate (Boc, Cbz, Fmoc)", "[CX3:1](=O)(O[#6])[#7:2]", 0.1, True),
    CleavedGroup("fluorenylmethyl", "[CH2:1](C1c2ccccc2-c2ccccc12)[#8;!D1:2]", 0.02, True),
    CleavedGroup("silyl", "[Si:1]([#6])([#6])([#6])[#6,$(O[CX4,c]):2]", 0.02, True),
    CleavedGroup("benzyl", "[CH2:1](c1ccccc1)[#7,#8,#16;!D1:2]", 0.3, True),
    CleavedGroup("benzhydryl", "[CX4H1:1](c)(c)[#7,#8,#16;!D1:2]", 0.3, True),
    CleavedGroup("allyl", "[CH2:1](C=[CH2])[#7,#8;!D1:2]", 0.3, True),
    CleavedGroup("isopropylidene", "[CX4:1]([CH3])([CH3])([#8])[#8:2]", 0.1, True),
    CleavedGroup("benzylidene", "[CX4H1:1](c1ccccc1)([#8])[#8:2]", 0.3, True),
    CleavedGroup("alkoxymethyl", "[CH2:1](O[CX4])[#7,#8;!D1:2]", 0.3, True),
    CleavedGroup("tetrahydropyranyl", "[CH1:1]1(OCCCC1)[#7,#8;!D1:2]", 0.1, True),
    CleavedGroup("phthaloyl", "[CX3:1](=O)c1ccccc1C(=O)[#7:2]", 0.02, True),
    CleavedGroup(
        "acetyl or pivaloyl",
        "[CX3:1](=O)([CH3,$(C([CH3])([CH3])[CH3])])[$(O[CX4,c]),#7:2]",
        0.4,
        True,
    ),
    CleavedGroup("benzoyl", "[CX3:1](=O)(c)[$(O[CX4,c]):2]", 0.5, True),
    CleavedGroup("sulfonyl", "[SX4:1](=O)(=O)(c)[#7:2]", 0.3, True),
    CleavedGroup("nosyl arene", "[c:1](c)(c)[$(S(=O)(=O)[#7]):2]", 0.02, True),
    CleavedGroup(
        "phosphonium, its ylide or phosphonate",
        "[#15;+1,$([#15]=O),$([#15]=[#6]):1]~[#6:2]",
        0.02,
        True,
    ),
    CleavedGroup("iminophosphorane", "[#15:1]=[#7:2]", 0.02, True),
    CleavedGroup("sulfonium or its ylide", "[#16;X3,X4:1]~[#6X3,CH2:2]", 0.3, False),
    CleavedGroup("boron, tin or metal", "[B,Sn,Mg,Zn,Li,Cu:1][#6:2]", 0.02, True),
    CleavedGroup("sulfonate", "[#8:1](S(=O)=O)[#6:2]", 0.05, False),
    CleavedGroup("nitrophenolate", "[#8:1](c1ccc([N+](=O)[O-])cc1)[C,P,S:2]", 0.1, False),
    CleavedGroup("pentafluorophenolate", "[#8:1](c1c(F)c(F)c(F)c(F)c1F)[C:2]", 0.1, False),
    CleavedGroup("active ester", "[#8:1]([#7])[CX3:2]", 0.1, False),
    CleavedGroup("azolide", "[n:1]1([CX3:2]=O)cncc1", 0.1, False),
)
"""Groups by the bond that breaks; each counts as substrate as long as that bond holds."""


@cache
def pattern(smarts: str) -> Chem.Mol:
    """The compiled SMARTS."""
    return Chem.MolFromSmarts(smarts)


def is_reagent(mol: Chem.Mol) -> bool:
    """Whether a molecule is recognised as a reagent.

    >>> [is_reagent(Chem.MolFromSmiles(smiles)) for smiles in ("CN=C=NC", "CCN")]
    [True, False]
    """
    return any(mol.HasSubstructMatch(pattern(smarts)) for smarts in REAGENTS.values())


def group_sites(mol: Chem.Mol, group: CleavedGroup) -> set[tuple[int, int]]:
    """Return each (atom of the group, atom it is on) in a molecule.

    >>> group_sites(Chem.MolFromSmiles("CC(C)(C)OC"), CLEAVED_GROUPS[1])
    {(1, 4)}
    """
    query = pattern(group.smarts)
    number = {atom.GetAtomMapNum(): atom.GetIdx() for atom in query.GetAtoms()}
    matches = mol.GetSubstructMatches(query, uniquify=False, maxMatches=100_000)
    return {(match[number[1]], match[number[2]]) for match in matches}
