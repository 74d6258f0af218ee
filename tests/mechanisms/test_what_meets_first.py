"""Faults of a later sheet of random expansions: which acid, base or site goes first."""

import pytest

from flower.electrons import state_to_smiles
from flower.mechanisms import expand
from flower.steps import mapped_step_to_states
from tests.mechanisms.ways import end_of, way_of

PIPERIDINE = "C1CCNCC1"


@pytest.mark.parametrize(
    "azine", ["Oc1ccccn1", "Oc1ccncc1"], ids=["2-hydroxypyridine", "4-hydroxypyridine"]
)
def test_an_ammonium_ion_gives_its_proton_before_the_tautomer_of_a_pyridone(azine: str) -> None:
    way = way_of(
        f"COC(=O)c1nccn1C.NC1CCN(CCc2ccccc2)CC1.{azine}>>Cn1ccnc1C(=O)NC1CCN(CCc2ccccc2)CC1"
    )
    assert azine in end_of(way)
    assert not any("+" in molecule for molecule in end_of(way))


def test_a_halodiazine_takes_its_proton_away_from_the_halogen() -> None:
    way = way_of("C[O-].Cl.Ic1nnc(I)c2ccccc12.[Na+]>>COc1nnc(I)c2ccccc12")
    assert "COc1[nH+]nc(I)c2ccccc12" in end_of(way)


def test_a_phenol_opens_epichlorohydrin_at_its_epoxide() -> None:
    way = way_of(
        "CC(C)=O.Oc1ccc2ccccc2c1.ClCC1CO1.O=C([O-])[O-].[K+].[K+]>>c1ccc2cc(OCC3CO3)ccc2c1"
    )
    assert way.names[1:3] == (
        "the phenoxide opens the epoxide",
        "the alkoxide closes the new epoxide",
    )


@pytest.mark.parametrize(
    "reaction",
    [
        "CC(=O)OC(C)=O.CCN(CC)CC.C[N+](=O)[O-].O=Cc1ccccc1.[BH4-].[Li+]>>O=[N+]([O-])CCc1ccccc1",
        "OCc1ccc(OCc2ccccc2)cc1.[BH4-].[Na+]>>OCc1ccc(O)cc1",
    ],
)
def test_hydrogen_is_not_supplied_while_a_borohydride_stands_idle(reaction: str) -> None:
    assert not any("[H][H]" in way.added for way in expand(reaction))


@pytest.mark.parametrize(
    "reaction",
    [
        "CN(C)C(=O)c1n[nH]c2ccccc12.[AlH4-].[Li+].O.O>>CN(C)Cc1n[nH]c2ccccc12",
        "CNC(=O)c1c[nH]c2ccccc12.[AlH4-].[Li+].O>>CNCc1c[nH]c2ccccc12",
        "CC(C)(C)OC(=O)N1CCC(c2cn[nH]c2)CC1.[AlH4-].[Li+]>>CN1CCC(c2cn[nH]c2)CC1",
        "CN=Cc1c[nH]cn1.[AlH4-].[Li+].O>>CNCc1c[nH]cn1",
        "C1OC1Cc1c[nH]c2ccccc12.[AlH4-].[Li+].O>>CC(O)Cc1c[nH]c2ccccc12",
    ],
    ids=["indazole", "indole and amide", "pyrazole", "imidazole", "indole and epoxide"],
)
def test_an_aluminate_takes_the_proton_of_an_azole_before_it_reduces(reaction: str) -> None:
    way = way_of(reaction)
    assert way.names[0] == "an aluminate takes a proton of nitrogen and hydrogen leaves"
    assert reaction.split(">>")[1] in end_of(way)


@pytest.mark.parametrize(
    ("reaction", "added"),
    [
        (
            "C1CCNCC1.O=Cc1cccnc1.CCOC(=O)CC(=O)OCC.O=C(O)c1ccccc1>>CCOC(=O)C(=Cc1cccnc1)C(=O)OCC",
            (),
        ),
        ("C1CCNCC1.CC(=O)O.O=Cc1ccccc1.O=C1Cc2ccccc2N1>>O=C1Nc2ccccc2C1=Cc1ccccc1", (PIPERIDINE,)),
        ("C1CCNCC1.CC(=O)O.CC(=O)CC(C)=O.C=CC(C)=O>>CC(=O)CCC(C(C)=O)C(C)=O", ()),
        ("C1CCNCC1.CC(=O)O.C[N+](=O)[O-].O=Cc1ccccc1>>O=[N+]([O-])CC(O)c1ccccc1", ()),
    ],
    ids=["Knoevenagel", "oxindole", "Michael", "Henry"],
)
def test_an_amine_meets_a_carboxylic_acid_before_it_takes_a_proton_of_carbon(
    reaction: str, added: tuple[str, ...]
) -> None:
    way = way_of(reaction)
    assert way.names[0] == "a proton passes from the carboxylic acid to the amine"
    assert way.added == added


