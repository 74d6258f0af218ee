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
    left = [product, "CN1CCOCC1", "O=[Ru](=O)(=O)[O-]"]
    assert {*map(canonical, left)} <= {*map(canonical, end_of(way))}


@pytest.mark.parametrize(
    "oxidant", ["O=[Os](=O)(=O)=O", "O=[Cr](=O)=O", "CC(=O)OI1(OC(C)=O)(OC(C)=O)OC(=O)c2ccccc21"]
)
def test_no_perruthenate_is_supplied_beside_another_oxidant(oxidant: str) -> None:
    ways = expand(f"CC(O)Cc1ccccc1.{NMO}.{oxidant}.O>>CC(=O)Cc1ccccc1")
    assert not any("Ru" in one for way in ways for one in way.added)


BASE, PYRIDINE, NITRIC = "CCN(CC)CC", "c1ccncc1", "O=[N+]([O-])O"


@pytest.mark.parametrize(
    ("flask", "product", "mechanism", "added", "left"),
    [
        (
            f"ON=Cc1cccc(OC(F)F)c1.CS(=O)(=O)Cl.{BASE}.C1CCOC1",
            "N#Cc1cccc(OC(F)F)c1",
            "nitrile from an aldoxime by a sulfonyl chloride",
            (BASE,),
            "CS(=O)(=O)[O-]",
        ),
        (
            f"ON=CC1CCOCC1.Cc1ccc(S(=O)(=O)Cl)cc1.{PYRIDINE}.{PYRIDINE}",
            "N#CC1CCOCC1",
            "nitrile from an aldoxime by a sulfonyl chloride",
            (),
            "Cc1ccc(S(=O)(=O)[O-])cc1",
        ),
        (
            f"O=C(O)Cc1ccsc1.Nc1cnccc1C.O=P(Cl)(Cl)Cl.{PYRIDINE}.{PYRIDINE}.ClC(Cl)Cl",
            "Cc1ccncc1NC(=O)Cc1ccsc1",
            "amide coupling by phosphoryl chloride",
            (),
            "O=P([O-])(Cl)Cl",
        ),
        (
            f"CCOC(=O)CCc1ccc(O)cc1.{NITRIC}.CC(=O)O.O",
            "CCOC(=O)CCc1ccc(O)c([N+](=O)[O-])c1",
            "nitration of an electron-rich arene by nitric acid",
            (NITRIC,),
            NITRIC,
        ),
        (
            f"CC(=O)c1ccc(OC)c(OC)c1.{NITRIC}.CC(=O)O",
            "COc1cc(C(C)=O)c([N+](=O)[O-])cc1OC",
            "nitration of an electron-rich arene by nitric acid",
            (NITRIC,),
            NITRIC,
        ),
    ],
    ids=["aldoxime, MsCl", "aldoxime, TsCl", "POCl3", "phenol", "veratrole"],
)
def test_the_reagent_of_the_flask_does_what_it_is_written_for(
    flask: str, product: str, mechanism: str, added: tuple[str, ...], left: str
) -> None:
    way = way_of(f"{flask}>>{product}")
    assert way.mechanisms == (mechanism,)
    assert tuple(map(canonical, way.added)) == tuple(map(canonical, added))
    assert {canonical(product), canonical(left)} <= {*map(canonical, end_of(way))}


@pytest.mark.parametrize(
    ("reaction", "added"),
    [
        ("ON=Cc1cccc(OC(F)F)c1>>N#Cc1cccc(OC(F)F)c1", "CC(=O)OC(C)=O"),
        (f"Fc1ccccc1.{NITRIC}>>O=[N+]([O-])c1ccc(F)cc1", "O=S(=O)(O)O"),
        ("O=C(O)Cc1ccsc1.Nc1cnccc1C>>Cc1ccncc1NC(=O)Cc1ccsc1", "CC(C)N=C=NC(C)C"),
    ],
    ids=["anhydride", "sulfuric acid", "carbodiimide"],
)
def test_the_usual_reagent_is_supplied_where_there_is_none(reaction: str, added: str) -> None:
    assert tuple(map(canonical, way_of(reaction).added)) == (canonical(added),)


@pytest.mark.parametrize("salt", ["[Ce].[NH4+].O=[N+]([O-])[O-]", "[NH4+].O=[N+]([O-])[O-]"])
def test_no_acid_is_supplied_where_cerium_takes_a_methoxybenzyl_group(salt: str) -> None:
    ways = expand(f"COc1ccc(CN2C(=O)CCc3ccccc32)cc1.{salt}.O.CC#N>>O=C1CCc2ccccc2N1")
    assert not any("F" in one or one == "Cl" for way in ways for one in way.added)
