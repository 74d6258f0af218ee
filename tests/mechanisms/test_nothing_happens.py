"""Near misses: flasks in which no mechanism of the library goes."""

import pytest

from flower.mechanisms import library
from flower.mechanisms.expanding import ways_to_product

BY_NAME = {one.name: one for one in library()}
REAGENTS = {
    "[H][H]", "[Pd]", "[Cu]", "[AlH4-].[Li+]", "[BH4-].[Na+]", "Cl[Al](Cl)Cl", "[AlH4-]", "[BH4-]",
    "[BH3-]C#N.[Na+]",
    "B", "BrB(Br)Br", "[F-]", "[Li]CCCC", "CC(C)[Mg]Cl", "[Hg+2]", "[Cu]I",
    "CC(=O)OI1(OC(C)=O)(OC(C)=O)OC(=O)c2ccccc12",
}  # fmt: skip
"""What an expansion may add where a source is silent, and what makes another flask of it."""


@pytest.mark.parametrize(
    "flask",
    [
        "Clc1ccccc1.C1COCCN1",
        "Cc1ccc(Br)cc1.C1COCCN1.CCN(CC)CC",
        "COc1ccc(Cl)cc1.NCc1ccccc1",
        "Ic1ccccc1.Cc1ccc(O)cc1.O=C([O-])[O-].[K+].[K+]",
        "Brc1ccccc1.c1ccccc1",
        "CC(C)=O.CO",
        "COc1ccccc1.Cl",
        "CC(C)(C)Br.[N-]=[N+]=[N-].[Na+]",
        "Clc1ccccc1.C[O-].[Na+]",
        "c1ccccc1.ClCl",
        "c1ccccc1.BrBr",
        "C=C.O",
        "CCCl.O",
        "Oc1ccccc1.Br",
        "CC(C)(C)CBr.CC[O-].[Na+]",
        "CCCCO.Cl.O",
        "CCCCO.[Br-].[Na+]",
        "ClC=C.[N-]=[N+]=[N-].[Na+]",
        "CC(=O)N(C)C.CN",
        "CC(=O)N(C)C.[BH4-].[Na+]",
        "C1CO1.C1CCOC1",
        "C1CCOC1.[OH-].[Na+]",
        "C1CCCCC1.BrBr",
        "CC(=O)c1ccccc1.[Cl-].[Na+]",
        "O=C(c1ccccc1)c1ccccc1.[OH-].[Na+]",
        "O=C1CCCCC1.CN(C)C.CC(=O)O",
        "C=Cc1ccccc1.NCc1ccccc1",
        "C#CCCC.[OH-].[Na+]",
        "Fc1ccccc1.NCCc1ccccc1",
        "FC(F)(F)c1ccccc1.[OH-].[Na+]",
        "O=[N+]([O-])c1ccccc1.NCc1ccccc1",
        "O=[N+]([O-])c1ccccc1.CC(=O)Cl.Cl[Al](Cl)Cl",
        "Brc1ccccc1.[C-]#N.[Na+]",
        "Clc1cccnc1.NCc1ccccc1",
        "N#Cc1ccccc1.NCc1ccccc1",
        "CC#N.[N-]=[N+]=[N-].[Na+]",
        "CN(C)C=O.NCc1ccccc1",
        "CC[Mg]Br.C1CCOC1",
        "C1CCC2(CC1)OCCO2.[OH-].[Na+].O",
        "CC(C)(C)[Si](C)(C)OCC.NCc1ccccc1",
        "O=C(OO)c1cccc(Cl)c1.C1CCCCC1",
        "[O-]C(=O)c1ccccc1.[Na+].CCO",
    ],
)
def test_nothing_happens(flask: str) -> None:
    for name in ways_to_product(f"{flask}>>[Xe]", library()).elsewhere:
        in_the_dark = "light" not in BY_NAME[name].conditions
        assert not in_the_dark or set(BY_NAME[name].supplies) & REAGENTS, name
