"""Alkenes, alkynes, aliphatic substitution, elimination and rearrangements: where each goes."""

import pytest

from flower.mechanisms import MechanismTemplate, expand, library
from flower.mechanisms.expanding import applies_to, leads_first_to


@pytest.fixture(scope="module")
def named() -> dict[str, MechanismTemplate]:
    return {template.name: template for template in library()}


@pytest.mark.parametrize(
    ("name", "flask"),
    [
        ("dehydration of an alcohol by acid", "CCO.OS(=O)(=O)O"),
        ("dehydration of a primary alcohol by acid", "CC(C)(C)OC(=O)NCCO.OC(=O)C(F)(F)F"),
        ("primary alcohol and a hydrogen halide", "CC(C)(C)O.Br"),
        ("primary alcohol and a hydrogen halide", "CC(C)(C)CO.Br"),
        ("alcohol to bromide by phosphorus tribromide", "CC(C)(C)O.BrP(Br)Br"),
        ("alcohol to chloride by thionyl chloride and a base", "CC(C)(C)O.O=S(Cl)Cl.c1ccncc1"),
        ("alcohol to chloride by thionyl chloride without a base", "CCC(C)O.O=S(Cl)Cl.c1ccncc1"),
        ("elimination by a base", "CC(Br)CC.O=[N+]([O-])c1ccccc1"),
        ("elimination by a base", "CCCCBr.CC[O-].[Na+]"),
        (
            "epoxide and azide or another nitrogen anion",
            "CC1CO1.O=[N+]([O-])c1ccccc1",
        ),
        ("epoxidation by a peracid", "C=CC(=O)OC.O=C(OO)c1cccc(Cl)c1"),
        ("SN1 substitution of a halide", "CCCCBr.NCCc1ccccc1"),
        ("hydrogen halide and an alkene", "C=CC(=O)OC.Cl"),
        ("hydration of an alkene by acid", "CC(C)=C.O"),
        ("copper-catalysed azide-alkyne cycloaddition", "CCCCN=[N+]=[N-].C#Cc1ccccc1"),
        ("thermal azide-alkyne cycloaddition", "CCCCN=[N+]=[N-].C#Cc1ccccc1.[Cu]I"),
        ("Mitsunobu esterification", "CCO.CC(=O)O"),
        ("Beckmann rearrangement", "ON=C1CCCCC1"),
        ("Wagner-Meerwein rearrangement in a solvolysis", "CCCCBr.O"),
    ],
)
def test_a_near_miss_does_not_go(
    named: dict[str, MechanismTemplate], name: str, flask: str
) -> None:
    assert not applies_to(flask, named[name])


@pytest.mark.parametrize(
    ("name", "flask", "right", "wrong"),
    [
        ("hydrogen halide and an alkene", "CC=C(C)C.Cl", "CCC(C)(C)Cl", "CC(Cl)C(C)C"),
        (
            "hydroboration and oxidation of an alkene",
            "C=CCCCC.B.OO.[Na+].[OH-].O",
            "OCCCCCC",
            "CC(O)CCCC",
        ),
        (
            "halohydrin from a halogen and water",
            "CC=C(C)C.BrBr.O",
            "CC(Br)C(C)(C)O",
            "CC(O)C(C)(C)Br",
        ),
        ("epoxide and an amine", "CC1CO1.CNC", "CC(O)CN(C)C", "CC(CO)N(C)C"),
        (
            "epoxide and an alcohol by acid",
            "CC1(C)CO1.CO.OS(=O)(=O)O",
            "COC(C)(C)CO",
            "COCC(C)(C)O",
        ),
        (
            "Baeyer-Villiger oxidation",
            "CC(=O)C(C)(C)C.O=C(OO)c1cccc(Cl)c1",
            "CC(=O)OC(C)(C)C",
            "COC(=O)C(C)(C)C",
        ),
        ("elimination by a base", "CCC(C)(C)Br.CC[O-].[Na+]", "CC=C(C)C", "C=C(C)CC"),
        (
            "elimination by a hindered base",
            "CCC(C)(C)Br.CC(C)(C)[O-].[K+]",
            "C=C(C)CC",
            "CC=C(C)C",
        ),
        (
            "copper-catalysed azide-alkyne cycloaddition",
            "CN=[N+]=[N-].C#CCO.[Cu]I.CCN(CC)CC",
            "Cn1cc(CO)nn1",
            "Cn1nncc1CO",
        ),
        (
            "pinacol rearrangement",
            "OC(c1ccccc1)(c1ccccc1)C(C)(C)O.OS(=O)(=O)O",
            "CC(=O)C(C)(c1ccccc1)c1ccccc1",
            "CC(C)(C(=O)c1ccccc1)c1ccccc1",
        ),
        (
            "epoxidation by a peracid",
            "C=CCCC(C)=C(C)C.CC(=O)OO",
            "C=CCCC1(C)OC1(C)C",
            "CC(C)=C(C)CCC1CO1",
        ),
    ],
)
def test_the_better_site_goes_first(
    named: dict[str, MechanismTemplate], name: str, flask: str, right: str, wrong: str
) -> None:
    assert leads_first_to(f"{flask}>>{right}", named[name])
    assert not leads_first_to(f"{flask}>>{wrong}", named[name])


