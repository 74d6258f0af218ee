"""Alcohols at phosphorus, the hydroxide of aqueous ammonia, and the sulfinamide of an amination."""

import pytest

from flower.mechanisms import expand
from flower.mechanisms.remembered import canonical_of
from tests.mechanisms.ways import end_of, way_of

PHOSPHINE = "c1ccc(P(c2ccccc2)c2ccccc2)cc1"
MITSUNOBU = f"CCCCC(C)O.{PHOSPHINE}.CC(C)OC(=O)N=NC(=O)OC(C)C"
GOES = "the alcohol takes the place of the hydrazide on phosphorus as the anion takes its proton"
CBZ, BARE = "O=C(NCC(O)C1CCCC1)OCc1ccccc1", "NCC(O)C1CCCC1"


@pytest.mark.parametrize(
    ("acid", "product"),
    [
        ("OC(=O)c1ccco1", "CCCCC(C)OC(=O)c1ccco1"),
        ("Oc1ccc2ccccc2c1", "CCCCC(C)Oc1ccc2ccccc2c1"),
        ("O=C1NC(=O)c2ccccc21", "CCCCC(C)N1C(=O)c2ccccc2C1=O"),
        ("CC(=O)S", "CCCCC(C)SC(C)=O"),
        ("CCNS(=O)(=O)c1ccccc1[N+](=O)[O-]", "CCCCC(C)N(CC)S(=O)(=O)c1ccccc1[N+](=O)[O-]"),
        ("O=C1c2ccccc2C(=O)N1O", "CCCCC(C)ON1C(=O)c2ccccc2C1=O"),
    ],
)
def test_an_alcohol_loses_its_proton_as_it_goes_to_phosphorus(acid: str, product: str) -> None:
    way = way_of(f"{acid}.{MITSUNOBU}>>{product}")
    place = way.names.index(GOES)
    assert way.names[place + 1] == "the hydrazide takes the proton"
    assert canonical_of(acid) in way.flasks[place].split(".")
    assert not any("[OH+]" in flask for flask in way.flasks)
    assert {canonical_of(product), "CC(C)OC(=O)NNC(=O)OC(C)C"} < {*end_of(way)}


@pytest.mark.parametrize("halogen", ["I", "Br"])
def test_imidazole_takes_the_proton_as_the_alcohol_goes_to_phosphorus(halogen: str) -> None:
    way = way_of(f"OCCC1CCCC1.{halogen}{halogen}.{PHOSPHINE}.c1c[nH]cn1>>{halogen}CCC1CCCC1")
    assert way.names[1] == (
        "the alcohol displaces halide from phosphorus as imidazole takes its proton"
    )
    assert not any("[OH+]" in flask for flask in way.flasks)


HYDROLYSIS = "carbamate hydrolysis by hydroxide"


@pytest.mark.parametrize(
    "ammonia", ["[NH4+].[OH-].O", "N.[NH4+].[OH-].O", "N.O.[NH4+].[NH4+].[Cl-].[OH-].[Zn]"]
)
def test_aqueous_ammonia_cleaves_no_carbamate(ammonia: str) -> None:
    ways = expand(f"{CBZ}.{ammonia}>>{BARE}")
    assert not any(HYDROLYSIS in way.mechanisms for way in ways)


def test_hydrogen_is_not_supplied_beside_zinc() -> None:
    assert expand(f"{CBZ}.[Zn].[NH4+].[Cl-].O>>{BARE}") == ()


def test_sodium_hydroxide_still_does() -> None:
    way = way_of(f"{CBZ}.[Na+].[OH-].O>>{BARE}")
    assert (way.mechanisms, way.added) == ((HYDROLYSIS,), ())


TITANIUM = ("CC[O-].CC[O-].CC[O-].CC[O-].[Ti+4]", "CC(C)O[Ti](OC(C)C)(OC(C)C)OC(C)C")
SULFINAMIDE = "CC(C)(C)S(N)=O.[BH4-].[Na+].C1CCOC1"
KETONES = [("CCC(=O)c1ccc(OC)cc1", "CCC(N)c1ccc(OC)cc1"), ("O=C1CCOCC1", "NC1CCOCC1")]


@pytest.mark.parametrize("titanium", TITANIUM)
@pytest.mark.parametrize(("ketone", "product"), KETONES)
def test_a_sulfinamide_condenses_before_its_sulfur_is_taken_off(
    titanium: str, ketone: str, product: str
) -> None:
    way = way_of(f"{ketone}.{SULFINAMIDE}.{titanium}>>{product}")
    assert way.mechanisms == (
        "primary amine by a sulfinamide, a titanium alkoxide and a borohydride",
    )
    assert way.added == ("Cl",)
    assert way.names[-4:-1] == (
        "nothing more happens",
        "hydrogen chloride adds a proton to nitrogen",
        "chloride displaces the amine at sulfur",
    )
    assert not any("N" in flask.split(".") for flask in way.flasks)


@pytest.mark.parametrize(
    ("ketone", "product"),
    [
        ("CCC(=O)c1ccc(OC)cc1", "CCC(NS(=O)C(C)(C)C)c1ccc(OC)cc1"),
        ("O=C1CCOCC1", "CC(C)(C)S(=O)NC1CCOCC1"),
    ],
)
def test_a_borohydride_reduces_the_sulfinyl_imine(ketone: str, product: str) -> None:
    way = way_of(f"{ketone}.{SULFINAMIDE}.{TITANIUM[1]}>>{product}")
    assert way.mechanisms == (
        "reductive amination of a sulfinamide by a titanium alkoxide and a borohydride",
    )
    assert way.added == ()


def test_acid_takes_no_sulfur_off_a_sulfinamide_without_carbon_at_nitrogen() -> None:
    assert expand("CC(C)(C)S(N)=O.Cl.CO>>N") == ()
