"""Which acids of a flask stand by, which salts stay salts, which base meets acids and metals."""

import pytest

from tests.mechanisms.ways import end_of, way_of

BOROHYDRIDE = "CC(=O)O[BH-](OC(C)=O)OC(C)=O.[Na+]"
AMMONIUM_CHLORIDE = "[NH4+].[Cl-]"
LACTAM = "N1C(=O)C(C)(CC(=O)O)CC(c2cccc(Cl)c2)C1c1ccc(Cl)cc1"


@pytest.mark.parametrize(
    ("amine", "aldehyde", "product"),
    [
        ("C1COCCN1", "O=Cc1ccc(CC(=O)O)cc1", "O=C(O)Cc1ccc(CN2CCOCC2)cc1"),
        ("CCNCC", "O=Cc1ccc(CC(=O)O)cc1", "CCN(CC)Cc1ccc(CC(=O)O)cc1"),
        ("CC1(C)COCCN1", f"CCC(C=O){LACTAM}", f"CCC(CN1CCOCC1(C)C){LACTAM}"),
    ],
    ids=["morpholine", "diethylamine", "lactam"],
)
def test_an_acid_of_the_substrate_keeps_its_proton_from_an_added_base(
    amine: str, aldehyde: str, product: str
) -> None:
    way = way_of(f"{aldehyde}.{amine}.Cl.{AMMONIUM_CHLORIDE}.{BOROHYDRIDE}>>{product}")
    assert way.mechanisms == ("reductive amination by a borohydride",)
    assert way.added == ("CCN(CC)CC",)
    assert not any("from the carboxylic acid" in name for name in way.names)
    assert "a proton passes from the ammonium to the carboxylate" not in way.names
    assert all("[NH4+]" in flask.split(".") for flask in way.flasks)


def test_ammonium_chloride_stands_by_where_no_acid_does() -> None:
    reaction = f"O=Cc1ccccc1.C1COCCN1.Cl.{AMMONIUM_CHLORIDE}.{BOROHYDRIDE}>>c1ccc(CN2CCOCC2)cc1"
    way = way_of(reaction)
    assert way.added == ("CCN(CC)CC", "CC(=O)O")
    assert not any(name.startswith("a proton passes from the ammonium") for name in way.names)


def test_ammonium_acetate_is_a_source_of_ammonia() -> None:
    way = way_of("O=Cc1ccccc1.CC(=O)[O-].[NH4+].[BH3-]C#N.[Na+]>>NCc1ccccc1")
    assert (way.mechanisms, way.added) == (("reductive amination by a borohydride",), ())
    assert way.names[0] == "a proton passes from the ammonium to the carboxylate"


@pytest.mark.parametrize("base", ["", ".CCN(C(C)C)C(C)C"])
def test_a_base_frees_ammonia_for_the_amide(base: str) -> None:
    reagent = "CN(C)C(On1nnc2cccnc21)=[N+](C)C.F[P-](F)(F)(F)(F)F"
    way = way_of(f"O=C(O)c1ccccc1.{AMMONIUM_CHLORIDE}.{reagent}{base}>>NC(=O)c1ccccc1")
    assert way.mechanisms == ("amide coupling by a uronium reagent",)
    assert way.added == ((base[1:],) if base else ("CCN(CC)CC", "CCN(CC)CC"))


SULFITE, HYDROXIDE = "O.O=S([O-])[O-].[Na+].[Na+]", "[Na+].[OH-]"
FLUORIDE = "COC(=O)c1cc(S(C)(=O)=O)c(Oc2ccc({})c(S(F)(F)(F)(F)F)c2)cc1C"


@pytest.mark.parametrize("sulfone", [FLUORIDE, "COC(=O)c1ccc({})cc1"], ids=["ether", "ester"])
def test_a_sulfinate_that_is_recorded_as_its_salt_stays_one(sulfone: str) -> None:
    chloride, sulfinate = sulfone.format("S(=O)(=O)Cl"), sulfone.format("S(=O)[O-]")
    way = way_of(f"{chloride}.Cl.{SULFITE}.{HYDROXIDE}>>{sulfinate}.[Na+]")
    assert way.mechanisms == ("sulfinate from a sulfonyl chloride and sulfite",)
    assert set(way.added) == {"[OH-]", "[Na+]"}
    assert not any("sulfite or sulfinate" in name for name in way.names)
    assert {"O=S(=O)([O-])[O-]", "[Cl-]"} <= {*end_of(way)}
    assert any(one.count("S(=O)[O-]") for one in end_of(way))


def test_a_sulfinic_acid_is_recorded_and_made() -> None:
    chloride = "COC(=O)c1ccc(S(=O)(=O)Cl)cc1"
    way = way_of(f"{chloride}.Cl.{SULFITE}.{HYDROXIDE}>>COC(=O)c1ccc(S(=O)O)cc1")
    assert "COC(=O)c1ccc(S(=O)O)cc1" in end_of(way)


