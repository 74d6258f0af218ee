"""Faults of a fourteenth sheet of random expansions: who carries protons, what stands idle."""

import pytest

from flower.mechanisms import expand
from tests.mechanisms.ways import end_of, way_of

AIBN, STANNANE = "CC(C)(C#N)N=NC(C)(C)C#N", "CCCC[SnH](CCCC)CCCC"
SILANE = "C[Si](C)(C)[SiH]([Si](C)(C)C)[Si](C)(C)C"


@pytest.mark.parametrize(
    "reaction",
    [
        "CO.O=C(O)c1cc([N+](=O)[O-])[nH]n1.O=S(Cl)Cl>>COC(=O)c1cc([N+](=O)[O-])[nH]n1",
        "CO.O=C(O)Cn1cc([N+](=O)[O-])cn1.O=S(Cl)Cl>>COC(=O)Cn1cc([N+](=O)[O-])cn1",
    ],
    ids=["ester of the ring", "another"],
)
def test_a_nitropyrazole_is_no_base_for_hydrogen_chloride(reaction: str) -> None:
    assert not any("[nH+]" in flask for flask in way_of(reaction).flasks)


def test_a_nitroimidazole_takes_no_proton_of_acetic_acid() -> None:
    imidazole = "n2cnc([N+](=O)[O-])c2"
    way = way_of(f"CC(=O)OC(C)=O.NCc1ccc(-{imidazole})cc1>>CC(=O)NCc1ccc(-{imidazole})cc1")
    assert not any("[nH+]" in flask for flask in way.flasks)


@pytest.mark.parametrize("besides", ["", ".C=O", ".[Na+].[OH-]", ".C=O.O"])
def test_the_free_amine_adds_to_formaldehyde_and_formic_acid_is_the_acid(besides: str) -> None:
    way = way_of(f"C1CCC(c2ccccc2)NC1.O=CO{besides}>>CN1CCCCC1c1ccccc1")
    assert way.mechanisms == ("Eschweiler-Clarke methylation",)
    assert way.names[:2] == (
        "the amine adds to formaldehyde",
        "formic acid gives the alkoxide its proton",
    )
    assert not any("C=[OH+]" in flask for flask in way.flasks)


@pytest.mark.parametrize(("metal", "alcohol"), [("[Na]", "CO"), ("[K]", "CO"), ("[Na]", "CCO")])
def test_sodium_in_an_alcohol_is_its_alkoxide(metal: str, alcohol: str) -> None:
    way = way_of(f"CC(=O)OCC=C(C)CCC=C(C)C.{alcohol}.{metal}>>CC(=CCO)CCC=C(C)C")
    assert (way.mechanisms, way.added) == (("transesterification by an alkoxide",), ())
    assert "CC(C)=CCCC(C)=CCO" in end_of(way)


def test_sodium_in_ethanol_still_reduces_an_ester() -> None:
    way = way_of("CCCCCCCC(=O)OCC.CCO.[Na]>>CCCCCCCCO")
    assert way.mechanisms == ("Bouveault-Blanc reduction",)


@pytest.mark.parametrize(
    "imide",
    [
        "CC(C)(C)C(=O)N1C(=O)C(C)(C)CC1Cc1ccccc1.OO.[Li+].[OH-]>>CC1(C)CC(Cc2ccccc2)NC1=O",
        "CC(C)C(=O)N1C(=O)OCC1Cc1ccccc1.OO.[Li+].[OH-].O>>O=C1NC(Cc2ccccc2)CO1",
    ],
    ids=["pivaloyl lactam", "oxazolidinone"],
)
def test_hydroperoxide_goes_before_hydroxide(imide: str) -> None:
    way = way_of(imide)
    assert way.names[0] == "hydroxide takes a proton of hydrogen peroxide"
    assert imide.split(">>")[1] in end_of(way)


