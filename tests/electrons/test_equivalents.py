"""The same step at equivalent atoms is found, and nothing that only looks like it."""

import pytest

from flower.electrons import (
    Change,
    State,
    apply_change,
    change_between,
    equivalent_changes,
    make_change,
    smiles_to_state,
    state_to_smiles,
)
from flower.steps import mapped_step_to_states


def images(step: str) -> list[Change]:
    before, after = mapped_step_to_states(step)
    return equivalent_changes(before, change_between(before, after))


@pytest.mark.parametrize(
    ("step", "number"),
    [
        ("[OH-:1].[ClH:2]>>[OH2:1].[Cl-:2]", 1),
        ("[OH-:1].[ClH:2].[ClH:3]>>[OH2:1].[Cl-:2].[ClH:3]", 2),
        ("[OH-:1].[OH-:4].[ClH:2].[ClH:3]>>[OH2:1].[OH-:4].[Cl-:2].[ClH:3]", 4),
        # either oxygen of the sulfone takes the proton
        (
            "[CH3:1][S:2](=[O:3])(=[O:4])[CH3:5].[H+:6]>>[CH3:1][S:2](=[OH+:3])(=[O:4])[CH3:5]",
            2,
        ),
        # either end of a dibromide is attacked, and leaves with its own bromine alone
        (
            "[OH-:1].[CH2:2]([Br:3])[CH2:4][Br:5]>>[OH:1][CH2:2][CH2:4][Br:5].[Br-:3]",
            2,
        ),
    ],
)
def test_equivalent_places_are_all_found(step: str, number: int) -> None:
    found = images(step)
    assert len(found) == number
    before, after = mapped_step_to_states(step)
    products = state_to_smiles(after, stereo=False)
    assert {state_to_smiles(apply_change(before, one), stereo=False) for one in found} == {products}


def test_the_step_itself_comes_first() -> None:
    before, after = mapped_step_to_states("[OH-:1].[ClH:2].[ClH:3]>>[OH2:1].[ClH:2].[Cl-:3]")
    first, *_ = equivalent_changes(before, change_between(before, after))
    assert first.lone.tolist() == change_between(before, after).lone.tolist()


def test_that_nothing_happens_has_no_other_place() -> None:
    flask: State = smiles_to_state("Cl.Cl")
    assert [one.is_empty for one in equivalent_changes(flask, make_change())] == [True]


def test_a_flask_of_many_alike_is_not_counted_for_ever() -> None:
    crowd = smiles_to_state(".".join(["[OH-]", *["Cl"] * 100]))
    transfer = make_change(lone=[(0, -2), (1, 2)], hydrogens=[(0, 1), (1, -1)])
    assert len(equivalent_changes(crowd, transfer)) == 64
