"""A prediction as a fragment of HTML for notebooks: no script, nothing loaded, style of its own."""

from __future__ import annotations

from markupsafe import Markup

from flower.drawing.figure import draw_mechanism
from flower.errors import InputError
from flower.pages.frame import asset, html_fragment, percent
from flower.pages.sheet import END
from flower.prediction.outcome import Prediction
from flower.prediction.summary import NOT_YIELDS, summarize


def notebook_html(prediction: Prediction) -> str:
    """Return a prediction as HTML for a notebook: the outcomes, and how the first comes about.

    >>> from flower.prediction.outcome import Outcome
    >>> rests = Outcome(rank=1, probability=1.0, smiles="O", products=(), finished=True, steps=())
    >>> "nothing happens" in notebook_html(Prediction("O", "ok", None, (rests,), "toy", 0))
    True
    """
    summary = summarize(prediction)
    first = summary.outcomes[:1]
    steps = [step for outcome in first for step in outcome.steps if step.kind != END]
    drawing, undrawn = "", ""
    if steps:
        titles = [f"{step.kind} {percent(step.probability)}" for step in steps]
        try:
            drawing = draw_mechanism([step.mapped for step in steps], titles=titles).svg
        except InputError as error:
            undrawn = str(error)
    return html_fragment(
        "notebook.html.j2",
        prediction=prediction,
        summary=summary,
        steps=steps,
        drawing=Markup(drawing),
        undrawn=undrawn,
        not_yields=NOT_YIELDS,
        style=Markup(asset("notebook.css")),
    )
