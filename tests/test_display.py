"""Results show themselves by what the root of the house says."""

import flower
from flower.display import _MADE_BY
from tests.toy_model import AMIDE, ToyModel


def test_every_view_that_is_offered_can_be_made() -> None:
    prediction = flower.predict(AMIDE, model=ToyModel())
    assert prediction._repr_html_().startswith("<")
    best = prediction.outcomes[0]
    assert (best._repr_svg_() or "").startswith("<svg")
    assert best.steps[0]._repr_svg_().startswith("<svg")
    assert set(_MADE_BY) >= {"svg", "notebook", "steps_page", "reactions_page"}
