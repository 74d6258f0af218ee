"""A base is as strong as the proton that it takes asks for; more of the flask's own goes first."""

import pytest

from tests.mechanisms.ways import end_of, way_of

AZOLE = "alkylation of an azole"
BY_IODIDE = "alkylation of an azole by way of the iodide"
BY_OXYGEN = "aromatic substitution by an oxygen or sulfur nucleophile"
BY_NITROGEN = "aromatic substitution by an azole or amide"
OXINDOLE = "condensation of an oxindole or thiazolidinedione"
CARBONATE, HYDRIDE, PIPERIDINE = "O=C([O-])[O-]", "[H-]", "C1CCNCC1"


@pytest.mark.parametrize(
    ("reaction", "mechanism", "acids"),
    [
        ("CCI.Cc1c[nH]c2ccc(Cl)cc12.CN(C)C=O>>CCn1cc(C)c2cc(Cl)ccc21", AZOLE, ("indole",)),
        ("CCI.Cc1c[nH]c2ccccc12.CCN(CC)CC>>CCn1cc(C)c2ccccc21", AZOLE, ("indole",)),
        ("ClCCC1CC1.Cc1ccc[nH]1.[I-].[Na+]>>Cc1cccn1CCC1CC1", BY_IODIDE, ("indole",)),
        (
            "Cc1c[nH]c2ccccc12.O=C(O)CCCBr>>Cc1cn(CCCC(=O)O)c2ccccc12",
            AZOLE,
            ("carboxylic", "indole"),
        ),
        ("N#Cc1ccc(F)cc1Cl.OCC1CCCO1>>N#Cc1ccc(OCC2CCCO2)cc1Cl", BY_OXYGEN, ("alcohol",)),
        (
            "CS(=O)(=O)Nc1cc(Cl)ncn1.OCC1CCC1>>CS(=O)(=O)Nc1cc(OCC2CCC2)ncn1",
            BY_OXYGEN,
            ("sulfonamide", "alcohol"),
        ),
        (
            "O=C1CCCN1.O=[N+]([O-])c1ccc(F)cc1>>O=C1CCCN1c1ccc([N+](=O)[O-])cc1",
            BY_NITROGEN,
            ("amide",),
        ),
    ],
)
def test_hydride_is_given_where_carbonate_is_too_weak(
    reaction: str, mechanism: str, acids: tuple[str, ...]
) -> None:
    way = way_of(reaction)
    assert (way.mechanisms, way.added) == ((mechanism,), (HYDRIDE,) * len(acids))
    for acid, name in zip(acids, way.names, strict=False):
        assert name.startswith(f"a proton passes from the {acid}")
        assert name.endswith("to the hydride")
    assert HYDRIDE not in end_of(way)


@pytest.mark.parametrize(
    ("reaction", "mechanism"),
    [
        ("CCI.c1ccc2[nH]ncc2c1>>CCn1ncc2ccccc21", AZOLE),
        ("N#Cc1ccc(F)cc1Cl.Oc1ccccc1>>N#Cc1ccc(Oc2ccccc2)cc1Cl", BY_OXYGEN),
        ("N#Cc1ccc(F)cc1.c1cn[nH]c1>>N#Cc1ccc(-n2cccn2)cc1", BY_NITROGEN),
    ],
)
def test_carbonate_is_given_where_it_is_strong_enough(reaction: str, mechanism: str) -> None:
    way = way_of(reaction)
    assert (way.mechanisms, way.added) == ((mechanism,), (CARBONATE,))


def test_the_carbonate_that_a_patent_writes_beside_an_indole_is_its_base() -> None:
    way = way_of(f"CCI.Cc1c[nH]c2ccccc12.{CARBONATE}.[Cs+].[Cs+]>>CCn1cc(C)c2ccccc21")
    assert (way.mechanisms, way.added) == ((AZOLE,), ())


