"""Results show themselves by what the root of the house says."""

import json

import pytest

import flower
from flower.display import _MADE_BY, AsDict
from tests.cli.shell import inside
from tests.toy_model import AMIDE, ToyModel


@pytest.mark.slow
def test_every_view_that_is_offered_can_be_made() -> None:
    prediction = flower.predict(AMIDE, model=ToyModel())
    assert prediction._repr_html_().startswith("<")
    best = prediction.outcomes[0]
    assert (best._repr_svg_() or "").startswith("<svg")
    assert best.steps[0]._repr_svg_().startswith("<svg")
    assert set(_MADE_BY) >= {"svg", "notebook", "steps_page", "reactions_page"}


@pytest.mark.parametrize(
    "answer",
    [
        flower.Prediction, flower.StepPrediction, flower.Score, flower.Explanation,
        flower.OverallMap, flower.Impurities,
    ],
)  # fmt: skip
def test_every_answer_is_to_be_had_as_a_dictionary(answer: type) -> None:
    assert issubclass(answer, AsDict)
    assert answer.to_json_dict is not AsDict.to_json_dict


def test_as_a_dictionary_it_is_what_the_shell_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flower.proposals.load_model", lambda *_, **__: ToyModel())
    written = json.loads(inside("predict", AMIDE, "--json").stdout)
    assert json.loads(json.dumps(flower.predict(AMIDE, model=ToyModel()).to_dict())) == written
