"""Reagents of the flask that are drawn as others, or left idle while another is supplied."""

import pytest

from flower.electrons import canonical
from flower.mechanisms import expand
from tests.mechanisms.ways import end_of, way_of

TRIACETOXY_IN_PARTS = "CC(=O)OB(OC(C)=O)OC(C)=O.[H-].[Na+]"
BROMIDE_IN_PARTS = "[B+3].[Br-].[Br-].[Br-]"


@pytest.mark.parametrize(
    ("flask", "product", "mechanism", "left"),
    [
        (
            "O=C(c1ncc[nH]1)c1ncc[nH]1.O=C(O)c1ccc(Cl)cc1.CNOC",
            "CON(C)C(=O)c1ccc(Cl)cc1",
            "amide coupling by carbonyldiimidazole",
            "O=C=O",
        ),
        (
            "O=C(c1cnc[nH]1)c1cnc[nH]1.O=C(O)c1cccs1.C1COCCN1",
            "O=C(c1cccs1)N1CCOCC1",
            "amide coupling by carbonyldiimidazole",
            "O=C=O",
        ),
        (
            f"{TRIACETOXY_IN_PARTS}.O=Cc1ccco1.C1COCCN1.CC(=O)O",
            "c1coc(CN2CCOCC2)c1",
            "reductive amination by a borohydride",
            "CC(=O)OB(OC(C)=O)OC(C)=O",
        ),
        (
            f"{BROMIDE_IN_PARTS}.COc1ccc(C#N)cc1.O.O.O",
            "N#Cc1ccc(O)cc1",
            "demethylation of an aryl ether by boron tribromide",
            "CBr",
        ),
        (
            "[P].ClOCl.O=c1cc(-c2ccccc2)cn[nH]1",
            "Clc1cc(-c2ccccc2)cnn1",
            "chlorination of a lactam by phosphoryl chloride",
            "O=P(O)(Cl)Cl",
        ),
    ],
    ids=["CDI", "CDI at C4", "triacetoxyborohydride", "boron tribromide", "POCl3"],
)
def test_a_misdrawn_reagent_is_read_as_the_one_that_is_meant(
    flask: str, product: str, mechanism: str, left: str
) -> None:
    way = way_of(f"{flask}>>{product}")
    assert (way.mechanisms, way.added) == ((mechanism,), ())
    assert {product, left} <= {*end_of(way)}


NMO, PERRUTHENATE = "C[N+]1([O-])CCOCC1", "O=[Ru](=O)(=O)[O-].CCC[N+](CCC)(CCC)CCC"
LEY = "Ley oxidation by perruthenate and NMO"


@pytest.mark.parametrize(
    ("alcohol", "product"),
    [
        ("OCc1ccn(S(=O)(=O)c2ccccc2)c1", "O=Cc1ccn(S(=O)(=O)c2ccccc2)c1"),
        ("CC(C)C(O)c1cccnc1", "CC(C)C(=O)c1cccnc1"),
        ("OCC1CCN(C(=O)OC(C)(C)C)CC1", "CC(C)(C)OC(=O)N1CCC(C=O)CC1"),
    ],
)
@pytest.mark.parametrize("catalyst", ["", f".{PERRUTHENATE}"], ids=["supplied", "written"])
def test_an_amine_oxide_gets_the_perruthenate_that_it_oxidises(
    catalyst: str, alcohol: str, product: str
) -> None:
    way = way_of(f"{alcohol}.{NMO}{catalyst}.ClCCl>>{product}")
    assert way.mechanisms == (LEY,)
    assert ".".join(way.added) == ("" if catalyst else PERRUTHENATE)
    assert {product, "CN1CCOCC1", PERRUTHENATE.split(".")[0]} <= {*map(canonical, end_of(way))}


@pytest.mark.parametrize(
    "oxidant", ["O=[Os](=O)(=O)=O", "O=[Cr](=O)=O", "CC(=O)OI1(OC(C)=O)(OC(C)=O)OC(=O)c2ccccc21"]
)
def test_no_perruthenate_is_supplied_beside_another_oxidant(oxidant: str) -> None:
    ways = expand(f"CC(O)Cc1ccccc1.{NMO}.{oxidant}.O>>CC(=O)Cc1ccccc1")
    assert not any("Ru" in one for way in ways for one in way.added)