@pytest.mark.parametrize(
    ("flask", "product", "added"),
    [
        (
            f"O=Cc1ccc(C(=O)O)o1.O=C1Cc2cc(F)ccc2N1.{PIPERIDINE}.CCO",
            "O=C1Nc2ccc(F)cc2C1=Cc1ccc(C(=O)[O-])o1",
            (PIPERIDINE,),
        ),
        (
            f"Cc1ccc(C=O)cc1.O=C1Cc2ccccc2N1.{PIPERIDINE}.CC(=O)O",
            "Cc1ccc(C=C2C(=O)Nc3ccccc32)cc1",
            (PIPERIDINE,),
        ),
        (
            "O=Cc1ccc(C(=O)O)o1.O=C1Cc2cc(F)ccc2N1.CCO",
            "O=C1Nc2ccc(F)cc2C1=Cc1ccc(C(=O)[O-])o1",
            (PIPERIDINE, PIPERIDINE),
        ),
    ],
)
def test_an_amine_takes_the_proton_of_an_oxindole_beside_a_carboxylate(
    flask: str, product: str, added: tuple[str, ...]
) -> None:
    way = way_of(f"{flask}>>{product.replace('[O-]', 'O')}")
    assert (way.mechanisms, way.added) == ((OXINDOLE,), added)
    assert way.names[1:3] == (
        "the amine takes the acidic proton",
        "the carbanion adds to the carbonyl group",
    )
    assert product in end_of(way)
    assert "C1CC[NH2+]CC1" in end_of(way)


def test_a_carboxylate_takes_the_proton_of_a_thiazolidinedione() -> None:
    way = way_of("Cc1ccc(C=O)cc1.O=C1CSC(=O)N1.CC(=O)[O-].[Na+]>>Cc1ccc(C=C2SC(=O)NC2=O)cc1")
    assert (way.mechanisms, way.added) == ((OXINDOLE,), ())
    assert way.names[0] == "a carboxylate takes the acidic proton"


BUTYLLITHIUM = "[Li]CCCC"


@pytest.mark.parametrize(
    ("flask", "product", "acid"),
    [
        ("CI.O=C(O)c1cccc(Br)c1F", "Cc1cccc(C(=O)O)c1F", "carboxylic acid"),
        ("CN(C)C=O.Oc1ccc(Br)cc1F.Cl", "O=Cc1ccc(O)c(F)c1", "phenol"),
    ],
)
def test_an_acid_meets_the_hydride_before_butyllithium(flask: str, product: str, acid: str) -> None:
    way = way_of(f"{flask}.{HYDRIDE}.[Na+].{BUTYLLITHIUM}>>{product}")
    assert way.added == ()
    assert way.names[:2] == (
        f"a proton passes from the {acid} to the hydride",
        "the carbanion takes the halogen and the aryl anion goes to lithium",
    )
    assert "[H][H]" in end_of(way)


@pytest.mark.parametrize(
    "reaction",
    [
        "CCCN.CCCNc1nc(C)nc2c(Br)csc12.O=C([O-])[O-].[Cu].[K+].[K+]>>CCCNc1nc(C)nc2c(NCCC)csc12",
        "CCCN.CNc1ccc(Br)cc1F.O=C([O-])[O-].[Cu].[K+].[K+]>>CCCNc1ccc(NC)c(F)c1",
    ],
)
def test_no_arene_is_lithiated_whose_own_amine_gives_the_proton_back(reaction: str) -> None:
    way = way_of(reaction)
    assert (way.mechanisms, way.added) == (("Ullmann coupling",), ())
    assert way.names == (
        "copper metal inserts into the carbon halogen bond",
        "the amine binds to copper as halide leaves",
        "a base takes the proton",
        "reductive elimination",
        "nothing more happens",
    )
    assert {"[Cu]", "O=C([O-])O"} <= set(end_of(way))


@pytest.mark.parametrize("alkyl", ["", "C", "CC"])
def test_ammonia_of_the_flask_takes_the_acid_of_a_ring_closure(alkyl: str) -> None:
    way = way_of(f"COc1ccc(CCNC(=O){alkyl or '[H]'})cc1OC.N>>COc1cc2c(cc1OC)CCN=C2{alkyl}")
    assert way.mechanisms == ("Bischler-Napieralski reaction",)
    assert sorted(way.added) == ["N", "O=P(Cl)(Cl)Cl"]
    assert end_of(way).count("[NH4+]") == 2
