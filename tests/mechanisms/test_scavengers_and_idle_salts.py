"""Which carbon of an ether leaves, what cations take, and salts that stand idle or do not."""

import pytest

from flower.mechanisms import expand
from tests.mechanisms.ways import end_of, way_of

TERTIARY = "cleavage of a tertiary alkyl ether by a hydrogen halide"


@pytest.mark.parametrize(
    ("reaction", "leaving"),
    [
        ("COC(C)(C)C.Br>>CC(C)(C)Br", "CO"),
        ("COC1(C)CCCCC1.Br>>CC1(Br)CCCCC1", "CO"),
        ("CC(C)(C)Oc1ccc(Br)cc1.Cl>>CC(C)(C)Cl", "Oc1ccc(Br)cc1"),
        ("CC1(C)CCCCO1.I>>CC(C)(I)CCCCO", ""),
        ("C=CC(C)(C)OC.Cl.O>>C=CC(C)(C)Cl", "CO"),
    ],
)
def test_a_tertiary_ether_leaves_as_a_cation(reaction: str, leaving: str) -> None:
    way = way_of(reaction)
    assert (way.mechanisms, way.added) == ((TERTIARY,), ())
    assert any("[C+]" in flask for flask in way.flasks)
    assert not leaving or leaving in end_of(way)


@pytest.mark.parametrize(
    "reaction",
    ["COC(C)(C)C.Br>>CBr", "CCC(C)(C)OC.I>>CI", "CC1(C)CCCO1.Br>>CC(C)(O)CCCBr"],
)
def test_no_halide_displaces_a_tertiary_alcohol(reaction: str) -> None:
    assert not expand(reaction, ways=1)


def test_an_ester_beside_it_keeps_a_tertiary_ether_from_leaving() -> None:
    way = way_of("COC(C)(C)C(=O)OC.Br>>CBr")
    assert way.mechanisms == ("cleavage of a dialkyl or cyclic ether by a hydrogen halide",)


def test_trifluoroacetic_acid_still_makes_isobutene_of_a_tert_butyl_ether() -> None:
    way = way_of("CC(C)(C)OCCc1ccc(F)cc1.OC(=O)C(F)(F)F>>OCCc1ccc(F)cc1")
    assert "C=C(C)C" in end_of(way)


ACID = "OC(=O)C(F)(F)F"
SILANES = ["CC[SiH](CC)CC", "CC(C)[SiH](C(C)C)C(C)C"]


@pytest.mark.parametrize("silane", SILANES, ids=["triethylsilane", "triisopropylsilane"])
@pytest.mark.parametrize(
    ("protected", "free", "hydrocarbon"),
    [
        ("CC(C)(C)OC(=O)NCCc1ccc(F)cc1", "NCCc1ccc(F)cc1", "CC(C)C"),
        ("CC(C)(C)OC(=O)C1CCCC1", "O=C(O)C1CCCC1", "CC(C)C"),
        ("CC(C)(C)OCCc1ccc(F)cc1", "OCCc1ccc(F)cc1", "CC(C)C"),
        ("COc1ccc(COCCC2CCCC2)cc1", "OCCC1CCCC1", "COc1ccc(C)cc1"),
        (
            "CCOC(=O)CCSC(c1ccccc1)(c1ccccc1)c1ccccc1",
            "CCOC(=O)CCS",
            "c1ccc(C(c2ccccc2)c2ccccc2)cc1",
        ),
    ],
    ids=["Boc", "tert-butyl ester", "tert-butyl ether", "PMB", "trityl"],
)
def test_a_cation_takes_hydride_of_a_silane(
    protected: str, free: str, hydrocarbon: str, silane: str
) -> None:
    way = way_of(f"{protected}.{ACID}.{silane}>>{free}")
    end = end_of(way)
    assert (len(way.mechanisms), way.added) == (1, ())
    assert hydrocarbon in end
    assert "C=C(C)C" not in end
    assert any(one.count("[Si]") and "C(F)(F)F" in one for one in end)


def test_anisole_and_thioanisole_take_the_tert_butyl_cation() -> None:
    boc = "CC(C)(C)OC(=O)NCCc1ccc(F)cc1"
    anisole = way_of(f"{boc}.{ACID}.COc1ccccc1>>NCCc1ccc(F)cc1")
    assert "COc1ccc(C(C)(C)C)cc1" in end_of(anisole)
    thioanisole = way_of(f"{boc}.{ACID}.CSc1ccccc1>>NCCc1ccc(F)cc1")
    assert "C[S+](c1ccccc1)C(C)(C)C" in end_of(thioanisole)
    assert "C=C(C)C" in end_of(way_of(f"{boc}.{ACID}.COc1ccc(C)cc1>>NCCc1ccc(F)cc1"))


