"""Which base takes the proton of a step: the one that is there for it; it makes no dication."""

import pytest

from tests.mechanisms.ways import end_of, way_of

TRIETHYLAMINE, HUNIGS_BASE = "CCN(CC)CC", "CCN(C(C)C)C(C)C"
CARBONATE = "O=C([O-])[O-].[K+].[K+]"
ALKYNYLATION = "Sonogashira coupling"


@pytest.mark.parametrize(
    ("flask", "product", "base", "mechanism"),
    [
        (
            "C#CC(C)(C)N.Brc1ccc(C(=O)OC)cc1.[Pd].[Cu]I",
            "COC(=O)c1ccc(C#CC(C)(C)N)cc1",
            TRIETHYLAMINE,
            ALKYNYLATION,
        ),
        (
            "C#CCN(C)C.Ic1ccc(CN2CCCC2)cc1.[Pd]",
            "CN(C)CC#Cc1ccc(CN2CCCC2)cc1",
            HUNIGS_BASE,
            f"{ALKYNYLATION} without copper",
        ),
        (
            "C#CC1CCN(C)CC1.Ic1cccnc1.[Pd].[Cu]I",
            "CN1CCC(C#Cc2cccnc2)CC1",
            CARBONATE,
            ALKYNYLATION,
        ),
        (
            "C#Cc1ccccc1.Ic1ccc(CN2CCCC2)cc1.[Pd].[Cu+].[I-]",
            "C(#Cc1ccc(CN2CCCC2)cc1)c1ccccc1",
            TRIETHYLAMINE,
            ALKYNYLATION,
        ),
        (
            "OCC1CCCN1C.CS(C)=O.O=C(Cl)C(=O)Cl",
            "CN1CCCC1C=O",
            f"{TRIETHYLAMINE}.{TRIETHYLAMINE}",
            "Swern oxidation",
        ),
    ],
    ids=["primary amine", "tertiary amine", "carbonate", "amine of the halide", "ylide"],
)
def test_a_base_of_the_flask_goes_before_an_amine_that_reacts(
    flask: str, product: str, base: str, mechanism: str
) -> None:
    way = way_of(f"{flask}.{base}>>{product}")
    assert (way.mechanisms, way.added) == ((mechanism,), ())
    assert product in end_of(way)
    assert base.split(".")[0] not in end_of(way)


def test_an_amine_that_reacts_is_the_base_where_there_is_no_other() -> None:
    way = way_of("C#CCN(C)C.Ic1ccccc1.[Pd].[Cu]I>>CN(C)CC#Cc1ccccc1")
    assert (way.mechanisms, way.added) == ((ALKYNYLATION,), ())
    assert "C[NH+](C)CC#Cc1ccccc1" in end_of(way)
