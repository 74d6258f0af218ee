"""The acid of a flask does its acid's work: none is supplied beside it, and its base waits."""

import pytest

from flower.mechanisms import expand
from tests.mechanisms.ways import end_of, way_of

ACETIC, FORMIC = "CC(=O)O", "O=CO"
CITRIC = "O=C(O)CC(O)(C(=O)O)CC(=O)O"
HYDROXIDE, CARBONATE = "[Na+].[OH-]", "O=C([O-])[O-].[K+].[K+]"
KETAL = "CC(C)(C)OC(=O)NCc1ccc(C2(C)OCCO2)cc1"
KETONE = "CC(=O)c1ccc(CNC(=O)OC(C)(C)C)cc1"
END = "nothing more happens"


@pytest.mark.parametrize(
    ("flask", "product", "mechanism"),
    [
        (f"{ACETIC}.{KETAL}.CO.O.{HYDROXIDE}", KETONE, "acetal hydrolysis by acid"),
        (f"{ACETIC}.{KETAL}.O.{CARBONATE}", KETONE, "acetal hydrolysis by acid"),
        (f"{ACETIC}.CCCOC1CCCCO1.C1CCOC1.O", "CCCO", "acetal hydrolysis by acid"),
        (f"{FORMIC}.CCCCC1OCCO1.O", "CCCCC=O", "acetal hydrolysis by acid"),
        (f"{ACETIC}.CC(C)(C)[Si](C)(C)OCCC.O", "CCCO", "silyl ether cleavage by acid"),
        (f"{CITRIC}.C[Si](C)(C)OCCC.CO", "CCCO", "silyl ether cleavage by acid"),
        (f"{ACETIC}.C(=Nc1ccccc1)c1ccccc1.O", "O=Cc1ccccc1", "imine hydrolysis by acid"),
        (
            f"{ACETIC}.CC(=NOC1CCCCO1)c1ccc(Br)cc1.O",
            "CC(=NO)c1ccc(Br)cc1",
            "removal of a tetrahydropyranyl group from a hydroxamic acid or oxime by acid",
        ),
    ],
    ids=["hydroxide", "carbonate", "THP", "formic", "TBS", "TMS", "imine", "oxime"],
)
def test_a_carboxylic_acid_of_the_flask_goes_before_another_acid(
    flask: str, product: str, mechanism: str
) -> None:
    way = way_of(f"{flask}>>{product}")
    assert (way.mechanisms, way.added) == ((mechanism,), ())
    assert way.names[0].startswith("acid adds a proton to")
    assert product in end_of(way)
    place = way.names.index(END)
    assert not any(one in name for name in way.names[:place] for one in ("hydroxide", "carbonate"))


def test_the_base_of_the_work_up_takes_the_acid_at_the_end() -> None:
    way = way_of(f"{ACETIC}.{KETAL}.CO.O.{HYDROXIDE}>>{KETONE}")
    assert way.names[-2] == "a proton passes from the carboxylic acid to the hydroxide"
    assert "CC(=O)[O-]" in end_of(way)


def test_acetic_acid_without_water_is_given_water_alone() -> None:
    assert way_of(f"{ACETIC}.CCCCC1OCCO1>>CCCCC=O").added == ("O",)


@pytest.mark.parametrize("strong", ["Cl", "O=C(O)C(F)(F)F", "Cc1ccc(S(=O)(=O)O)cc1"])
@pytest.mark.parametrize(
    ("substrate", "product"),
    [("CCCCC1OCCO1", "CCCCC=O"), ("CC(C)(C)[Si](C)(C)OCCC", "CCCO")],
    ids=["acetal", "silyl ether"],
)
def test_a_strong_acid_goes_before_acetic_acid(strong: str, substrate: str, product: str) -> None:
    way = way_of(f"{ACETIC}.{substrate}.{strong}.O>>{product}")
    assert way.added == ()
    assert all(ACETIC in flask.split(".") for flask in way.flasks)


def test_a_flask_without_acid_is_given_one() -> None:
    assert {*way_of("CCCCC1OCCO1.CO>>CCCCC=O").added} == {"O", "Cl"}


def test_the_acid_of_a_substrate_is_too_little_for_its_ketal() -> None:
    assert "Cl" in way_of("O=C(O)CCCC1OCCO1.O>>O=CCCCC(=O)O").added


def test_fluoride_goes_before_the_acetic_acid_that_buffers_it() -> None:
    fluoride = "CCCC[N+](CCCC)(CCCC)CCCC.[F-]"
    way = way_of(f"{ACETIC}.CC(C)(C)[Si](C)(C)OCCC.{fluoride}.O>>CCCO")
    assert way.mechanisms == ("silyl ether cleavage by fluoride",)


