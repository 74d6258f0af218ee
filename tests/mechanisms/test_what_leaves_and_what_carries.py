"""The better leaving group leaves; protons pass where acids and bases of the flask take them."""

import pytest

from tests.mechanisms.ways import end_of, way_of

TOSIC = "Cc1ccc(S(=O)(=O)O)cc1"


@pytest.mark.parametrize(
    ("flask", "product", "cation"),
    [
        (f"COc1ccc(OC2CCCCO2)cc1.CO.{TOSIC}", "COc1ccc(O)cc1", "C1=[O+]CCCC1"),
        ("CCc1ccc(OC2CCCCO2)c(Br)c1.Cl.O", "CCc1ccc(O)c(Br)c1", "C1=[O+]CCCC1"),
        (f"CCOC1CCCO1.O.{TOSIC}", "CCO", "C1=[O+]CCC1"),
        ("CC(=O)O.CCCCOC1CCCCO1.O", "CCCCO", "C1=[O+]CCCC1"),
        ("CCc1ccc(OCOC)cc1.Cl.O", "CCc1ccc(O)cc1", "C=[O+]C"),
        ("CCOC(C)Oc1ccc(CC)cc1.Cl.CO", "CCc1ccc(O)cc1", "CC=[O+]CC"),
    ],
    ids=["aryl THP", "bromoaryl THP", "THF", "alkyl THP", "MOM", "ethoxyethyl"],
)
def test_the_better_donor_holds_the_cation_of_an_acetal(
    flask: str, product: str, cation: str
) -> None:
    way = way_of(f"{flask}>>{product}")
    assert way.mechanisms == ("acetal hydrolysis by acid",)
    place = way.names.index("the alcohol leaves")
    assert {cation, product} <= {*way.flasks[place].split(".")}


DAST, DEOXO_FLUOR = "CCN(CC)S(F)(F)F", "COCCN(CCOC)S(F)(F)F"
TERTIARY = "fluorination of a tertiary alcohol by DAST"


@pytest.mark.parametrize("reagent", [DAST, DEOXO_FLUOR])
@pytest.mark.parametrize(
    ("alcohol", "product"),
    [
        ("CC(O)(C#N)CCc1ccccc1", "CC(F)(C#N)CCc1ccccc1"),
        ("C[C@](O)(CCc1ccccc1)C(=O)OC", "C[C@@](F)(CCc1ccccc1)C(=O)OC"),
        ("CC(O)(CCc1ccccc1)C(F)(F)F", "CC(F)(CCc1ccccc1)C(F)(F)F"),
    ],
    ids=["nitrile", "ester", "trifluoromethyl"],
)
def test_no_carbocation_forms_beside_an_acceptor(reagent: str, alcohol: str, product: str) -> None:
    way = way_of(f"{alcohol}.{reagent}>>{product}")
    assert way.mechanisms == (TERTIARY,)
    assert way.names[-2] == "fluoride displaces the sulfinyl fluoride from behind"
    assert not any("[C+]" in flask for flask in way.flasks)


def test_another_tertiary_alcohol_ionises() -> None:
    way = way_of(f"CC(C)(O)CCc1ccccc1.{DAST}>>CC(C)(F)CCc1ccccc1")
    assert way.names[-2] == "fluoride catches the carbocation"
    assert "C[C+](C)CCc1ccccc1" in way.flasks[-3].split(".")


NITRILE, REST = "organometallic reagent and nitrile", "nothing more happens"


@pytest.mark.parametrize(
    ("flask", "product", "added"),
    [
        ("CCC#N.BrCCCc1ccccc1.[Mg].O", "CCC(=O)CCCc1ccccc1", ("Cl", "Cl")),
        ("C[Mg]Br.N#Cc1ccc(F)cc1", "CC(=O)c1ccc(F)cc1", ("Cl", "Cl", "O")),
        ("C[Mg+].[Br-].N#Cc1cccnc1.Cl.O", "CC(=O)c1cccnc1", ("Cl",)),
        ("[Li]CCCC.N#CC1CCCC1.O=S(=O)(O)O.O", "CCCCC(=O)C1CCCC1", ()),
        ("C[Mg]Br.N#Cc1ccc(F)cc1.[NH4+].[Cl-].O", "CC(=O)c1ccc(F)cc1", ("Cl", "Cl")),
    ],
    ids=["water alone", "no work-up", "too little acid", "sulfuric acid", "ammonium chloride"],
)
def test_acid_of_the_work_up_hydrolyses_the_imine(
    flask: str, product: str, added: tuple[str, ...]
) -> None:
    way = way_of(f"{flask}>>{product}")
    assert (way.mechanisms, way.added) == ((NITRILE,), added)
    assert not any(one in flask.split(".") for flask in way.flasks for one in ("[OH-]", "[OH3+]"))
    rest = way.names.index(REST)
    assert way.names[rest + 1] == "nitrogen takes a proton in the work-up"
    assert {product, "[NH4+]"} <= {*end_of(way)}


HYDROXAMIC = "hydroxamic acid from an ester and hydroxylamine"


@pytest.mark.parametrize(
    ("flask", "product", "added"),
    [
        ("COC(=O)CCc1ccccc1.NO", "O=C(CCc1ccccc1)NO", ("NO",)),
        ("CCOC(=O)c1ccc(Br)cc1.CO.NO", "O=C(NO)c1ccc(Br)cc1", ("NO",)),
        ("COC(=O)CCc1ccccc1.NO.NO", "O=C(CCc1ccccc1)NO", ()),
    ],
)
def test_another_hydroxylamine_takes_the_proton_before_the_alkoxide_leaves(
    flask: str, product: str, added: tuple[str, ...]
) -> None:
    way = way_of(f"{flask}>>{product}")
    assert (way.mechanisms, way.added) == ((HYDROXAMIC,), added)
    place = way.names.index("another hydroxylamine or a base takes the proton")
    assert way.names[place + 1] == "the alkoxide leaves"
    assert not any("C(=O)[NH2+]O" in flask or "O=C([NH2+]O)" in flask for flask in way.flasks)
    assert product in end_of(way)


EDC = "CCN=C=NCCCN(C)C.Cl"
HANDS_OVER = "the ammonium group of the carbodiimide gives its proton to the nitrogen near it"


@pytest.mark.parametrize(
    ("flask", "product", "first"),
    [
        (
            "CN1CCOCC1.O=C(O)c1cccnc1.NCCO.On1nnc2ccccc21",
            "O=C(NCCO)c1cccnc1",
            "a base takes the proton of the acid",
        ),
        (
            "O=C(O)c1ccc(F)cc1.NCc1ccccc1",
            "O=C(NCc1ccccc1)c1ccc(F)cc1",
            "a proton passes from the carboxylic acid to the amine",
        ),
    ],
    ids=["morpholine and hydroxybenzotriazole", "no base"],
)
def test_the_hydrochloride_of_a_carbodiimide_hands_its_own_proton_over(
    flask: str, product: str, first: str
) -> None:
    way = way_of(f"{EDC}.{flask}>>{product}")
    assert way.added == ()
    place = way.names.index(HANDS_OVER)
    assert way.names[place - 1] == first
    assert way.names[place + 1] == "the carboxylate adds to the carbodiimide"
    assert "CCN=C=[NH+]CCCN(C)C" in way.flasks[place].split(".")
    assert product in end_of(way)
