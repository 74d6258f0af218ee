"""Two mechanisms in one line, of which the second is given something once the first has ended."""

import pytest

from flower.mechanisms import library
from flower.mechanisms.expanding import END, ways_to_product


@pytest.mark.parametrize(
    ("reaction", "mechanisms"),
    [
        (
            "C1COC(C)(c2ccc(Cn3nc(N)cc3)o2)O1.O=C(O)c1ccccc1>>"
            "CC(=O)c1ccc(Cn2nc(NC(=O)c3ccccc3)cc2)o1",
            {"acetal hydrolysis by acid", "amide coupling by a carbodiimide"},
        ),
        (
            "Fc1ccc([N+](=O)[O-])cc1.C1CN(C(=O)OC(C)(C)C)CCN1>>[O-][N+](=O)c1ccc(N2CCNCC2)cc1",
            {"aromatic substitution by an amine", "Boc removal by acid"},
        ),
        (
            "COC(=O)c1ccc(CN)cc1.ClC(Cl)=O.CCNCC>>CCN(CC)C(=O)NCc1ccc(C(=O)OC)cc1",
            {"carbamoyl chloride from an amine", "carbamoyl chloride and amine"},
        ),
    ],
)
def test_two_mechanisms_that_often_share_a_line_are_each_given_what_they_need(
    reaction: str, mechanisms: set[str]
) -> None:
    way = ways_to_product(reaction, library(), 1).ways[0]
    assert set(way.mechanisms) == mechanisms
    assert way.added


def test_the_flask_comes_to_rest_before_the_second_mechanism_is_given_something() -> None:
    reaction = "Fc1ccc([N+](=O)[O-])cc1.C1CNCCC1NC(=O)OC(C)(C)C>>[O-][N+](=O)c1ccc(N2CCC(N)CC2)cc1"
    way = ways_to_product(reaction, library(), 1).ways[0]
    assert END in way.names[:-1]


def test_a_base_frees_an_ammonium_salt_that_came_without_one() -> None:
    way = ways_to_product("O=C(c1ccccc1)C.O[NH3+].[Cl-]>>CC(=NO)c1ccccc1", library(), 1).ways[0]
    assert way.mechanisms == ("oxime formation",)
    assert "CCN(CC)CC" in way.added
