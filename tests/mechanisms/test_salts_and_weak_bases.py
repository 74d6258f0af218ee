"""Azoles and acids beside bases too weak to deprotonate them; salts beside strong bases."""

import pytest

from flower.mechanisms.expanding import Expansion
from tests.mechanisms.ways import end_of, way_of

NEUTRAL, OF_THE_ANION = "alkylation of a neutral azole", "alkylation of an azole"
HYDROGEN_CARBONATE = "O=C([O-])O.[Na+]"
HYDRIDE = ("[H-]", "[Na+]")
BROMOMETHYL, METHYLATED = "BrCc1ccc(-c2nc3ccccc3[nH]2)cc1", "Cn1c(-c2ccc(CBr)cc2)nc2ccccc21"


@pytest.mark.parametrize(
    ("flask", "base", "product"),
    [
        (f"{BROMOMETHYL}.CC(C)=O.COS(=O)(=O)OC", HYDROGEN_CARBONATE, METHYLATED),
        ("BrCc1ccccc1.c1ccc2[nH]cnc2c1", HYDROGEN_CARBONATE, "c1ccc(Cn2cnc3ccccc32)cc1"),
        ("CI.Cc1ncc[nH]1", "CCN(CC)CC", "Cc1nccn1C"),
        ("CCBr.c1cn[nH]c1", "CC(=O)[O-].[Na+]", "CCn1cccn1"),
        ("BrCc1ccccc1.c1c[nH]cn1", "c1ccncc1", "c1ccc(Cn2ccnc2)cc1"),
        ("BrCc1ccccc1.c1nc[nH]n1", HYDROGEN_CARBONATE, "c1ccc(Cn2cncn2)cc1"),
        ("CS(=O)(=O)OCc1ccccc1.c1ccc2[nH]ncc2c1", "CCN(CC)CC", "c1ccc(Cn2cc3ccccc3n2)cc1"),
    ],
)
def test_an_azole_that_no_base_deprotonates_is_alkylated_first(
    flask: str, base: str, product: str
) -> None:
    way = way_of(f"{flask}.{base}>>{product}")
    assert (way.mechanisms, way.added) == ((NEUTRAL,), ())
    assert [*map(_kind_of, way.names)] == ["displaces", "takes", "nothing"]
    assert product in end_of(way)


@pytest.mark.parametrize(
    ("flask", "product", "kinds"),
    [
        (
            "CS(=O)(=O)OCc1ccccc1.c1ccc2[nH]ncc2c1",
            "c1ccc(Cn2ncc3ccccc32)cc1",
            ["passes", "displaces", "takes", "nothing"],
        ),
        (
            "CI.COC(=O)c1c[nH]cn1",
            "COC(=O)c1cn(C)cn1",
            ["gives", "takes", "displaces", "takes", "nothing"],
        ),
    ],
)
def test_hydrogen_carbonate_makes_the_tautomer_that_is_alkylated(
    flask: str, product: str, kinds: list[str]
) -> None:
    way = way_of(f"{flask}.{HYDROGEN_CARBONATE}>>{product}")
    assert (way.mechanisms, way.added) == ((NEUTRAL,), ())
    assert [*map(_kind_of, way.names)] == kinds


@pytest.mark.parametrize(
    "reaction",
    [
        "BrCc1ccccc1.c1c[nH]cn1.O=C([O-])[O-].[K+].[K+]>>c1ccc(Cn2ccnc2)cc1",
        "CCI.c1cn[nH]c1.[H-].[Na+]>>CCn1cccn1",
        "CCI.c1cn[nH]c1.C1CCC2=NCCCN2CC1>>CCn1cccn1",
        "BrCc1ccccc1.c1nc[nH]n1.CCN(C(C)C)C(C)C>>c1ccc(Cn2cncn2)cc1",
        "BrCc1ccccc1.O=[N+]([O-])c1c[nH]cn1.CCN(CC)CC>>O=[N+]([O-])c1cn(Cc2ccccc2)cn1",
    ],
)
def test_an_azole_that_a_base_deprotonates_is_alkylated_as_its_anion(reaction: str) -> None:
    way = way_of(reaction)
    assert (way.mechanisms, way.added) == ((OF_THE_ANION,), ())


def test_an_azole_without_any_base_is_given_carbonate() -> None:
    way = way_of("BrCc1ccccc1.c1ccc2[nH]cnc2c1>>c1ccc(Cn2cnc3ccccc32)cc1")
    assert (way.mechanisms, way.added) == ((OF_THE_ANION,), ("O=C([O-])[O-]",))


