import pytest
from hypothesis import given

from flower.electrons import Change, State, apply_change, make_change, problem_with, smiles_to_state
from flower.steps import StepCheck
from tests.electrons.flasks import TEXTBOOK, pair_moves, textbook


def allows(state: State, change: Change) -> bool:
    return StepCheck(state).allows(change)


@given(step=pair_moves())
def test_a_change_is_allowed_where_the_state_after_it_has_no_problem(
    step: tuple[State, Change],
) -> None:
    state, change = step
    after = apply_change(state, change)
    assert allows(state, change) == (problem_with(after, change.nodes()) is None)


@pytest.mark.parametrize("name", TEXTBOOK)
def test_textbook_steps_are_allowed(name: str) -> None:
    assert allows(*textbook(name))


def test_spectators_that_no_step_may_make_do_not_forbid_a_step() -> None:
    state = smiles_to_state("[CH-].N.Cl")
    change = make_change(lone=[(1, -2), (2, 2)], hydrogens=[(1, 1), (2, -1)])
    assert problem_with(apply_change(state, change)) is not None
    assert allows(state, change)


@pytest.mark.parametrize(
    ("smiles", "change"),
    [
        ("ClCl", make_change(bonds=[(0, 1, -1)], lone=[(0, 1), (1, 1)])),
        ("C.[Cl]", make_change(lone=[(0, 1), (1, -1)], hydrogens=[(0, -1), (1, 1)])),
        ("[CH-](Cl)Cl", make_change(bonds=[(0, 1, -1)], lone=[(1, 2)])),
        (
            "CN=[N+]=[N-]",
            make_change(bonds=[(1, 2, -2), (2, 3, 1)], lone=[(1, 2), (2, 2), (3, -2)]),
        ),
    ],
)
def test_open_shells_are_made_only_where_they_may_be(smiles: str, change: Change) -> None:
    state = smiles_to_state(smiles)
    assert StepCheck(state).allows(change)
    assert not StepCheck(state, open_shells=False).allows(change)
