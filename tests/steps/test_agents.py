"""A step reads the same however a patent would write it."""

import pytest

from flower.errors import InputError
from flower.steps import Step, read_step
from flower.steps.agents import sides_of
from flower.steps.as_mapped import mapped_text

MAPPED = "[CH3:1][Br:2].[OH-:3]>>[CH3:1][OH:3].[Br-:2]"
PLAIN = "CBr.[OH-]>>CO.[Br-]"


@pytest.mark.parametrize(
    "written",
    [
        MAPPED,
        "[CH3:1][Br:2].[OH-:3] >> [CH3:1][OH:3].[Br-:2]",
        " [CH3:1][Br:2] . [OH-:3]>> [CH3:1][OH:3] + [Br-:2] ",
        "[CH3:1][Br:2] > [OH-:3] > [CH3:1][OH:3].[Br-:2]",
        "[CH3:1][Br:2]>[OH-:3]>[CH3:1][OH:3].[Br-:2]",
        PLAIN,
        "CBr + [OH-] >> CO + [Br-]",
        "CBr > [OH-] > CO.[Br-]",
        "CBr>[OH-]>CO . [Br-]",
    ],
)
def test_every_way_of_writing_is_one_step(written: str) -> None:
    reading, wanted = read_step(written), read_step(PLAIN)
    told = [Step.between(one.reactants, one.products) for one in (reading, wanted)]
    assert told[0].kind == told[1].kind == "substitution"
    assert read_step(mapped_text(written)).moved == wanted.moved


@pytest.mark.parametrize(
    ("written", "after"),
    [
        ("CBr.[OH-] > O.[Na+] > CO.[Br-]", "CO.[Br-].O.[Na+]"),
        ("CBr > [OH-].[Na+] > CO.[Br-]", "CO.[Br-].[Na+]"),
        ("CBr > [OH-].[Na+] > CO.[Br-].[Na+]", "CO.[Br-].[Na+]"),
        ("[CH3:1][Br:2]>[OH-:3].[OH2:4]>[CH3:1][OH:3].[Br-:2]", "[CH3:1][OH:3].[Br-:2].[OH2:4]"),
    ],
)
def test_agents_that_are_not_used_up_are_there_at_the_end(written: str, after: str) -> None:
    assert sides_of(written)[1] == after


@pytest.mark.parametrize("text", ["CBr", "CBr>CO", "C>>O>>N", ">"])
def test_what_is_no_step_is_told(text: str) -> None:
    with pytest.raises(InputError, match="is no step; write `reactants>>products` once"):
        sides_of(text)
