"""Acids of a quench beside strong bases; no proton goes to where a cation is."""

import pytest

from tests.mechanisms.ways import end_of, way_of

ANILIDE, AMINE = "alkylation of an anilide", "alkylation of an amine"
QUENCH = "[NH4+].[Cl-]"
BUTOXIDE = "CC(C)(C)[O-].[K+]"
METHOXYBENZYL, NITROANILINE = "COc1ccc(CCl)cc1", "Nc1ccc(C(=O)c2ccccc2)cc1[N+](=O)[O-]"


@pytest.mark.parametrize(
    ("reaction", "first"),
    [
        (
            f"{METHOXYBENZYL}.{NITROANILINE}.[H-].[Na+].{QUENCH}.CCOC(C)=O.CN(C)C=O"
            ">>COc1ccc(CNc2ccc(C(=O)c3ccccc3)cc2[N+](=O)[O-])cc1",
            "a proton passes from the aniline to the hydride",
        ),
        (
            f"CI.c1ccc(Nc2ccccc2)cc1.[H-].[Na+].{QUENCH}>>CN(c1ccccc1)c1ccccc1",
            "a proton passes from the aniline to the hydride",
        ),
        (
            f"C=CCBr.CNc1ccc(Cl)cc1Cl.[H-].[Na+].{QUENCH}.O>>C=CCN(C)c1ccc(Cl)cc1Cl",
            "a proton passes from the aniline to the hydride",
        ),
        (
            "CS(=O)(=O)OCc1ccccc1.Nc1ncccc1Br.[H-].[Na+].O=C([O-])O.[Na+]>>Brc1cccnc1NCc1ccccc1",
            "a proton passes from the aniline to the hydride",
        ),
        (
            f"BrCc1ccccc1.CNc1ncccn1.CC(C)[N-]C(C)C.[Li+].{QUENCH}>>CN(Cc1ccccc1)c1ncccn1",
            "a proton passes from the aniline to the amide ion",
        ),
        (
            f"C=CCBr.CNc1ccccc1.[Li]CCCC.{QUENCH}>>C=CCN(C)c1ccccc1",
            "a proton passes from the aniline to the organolithium compound",
        ),
        (
            f"CCI.CNc1ccc(C#N)cc1.{BUTOXIDE}.{QUENCH}>>CCN(C)c1ccc(C#N)cc1",
            "the alkoxide takes the proton",
        ),
    ],
)
def test_a_strong_base_makes_the_anilide_before_the_quench(reaction: str, first: str) -> None:
    way = way_of(reaction)
    assert (way.mechanisms, way.added) == ((ANILIDE,), ())
    assert way.names == (first, "substitution", "nothing more happens")
    assert "N" not in end_of(way)


def test_two_alkyl_groups_come_one_after_the_other() -> None:
    way = way_of("CI.CI.Nc1ccc(C#N)cc1.[H-].[H-].[Na+].[Na+].O>>CN(C)c1ccc(C#N)cc1")
    assert (way.mechanisms, way.added) == ((ANILIDE, ANILIDE), ())


def test_ammonium_chloride_waits_where_an_alkoxide_deprotonates_a_phenol() -> None:
    way = way_of(f"BrCc1ccccc1.Oc1ccccc1.{BUTOXIDE}.{QUENCH}>>c1ccc(COc2ccccc2)cc1")
    assert (way.mechanisms, way.added) == (("alkylation of a phenol",), ())
    assert way.names[0] == "a proton passes from the phenol to the alkoxide"


@pytest.mark.parametrize(
    "reaction",
    [
        f"CI.CNc1ccccc1.O=C([O-])[O-].[K+].[K+].{QUENCH}>>CN(C)c1ccccc1",
        "CI.Nc1ccccc1.CCN(CC)CC>>CNc1ccccc1",
        "BrCc1ccccc1.CNc1ccc(C#N)cc1.O=C([O-])[O-].[K+].[K+]>>CN(Cc1ccccc1)c1ccc(C#N)cc1",
        "BrCc1ccccc1.CNC.[NH4+].[Cl-].CCN(CC)CC>>CN(C)Cc1ccccc1",
    ],
)
def test_an_arylamine_beside_a_weak_base_is_alkylated_neutral(reaction: str) -> None:
    way = way_of(reaction)
    assert (way.mechanisms, way.added) == ((AMINE,), ())
