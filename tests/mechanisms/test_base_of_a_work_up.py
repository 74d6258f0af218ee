"""Faults of a twelfth sheet of random expansions: a work-up's base, reagents passed over."""

import pytest

from flower.mechanisms import expand
from tests.mechanisms.ways import end_of, way_of

END = "nothing more happens"


@pytest.mark.parametrize(
    "reaction",
    [
        "COCOc1ccc(-c2cccnc2)cc1.Cc1ccc(S(=O)(=O)O)cc1.O.O=C([O-])O.[Na+].CO>>Oc1ccc(-c2cccnc2)cc1",
        "CC(C)(C)OC(=O)NC1CN(Cc2ccncc2)C1.Cl.O.[Na+].[OH-]>>NC1CN(Cc2ccncc2)C1",
        "CC(C)(C)OC(=O)N1CCC(c2ccccn2)CC1.O=C(O)C(F)(F)F.ClCCl.O=C([O-])[O-].[K+].[K+]"
        ">>c1ccc(C2CCNCC2)nc1",
    ],
    ids=["hydrogen carbonate", "hydroxide", "carbonate"],
)
def test_the_base_of_a_work_up_waits_and_frees_what_the_acid_has_protonated(reaction: str) -> None:
    way = way_of(reaction)
    place = way.names.index(END)
    assert not any("carbonate" in name or "hydroxide" in name for name in way.names[:place])
    assert reaction.split(">>")[1] in end_of(way)


def test_hydrogen_carbonate_frees_the_amine_of_a_hydrochloride_that_azoles_would_take() -> None:
    way = way_of(
        "CCOC=C(C(=O)OCC)C(=O)OCC.Cn1nccc1N.Cl.O=C([O-])O.[Na+]>>CCOC(=O)C(=CNc1ccnn1C)C(=O)OCC"
    )
    assert way.names[0] == "a proton passes from the hydrogen chloride to the hydrogen carbonate"
    assert not any("nH+" in molecule for flask in way.flasks for molecule in flask.split("."))


def test_more_of_the_hydrogen_carbonate_of_a_flask_goes_before_triethylamine() -> None:
    way = way_of(
        "Cl.Cl.c1ccc(N2CCNCC2)cc1.O=C(O)c1ccc(S(=O)(=O)Cl)cc1.O=C([O-])O.[Na+].O"
        ">>O=C(O)c1ccc(S(=O)(=O)N2CCN(c3ccccc3)CC2)cc1"
    )
    assert "CCN(CC)CC" not in way.added
    acid, amine = (
        way.names.index(f"a proton passes from the {one} to the hydrogen carbonate")
        for one in ("carboxylic acid", "alkylammonium")
    )
    assert acid < amine
    assert "O=C(O)c1ccc(S(=O)(=O)N2CCN(c3ccccc3)CC2)cc1" in end_of(way)


@pytest.mark.parametrize(
    ("reaction", "given"),
    [
        ("CC(=Cc1ccccc1)C.[O]=[Pd].CCO>>CC(C)Cc1ccccc1", 2),
        ("O=[N+]([O-])c1ccccc1.O=[Pt]=O.CCO>>Nc1ccccc1", 5),
        ("CC(C)(C)OC(=O)N1CCN(Cc2ccccc2)CC1.[O]=[Pd].CO>>CC(C)(C)OC(=O)N1CCNCC1", 2),
    ],
    ids=["palladium oxide", "platinum dioxide", "benzylamine"],
)
def test_hydrogen_makes_metal_and_water_of_an_oxide_first(reaction: str, given: int) -> None:
    way = way_of(reaction)
    assert way.added == ("[H][H]",) * given
    assert way.names[:2] == (
        "hydrogen splits over the metal oxygen bond",
        "water leaves the metal it has reduced",
    )
    assert not any("=[Pd" in molecule or "=[Pt" in molecule for molecule in end_of(way))


def test_hydroxide_is_not_supplied_while_hydrogen_stands_idle() -> None:
    way = way_of(
        "O=C(OCc1ccccc1)C1CCCN1C(=O)OC(C)(C)C.[H][H].[O]=[Pd].CO>>O=C(O)C1CCCN1C(=O)OC(C)(C)C"
    )
    assert way.added == ("[H][H]",)


@pytest.mark.parametrize("solvent", ["CO", "CCO"])
def test_an_alcohol_makes_no_oxonium_ion_beside_its_alkoxide(solvent: str) -> None:
    way = way_of(f"O=C1CCCCC1.NCc1ccccc1.[H][H].[Pd].{solvent}>>c1ccc(CNC2CCCCC2)cc1")
    assert "nitrogen pushes hydroxide out and the iminium ion forms" in way.names
    assert not any("[OH2+]" in flask for flask in way.flasks)


def test_acetic_acid_gives_the_hydroxyl_group_its_proton() -> None:
    way = way_of("O=C1CCCCC1.NCc1ccccc1.[H][H].[Pd].CC(=O)O>>c1ccc(CNC2CCCCC2)cc1")
    assert "acid adds a proton to the hydroxyl group" in way.names


