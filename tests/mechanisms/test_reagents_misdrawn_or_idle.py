"""Reagents of the flask that are drawn as others, or left idle while another is supplied."""

import pytest

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
