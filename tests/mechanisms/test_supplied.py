"""Reagents that records leave out, and that a mechanism then supplies."""

import pytest

from flower.mechanisms import library
from flower.mechanisms.expanding import ways_to_product


@pytest.mark.parametrize(
    ("reaction", "mechanism"),
    [
        ("Brc1ccc(OC)cc1.[C-]#N>>N#Cc1ccc(OC)cc1", "cyanation of an aryl halide"),
        (
            "OB(O)c1ccccc1.CCOC(=O)c1cc[nH]n1>>CCOC(=O)c1ccn(-c2ccccc2)n1",
            "Chan-Lam coupling of a phenol, azole or amide",
        ),
        ("C[Si](C)(C)C#Cc1ccccc1F>>C#Cc1ccccc1F", "removal of a silyl group from an alkyne"),
        ("NC(=O)c1ccsc1>>N#Cc1ccsc1", "nitrile from an amide by phosphoryl chloride"),
        ("O=C1c2ccccc2C(=O)N1CCOC>>NCCOC", "hydrazinolysis of a phthalimide"),
        (
            "CC(C)(C)OC(=O)N1CCOCC1>>CN1CCOCC1",
            "hydride reduction of a carbamate to the methylamine",
        ),
        ("CSc1ccc(Br)cc1>>CS(=O)c1ccc(Br)cc1", "S-oxidation by a peracid"),
        ("OC(=O)c1ccc(Br)cc1>>OCc1ccc(Br)cc1", "hydride reduction of a carboxylic acid"),
        ("OC(=O)c1ccc(Br)cc1>>COC(=O)c1ccc(Br)cc1", "Fischer esterification"),
    ],
)
def test_a_mechanism_goes_where_its_usual_reagent_is_left_out(
    reaction: str, mechanism: str
) -> None:
    way = ways_to_product(reaction, library(), 1).ways[0]
    assert way.mechanisms == (mechanism,)
    assert way.added


def test_an_aryl_halide_is_metalated_before_it_meets_the_electrophile() -> None:
    way = ways_to_product("Brc1ccc(OC)cc1.CN(C)C=O>>O=Cc1ccc(OC)cc1", library(), 1).ways[0]
    assert way.mechanisms == (
        "lithium halogen exchange",
        "lithium or magnesium reagent and DMF",
    )


def test_a_fluoroarene_is_not_metalated_at_the_fluorine() -> None:
    assert not ways_to_product("Fc1ccc(OC)cc1.CN(C)C=O>>O=Cc1ccc(OC)cc1", library(), 1).ways


@pytest.mark.parametrize(
    "reaction",
    [
        "OC(=O)c1ccccc1.B>>OCc1ccccc1",
        "O=C1CCCCC1.CCC(C)[BH-](C(C)CC)C(C)CC.[Li+]>>OC1CCCCC1",
    ],
)
def test_no_hydride_is_supplied_where_the_flask_has_another(reaction: str) -> None:
    for way in ways_to_product(reaction, library()).ways:
        assert not any("Al" in one or "[BH4-]" in one for one in way.added)