@pytest.mark.parametrize(
    ("flask", "product", "mechanism"),
    [
        ("CCI.O=C(O)c1ccccc1", "CCOC(=O)c1ccccc1", "alkylation of a carboxylate"),
        ("BrCc1ccccc1.Oc1ccccc1", "c1ccc(COc2ccccc2)cc1", "alkylation of a phenol"),
        ("BrCc1ccccc1.CCS", "CCSCc1ccccc1", "alkylation of a thiol"),
        ("BrCc1ccccc1.CNC", "CN(C)Cc1ccccc1", "alkylation of an amine"),
        ("BrCc1ccccc1.O=C1CCC(=O)N1", "O=C1CCC(=O)N1Cc1ccccc1", "alkylation of an imide"),
    ],
)
def test_hydrogen_carbonate_is_the_base_of_an_alkylation(
    flask: str, product: str, mechanism: str
) -> None:
    way = way_of(f"{flask}.{HYDROGEN_CARBONATE}>>{product}")
    assert (way.mechanisms, way.added) == ((mechanism,), ())
    assert "O=C(O)O" in end_of(way)


INDOLE = "CCOC(=O)c1cc2cc(C(C)(C)C)ccc2[nH]1"
PYRIDYLMETHYLATED = "CCOC(=O)c1cc2cc(C(C)(C)C)ccc2n1Cc1ccncc1"
BUTOXIDE = ("CC(C)(C)[O-]", "[K+]")


@pytest.mark.parametrize(
    ("reaction", "added"),
    [
        (
            f"Br.BrCc1ccncc1.{INDOLE}.CCOCC.CN(C)C=O.[H-].[Na+]>>{PYRIDYLMETHYLATED}",
            HYDRIDE,
        ),
        ("Br.BrCc1ccccn1.Oc1ccccc1.CN(C)C=O.[H-].[Na+]>>c1ccc(OCc2ccccn2)cc1", HYDRIDE),
        (
            "Cl.ClCc1cccnc1.O=[N+]([O-])c1cc[nH]n1.[H-].[Na+]>>O=[N+]([O-])c1ccn(Cc2cccnc2)n1",
            HYDRIDE,
        ),
        ("Cl.Clc1ccncc1.OCC1CCCC1.[H-].[Na+].CN(C)C=O>>c1cc(OCC2CCCC2)ccn1", HYDRIDE),
        (
            "Cl.Cl.CN1CCN(c2ccc(CCl)cn2)CC1.c1cn[nH]c1.[H-].[Na+]>>CN1CCN(c2ccc(Cn3cccn3)cn2)CC1",
            HYDRIDE * 2,
        ),
        ("Cl.ClCCN1CCOCC1.Oc1ccccc1.CC(C)(C)[O-].[K+]>>c1ccc(OCCN2CCOCC2)cc1", BUTOXIDE),
        ("Cl.ClCc1cccnc1.Oc1ccccc1.[H-].[H-].[Na+].[Na+]>>c1ccc(OCc2cccnc2)cc1", ()),
    ],
)
def test_more_of_a_strong_base_takes_the_acid_of_a_salt(
    reaction: str, added: tuple[str, ...]
) -> None:
    way = way_of(reaction)
    assert way.added == added
    assert way.names[0].startswith("a proton passes from the hydrogen ")
    assert not _ends_as_a_salt(way)


@pytest.mark.parametrize(
    "reaction",
    [
        "CN(C)C=O.Cl.ClCc1cccnc1.O.c1ccc2[nH]ccc2c1.[H-].[Na+]>>c1cncc(Cn2ccc3ccccc32)c1",
        "CCOC(=O)c1cccnc1.CCOC(C)=O.Cl.[H-].[Na+]>>CCOC(=O)CC(=O)c1cccnc1",
        "Brc1ccccn1.COc1ccc(C=O)cc1OC.Cl.[Li][CH2]CCC>>COc1ccc(C(O)c2ccccn2)cc1OC",
        "Cl.CI.Oc1cccnc1.[H-].[Na+]>>COc1cccnc1",
        "Br.CCI.c1ccc2[nH]ccc2c1.[H-].[Na+]>>CCn1ccc2ccccc21",
    ],
)
def test_acid_that_may_be_of_a_work_up_waits(reaction: str) -> None:
    way = way_of(reaction)
    assert way.added == ()
    assert not way.names[0].startswith("a proton passes from the hydrogen ")


def test_the_amine_of_a_silyl_amide_is_no_nucleophile() -> None:
    amide = "C[Si](C)(C)[N-][Si](C)(C)C.[K+]"
    way = way_of(f"CCOCCCl.c1nc2ccccc2[nH]1.CN1CCCCC1.O.{amide}>>CCOCCn1cnc2ccccc21")
    assert (way.mechanisms, way.added) == (("alkylation of an azole",), ())
    assert way.names[0] == "a proton passes from the imidazole or pyrazole to the amide ion"


def _kind_of(name: str) -> str:
    return next(one for one in ("passes", "gives", "displaces", "takes", "nothing") if one in name)


def _ends_as_a_salt(way: Expansion) -> bool:
    return any("H+]" in molecule for molecule in end_of(way))