@pytest.mark.parametrize(
    ("reaction", "first"),
    [
        ("CCOC(=O)c1ccccc1.CN.CN.[AlH4-].[Li+].[AlH4-].[Li+].O>>CNCc1ccccc1", "CNC(=O)c1ccccc1"),
        (
            "O=C(Cl)c1ccccc1.C1COCCN1.CCN(CC)CC.[AlH4-].[Li+].O>>C1COCCN1Cc1ccccc1",
            "O=C(c1ccccc1)N1CCOCC1",
        ),
    ],
    ids=["ester", "acyl chloride"],
)
def test_aluminium_hydride_waits_till_the_amide_is_made(reaction: str, first: str) -> None:
    way = way_of(reaction)
    place = way.names.index("nothing more happens")
    made = state_to_smiles(mapped_step_to_states(way.steps[place])[1]).split(".")
    assert first in made
    assert "[AlH4-]" not in made


def test_ethanol_of_an_earlier_stage_meets_aluminium_hydride_first() -> None:
    way = way_of("CCOC(=O)c1ccccc1.CN.CN.[AlH4-].[Li+].[AlH4-].[Li+].O>>CNCc1ccccc1")
    place = way.names.index("nothing more happens")
    assert way.names[place + 1].startswith("the aluminate takes the proton of an alcohol")


def test_acid_cleaves_no_ester_while_hydroxide_waits_for_it() -> None:
    ways = expand(
        "CC(=O)OCc1c(C(=O)C(=O)O)c2ccccc2n1Cc1ccccc1.Cl.[K+].[OH-]"
        ">>c1ccc(Cn2c3c(c4ccccc42)C(=O)C(=O)OC3)cc1"
    )
    assert not any("ester hydrolysis by acid" in way.mechanisms for way in ways)
    way = way_of("COC(=O)c1ccc(C2OCCO2)cc1.Cl.O.[Na+].[OH-]>>COC(=O)c1ccc(C=O)cc1")
    assert way.mechanisms == ("acetal hydrolysis by acid",)


def test_more_water_is_there_before_an_imidazole_gives_its_proton() -> None:
    way = way_of("N#Cc1ccc(-c2cnc[nH]2)cc1.O.[Na+].[OH-].Cl>>OC(=O)c1ccc(-c2cnc[nH]2)cc1")
    assert "O" in way.added
    assert not any("azolide" in name for name in way.names)
    assert all("[n-" not in step for step in way.steps)


@pytest.mark.parametrize(
    "reaction",
    [
        "CC(=O)CC(=O)c1ccccc1.COC(=O)C(N)Cc1ccccc1.CC(=O)O"
        ">>COC(=O)C(Cc1ccccc1)NC(C)=CC(=O)c1ccccc1",
        "CC(=O)CC(C)=O.Nc1ccccc1.CC(=O)O>>CC(=O)C=C(C)Nc1ccccc1",
        "CC(=O)CCC(C)=O.NCc1ccccc1.CC(=O)O>>Cc1ccc(C)n1Cc1ccccc1",
    ],
)
def test_acetate_takes_a_proton_of_carbon_before_water(reaction: str) -> None:
    way = way_of(reaction)
    assert any(name.startswith("the carboxylate takes") for name in way.names)
    assert not any(name.startswith("water takes") for name in way.names)


@pytest.mark.parametrize(
    "reaction",
    [
        "CC(C)C[AlH]CC(C)C.O=CCc1ccccc1.Cl.ClCCl>>OCCc1ccccc1",
        "CC(C)C[AlH]CC(C)C.O=CCc1ccccc1.Cl.O>>OCCc1ccccc1",
        "O=C1CCCO1.CC(C)C[AlH]CC(C)C.Cl>>OC1CCCO1",
    ],
)
def test_the_acid_of_a_work_up_goes_before_water_at_aluminium(reaction: str) -> None:
    way = way_of(reaction)
    assert way.added == ()
    assert "the oxygen takes a proton of the acid of the work-up" in way.names


@pytest.mark.parametrize("solvent", ["CO", "CCO", "O"])
def test_tert_butoxide_takes_a_proton_of_the_solvent_before_it_meets_boron(solvent: str) -> None:
    way = way_of(
        f"Brc1ccccc1.CC1(C)OB(c2ccncc2)OC1(C)C.CC(C)(C)[O-].[Na+].{solvent}.[Pd]"
        ">>c1ccc(-c2ccncc2)cc1"
    )
    assert "tert-butoxide takes the proton of an alcohol or water" in way.names
    assert "CC(C)(C)O" in end_of(way)
