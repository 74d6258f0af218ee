"""Acid derivatives and hydrides: what must not go, and by which mechanism what goes."""

from dataclasses import replace
from functools import cache

import pytest

from flower.mechanisms import MechanismTemplate, library
from flower.mechanisms.expanding import Expansion, applies_to, leads_first_to, ways_to_product


@cache
def named(name: str) -> MechanismTemplate:
    (found,) = [template for template in library() if template.name == name]
    return found


def way(reaction: str, name: str) -> Expansion:
    (first, *_) = ways_to_product(reaction, [named(name)]).ways
    return first


def products_of_last_step(found: Expansion) -> str:
    return found.steps[-1].split(">>")[1]


@pytest.mark.parametrize(
    ("name", "flask"),
    [
        ("tert-butyl ester cleavage by acid", "CC(C)(C)OC(=O)c1ccccc1.CC(=O)O"),
        ("Fischer esterification", "O=C(O)c1ccccc1.CO"),
    ],
)
def test_a_weak_acid_does_not_do_what_the_strong_one_that_is_supplied_does(
    name: str, flask: str
) -> None:
    assert applies_to(flask, named(name))
    assert not applies_to(flask, replace(named(name), supplies=()))


@pytest.mark.parametrize(
    ("name", "flask"),
    [
        ("ester hydrolysis by acid", "CCOC(=O)c1ccccc1.CC(=O)O.O"),
        ("acidic hydrolysis of a nitrile", "N#Cc1ccccc1.[OH-].[Na+].O.O"),
        ("nitrile hydrolysis to the acid by hydroxide", "N#Cc1ccccc1.OS(=O)(=O)O.O"),
        ("hydride reduction of an ester", "COC(=O)c1ccccc1.[BH4-].[Na+]"),
        ("hydride reduction of a nitrile", "N#Cc1ccccc1.[H][H].[Ni]"),
        ("borohydride reduction of a carbonyl group", "COC(=O)c1ccccc1.[BH4-].[Na+].CO"),
        ("acid chloride and amine", "CC(=O)Cl.NC(C)=O"),
        ("ester and amine", "CC(=O)OCC.Nc1ccccc1"),
        ("ketene from an acid chloride and an amine", "O=C(Cl)c1ccccc1.CCN(CC)CC"),
        ("alkylation of a carboxylate", "O=C(O)c1ccccc1.CC(C)(C)Br.O=C([O-])[O-].[K+].[K+]"),
    ],
)
def test_what_chemists_know_not_to_go_does_not(name: str, flask: str) -> None:
    assert not applies_to(flask, named(name))


@pytest.mark.parametrize(
    ("name", "step", "reaction"),
    [
        (
            "Steglich esterification",
            "DMAP adds to the O-acylisourea",
            "CC(=O)O.OCc1ccccc1.C1CCCCC1N=C=NC1CCCCC1.CN(C)c1ccncc1>>CC(=O)OCc1ccccc1",
        ),
        (
            "amide coupling by a carbodiimide and hydroxybenzotriazole",
            "the amine adds to the active ester",
            "CC(=O)O.NCc1ccccc1.C1CCCCC1N=C=NC1CCCCC1.On1nnc2ccccc21>>CC(=O)NCc1ccccc1",
        ),
        (
            "borane reduction of a carboxylic acid",
            "hydrogen leaves and the acyloxyborane forms",
            "OC(=O)c1ccccc1.B.B.O>>OCc1ccccc1",
        ),
        (
            "Fmoc removal by an amine",
            "the amine adds to dibenzofulvene",
            "O=C(NCc1ccccc1)OCC1c2ccccc2-c2ccccc21.C1CCNCC1.C1CCNCC1>>NCc1ccccc1",
        ),
    ],
)
def test_what_stands_in_the_flask_takes_part(name: str, step: str, reaction: str) -> None:
    assert step in way(reaction, name).names


@pytest.mark.parametrize(
    ("name", "reaction"),
    [
        ("hydride reduction of an ester", "COC(=O)c1ccccc1.[AlH4-].[Li+]>>OCc1ccccc1"),
        ("hydride reduction of an amide", "CC(=O)N1CCOCC1.[AlH4-].[Li+]>>CCN1CCOCC1"),
        ("hydride reduction of an aldehyde or ketone", "O=C1CCCCC1.[AlH4-].[Li+]>>OC1CCCCC1"),
        (
            "reductive amination by a borohydride",
            "O=Cc1ccccc1.C1COCCN1.CC(=O)O[BH-](OC(C)=O)OC(C)=O.[Na+].CC(=O)O>>C1COCCN1Cc1ccccc1",
        ),
    ],
)
def test_the_hydride_of_the_flask_is_what_reduces(name: str, reaction: str) -> None:
    assert way(reaction, name).added in {(), ("O",)}  # water, for the work-up


def test_ions_of_a_salt_of_aluminium_and_hydride_are_the_aluminate() -> None:
    salt = "O=C1CCCCC1.[H-].[H-].[H-].[H-].[Al+3].[Li+]>>OC1CCCCC1"
    found = way(salt, "hydride reduction of an aldehyde or ketone")
    assert found.names[0] == "the aluminate gives a hydride to the carbonyl carbon"


@pytest.mark.parametrize(
    ("name", "reaction", "left"),
    [
        ("ester hydrolysis by hydroxide", "CCOC(=O)C.[OH-].[Na+]>>CCO", "[O-:"),
        ("amide hydrolysis by hydroxide", "CC(=O)N1CCCC1.[OH-].[Na+].O>>C1CCNC1", "[O-:"),
    ],
)
def test_hydrolysis_by_base_ends_as_carboxylate(name: str, reaction: str, left: str) -> None:
    end = products_of_last_step(way(reaction, name))
    assert left in end
    assert "[N-" not in end
    assert "[OH-" not in end


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("acid chloride and amine", "CC(=O)Cl.NCc1ccc(N)cc1.CCN(CC)CC>>CC(=O)Nc1ccc(CN)cc1"),
        ("acid anhydride and amine", "CC(=O)OC=O.NCc1ccccc1>>CC(=O)NCc1ccccc1"),
        (
            "reductive amination by a borohydride",
            "CC(=O)c1ccc(C=O)cc1.C1COCCN1.[BH3-]C#N.[Na+].CC(=O)O>>CC(c1ccc(C=O)cc1)N1CCOCC1",
        ),
        (
            "borohydride reduction of a carbonyl group",
            "CC(=O)c1ccc(C=O)cc1.[BH4-].[Na+].CO>>CC(O)c1ccc(C=O)cc1",
        ),
    ],
)
def test_the_readier_site_goes_first(name: str, wrong: str) -> None:
    assert not leads_first_to(wrong, named(name))


def test_two_molecules_of_one_kind_take_part_in_a_step() -> None:
    found = way(
        "O=C=C(c1ccccc1)c1ccccc1.NCc1ccccc1.NCc1ccccc1>>O=C(NCc1ccccc1)C(c1ccccc1)c1ccccc1",
        "ketene and amine",
    )
    assert found.names[1] == "a base takes the proton"
