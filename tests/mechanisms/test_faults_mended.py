"""What a referee found wrong with the library, and must not come back."""

from functools import cache
from itertools import pairwise

import pytest

from flower.electrons import state_to_smiles
from flower.mechanisms import MechanismTemplate, library
from flower.mechanisms.expanding import Expansion, applies_to, leads_first_to, ways_to_product
from flower.steps import mapped_step_to_states


@cache
def named(name: str) -> MechanismTemplate:
    (found,) = [one for one in library() if one.name == name]
    return found


def way(reaction: str, name: str | None = None) -> Expansion:
    (first, *_) = ways_to_product(reaction, [named(name)] if name else library()).ways
    return first


def flasks_of(found: Expansion) -> list[str]:
    return [state_to_smiles(mapped_step_to_states(step)[1]) for step in found.steps]


# Wrong labels


@pytest.mark.parametrize(
    ("reaction", "mechanism"),
    [
        (
            "Clc1ccccc1.C1COCCN1.[Pd].CC(C)(C)[O-].[Na+]>>c1ccc(N2CCOCC2)cc1",
            "Buchwald-Hartwig amination",
        ),
        ("Ic1ccccc1.c1cn[nH]c1.[Cu]I.O=C([O-])[O-].[K+].[K+]>>c1cnn(-c2ccccc2)c1", "Ullmann"),
        ("N#Cc1ccccc1.[OH-].[OH-].[Na+].[Na+].O>>O=C(O)c1ccccc1", "nitrile hydrolysis"),
        ("CC(C)(C)C(Cl)c1ccccc1.CO>>COC(c1ccccc1)C(C)(C)C", "solvolysis of a halide in an alcohol"),
    ],
)
def test_a_reaction_has_the_name_that_its_reagents_give_it(reaction: str, mechanism: str) -> None:
    (name,) = way(reaction).mechanisms
    assert name.startswith(mechanism)


@pytest.mark.parametrize(
    ("reaction", "name"),
    [
        ("C=CC(C)=O.Sc1ccccc1.CCN(CC)CC>>CC(=O)CCSc1ccccc1", "thia-Michael addition"),
        (
            "CC1CO1.Oc1ccccc1.O=C([O-])[O-].[K+].[K+]>>CC(O)COc1ccccc1",
            "epoxide and a phenol",
        ),
        ("CC1CO1.SCC.[OH-].[Na+]>>CCSCC(C)O", "epoxide and a thiol or thiolate"),
    ],
)
def test_thiols_and_phenols_are_nucleophiles_too(reaction: str, name: str) -> None:
    assert way(reaction, name)


# Implausible steps


@pytest.mark.parametrize(
    "reaction",
    [
        "C1COCCN1.BrCc1ccccc1>>C1COCCN1Cc1ccccc1",
        "BrC(c1ccccc1)c1ccccc1.C1CCCN1>>c1ccc(C(c2ccccc2)N2CCCC2)cc1",
        "CCOCCN.CI>>CCOCCNC",
    ],
)
def test_ammonium_gives_no_proton_to_an_ether_or_a_halide_ion(reaction: str) -> None:
    for flask in flasks_of(way(reaction)):
        assert "[OH+]" not in flask
        assert not {"Br", "I"} & set(flask.split("."))


@pytest.mark.parametrize(
    ("name", "flask"),
    [
        ("Friedel-Crafts acylation by an acid", "O=C(O)c1ccccc1.OS(=O)(=O)O"),
        ("Friedel-Crafts acylation by an acid chloride", "O=C(Cl)Cc1ccccc1.Cl[Al](Cl)Cl"),
        ("Friedel-Crafts alkylation by an alkene", "C=Cc1ccccc1.OS(=O)(=O)O"),
        ("amide coupling by a carbodiimide", "Nc1ccc(C(=O)O)cc1"),
    ],
)
def test_no_arene_is_bridged_by_its_own_side_chain(name: str, flask: str) -> None:
    assert not applies_to(flask, named(name))


def test_a_side_chain_that_is_long_enough_closes_a_ring() -> None:
    reaction = "O=C(Cl)CCCc1ccccc1.Cl[Al](Cl)Cl>>O=C1CCCc2ccccc21"
    assert way(reaction, "Friedel-Crafts acylation by an acid chloride")


