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


OXIDISED = "OCC1CCCCC1", "O=CC1CCCCC1"


@pytest.mark.parametrize(
    ("reagents", "mechanism", "step"),
    [
        (
            f"O=C(Cl)C(=O)Cl.CS(C)=O.{TRIETHYLAMINE}.{TRIETHYLAMINE}",
            "Swern oxidation",
            "the alcohol displaces chloride at sulfur as an amine takes its proton",
        ),
        (
            f"O=S(=O)=O.c1ccncc1.CS(C)=O.{TRIETHYLAMINE}",
            "Parikh-Doering oxidation",
            "the alcohol displaces sulfate at sulfur as a base takes its proton",
        ),
        (
            f"CSC.O=C1CCC(=O)N1Cl.{TRIETHYLAMINE}",
            "Corey-Kim oxidation",
            "the alcohol displaces chloride at sulfur as the imide's anion takes its proton",
        ),
        (
            "CC(=O)OC(C)=O.CS(C)=O",
            "Albright-Goldman oxidation by dimethyl sulfoxide and an anhydride",
            "the alcohol displaces the acyloxy group at sulfur as the carboxylate takes its proton",
        ),
        (
            "C(=NC1CCCCC1)=NC1CCCCC1.CS(C)=O.O=C(O)C(Cl)Cl",
            "Pfitzner-Moffatt oxidation",
            "the alcohol displaces the urea at sulfur, whose nitrogen takes its proton",
        ),
        (
            "CC1(C)CCCC(C)(C)N1[O].CC1(C)CCCC(C)(C)N1[O].[O-]Cl.[Na+].O=C([O-])O.[Na+].O",
            "TEMPO oxidation with hypochlorite",
            "the alcohol adds to the oxoammonium ion as hydroxide takes its proton",
        ),
    ],
    ids=["Swern", "Parikh-Doering", "Corey-Kim", "Albright-Goldman", "Pfitzner-Moffatt", "TEMPO"],
)
def test_an_alcohol_loses_its_proton_as_it_goes_to_a_cation(
    reagents: str, mechanism: str, step: str
) -> None:
    alcohol, product = OXIDISED
    way = way_of(f"{alcohol}.{reagents}>>{product}")
    assert (way.mechanisms, way.added) == ((mechanism,), ())
    assert step in way.names
    assert not any("[OH+]" in flask for flask in way.flasks)
    assert product in end_of(way)


IMIDE_OPENS = "the ring opens to the amide's anion"


@pytest.mark.parametrize(
    ("flask", "product", "added", "anion"),
    [
        (
            f"O=C1c2ccccc2C(=O)N1OC1CCCC1.NN.{HUNIGS_BASE}",
            "NOC1CCCC1",
            (),
            "NNC(=O)c1ccccc1C(=O)[N-]OC1CCCC1",
        ),
        (
            "O=C1c2ccccc2C(=O)N1CC1CCCC1.NN.CCO",
            "NCC1CCCC1",
            ("NN",),
            "NNC(=O)c1ccccc1C(=O)[N-]CC1CCCC1",
        ),
    ],
    ids=["alkoxyamine", "amine"],
)
def test_no_amide_of_an_imide_takes_a_proton_before_its_ring_opens(
    flask: str, product: str, added: tuple[str, ...], anion: str
) -> None:
    way = way_of(f"{flask}>>{product}")
    assert (way.mechanisms, way.added) == (("hydrazinolysis of a phthalimide",), added)
    place = way.names.index(IMIDE_OPENS)
    assert way.names[place - 1 : place + 2] == (
        "a base takes the proton",
        IMIDE_OPENS,
        "nitrogen takes the proton",
    )
    assert anion in way.flasks[place].split(".")
    assert product in end_of(way)


HALOGENATION = "halogenation of an electron-rich arene by an N-halo imide"


@pytest.mark.parametrize(
    ("acid", "anion"),
    [
        ("CC(=O)O", "CC(=O)[O-]"),
        ("O=C(O)C(Cl)Cl", "O=C([O-])C(Cl)Cl"),
        ("Cc1ccc(S(=O)(=O)O)cc1", "Cc1ccc(S(=O)(=O)[O-])cc1"),
    ],
)
@pytest.mark.parametrize(
    ("arene", "imide", "product"),
    [
        ("COc1ccc2ccccc2c1", "O=C1CCC(=O)N1Br", "COc1ccc2ccccc2c1Br"),
        ("Oc1ccn(C)c(=O)c1", "O=C1CCC(=O)N1I", "Cn1ccc(O)c(I)c1=O"),
    ],
)
def test_an_acid_gives_an_imide_its_proton_as_the_halogen_leaves(
    acid: str, anion: str, arene: str, imide: str, product: str
) -> None:
    way = way_of(f"{arene}.{imide}.{acid}>>{product}")
    assert (way.mechanisms, way.added) == ((HALOGENATION,), ())
    first = way.flasks[0].split(".")
    assert anion in first
    assert "O=C1CCC(=O)N1" in first
    assert way.names[1] == "the acid's anion takes the ring's proton"
    assert {acid, product, "O=C1CCC(=O)N1"} == {*end_of(way)}


def test_an_imide_ion_takes_the_rings_proton_where_no_acid_is() -> None:
    way = way_of("COc1ccc2ccccc2c1.O=C1CCC(=O)N1Br.CC#N>>COc1ccc2ccccc2c1Br")
    assert way.names[1] == "the anion takes the ring's proton"