CYANOBOROHYDRIDE, TRIACETOXY = "[BH3-]C#N.[Na+]", "CC(=O)O[BH-](OC(C)=O)OC(C)=O.[Na+]"
HYDROGEN_CARBONATE = "O=C([O-])O.[Na+]"
AMINATION = "reductive amination by a borohydride"
BENZYLATION, BENZYLATED = "O=Cc1ccccc1.C1COCCN1", "c1ccc(CN2CCOCC2)cc1"
IN_BASE, IN_ACID = "nitrogen pushes hydroxide out", "acid adds a proton to the hydroxyl group"


@pytest.mark.parametrize("base", [HYDROXIDE, CARBONATE, HYDROGEN_CARBONATE])
@pytest.mark.parametrize(
    ("flask", "hydride", "added"),
    [
        (f"{BENZYLATION}.{ACETIC}", CYANOBOROHYDRIDE, ()),
        (f"{BENZYLATION}.{ACETIC}", TRIACETOXY, ()),
        (BENZYLATION, TRIACETOXY, (ACETIC,)),
    ],
    ids=["cyanoborohydride", "triacetoxyborohydride", "no acid"],
)
def test_the_base_of_a_work_up_waits_beside_acetic_acid(
    base: str, flask: str, hydride: str, added: tuple[str, ...]
) -> None:
    way = way_of(f"{flask}.{hydride}.{base}>>{BENZYLATED}")
    assert (way.mechanisms, way.added) == ((AMINATION,), added)
    assert IN_ACID in way.names
    place = way.names.index(END)
    assert not any(one in name for name in way.names[:place] for one in ("hydroxide", "carbonate"))


@pytest.mark.parametrize(
    ("flask", "product", "mechanism", "added"),
    [
        (
            "NC1CCCc2cccnc21.O=CCCCN1C(=O)c2ccccc2C1=O",
            "O=C1c2ccccc2C(=O)N1CCCCNC1CCCc2cccnc21",
            AMINATION,
            (CYANOBOROHYDRIDE,),
        ),
        (f"{BENZYLATION}.Cl.{CYANOBOROHYDRIDE}", BENZYLATED, AMINATION, ()),
        ("O=Cc1ccccc1.NCc1ccccc1", "C(=NCc1ccccc1)c1ccccc1", "imine formation", ()),
        ("O=Cc1ccccc1.NO.Cl", "ON=Cc1ccccc1", "oxime formation", ()),
        ("CC(=O)c1ccccc1.NN", "CC(=NN)c1ccccc1", "hydrazone formation", ()),
        ("O=C1CCCCC1.C1CCNC1", "C1=C(N2CCCC2)CCCC1", "enamine formation", ()),
    ],
    ids=["amination", "hydrochloride", "imine", "oxime", "hydrazone", "enamine"],
)
def test_nitrogen_pushes_hydroxide_out_beside_carbonate(
    flask: str, product: str, mechanism: str, added: tuple[str, ...]
) -> None:
    way = way_of(f"{flask}.{CARBONATE}>>{product}")
    assert (way.mechanisms, way.added) == ((mechanism,), added)
    assert any(name.startswith(IN_BASE) for name in way.names)
    assert not any("[OH2+]" in one for one in way.flasks)


@pytest.mark.parametrize(
    ("reaction", "added"),
    [
        (f"{BENZYLATION}.{CYANOBOROHYDRIDE}>>{BENZYLATED}", (ACETIC,)),
        ("O=Cc1ccccc1.NCc1ccccc1>>C(=NCc1ccccc1)c1ccccc1", (ACETIC,)),
        ("O=Cc1ccccc1.NO.CC(=O)O>>ON=Cc1ccccc1", ()),
    ],
)
def test_acid_does_it_where_no_base_is(reaction: str, added: tuple[str, ...]) -> None:
    way = way_of(reaction)
    assert way.added == added
    assert IN_ACID in way.names


PENTOXIDE = "O=P12OP3(=O)OP(=O)(O1)OP(=O)(O2)O3"
POLYPHOSPHORIC = "O=P(O)(O)OP(=O)(O)O"


@pytest.mark.parametrize("acid", [PENTOXIDE, POLYPHOSPHORIC])
@pytest.mark.parametrize(
    ("substrates", "product"),
    [
        (
            "COC(=O)C(C)=O.O.OCC(CO)(c1ccccc1)c1ccccc1",
            "COC(=O)C1(C)OCC(c2ccccc2)(c2ccccc2)CO1",
        ),
        ("O=C1CCCCC1.OCCO", "C1CCC2(CC1)OCCO2"),
    ],
    ids=["diphenylpropanediol", "glycol"],
)
def test_no_strong_acid_is_supplied_beside_an_anhydride_of_phosphoric_acid(
    acid: str, substrates: str, product: str
) -> None:
    ways = expand(f"{acid}.{substrates}>>{product}")
    assert not any("S(=O)(=O)O" in one or one == "Cl" for way in ways for one in way.added)


def test_a_sulfonic_acid_is_supplied_where_there_is_none() -> None:
    way = way_of("O=C1CCCCC1.OCCO>>C1CCC2(CC1)OCCO2")
    assert way.added == ("Cc1ccc(S(=O)(=O)O)cc1",)