@pytest.mark.parametrize(
    ("name", "flask"),
    [
        ("dehydration of a primary alcohol by acid", "CCCCO.Cl.O"),
        ("dehydration of a primary alcohol by acid", "CCO.Cc1ccc(S(=O)(=O)O)cc1"),
        ("dehydration of an alcohol by acid with a shift", "CC(O)C(C)(C)C.OC(=O)C(F)(F)F"),
        ("primary alcohol and a hydrogen halide", "CC(C)(C)O.Br"),
        ("Williamson ether synthesis", "CC(C)(C)CBr.CC[O-].[Na+]"),
        ("SN1 substitution of a halide", "CC(C)(C)Br.C1COCCN1"),
        ("E1 elimination of a tertiary halide", "CC(C)(C)Br.CC(C)(C)[O-].[K+]"),
        ("elimination by a base", "CC(Br)CC.O=[N+]([O-])c1ccccc1"),
        ("aldol addition by acid", "CC(=O)CC(C)=O.Cl"),
    ],
)
def test_no_cation_base_or_displacement_where_chemists_know_none(name: str, flask: str) -> None:
    assert not applies_to(flask, named(name))


# Too general


@pytest.mark.parametrize(
    ("name", "flask"),
    [
        ("demethylation of an aryl ether by a hydrogen halide", "COc1ccccc1.Cl"),
        ("ester hydrolysis by acid", "CCOC(C)=O.OC(=O)C(F)(F)F.O"),
        ("carbamate hydrolysis by acid", "CNC(=O)OCc1ccccc1.OC(=O)C(F)(F)F.O"),
        ("acidic hydrolysis of an amide", "CC(=O)N(C)C.OC(=O)C(F)(F)F.O"),
        ("hydrate of an aldehyde or ketone", "OC(=O)C(F)(F)F.O.O"),
        ("amidine or guanidine from a nitrile and an amine", "N#Cc1ccccc1.NCc1ccccc1"),
        ("tetrazole from a nitrile and azide", "CC#N.[N-]=[N+]=[N-].[Na+]"),
        ("N-alkylation of an azine", "OCc1ccc(Cl)nc1.ClCCl"),
        ("solvolysis of a halide in an alcohol", "CC(C)(C)Br.Oc1ccccc1"),
        ("epoxidation by a peracid", "C=CC(=O)OC.CC(=O)OO"),
        ("acid chloride by thionyl chloride", "CC(=O)O.CO"),
        ("nitrile from an amide by phosphoryl chloride", "CC(N)=O.[OH-].[Na+]"),
        ("Vilsmeier-Haack formylation", "c1ccc2[nH]ccc2c1.CN(C)C=O"),
    ],
)
def test_a_near_miss_does_not_go(name: str, flask: str) -> None:
    assert not applies_to(flask, named(name))


NITRATION = "O[N+](=O)[O-].OS(=O)(=O)O"
PERACID = "O=C(OO)c1cccc(Cl)c1"