@pytest.mark.parametrize("donor", [STANNANE, SILANE], ids=["stannane", "silane"])
def test_a_carbon_radical_takes_hydrogen_of_the_donor(donor: str) -> None:
    way = way_of(f"{AIBN}.{donor}.CCCCCCBr.Cc1ccccc1>>CCCCCC")
    assert way.added == (donor,)
    assert "the carbon radical takes hydrogen from another stannane or silane" in way.names


def test_an_ammonium_ion_carries_the_protons_of_an_amidoxime() -> None:
    way = way_of("C1COCCO1.CCN(CC)CC.Cl.N#CCc1ccccc1.NO>>NC(Cc1ccccc1)=NO")
    assert way.added == ()
    assert not any("[OH3+]" in flask or "[OH-]" in flask for flask in way.flasks)
    assert not any("[OH+]" in flask for flask in way.flasks)


@pytest.mark.parametrize("acid", ["CC(=O)O", "[NH4+].[Cl-].CCO"], ids=["acetic acid", "ammonium"])
def test_iron_and_an_acid_take_water_out_of_a_nitro_group(acid: str) -> None:
    way = way_of(f"Cc1nc2c([N+](=O)[O-])cccc2o1.[Fe].{acid}>>Cc1nc2c(N)cccc2o1")
    assert not any("[OH-]" in flask for flask in way.flasks)


def test_an_oxygen_of_a_carbamate_of_the_molecule_carries_no_proton() -> None:
    way = way_of("CC(C)(C)OC(=O)NCCN=C=O.CCOC(CN)OCC.Cc1ccccc1>>CCOC(CNC(=O)NCCNC(=O)OC(C)(C)C)OCC")
    assert not any("[OH+]" in flask for flask in way.flasks)


def test_a_neutral_phenol_is_not_acylated_beside_a_free_amine() -> None:
    phenol = "CC(=O)OC(C)=O.CC(=O)[O-].CCCCNCc1ccc(O)cc1.O.[Na+]>>CC(=O)Oc1ccc(CNCCCC)cc1"
    assert not expand(phenol, ways=1)
    amine = "CC(=O)OC(C)=O.CCCCNCc1ccc(O)cc1>>CCCCN(Cc1ccc(O)cc1)C(C)=O"
    assert way_of(amine).mechanisms == ("acid anhydride and amine",)


@pytest.mark.parametrize("base", ["CCN(CC)CC", "CCN(C(C)C)C(C)C", "O=C([O-])[O-].[K+].[K+]"])
@pytest.mark.parametrize("azole", ["O=Cc1ncc[nH]1", "Brc1cn[nH]c1"], ids=["imidazole", "pyrazole"])
def test_the_base_of_a_flask_takes_the_proton_of_a_sulfonylated_azole(
    azole: str, base: str
) -> None:
    product = {"O": "CN(C)S(=O)(=O)n1ccnc1C=O", "B": "CN(C)S(=O)(=O)n1cc(Br)cn1"}[azole[0]]
    way = way_of(f"CC#N.{base}.CN(C)S(=O)(=O)Cl.{azole}>>{product}")
    assert way.added == ()
    assert way.names[0] == "nitrogen of the azole displaces chloride at sulfur"


def test_hydroxide_takes_an_ester_before_an_amine_does() -> None:
    ester, amine = "COC(=O)c1ccc(OC)cc1-c1ccccc1", "NCc1ccccc1"
    product = "COc1ccc(C(=O)NCc2ccccc2)c(-c2ccccc2)c1"
    assert not expand(f"{amine}.{ester}.[Na+].[OH-]>>{product}", ways=1)
    assert way_of(f"{amine}.{ester}>>{product}").mechanisms == ("ester and amine",)


def test_more_of_the_amine_of_a_flask_takes_the_proton_of_an_arylammonium_ion() -> None:
    way = way_of(
        "CCN(CC)CC.CCO.Cl.Clc1ccncc1.CNC(=O)c1ccccc1NCC1CCNCC1>>CNC(=O)c1ccccc1NCC1CCN(c2ccncc2)CC1"
    )
    assert way.added == ("CCN(CC)CC",)
    assert not any("c1ccccc1[NH2+]" in flask for flask in way.flasks)
