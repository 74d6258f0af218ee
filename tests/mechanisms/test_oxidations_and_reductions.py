"""Oxidations and reductions: the metal takes part, and what is no reagent does nothing."""

import pytest

from flower.mechanisms import expand, library
from flower.mechanisms.expanding import Expansion, applies_to
from flower.mechanisms.style import faults_of

BY_NAME = {one.name: one for one in library()}


def first(reaction: str) -> Expansion:
    return expand(reaction)[0]


@pytest.mark.parametrize(
    ("metal", "name"),
    [
        ("[Fe].Cl.O", "reduction of a nitro group by iron"),
        ("[Zn].[NH4+].[Cl-].CO.O", "reduction of a nitro group by zinc"),
        ("Cl[Sn]Cl.CCO", "reduction of a nitro group by tin(II) chloride"),
    ],
)
def test_a_metal_gives_a_nitro_group_its_electrons_one_by_one(metal: str, name: str) -> None:
    way = first(f"O=[N+]([O-])c1ccccc1.{metal}>>Nc1ccccc1")
    assert way.mechanisms == (name,)
    assert "[H][H]" not in way.added
    assert sum("electron" in step for step in way.names) >= 6
    assert faults_of(way) == []


def test_palladium_takes_up_the_hydrogen_of_a_nitro_reduction() -> None:
    way = first("O=[N+]([O-])c1ccccc1.[H][H].[Pd]>>Nc1ccccc1")
    assert way.names[0] == "hydrogen adds to the metal"
    assert faults_of(way) == []


@pytest.mark.parametrize(
    ("reaction", "name"),
    [
        ("C=Cc1ccccc1.[H][H].[Pd]>>CCc1ccccc1", "hydrogenation of an alkene"),
        ("CN=Cc1ccccc1.[H][H].[Pd]>>CNCc1ccccc1", "hydrogenation of an imine"),
        ("CC#Cc1ccccc1.[H][H].[Pd]>>CC=Cc1ccccc1", "hydrogenation of an alkyne to the alkene"),
        ("N#Cc1ccccc1.[H][H].[Ni].N>>NCc1ccccc1", "hydrogenation of a nitrile"),
        ("CCCCN=[N+]=[N-].[H][H].[Pd]>>CCCCN", "hydrogenation of an azide"),
    ],
)
def test_hydrogen_goes_by_way_of_the_metal(reaction: str, name: str) -> None:
    way = first(reaction)
    assert way.mechanisms == (name,)
    assert faults_of(way) == []


def test_formate_is_a_source_of_hydrogen() -> None:
    way = first("COC(=O)C=Cc1ccccn1.[Pd].O=C[O-].[NH4+].CO>>COC(=O)CCc1ccccn1")
    assert way.added == ()
    assert "formate" in way.names[0]


@pytest.mark.parametrize(
    ("flask", "name"),
    [
        ("O=[N+]([O-])c1ccccc1.Cl.O", "reduction of a nitro group by iron"),
        (
            "CC(C)(O)c1ccccc1.O=[Mn]=O",
            "oxidation of an allylic or benzylic alcohol by manganese dioxide",
        ),
        ("OC1CCCCC1.O=[Mn]=O", "oxidation of an allylic or benzylic alcohol by manganese dioxide"),
        ("CC(C)(C)O.CS(C)=O.O=C(Cl)C(=O)Cl.CCN(CC)CC", "Swern oxidation"),
        ("c1ccsc1.O=C(OO)c1cccc(Cl)c1", "S-oxidation by a peracid"),
        ("CC(C)=O.[Ag+].[Ag+].[OH-].[OH-]", "oxidation of an aldehyde by silver(I)"),
        ("CC(=O)c1ccccc1.CC[SiH](CC)CC.CC(=O)O", "ionic hydrogenation of a ketone by a silane"),
    ],
)
def test_nothing_happens_where_nothing_should(flask: str, name: str) -> None:
    assert not applies_to(flask, BY_NAME[name])


def test_no_step_of_an_oxidation_at_sulfur_is_a_resonance_form() -> None:
    way = first("CSc1ccccc1.O=C(OO)c1cccc(Cl)c1>>CS(=O)c1ccccc1")
    assert faults_of(way) == []
    assert len(way.steps) == 2


def test_chromium_makes_an_aldehyde_without_water_and_an_acid_with_it() -> None:
    aldehyde = first("OCCc1ccccc1.O=[Cr](=O)([O-])Cl.c1cc[nH+]cc1>>O=CCc1ccccc1")
    acid = first("OCCc1ccccc1.O=[Cr](=O)=O.O=S(=O)(O)O.O.CC(C)=O>>O=C(O)Cc1ccccc1")
    assert aldehyde.mechanisms == ("oxidation of an alcohol by chromium(VI)",)
    assert acid.mechanisms == ("Jones oxidation of a primary alcohol to the acid",)
