"""A prediction as a fragment of HTML for notebooks: no script, nothing loaded, style of its own."""

from __future__ import annotations

from markupsafe import Markup

from flower.drawing.figure import draw_mechanism
from flower.drawing.staged import StageSteps, draw_stages
from flower.errors import InputError
from flower.pages.frame import asset, html_fragment, percent
from flower.pages.sheet import END
from flower.prediction.outcome import Prediction
from flower.prediction.outcome_summary import OutcomeSummary
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
        try:
            drawing = _drawn(first[0])
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


def _drawn(outcome: OutcomeSummary) -> str:
    parts = [(stage.done, stage.steps) for stage in outcome.stages] or [("", outcome.steps)]
    stages = []
    for done, steps in parts:
        acting = [step for step in steps if step.kind != END]
        titles = [f"{step.kind} {percent(step.probability)}" for step in acting]
        stages.append(StageSteps(done, [step.mapped for step in acting], titles))
    if outcome.stages:
        return draw_stages(stages).svg
    return draw_mechanism(stages[0].steps, titles=stages[0].titles).svg
