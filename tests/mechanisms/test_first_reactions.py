"""What is typed first, as people write it: bare protons, metals bound, once what is used twice."""

import pytest

from flower.errors import InputError
from flower.mechanisms import library
from flower.mechanisms.expanding import ways_to_product


@pytest.mark.parametrize(
    ("reaction", "mechanism"),
    [
        ("CC(C)=C.O.[H+]>>CC(C)(C)O", "hydration of an alkene by acid"),
        ("CC(C)=O.OCCO.[H+]>>CC1(C)OCCO1", "acetal formation from a diol"),
        ("CCCCO.[H+].[Br-]>>CCCCBr", "primary alcohol and a hydrogen halide"),
        ("ON=C1CCCCC1.[H+]>>O=C1CCCCCN1", "Beckmann rearrangement"),
        ("CCCCBr.C#C[Na]>>C#CCCCC", "alkylation of a terminal alkyne"),
        ("Brc1ccccc1.N[K]>>Nc1ccccc1", "amination of an aryl halide through benzyne"),
        ("CCO.[Na][H].CI>>CCOC", "Williamson ether synthesis"),
        ("CC=O.[Na+].[OH-]>>CC(O)CC=O", "aldol addition"),
        ("CC(=O)OCC.CCO[Na]>>CC(=O)CC(=O)OCC", "Claisen condensation"),
        ("CC(C)=O.II.[Na+].[OH-]>>CC(=O)[O-].IC(I)I", "haloform reaction"),
        ("CCC(N)=O.BrBr.[Na+].[OH-]>>CCN", "Hofmann rearrangement"),
        ("CC(=O)OC.C[Mg]Br.[H+].O>>CC(C)(C)O", "Grignard or lithium reagent and ester"),
    ],
)
def test_first_reactions(reaction: str, mechanism: str) -> None:
    assert (mechanism,) in {way.mechanisms for way in ways_to_product(reaction, library()).ways}


def test_own_molecules_are_told_as_added() -> None:
    way = ways_to_product("CC=O.[Na+].[OH-]>>CC(O)CC=O", library()).ways[0]
    assert way.added == ("CC=O",)


def test_a_proton_that_passes_is_no_mechanism() -> None:
    with pytest.raises(InputError, match="protons pass"):
        ways_to_product("CC(=O)O.[Na+].[OH-]>>CC(=O)[O-].[Na+].O", library())