@pytest.mark.parametrize(
    "flask",
    [
        "Clc1ccccc1.C1COCCN1",
        "CC(C)=O.CO",
        "C1CCCCC1.BrBr",
        "COc1ccccc1.Cl",
        "C=CCCCC.O",
        "CCO.CCN(CC)CC",
        "C1CCOC1.[OH-].[Na+]",
    ],
)
def test_nothing_happens_to_an_alkene_alcohol_or_ether_alone(
    named: dict[str, MechanismTemplate], flask: str
) -> None:
    classes = {"addition", "elimination", "rearrangement", "halogenation", "cyclisation"}
    chapter = [t for t in named.values() if t.reaction_class in classes and t.counter_examples]
    assert [t.name for t in chapter if applies_to(flask, t)] == []


@pytest.mark.parametrize(
    ("reaction", "mechanism"),
    [
        (
            "OCc1ccnc(Cl)c1.O=P(Cl)(Cl)Cl>>ClCc1ccnc(Cl)c1",
            "alcohol to chloride by phosphoryl chloride",
        ),
        (
            "OCc1ccc(Br)cc1.O=C(Cl)C(=O)Cl.CN(C)C=O.ClCCl>>ClCc1ccc(Br)cc1",
            "alcohol to chloride by oxalyl chloride and DMF",
        ),
    ],
)
def test_an_acid_chloride_of_a_mineral_or_oxalic_acid_makes_the_alkyl_chloride(
    reaction: str, mechanism: str
) -> None:
    (way, *_) = expand(reaction)
    assert way.mechanisms == (mechanism,)


@pytest.mark.parametrize(
    ("reaction", "name"),
    [
        ("CCBr.[OH-].[Na+]>>CCO", "hydrolysis of an alkyl halide by hydroxide"),
        ("CC(C)CI.[OH-].[K+].O>>CC(C)CO", "hydrolysis of an alkyl halide by hydroxide"),
        ("CCCCOS(C)(=O)=O.[OH-].[Na+]>>CCCCO", "hydrolysis of an alkyl halide by hydroxide"),
        ("CCCCBr.[SH-].[Na+]>>CCCCS", "thiol from an alkyl halide and hydrosulfide"),
        ("CC(Br)C.[OH-].[Na+]>>CC=C", "elimination by a base"),
        ("BrCCc1ccccc1.[OH-].[K+]>>C=Cc1ccccc1", "elimination by a base"),
    ],
)
def test_hydroxide_substitutes_at_primary_carbon_and_eliminates_elsewhere(
    reaction: str, name: str
) -> None:
    (way,) = expand(reaction, ways=1)
    assert name in way.mechanisms