@pytest.mark.parametrize(
    ("reaction", "mechanism"),
    [
        (
            "COC(c1ccccc1)c1c[nH]c2ncccc12.CC[SiH](CC)CC.O=C(O)C(F)(F)F.ClCCl.O=C([O-])[O-].[K+].[K+]"
            ">>c1ccc(Cc2c[nH]c3ncccc23)cc1",
            "ionic hydrogenation of a benzylic ether by a silane",
        ),
        (
            "COc1c(C#N)cc(Br)cc1SC.[Li+].[Cl-].CN(C)C=O.Cl>>CSc1cc(Br)cc(C#N)c1O",
            "demethylation of an activated aryl ether by lithium chloride",
        ),
    ],
    ids=["silane", "lithium chloride"],
)
def test_the_reagent_of_a_flask_goes_before_another_that_is_supplied(
    reaction: str, mechanism: str
) -> None:
    way = way_of(reaction)
    assert way.mechanisms == (mechanism,)
    assert {"[H][H]", "BrB(Br)Br"}.isdisjoint(way.added)
    assert reaction.split(">>")[1] in end_of(way)


def test_a_sulfonic_acid_beside_an_alcohol_is_no_flask_for_a_phosphine() -> None:
    ways = expand("CN(C)C=O.CS(=O)(=O)O.OCCc1ccccc1.c1c[nH]cn1>>c1ccc(CCn2ccnc2)cc1")
    assert not any("P(" in one for way in ways for one in way.added)


@pytest.mark.parametrize(
    "reaction",
    [
        "O=C(CCCCO)N1CCCc2ccccc21.[AlH4-].[Li+].O>>OCCCCCN1CCCc2ccccc21",
        "COC(=O)c1ccc(CO)cc1.[AlH4-].[Li+].O>>OCc1ccc(CO)cc1",
        "CNC(=O)c1ccc(O)cc1.[AlH4-].[Li+].O>>CNCc1ccc(O)cc1",
        "N#Cc1ccc(O)cc1.[AlH4-].[Li+].O>>NCc1ccc(O)cc1",
        "O=C(CCO)c1ccccc1.[AlH4-].[Li+].O>>OCCC(O)c1ccccc1",
        "OCC1OC1c1ccccc1.[AlH4-].[Li+].O>>OCCC(O)c1ccccc1",
    ],
    ids=["amide", "ester", "phenol and amide", "nitrile", "ketone", "epoxide"],
)
def test_an_aluminate_takes_the_proton_of_a_hydroxyl_group_before_it_reduces(reaction: str) -> None:
    way = way_of(reaction)
    assert way.names[0] == "an aluminate takes a proton of oxygen and hydrogen leaves"
    assert "[AlH4-].[Li+]" in way.added
    assert reaction.split(">>")[1] in end_of(way)


def test_an_indolide_takes_its_proton_before_an_oxygen_on_aluminium() -> None:
    way = way_of("O=C(O)Cc1c[nH]c2ccccc12.[AlH4-].[Li+].O>>OCCc1c[nH]c2ccccc12")
    nitrogen, oxygen = (
        way.names.index(f"{one} in the work-up")
        for one in ("nitrogen takes its proton back", "the oxygen takes a proton")
    )
    assert nitrogen < oxygen
    assert way.names[nitrogen:].count("nothing more happens") == 1


@pytest.mark.parametrize(
    "reaction",
    [
        "CNC(=O)c1nc(C#N)cn1COCC[Si](C)(C)C.ClCCl.O=C(O)C(F)(F)F>>CNC(=O)c1nc(C#N)c[nH]1",
        "C[Si](C)(C)CCOCn1ccnc1-c1ccccc1.Cl.O>>c1ccc(-c2ncc[nH]2)cc1",
    ],
)
def test_an_imidazolium_ion_takes_no_second_proton_to_lose_formaldehyde(reaction: str) -> None:
    way = way_of(reaction)
    assert "formaldehyde leaves the azolium ion" in way.names
    assert "the leaving atom takes a proton" not in way.names


def test_hydride_takes_the_acid_of_a_hydrochloride_of_a_chloroamine() -> None:
    way = way_of("CN(C)CCCl.Cl.c1cn[nH]c1.[H-].[Na+].CN(C)C=O>>CN(C)CCn1cccn1")
    assert way.added == ("[H-]", "[Na+]")
    assert way.names[0] == "a proton passes from the hydrogen chloride to the hydride"
    assert "CN(C)CCn1cccn1" in end_of(way)


@pytest.mark.parametrize(
    "reaction",
    [
        "Nc1ccccc1.C1COCCN1.O=C(Cl)Cl.CCN(CC)CC.CCN(CC)CC>>O=C(Nc1ccccc1)N1CCOCC1",
        "Nc1ccc(F)cc1.CN(C)CCN.O=C(OC(Cl)(Cl)Cl)OC(Cl)(Cl)Cl.CCN(CC)CC>>CN(C)CCNC(=O)Nc1ccc(F)cc1",
    ],
)
def test_the_amine_of_a_urea_waits_till_phosgene_has_met_the_arylamine(reaction: str) -> None:
    way = way_of(reaction)
    second = reaction.split(".")[1]
    place = way.names.index(END)
    assert place < len(way.names) - 1
    assert second not in way.flasks[place].split(".")
    assert len(way.mechanisms) == 2
