"""Enolates, condensations, iminium ions and carbonyl additions: what goes, and what must not."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from flower.electrons import state_to_smiles
from flower.mechanisms import MechanismTemplate, library
from flower.mechanisms.expanding import applies_to, leads_first_to, ways_to_product
from flower.steps import mapped_step_to_states

BY_NAME = {one.name: one for one in library()}


def named(*names: str) -> list[MechanismTemplate]:
    """Mechanisms of the library by name."""
    return [BY_NAME[name] for name in names]


def going(flask: str, names: Iterable[str]) -> list[str]:
    """Which of the mechanisms go in a flask."""
    return [name for name in names if applies_to(flask, BY_NAME[name])]


def end_of(reaction: str, name: str) -> str:
    """The flask at the end of the first way that a mechanism takes to the product."""
    way = ways_to_product(reaction, named(name), 1).ways[0]
    return state_to_smiles(mapped_step_to_states(way.steps[-1])[1])


ENOLATES = [
    "aldol addition",
    "aldol condensation",
    "Claisen-Schmidt condensation",
    "crossed aldol addition to formaldehyde",
    "directed aldol addition by a lithium amide",
    "Claisen condensation",
    "acylation of a ketone or nitrile by an ester",
    "alkylation of an enolate",
    "acylation of an enolate",
    "alpha-halogenation of a ketone by acid",
]


@pytest.mark.parametrize(
    ("reaction", "name"),
    [
        ("O=C1C=CCCC1.Sc1ccccc1.CCN(CC)CC>>O=C1CCCC(Sc2ccccc2)C1", "thia-Michael addition"),
        ("C=CC(C)=O.Oc1ccccc1.C1CCC2=NCCCN2CC1>>CC(=O)CCOc1ccccc1", "oxa-Michael addition"),
        ("C=CC(=O)OC.C[O-].[Na+].CO>>COCCC(=O)OC", "oxa-Michael addition"),
        (
            "C=CC#N.c1cn[nH]c1.O=C([O-])[O-].[K+].[K+]>>N#CCCn1cccn1",
            "aza-Michael addition of an azole or imide",
        ),
        (
            "C#CC(=O)OCC.Sc1ccccc1.CCN(CC)CC>>CCOC(=O)C=CSc1ccccc1",
            "conjugate addition to an alkynoate",
        ),
        (
            "C#CC(C)=O.Oc1ccccc1.CCN(CC)CC>>CC(=O)C=COc1ccccc1",
            "conjugate addition to an alkynoate",
        ),
    ],
)
def test_thiols_alcohols_phenols_and_azoles_add_to_acceptors(reaction: str, name: str) -> None:
    assert ways_to_product(reaction, named(name), 1).ways


@pytest.mark.parametrize(
    "flask",
    [
        "CC(=O)O.O=Cc1ccccc1.[OH-].[Na+]",
        "CCC(=O)O.O=Cc1ccccc1.CC[O-].[Na+]",
        "CC(=O)[O-].[Na+].COC(=O)c1ccccc1.CC[O-].[Na+]",
    ],
)
def test_a_carboxylic_acid_gives_no_alpha_proton(flask: str) -> None:
    assert going(flask, ENOLATES) == []


@pytest.mark.parametrize(
    "spectator",
    ["C[N+](=O)[O-]", "O=[N+]([O-])c1ccccc1", "CS(=O)(=O)[O-].[Na+]", "CC(=O)[O-].[Na+]"],
)
def test_nitro_groups_sulfonates_and_carboxylates_make_no_enolate(spectator: str) -> None:
    names = ["Claisen condensation", "alkylation of an enolate", "acylation of an enolate"]
    assert going(f"CCOC(C)=O.CI.CC(=O)Cl.{spectator}", names) == []


def test_a_claisen_product_rests_as_its_enolate_and_is_freed_by_acid_alone() -> None:
    name = "Claisen condensation"
    at_rest = end_of("CCOC(C)=O.CCOC(C)=O.CC[O-].[Na+]>>CCOC(=O)CC(C)=O", name)
    assert "CCOC(=O)[CH-]C(C)=O" in at_rest.split(".")
    worked_up = end_of(
        "CCOC(C)=O.CCOC(C)=O.C[Si](C)(C)[N-][Si](C)(C)C.[Li+].Cl>>CCOC(=O)CC(C)=O", name
    )
    assert "CCOC(=O)CC(C)=O" in worked_up.split(".")


def test_a_plain_ylide_needs_a_strong_base_and_butyllithium_is_one() -> None:
    salt = "C[P+](c1ccccc1)(c1ccccc1)c1ccccc1"
    unsupplied = replace(BY_NAME["Wittig reaction"], supplies=())
    assert not applies_to(f"{salt}.O=Cc1ccccc1.CC(=O)[O-].[Na+]", unsupplied)
    found = ways_to_product(f"{salt}.O=Cc1ccccc1.[Li]CCCC>>C=Cc1ccccc1", named("Wittig reaction"))
    assert found.ways


@pytest.mark.parametrize("source", ["C#N", "[C-]#N.[Na+].CC(=O)O", "C[Si](C)(C)C#N.CC(=O)O"])
def test_any_source_of_cyanide_makes_the_aminonitrile(source: str) -> None:
    templates = named("Strecker reaction", "Strecker reaction with trimethylsilyl cyanide")
    reaction = f"O=Cc1ccccc1.NCc1ccccc1.{source}>>N#CC(NCc1ccccc1)c1ccccc1"
    assert ways_to_product(reaction, templates, 1).ways


@pytest.mark.parametrize("reagent", ["O=P(Cl)(Cl)Cl", "O=S(Cl)Cl"])
def test_chlorides_of_phosphorus_and_sulfur_take_the_oxygen_of_a_primary_amide(
    reagent: str,
) -> None:
    templates = named(
        "nitrile from an amide by phosphoryl chloride", "nitrile from an amide by thionyl chloride"
    )
    assert ways_to_product(f"NC(=O)c1ccccc1.{reagent}>>N#Cc1ccccc1", templates, 1).ways
    assert not any(applies_to(f"CNC(=O)c1ccccc1.{reagent}", one) for one in templates)


def test_an_enone_beside_aqueous_base_does_not_fall_apart() -> None:
    names = ["retro-Claisen cleavage", "aldol addition", "aldol condensation"]
    assert going("O=C(C=Cc1ccccc1)c1ccccc1.[OH-].[Na+].O", names) == []


def test_a_nitro_alcohol_keeps_its_hydroxyl_group_where_only_an_amine_is() -> None:
    names = [
        "dehydration of an aldol by a base",
        "dehydration of a nitro alcohol by acetic anhydride",
    ]
    assert going("O=[N+]([O-])CC(O)c1ccccc1.CCN(CC)CC", names) == []


def test_an_acetoacetate_is_at_rest_by_itself() -> None:
    names = [
        "Claisen condensation",
        "decarboxylation of a beta-keto acid",
        "retro-Claisen cleavage",
    ]
    assert going("CCOC(=O)CC(C)=O", names) == []


@pytest.mark.parametrize(
    ("reaction", "name"),
    [
        (
            "CC(=O)C(C)C.CCC=O.CC(C)[N-]C(C)C.[Li+]>>CC(C)C(=O)CC(O)CC",
            "directed aldol addition by a lithium amide",
        ),
        (
            "CC1CCCCC1=O.C[Si](C)(C)Cl.CC(C)[N-]C(C)C.[Li+]>>CC1CCCC=C1O[Si](C)(C)C",
            "silyl enol ether by a lithium amide and a silyl chloride",
        ),
        (
            "CC1CCCCC1=O.C[Si](C)(C)Cl.CCN(CC)CC>>CC1=C(O[Si](C)(C)C)CCCC1",
            "silyl enol ether by a silyl chloride and an amine",
        ),
    ],
)
def test_the_base_chooses_the_side_of_a_ketone(reaction: str, name: str) -> None:
    assert leads_first_to(reaction, BY_NAME[name])
