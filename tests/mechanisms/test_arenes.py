"""Arenes, couplings and organometallics: what goes, by which mechanism, and what must not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flower.mechanisms import library
from flower.mechanisms.expanding import applies_to, leads_first_to, ways_to_product
from flower.mechanisms.template import MechanismTemplate

CLASSES = {
    "SNAr", "aromatic substitution", "cross-coupling", "substitution", "alkylation", "metallation",
    "diazotisation",
    "borylation", "carbonylation", "transmetalation", "allylation", "metathesis", "addition",
}  # fmt: skip
ELSEWHERE = {
    "electrophilic aromatic halogenation",
    "Friedel-Crafts acylation",
}
NEAR = {"SNAr", "aromatic substitution", "cross-coupling"}
CHAPTER = [one for one in library() if one.reaction_class in CLASSES and one.name not in ELSEWHERE]


def named(name: str) -> MechanismTemplate:
    (template,) = (one for one in CHAPTER if one.name == name)
    return template


@pytest.mark.parametrize(
    "flask",
    [
        "Clc1ccccc1.C1COCCN1",
        "Cc1ccc(Br)cc1.C1COCCN1.O=C([O-])[O-].[K+].[K+]",
        "COc1ccc(Cl)cc1.NCc1ccccc1",
        "Ic1ccccc1.Cc1ccc(O)cc1.O=C([O-])[O-].[K+].[K+]",
        "Brc1ccccc1.c1ccccc1",
        "Clc1cccnc1.C1COCCN1",
        "O=[N+]([O-])c1cccc(Cl)c1.[OH-].[Na+]",
        "O=[N+]([O-])c1ccccc1.CC(=O)Cl.Cl[Al](Cl)Cl",
        "O=[N+]([O-])c1ccccc1.BrBr",
        "c1ccccc1.BrBr",
        "Fc1ccccc1.C1COCCN1.[Pd].CC(C)(C)[O-].[Na+]",
    ],
)
def test_nothing_happens_where_nothing_is_supplied(flask: str) -> None:
    near = [replace(one, supplies=()) for one in CHAPTER if one.reaction_class in NEAR]
    assert [one.name for one in near if applies_to(flask, one)] == []


@pytest.mark.parametrize(
    ("name", "flask"),
    [
        ("azide from an alkyl halide or sulfonate", "CC(C)(C)Br.[N-]=[N+]=[N-].[Na+]"),
        ("nitrile from an alkyl halide or sulfonate", "CC(C)(C)Br.[C-]#N.[Na+]"),
        ("Williamson ether synthesis", "CC(C)(C)Br.C[O-].[Na+]"),
        ("alkylation of an amine", "CC(C)(C)Br.C1COCCN1"),
    ],
)
def test_a_tertiary_halide_is_never_displaced(name: str, flask: str) -> None:
    assert not applies_to(flask, named(name))


@pytest.mark.parametrize(
    ("reaction", "mechanism"),
    [
        (
            "Brc1ccccc1.C1COCCN1.[Pd].CC(C)(C)[O-].[Na+]>>c1ccc(N2CCOCC2)cc1",
            "Buchwald-Hartwig amination",
        ),
        (
            "O=[N+]([O-])c1ccc(Br)cc1.C1COCCN1.[Pd].CC(C)(C)[O-].[Na+]"
            ">>O=[N+]([O-])c1ccc(N2CCOCC2)cc1",
            "Buchwald-Hartwig amination",
        ),
        (
            "O=[N+]([O-])c1ccc(Br)cc1.C1COCCN1.O=C([O-])[O-].[K+].[K+]"
            ">>O=[N+]([O-])c1ccc(N2CCOCC2)cc1",
            "aromatic substitution by an amine",
        ),
        (
            "Brc1ccncc1.c1cn[nH]c1.[Cu]I.O=C([O-])[O-].[K+].[K+]>>c1cnn(-c2ccncc2)c1",
            "Ullmann coupling",
        ),
        (
            "Fc1c(F)c(F)c(F)c(F)c1F.C1COCCN1>>Fc1c(F)c(F)c(N2CCOCC2)c(F)c1F",
            "aromatic substitution by an amine",
        ),
        ("COc1ccccc1.BrBr>>COc1ccc(Br)cc1", "halogenation of an electron-rich arene by a halogen"),
        (
            "CCCCCl.C[O-].[Na+].Oc1ccccc1>>CCCCOc1ccccc1",
            "alkylation of a phenol",
        ),
    ],
)
def test_the_right_mechanism_goes_first(reaction: str, mechanism: str) -> None:
    (way, *_) = ways_to_product(reaction, CHAPTER).ways
    assert way.mechanisms == (mechanism,)


@pytest.mark.parametrize(
    ("name", "reaction"),
    [
        ("Heck reaction", "Ic1ccccc1.C=CC(=O)OC.CCN(CC)CC.[Pd]>>C=C(C(=O)OC)c1ccccc1"),
        (
            "nitration of an arene by mixed acid",
            "CC(=O)c1ccccc1.O[N+](=O)[O-].OS(=O)(=O)O>>CC(=O)c1ccc([N+](=O)[O-])cc1",
        ),
        (
            "halogenation of an electron-rich arene by a halogen",
            "COc1ccccc1.BrBr>>COc1cccc(Br)c1",
        ),
        (
            "Friedel-Crafts acylation by an acid chloride",
            "COc1ccccc1.CC(=O)Cl.Cl[Al](Cl)Cl>>COc1cccc(C(C)=O)c1",
        ),
        ("aromatic substitution by an amine", "Clc1ccnc(Cl)n1.C1CCNCC1>>Clc1ccnc(N2CCCCC2)n1"),
    ],
)
def test_the_wrong_position_never_goes_first(name: str, reaction: str) -> None:
    assert not leads_first_to(reaction, named(name))


@pytest.mark.parametrize(
    "palladium",
    [
        "[Pd]",
        "CC(=O)[O-].CC(=O)[O-].[Pd+2].c1ccc(P(c2ccccc2)c2ccccc2)cc1",
        "Cl[Pd]Cl.c1ccc(P(c2ccccc2)c2ccccc2)cc1",
        "[Cl-].[Cl-].[Pd+2].[Fe+2].c1ccc(P(c2ccccc2)[c-]2cccc2)cc1.c1ccc(P(c2ccccc2)[c-]2cccc2)cc1",
        "C[P](C)(C)[Pd]([P](C)(C)C)([P](C)(C)C)[P](C)(C)C",
    ],
)
@pytest.mark.parametrize(
    "base",
    [
        "O=C([O-])[O-].[K+].[K+].O=C([O-])[O-].[K+].[K+]",
        "[OH-].[Na+].[OH-].[Na+].[OH-].[Na+]",
    ],
)
def test_a_suzuki_coupling_takes_the_palladium_and_base_of_the_flask(
    palladium: str, base: str
) -> None:
    reaction = f"Brc1ccccc1.OB(O)c1ccncc1.{palladium}.{base}>>c1ccc(-c2ccncc2)cc1"
    (way, *_) = ways_to_product(reaction, [named("Suzuki coupling")]).ways
    assert way.added == ()


def test_copper_of_a_sonogashira_coupling_carries_the_alkyne() -> None:
    reaction = "Ic1ccccc1.C#CC.CCN(CC)CC.[Pd].[Cu]I>>CC#Cc1ccccc1"
    (way, *_) = ways_to_product(reaction, CHAPTER).ways
    assert "copper gives the alkynyl group to palladium" in way.names


def test_acetate_takes_part_in_a_miyaura_borylation() -> None:
    pinacol = "CC1(C)OB(B2OC(C)(C)C(C)(C)O2)OC1(C)C"
    reaction = f"Brc1ccccc1.{pinacol}.[Pd].CC(=O)[O-].[K+]>>CC1(C)OB(c2ccccc2)OC1(C)C"
    (way, *_) = ways_to_product(reaction, CHAPTER).ways
    assert "acetate displaces the halide" in way.names


@pytest.mark.parametrize(
    ("reaction", "mechanisms"),
    [
        (
            "Nc1ccc(Br)cc1.O=N[O-].[Na+].Cl.Cl.O.[Cu]Cl>>Clc1ccc(Br)cc1",
            (
                "diazotisation by nitrous acid",
                "Sandmeyer reaction with copper chloride or bromide",
            ),
        ),
        (
            "Brc1ccccc1.[Li]CCCC.O=C=O.Cl>>OC(=O)c1ccccc1",
            ("lithium halogen exchange", "lithium or magnesium reagent and carbon dioxide"),
        ),
        (
            "Brc1ccccc1.[Mg].O=Cc1ccccc1.O>>OC(c1ccccc1)c1ccccc1",
            ("Grignard reagent and an aldehyde or ketone",),
        ),
    ],
)
def test_a_reagent_made_in_the_flask_reacts_on(reaction: str, mechanisms: tuple[str, ...]) -> None:
    (way, *_) = ways_to_product(reaction, CHAPTER).ways
    assert way.mechanisms == mechanisms