@pytest.mark.parametrize(
    ("flask", "right", "wrong"),
    [
        ("COc1ccccc1.BrBr", "COc1ccc(Br)cc1", "COc1cccc(Br)c1"),
        ("Cc1ccccc1.BrBr.Br[Fe](Br)Br", "Cc1ccc(Br)cc1", "Cc1cccc(Br)c1"),
        (
            "O=[N+]([O-])c1ccccc1.BrBr.Br[Fe](Br)Br",
            "O=[N+]([O-])c1cccc(Br)c1",
            "O=[N+]([O-])c1ccc(Br)cc1",
        ),
        (
            f"COC(=O)c1ccccc1.{NITRATION}",
            "COC(=O)c1cccc([N+](=O)[O-])c1",
            "COC(=O)c1ccc([N+](=O)[O-])cc1",
        ),
        (
            f"c1ccc2ccccc2c1.{NITRATION}",
            "O=[N+]([O-])c1cccc2ccccc12",
            "O=[N+]([O-])c1ccc2ccccc2c1",
        ),
        ("Clc1ccccc1.CC(=O)Cl.Cl[Al](Cl)Cl", "CC(=O)c1ccc(Cl)cc1", "CC(=O)c1cccc(Cl)c1"),
        ("c1ccoc1.CC(=O)OC(C)=O.FB(F)F", "CC(=O)c1ccco1", "CC(=O)c1ccoc1"),
        (
            "Ic1ccccc1.C=CC(=O)OC.CCN(CC)CC.[Pd]",
            "COC(=O)C=Cc1ccccc1",
            "C=C(C(=O)OC)c1ccccc1",
        ),
        ("CC1=CCCCC1.B.OO.[Na+].[OH-].O", "CC1CCCCC1O", "CC1(O)CCCCC1"),
        ("CC1CO1.C[O-].[Na+].CO", "COCC(C)O", "COC(C)CO"),
        ("CC1(C)CO1.CO.OS(=O)(=O)O", "COC(C)(C)CO", "COCC(C)(C)O"),
        ("CC1CO1.[AlH4-].[Li+].O", "CC(C)O", "CCCO"),
        (f"C=CCCC(C)=C(C)C.{PERACID}", "C=CCCC1(C)OC1(C)C", "CC(C)=C(C)CCC1CO1"),
        ("CC(Br)CC.CC[O-].[Na+]", "CC=CC", "C=CCC"),
        ("CCC(C)(C)Br.CC(C)(C)[O-].[K+]", "C=C(C)CC", "CC=C(C)C"),
        (f"CC(=O)C(C)(C)C.{PERACID}", "CC(=O)OC(C)(C)C", "COC(=O)C(C)(C)C"),
        ("CC=C(C)C.Br", "CCC(C)(C)Br", "CC(Br)C(C)C"),
        ("O=C1C=CCCC1.[Li]C.Cl", "CC1(O)C=CCCC1", "CC1CCCC(=O)C1"),
        ("CN=[N+]=[N-].C#CCO.[Cu]I.CCN(CC)CC", "Cn1cc(CO)nn1", "Cn1nncc1CO"),
        (
            "BrCCCCl.C1COCCN1.O=C([O-])[O-].[K+].[K+]",
            "ClCCCN1CCOCC1",
            "BrCCCN1CCOCC1",
        ),
    ],
)
def test_no_mechanism_goes_to_the_wrong_site_first(flask: str, right: str, wrong: str) -> None:
    def goes_first(product: str) -> list[str]:
        reaction = f"{flask}>>{product}"
        ways = ways_to_product(reaction, library()).ways
        names = {one.mechanisms[0] for one in ways if len(one.mechanisms) == 1}
        return [name for name in names if leads_first_to(reaction, named(name))]

    assert goes_first(right)
    assert goes_first(wrong) == []


@pytest.mark.parametrize(
    ("reaction", "mechanism"),
    [
        ("NCCO.CC(=O)Cl.CCN(CC)CC>>CC(=O)OCCN", "acid chloride and alcohol"),
        (
            "Oc1ccc(CCO)cc1.CI.O=C([O-])[O-].[K+].[K+]>>COCCc1ccc(O)cc1",
            "Williamson ether synthesis",
        ),
        ("O=C1C=CCCC1.NCc1ccccc1>>c1ccc(CN=C2C=CCCC2)cc1", "imine formation"),
    ],
)
def test_the_slower_of_two_groups_waits(reaction: str, mechanism: str) -> None:
    others = [one for one in library() if one.name in named(mechanism).yields_to]
    assert any(applies_to(reaction.split(">>")[0], one) for one in others)


# Too narrow


