"""Whatever holds steps can be drawn."""

import pytest

import flower
from flower.errors import InputError
from tests.toy_model import AMIDE, ToyModel

STEP = "[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]"


def prediction() -> flower.Prediction:
    return flower.predict(AMIDE, model=ToyModel())


def test_one_step_is_drawn_the_same_however_it_is_given() -> None:
    step = prediction().outcomes[0].steps[0]
    drawn = flower.draw(step.mapped)
    assert flower.draw(step) == drawn
    (candidate, *_) = flower.step(AMIDE, model=ToyModel()).candidates
    assert flower.draw(candidate) == drawn


@pytest.mark.slow
def test_a_prediction_is_drawn_as_its_first_outcome_with_kinds_and_probabilities() -> None:
    found = prediction()
    drawn = flower.draw(found)
    assert drawn == flower.draw(found.outcomes[0])
    bare = flower.draw([step.mapped for step in found.outcomes[0].steps])
    assert bare != drawn
    mechanism = flower.Mechanism("amide", tuple(s.mapped for s in found.outcomes[0].steps))
    assert flower.draw(mechanism) == bare


def test_the_settings_reach_the_picture() -> None:
    assert flower.draw(STEP, flower.DrawingSettings(theme="dark")) != flower.draw(STEP)


def test_nothing_to_draw_is_told() -> None:
    inert = flower.predict("O", model=ToyModel())
    empty: list[str] = []
    for nothing in (inert, inert.outcomes[0], empty, flower.Mechanism("none", ())):
        with pytest.raises(InputError, match="no step"):
            flower.draw(nothing)
    with pytest.raises(InputError, match="no outcome"):
        flower.draw(flower.predict(AMIDE, model=ToyModel(), target="CCCC"))


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        ("[NH3:1].[ClH:2]>>[NH4+:1]", r"Atom 2 \(Cl\) is only on the reactant side"),
        ("[NH3:1].[ClH:2]>>[NH4+:1].[ClH:2]", "electron|hydrogen|charge"),
        ("NCl", "is no step"),
    ],
)
def test_a_step_that_does_not_conserve_is_told_apart(step: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        flower.draw(step)
