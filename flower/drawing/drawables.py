"""`flower.draw`: one picture of whatever is given."""

from __future__ import annotations

from collections.abc import Sequence

from flower.drawing.drawing import Drawing
from flower.drawing.figure import draw_mechanism, draw_steps
from flower.drawing.settings import DrawingSettings
from flower.drawing.staged import StageSteps, draw_stages
from flower.errors import A_REACTION, InputError, require_text, shorten
from flower.prediction.flask import is_one
from flower.prediction.outcome import Outcome, Prediction, StepCandidate
from flower.records import Mechanism
from flower.steps.elementary_step import ElementaryStep

Drawable = str | ElementaryStep | StepCandidate | Outcome | Prediction | Mechanism | Sequence[str]


def draw(what: Drawable, settings: DrawingSettings | None = None) -> Drawing:
    """Draw a step, or a mechanism with its states and the arrows between them.

    Args:
        what: a mapped step `reactants>>products`, or several that follow one another; an
            `ElementaryStep`, `Outcome` or `Mechanism`; of a `Prediction`, its most probable
            outcome.
        settings: what is shown, and how large.

    Raises InputError for a step that does not conserve, or if there is no step to draw.

    >>> picture = draw("[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]")
    >>> picture.svg.startswith("<svg"), picture.png()[1:4]
    (True, b'PNG')
    """
    if isinstance(what, Prediction):
        if not what.outcomes:
            raise InputError(f"The prediction of `{what.input}` has no outcome; there is no step.")
        what = what.outcomes[0]
    if isinstance(what, StepCandidate):
        what = what.step
    if isinstance(what, (str, ElementaryStep)):
        (one,) = draw_steps([what if isinstance(what, str) else what.mapped], settings)
        return one
    if isinstance(what, Outcome | Mechanism) and what.stages:
        return draw_stages(_stages(what), settings)
    if not isinstance(what, Outcome | Mechanism) and is_one(what):
        raise InputError(
            f"`{shorten(repr(what))}` cannot be drawn; give a mapped step `reactants>>products`, "
            "several, or a prediction."
        )
    titles: list[str] | None = None
    if isinstance(what, Outcome):
        titles = [f"{step.kind} {step.probability:.1%}" for step in what.steps]
        steps: Sequence[str] = [step.mapped for step in what.steps]
    else:
        steps = what.steps if isinstance(what, Mechanism) else list(what)
    if not steps:
        raise InputError("There is no step to draw: nothing happens. Give at least one step.")
    for step in steps:
        require_text(step, A_REACTION)
    return draw_mechanism(steps, settings, titles)


def _stages(what: Outcome | Mechanism) -> list[StageSteps]:
    if isinstance(what, Mechanism):
        mapped, titles, parts = what.steps, None, list(what.stages)
    else:
        mapped = tuple(step.mapped for step in what.steps)
        titles = [f"{step.kind} {step.probability:.1%}" for step in what.steps]
        parts = [(one.text, one.steps) for one in what.stages or ()]
    found, first = [], 0
    for done, count in parts:
        last = first + count
        found.append(StageSteps(done, mapped[first:last], titles and titles[first:last]))
        first = last
    return found


def svg_of(what: Drawable) -> str:
    """Draw as SVG, for a notebook that shows it."""
    return draw(what).svg