@pytest.mark.parametrize("iodide", ["[I-].[Na+]", "[I-].[K+]"])
@pytest.mark.parametrize(
    ("reaction", "kind", "between"),
    [
        ("ClCCCc1ccccc1.C1CCNC1{}>>C(CCc1ccccc1)N1CCCC1", "an amine", "ICCCc1ccccc1"),
        ("CS(=O)(=O)OCCC1CCCC1.CNCc1ccccc1{}>>CN(Cc1ccccc1)CCC1CCCC1", "an amine", "ICCC1CCCC1"),
        ("Oc1ccc(Br)cc1.ClCC(=O)OCC{}>>CCOC(=O)COc1ccc(Br)cc1", "a phenol", "CCOC(=O)CI"),
        ("Brc1cn[nH]c1.ClCCC1CC1{}>>Brc1cnn(CCC2CC2)c1", "an azole", "ICCC1CC1"),
    ],
)
def test_iodide_displaces_chloride_or_mesylate_first(
    reaction: str, kind: str, between: str, iodide: str
) -> None:
    way = way_of(reaction.format(f".{iodide}.[Cs+].[Cs+].O=C([O-])[O-].CC#N"))
    assert way.mechanisms == (f"alkylation of {kind} by way of the iodide",)
    assert any(between in flask.split(".") for flask in way.flasks)
    assert "[I-]" in end_of(way)


def test_without_iodide_or_at_a_hindered_carbon_the_nucleophile_displaces_chloride() -> None:
    base = "[K+].[K+].O=C([O-])[O-]"
    way = way_of(f"ClCCCc1ccccc1.C1CCNC1.{base}>>C(CCc1ccccc1)N1CCCC1")
    assert way.mechanisms == ("alkylation of an amine",)
    way = way_of(f"CS(=O)(=O)OC1CCCC1.C1CCNC1.[I-].[K+].{base}>>C1CCN(C2CCCC2)C1")
    assert way.mechanisms == ("alkylation of an amine",)


@pytest.mark.parametrize("lime", ["O=[Ca]", "[Ca+2].[O-2]"])
def test_calcium_oxide_is_a_base(lime: str) -> None:
    way = way_of(f"Clc1ccc(CCl)cc1.CNCc1ccccc1.{lime}>>CN(Cc1ccccc1)Cc1ccc(Cl)cc1")
    assert way.added == ()
    assert "[OH-]" in end_of(way)


def test_calcium_oxide_and_water_are_calcium_hydroxide() -> None:
    way = way_of("CCOC(=O)c1ccc(F)cc1.O.O.O=[Ca]>>O=C(O)c1ccc(F)cc1")
    assert (way.mechanisms, way.added) == (("ester hydrolysis by hydroxide",), ())


def test_a_suzuki_coupling_with_an_amine_gets_water_not_hydroxide() -> None:
    ligand = "c1ccc(P(c2ccccc2)c2ccccc2)cc1"
    flask = f"OB(O)c1ccc(F)cc1.Brc1ccccn1.CCN(CC)CC.{ligand}.[Pd]"
    way = way_of(f"{flask}>>Fc1ccc(-c2ccccn2)cc1")
    assert way.added == ("O",)
    assert "CC[NH+](CC)CC" in end_of(way)
    alone = way_of("OB(O)c1ccc(F)cc1.Brc1ccccn1.[Pd]>>Fc1ccc(-c2ccccn2)cc1")
    assert alone.added == ("[OH-]",)


@pytest.mark.parametrize(
    "reaction",
    [
        "CC(=O)Cl.Oc1ccc(F)cc1>>CC(=O)Oc1ccc(F)cc1",
        "CCC(=O)OC(=O)CC.Oc1ccc(F)cc1>>CCC(=O)Oc1ccc(F)cc1",
        "CCS(=O)(=O)Cl.Oc1ccc(F)cc1>>CCS(=O)(=O)Oc1ccc(F)cc1",
    ],
)
def test_a_phenol_is_acylated_without_a_base_where_none_is_written(reaction: str) -> None:
    assert way_of(reaction).added == ()


@pytest.mark.parametrize("amide", ["CON(C)C(=O)CCc1ccccc1", "CON(C)C(=O)C1CCCCC1"])
def test_acid_of_a_work_up_frees_the_hemiaminal_of_a_weinreb_amide(amide: str) -> None:
    aldehyde = {"CC": "O=CCCc1ccccc1", "C1": "O=CC1CCCCC1"}[amide[11:13]]
    way = way_of(f"{amide}.CC(C)C[AlH]CC(C)C.Cl.O>>{aldehyde}")
    free = next(k for k, flask in enumerate(way.flasks) if "CON(C)C(O)" in flask)
    assert way.names[free] == "water takes aluminium, and the hemiaminal is free"
    assert "CO[NH+](C)C(O)" in way.flasks[free + 1]
    assert not any("[OH-]" in flask.split(".") or "[O-]C" in flask for flask in way.flasks)
    assert way_of(f"{amide}.CC(C)C[AlH]CC(C)C.O>>{aldehyde}").added == ()
