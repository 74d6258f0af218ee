"""Overall reactions, as patents write them, become steps that end in the product."""

import pytest

from flower.errors import InputError
from flower.mechanisms import expand, library, read_mechanism_templates, scale
from flower.mechanisms.expanding import read_overall, ways_to_product

AMIDE = "CC(=O)Cl.NCc1ccccc1.CCN(CC)CC>>CC(=O)NCc1ccccc1"


def test_agents_may_stand_between_the_arrows_and_atoms_may_be_mapped() -> None:
    between = "CC(=O)Cl.NCc1ccccc1>CCN(CC)CC>CC(=O)NCc1ccccc1"
    mapped = "CC(=O)Cl.[NH2:1]Cc1ccccc1.CCN(CC)CC>>CC(=O)[NH:1]Cc1ccccc1"
    assert expand(AMIDE)[0].names == expand(between)[0].names == expand(mapped)[0].names


def test_by_products_appear_by_themselves() -> None:
    last = expand(AMIDE)[0].steps[-1]
    assert "[Cl-" in last
    assert "[N+" in last


def test_the_order_of_molecules_and_atoms_changes_nothing() -> None:
    other = "CCN(CC)CC.c1ccccc1CN.ClC(C)=O>>c1ccccc1CNC(=O)C"
    assert [w.names for w in expand(other)] == [w.names for w in expand(AMIDE)]


def test_a_missing_reagent_is_added_and_told() -> None:
    (way, *_) = expand("C1CCCCC1=O.CN>>CNC1CCCCC1")
    assert way.added


def test_two_mechanisms_may_follow_each_other() -> None:
    found = expand("CC(C)(C)OC(=O)NCc1ccccc1.CC(=O)Cl.Cl.CCN(CC)CC>>CC(=O)NCc1ccccc1")
    assert found[0].mechanisms == ("Boc removal by acid", "acid chloride and amine")


def test_a_first_step_that_is_optional_may_be_left_out() -> None:
    (way, *_) = expand("C[O-].O=Cc1ccc(Cl)cc1F.[Na+]>>COc1cc(Cl)ccc1C=O")
    assert way.names[0] == "addition to the ring"


def test_a_nitro_group_is_no_base() -> None:
    sulfonamide = "CN.O=S(=O)(Cl)c1ccc([N+](=O)[O-])cc1>>CNS(=O)(=O)c1ccc([N+](=O)[O-])cc1"
    assert expand(sulfonamide)


def test_a_reaction_no_mechanism_explains_has_no_way_and_says_what_fitted() -> None:
    assert expand("C.O>>CO") == ()
    found = ways_to_product("CC(=O)Cl.NCc1ccccc1>>CCC(=O)NCc1ccccc1", library())
    assert found.ways == ()
    assert "acid chloride and amine" in found.elsewhere


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("CCO", "is no reaction"),
        ("CCO>>", "is no reaction"),
        (">>CCO", "is no reaction"),
        ("CCO.O>>O", "has no product that its reactants are not"),
        ("C(C>>CC", "C(C"),
        (
            "[N:1]([H:2])([H:3])[H:4].[Cl:5][H:6]>>[N+:1]([H:2])([H:3])([H:4])[H:6].[Cl-:5]",
            "is an elementary step already",
        ),
    ],
)
def test_what_is_no_reaction_is_told(text: str, told: str) -> None:
    with pytest.raises(InputError) as refused:
        read_overall(text)
    assert told in str(refused.value)


def test_a_proton_transfer_goes_with_the_step_left_out_that_would_have_found_its_atoms() -> None:
    text = """
name: addition, after the salt is freed if there is one
class: acylation
description: Addition and loss of chloride.
reference: a textbook, ch. 10
needs: ["C(=O)Cl"]
steps:
- step: an anion finds an acid
  smarts: "[S-:8].[N+;X4;!H0:9][H:7]>>[S:8][H:7].[N:9]"
  arrows: "8 -> 8-7, 9-7 -> 9"
  optional: true
- step: which gives the proton back
  proton: "8 -> 9"
- step: addition
  smarts: "[C:1](=[O:2])[Cl:3].[N;X3;H2:4]>>[C:1]([O-:2])([Cl:3])[N+:4]"
  arrows: "4 -> 4-1, 1=2 -> 2"
- step: chloride leaves
  smarts: "[C:1]([O-:2])[Cl:3]>>[C:1]=[O:2].[Cl-:3]"
  arrows: "2 -> 2=1, 1-3 -> 3"
examples: ["CC(=O)Cl.CN>>CNC(C)=O"]
"""
    templates = read_mechanism_templates(text, "mine.yaml", scale())
    found = ways_to_product("CC(=O)Cl.CN>>CNC(C)=O", templates)
    assert found.ways[0].names[:2] == ("addition", "chloride leaves")


def test_no_further_ways_are_looked_for_once_time_is_up() -> None:
    """What a flask lacks is supplied in a later round than the first."""
    reaction = "COC(C)=O>>CC(=O)O"
    assert expand(reaction, ways=1)
    assert expand(reaction, ways=1, time_limit_s=1e-6) == ()