@pytest.mark.parametrize("metal", ["[Na+]", "[Li+]", "[K+]"])
def test_a_carboxylate_that_is_recorded_as_its_salt_stays_one(metal: str) -> None:
    flask = f"COC(=O)c1ccccc1.Cl.O.{metal}.[OH-]"
    salt = way_of(f"{flask}>>O=C([O-])c1ccccc1.{metal}")
    assert (salt.mechanisms, salt.added) == (("ester hydrolysis by hydroxide",), ("[OH-]", metal))
    assert "O=C([O-])c1ccccc1" in end_of(salt)
    acid = way_of(f"{flask}>>O=C(O)c1ccccc1")
    assert (acid.mechanisms, acid.added) == (salt.mechanisms, ())
    assert "O=C(O)c1ccccc1" in end_of(acid)


def test_a_phenolate_that_is_recorded_as_its_salt_is_made() -> None:
    way = way_of("CC(=O)Oc1ccccc1.Cl.O.[Na+].[OH-]>>[O-]c1ccccc1.[Na+]")
    assert way.added == ("[OH-]", "[Na+]", "[OH-]", "[Na+]")
    assert {"[O-]c1ccccc1", "CC(=O)[O-]"} <= {*end_of(way)}


PROLINE, COPPER = "O=C(O)C1CCCN1", "[Cu][I]"
CARBONATE = "O=C([O-])[O-].[K+].[K+]"
IODIDE = "Cc1cc(I)ccc1-n1ncc2c(OC3CCN(C(=O)OC(C)C)CC3)ncnc21"


@pytest.mark.parametrize(
    ("amine", "iodide", "product"),
    [
        (
            "CS(=O)(=O)CCN1CCNCC1",
            IODIDE,
            IODIDE.replace("(I)", "(N2CCN(CCS(C)(=O)=O)CC2)"),
        ),
        ("C1CCNCC1", "COc1ccc(I)cc1", "COc1ccc(N2CCCCC2)cc1"),
        ("NCc1ccccc1", "COc1ccc(I)cc1", "COc1ccc(NCc2ccccc2)cc1"),
    ],
    ids=["piperazine", "piperidine", "benzylamine"],
)
@pytest.mark.parametrize("carbonates", [1, 2])
def test_carbonate_takes_the_protons_of_an_ullmann_coupling(
    amine: str, iodide: str, product: str, carbonates: int
) -> None:
    base = ".".join([CARBONATE] * carbonates)
    way = way_of(f"{amine}.CS(C)=O.{iodide}.{PROLINE}.{COPPER}.{base}>>{product}")
    assert (way.mechanisms, way.added) == (("Ullmann coupling",), ())
    acid = "carboxylic acid of an amino acid"
    assert way.names[0] == f"a proton passes from the {acid} to the carbonate"
    assert not any("[NH+]" in one or "[NH2+]" in one or "[NH3+]" in one for one in end_of(way))
    assert ("O=C(O)O" in end_of(way)) == (carbonates == 1)


@pytest.mark.parametrize(
    ("base", "left"),
    [("O=P([O-])([O-])[O-].[K+].[K+].[K+]", "O=P([O-])(O)O"), (CARBONATE, "O=C(O)O")],
    ids=["phosphate", "carbonate"],
)
def test_an_inorganic_base_goes_before_the_ligand(base: str, left: str) -> None:
    flask = f"C1CCNCC1.COc1ccc(I)cc1.{PROLINE}.{COPPER}.{base}"
    way = way_of(f"{flask}>>COc1ccc(N2CCCCC2)cc1")
    assert "O=C([O-])C1CCCN1" in end_of(way)
    assert left in end_of(way)


def test_more_carbonate_is_given_where_the_ligand_uses_it_up() -> None:
    flask = f"COc1ccc(I)cc1.c1cc[nH]n1.{PROLINE}.{COPPER}.{CARBONATE}"
    way = way_of(f"{flask}>>COc1ccc(-n2cccn2)cc1")
    assert (way.mechanisms, way.added) == (("Ullmann coupling",), tuple(CARBONATE.split(".")))
    assert "O=C([O-])C1CCCN1" in end_of(way)


def test_carbonate_takes_the_proton_at_palladium() -> None:
    palladium = "[Pd].CC(C)(C)P(C(C)(C)C)C(C)(C)C"
    way = way_of(f"Cc1cccc(Br)c1.CN1CCNCC1.{palladium}.{CARBONATE}>>Cc1cccc(N2CCN(C)CC2)c1")
    assert (way.mechanisms, way.added) == (("Buchwald-Hartwig amination",), ())
    assert "O=C([O-])O" in end_of(way)
    assert not any("[NH+]" in one for one in end_of(way))


def test_carbonate_meets_acetic_acid_before_an_amine_does() -> None:
    way = way_of(f"CC(=O)O.NCc1ccccc1.{CARBONATE}.CI>>COC(C)=O")
    assert (way.mechanisms, way.added) == (("alkylation of a carboxylate",), ())
    assert way.names[0] == "a proton passes from the carboxylic acid to the carbonate"


def test_an_amine_meets_an_acid_where_no_carbonate_is() -> None:
    way = way_of("CC(=O)O.NCc1ccccc1.CI>>COC(C)=O")
    assert way.names[0] == "a proton passes from the carboxylic acid to the amine"
