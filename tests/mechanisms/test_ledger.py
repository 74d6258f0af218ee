"""Arrows and sides of a written step must tell the same electrons."""

import pytest

from flower.electrons import smiles_to_state
from flower.errors import InputError
from flower.mechanisms.ledger import read_arrows
from flower.mechanisms.step_template import StepTemplate

ADDITION = "[C:1]=[O:2].[N:3]>>[C:1]([O-:2])[N+:3]"


def test_a_step_that_keeps_its_books_is_read() -> None:
    assert StepTemplate("addition", ADDITION, "3 -> 3-1, 1=2 -> 2").moves.lone == {3: -2, 2: 2}


@pytest.mark.parametrize(
    ("smarts", "arrows", "told"),
    [
        (ADDITION, "3 -> 3-1", "Atom 1"),
        ("[C:1]=[O:2].[N:3]>>[C:1]([O:2])[N+:3]", "3 -> 3-1, 1=2 -> 2", "1 electron fewer"),
        (
            "[C:1]=[O:2].[N:3]>>[C:1]([O-:2])",
            "3 -> 3-1, 1=2 -> 2",
            "Atom 3 is only on the reactant",
        ),
        ("[C:1]=[O:2].[N:3]>>[C:1]([O-:2])[P+:3]", "3 -> 3-1, 1=2 -> 2", "is N on the reactant"),
        ("[C:1]=[O:2].[N:3]>>[C:1]=[O:2][N:3]", "3 -> 3-1, 1=2 -> 2", "by the arrows"),
        ("[C:1=[O:2]>>[C:1]", "1=2 -> 2", "no SMARTS"),
        ("[C:1]=[O:2]", "1=2 -> 2", "write `>>` once"),
        (ADDITION, "3 => 1", "is no arrow"),
        (ADDITION, "3 -> 1-2", "not on"),
        (ADDITION, "3 -> 3-9", "An arrow names atom 9"),
        ("[C:1]=[O:1]>>[C:1]", "1 -> 1-2", "number each once"),
    ],
)
def test_a_step_that_does_not_says_which_atom(smarts: str, arrows: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        StepTemplate("wrong", smarts, arrows)


def test_an_arrow_that_moves_nothing_is_refused() -> None:
    with pytest.raises(InputError, match="moves nothing"):
        read_arrows("3 -> 3")


def test_an_electron_from_a_metal_may_meet_an_unpaired_one() -> None:
    step = StepTemplate("transfer", "[Zn:1].[C:2]>>[Zn+:1].[C-:2]", "1 ~> 2")
    assert len(step.matches(smiles_to_state("[Zn].[CH3]"), {})) == 1


def test_an_electron_may_leave_its_partner_unpaired() -> None:
    smarts = "[Zn:1].[C:2]=[O:3]>>[Zn+:1].[C:2][O-:3]"
    step = StepTemplate("transfer", smarts, "1 ~> 3, 2=3 ~> 3, 2=3 ~> 2")
    assert len(step.matches(smiles_to_state("[Zn].CC(C)=O"), {})) == 1