@pytest.mark.parametrize(
    "reaction",
    [
        "ClC(c1ccccc1)c1ccccc1.CO>>COC(c1ccccc1)c1ccccc1",
        "CC1=CC(Cl)CCC1.CCO>>CCOC1C=C(C)CCC1",
        "N#Cc1ccccc1.C[Mg]Br.Cl.Cl.O>>CC(=O)c1ccccc1",
        "O=Cc1ccccc1.N.[C-]#N.[Na+].CC(=O)O>>NC(C#N)c1ccccc1",
        "CC(=O)Cl.Cl.NCc1ccccc1.CCN(CC)CC.CCN(CC)CC>>CC(=O)NCc1ccccc1",
        "C[P+](c1ccccc1)(c1ccccc1)c1ccccc1.O=C1CCCCC1.[Li]CCCC>>C=C1CCCCC1",
        "CC(Br)=C.C=CC(=O)OC.CCN(CC)CC.[Pd]>>COC(=O)C=CC(C)=C",
        "O=C(O)c1ccccc1.CC[O-].[Na+].CI>>COC(=O)c1ccccc1",
    ],
)
def test_the_usual_form_of_a_reagent_goes(reaction: str) -> None:
    assert way(reaction).added == ()


# Ends


@pytest.mark.parametrize(
    ("reaction", "left"),
    [
        ("CCOC(=O)c1ccccc1.[OH-].[Na+].O>>O=C(O)c1ccccc1", "O=C([O-])c1ccccc1"),
        ("CC(=O)N1CCCC1.[OH-].[Na+].O>>C1CCNC1", "C1CCNC1"),
        ("CCOC(C)=O.CCOC(C)=O.CC[O-].[Na+]>>CCOC(=O)CC(C)=O", "CCOC(=O)[CH-]C(C)=O"),
        ("C1COCCN1.BrCc1ccccc1>>C1COCCN1Cc1ccccc1", "c1ccc(C[NH+]2CCOCC2)cc1"),
    ],
)
def test_a_flask_ends_where_acid_and_base_have_met(reaction: str, left: str) -> None:
    assert left in flasks_of(way(reaction))[-1].split(".")


@pytest.mark.parametrize(
    ("reaction", "step"),
    [
        (
            "CCO.Cl.NNc1ccccc1.O=C1CCc2ncsc21>>c1ccc(NN=C2CCc3ncsc32)cc1",
            "a proton passes from the hydrogen chloride to the arylhydrazine",
        ),
        (
            "CO.NC(Cc1ccccc1)C(=O)O>>COC(=O)C(N)Cc1ccccc1",
            "a proton passes from the sulfuric acid to the amine",
        ),
    ],
)
def test_an_acid_meets_the_strongest_base_first(reaction: str, step: str) -> None:
    assert way(reaction).names[0] == step


def test_no_step_leaves_the_flask_as_it_was() -> None:
    steps = flasks_of(way("CC[O-].[Na+].CCO.O=[N+]([O-])c1ccc(F)cc1>>CCOc1ccc([N+](=O)[O-])cc1"))
    assert all(
        one != other for one, other in pairwise(steps[:-1])
    )  # the last: nothing more happens


def test_a_sulfonylamidine_takes_no_proton_beside_acetate() -> None:
    reaction = "CC(=O)OC(C)=O.CNC1=NS(=O)(=O)c2cc(N)ccc2N1>>CNC1=NS(=O)(=O)c2cc(NC(C)=O)ccc2N1"
    assert "CC(=O)O" in flasks_of(way(reaction))[-1].split(".")


@pytest.mark.parametrize(
    ("reaction", "mechanism", "added"),
    [
        (  # the amine is freed, not coupled beside hydrogen chloride
            "C1CCNCC1.Cl.O=C(O)c1ccccc1.CC(C)N=C=NC(C)C>>O=C(c1ccccc1)N1CCCCC1",
            "amide coupling by a carbodiimide",
            ("CCN(CC)CC",),
        ),
        ("CCOC(=O)c1ccccc1.Cl.O>>O=C(O)c1ccccc1", "ester hydrolysis by acid", ()),
        (
            "O=C(O)c1ccccc1.NCc1ccccc1.CN1CCOCC1.CN1CCOCC1.COc1nc(Cl)nc(OC)n1"
            ">>O=C(NCc1ccccc1)c1ccccc1",
            "amide coupling by a chlorotriazine",
            ("NCc1ccccc1", "NCc1ccccc1"),  # and no carbodiimide
        ),
    ],
)
def test_what_is_supplied_meets_no_reagent_that_undoes_it(
    reaction: str, mechanism: str, added: tuple[str, ...]
) -> None:
    found = way(reaction)
    assert (found.mechanisms, found.added) == ((mechanism,), added)
