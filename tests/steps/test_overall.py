"""What a mechanism comes to: balanced, every atom, hydrogens too, with one number on both sides."""

import re
from collections import Counter

import pytest

from flower.errors import InputError
from flower.steps.overall import overall_reaction

AMMONIUM = (
    "[Cl:1][H:4].[N:2]([H:5])([H:6])[H:7].[Na+:3]>>[Cl-:1].[N+:2]([H:4])([H:5])([H:6])[H:7].[Na+:3]"
)
BACK = (
    "[Cl-:1].[N+:2]([H:4])([H:5])([H:6])[H:7].[Na+:3]>>[Cl:1][H:7].[N:2]([H:4])([H:5])[H:6].[Na+:3]"
)
HYDROLYSIS = (
    "[C:1]([O:2][C:3]([H:7])=[O:4])([H:8])([H:9])[H:10].[O-:5][H:11]>>"
    "[C:1]([O:2][C:3]([H:7])([O-:4])[O:5][H:11])([H:8])([H:9])[H:10]",
    "[C:1]([O:2][C:3]([O-:4])([O:5][H:12])[H:11])([H:8])([H:9])[H:10]>>"
    "[C:1]([O-:2])([H:8])([H:9])[H:10].[C:3](=[O:4])([O:5][H:12])[H:11]",
)


def _numbers(side: str) -> Counter[str]:
    return Counter(re.findall(r":(\d+)\]", side))


def test_every_atom_is_once_on_each_side() -> None:
    before, after = overall_reaction(HYDROLYSIS).mapped.split(">>")
    assert _numbers(before) == _numbers(after) == Counter(map(str, range(1, 11)))


def test_hydrogens_are_followed_though_each_step_numbers_them_anew() -> None:
    found = overall_reaction(HYDROLYSIS)
    assert found.balanced == "COC=O.[OH-]>>C[O-].O=CO"
    before, after = found.mapped.split(">>")
    (of_hydroxide,) = re.findall(r"\[O-:5\]\[H:(\d+)\]", before)
    assert f"[O:5][H:{of_hydroxide}]" in after


def test_what_is_handed_back_as_it_was_takes_no_part() -> None:
    whole = overall_reaction([AMMONIUM])
    assert (whole.balanced, whole.unchanged) == ("Cl.N>>[Cl-].[NH4+]", ("[Na+:3]",))


def test_the_hydrogen_that_came_last_leaves_first() -> None:
    whole = overall_reaction([AMMONIUM, BACK])
    assert whole.mapped == ">>"
    assert len(whole.unchanged) == 3


def test_a_molecule_that_a_later_step_brings_was_there_from_the_beginning() -> None:
    brought = (
        "[C:1]([O-:2])([H:6])([H:7])[H:8].[Cl:3][H:9]>>[C:1]([O:2][H:9])([H:6])([H:7])[H:8].[Cl-:3]"
    )
    first = "[C:1]([O-:2])([H:4])([H:5])[H:6]>>[C:1]([O-:2])([H:4])([H:5])[H:6]"
    assert overall_reaction([first, brought]).balanced == "C[O-].Cl>>CO.[Cl-]"


@pytest.mark.parametrize("steps", [(), (HYDROLYSIS[1], HYDROLYSIS[0]), (AMMONIUM, HYDROLYSIS[0])])
def test_steps_that_do_not_follow_each_other_are_refused(steps: tuple[str, ...]) -> None:
    with pytest.raises(InputError, match="give"):
        overall_reaction(steps)
