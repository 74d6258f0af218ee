"""Rings are made as the textbook makes them, and hydroxyazines chlorinated where they can be."""

import pytest

from flower.mechanisms import library
from flower.mechanisms.expanding import applies_to, ways_to_product
from flower.mechanisms.style import FOUR_CENTRES, RESONANCE, faults_of
from flower.mechanisms.template import MechanismTemplate

NAMED = {one.name: one for one in library()}


def of_ring_chapters() -> list[MechanismTemplate]:
    return [one for one in library() if one.reaction_class == "heterocycle synthesis"]


@pytest.mark.parametrize(
    ("reaction", "name"),
    [
        (
            "Cl.NNc1ccccc1.O=C1CCCCC1.CC(=O)O>>c1ccc2c3c([nH]c2c1)CCCC3",
            "Fischer indole synthesis",
        ),
        (
            "CC(=O)CCC(C)=O.Nc1ccccc1.Cc1ccc(S(=O)(=O)O)cc1>>Cc1ccc(C)n1-c1ccccc1",
            "Paal-Knorr pyrrole synthesis",
        ),
        (
            "NC(N)=S.O=C(CBr)c1ccccc1.CCO>>Nc1nc(-c2ccccc2)cs1",
            "Hantzsch thiazole synthesis",
        ),
        (
            "O=Cc1ccccc1.CCOC(=O)CC(C)=O.CCOC(=O)CC(C)=O.[NH4+].CC(=O)[O-].CCO"
            ">>CCOC(=O)C1=C(C)NC(C)=C(C(=O)OCC)C1c1ccccc1",
            "Hantzsch dihydropyridine synthesis",
        ),
        (
            "O=Cc1ccccc1.CCOC(=O)CC(C)=O.NC(N)=O.Cl.CCO>>CCOC(=O)C1=C(C)NC(=O)NC1c1ccccc1",
            "Biginelli reaction",
        ),
        (
            "NC(=NO)c1ccccc1.CC(=O)OC(C)=O>>Cc1nc(-c2ccccc2)no1",
            "1,2,4-oxadiazole from an amidoxime and an anhydride",
        ),
        (
            "CC(=O)NCCc1ccc(OC)c(OC)c1.O=P(Cl)(Cl)Cl.CC#N>>COc1cc2c(cc1OC)C(C)=NCC2",
            "Bischler-Napieralski reaction",
        ),
        (
            "Nc1ccccc1C=O.CC(=O)c1ccccc1.[K+].[OH-].CCO>>c1ccc(-c2ccc3ccccc3n2)cc1",
            "Friedlaender quinoline synthesis by a base",
        ),
        (
            "Nc1ccccc1N.O=C(C(=O)c1ccccc1)c1ccccc1.CCO>>c1ccc(-c2nc3ccccc3nc2-c2ccccc2)cc1",
            "quinoxaline from a phenylenediamine and a 1,2-diketone",
        ),
        (
            "Nc1ccccc1N.O=C(O)c1ccccc1.O=P(O)(O)O>>c1ccc(-c2nc3ccccc3[nH]2)cc1",
            "benzimidazole from a phenylenediamine and an acid",
        ),
    ],
)
def test_a_ring_is_made_by_the_mechanism_that_has_its_name(reaction: str, name: str) -> None:
    ways = ways_to_product(reaction, library()).ways
    (one,) = [way for way in ways if way.mechanisms == (name,)][:1]
    assert faults_of(one) == []


@pytest.mark.parametrize("template", of_ring_chapters(), ids=lambda one: one.name)
def test_no_ring_is_made_by_shifts_that_acids_and_bases_do(template: MechanismTemplate) -> None:
    (way,) = ways_to_product(template.examples[0], [template], 1).ways
    assert not [one for one in set(way.added) if way.added.count(one) > 6], "added in vain"
    kinds = {fault.kind for fault in faults_of(way)}
    assert not kinds & {FOUR_CENTRES, RESONANCE}


def test_a_lactam_is_chlorinated_by_chloride_and_not_by_hydrogen_chloride() -> None:
    lactam = NAMED["chlorination of a lactam by phosphoryl chloride"]
    (way,) = ways_to_product("O=c1cccc[nH]1.O=P(Cl)(Cl)Cl>>Clc1ccccn1", [lactam], 1).ways
    assert "the halide adds to the ring" in way.names
    assert faults_of(way) == []


@pytest.mark.parametrize("flask", ["Oc1ccccc1.O=P(Cl)(Cl)Cl", "Oc1cccnc1.O=P(Cl)(Cl)Cl"])
def test_a_hydroxyl_group_away_from_the_ring_nitrogen_stays(flask: str) -> None:
    chlorination = NAMED["chlorination of a hydroxyheteroarene by phosphoryl chloride"]
    assert not applies_to(flask, chlorination)


def test_phosphoryl_chloride_is_not_added_beside_thionyl_chloride() -> None:
    flask = "O=c1[nH]cnc2ccccc12.O=S(Cl)Cl"
    assert not applies_to(flask, NAMED["chlorination of a lactam by phosphoryl chloride"])
    assert applies_to(flask, NAMED["chlorination of a lactam by thionyl chloride"])


def test_a_nitrile_oxide_puts_oxygen_on_the_more_substituted_carbon() -> None:
    oxide = NAMED["nitrile oxide cycloaddition"]
    reaction = "ON=C(Cl)c1ccccc1.C=CCCCC.CCN(CC)CC>>CCCCC1CC(c2ccccc2)=NO1"
    assert ways_to_product(reaction, [oxide]).ways
