"""A prediction as a fragment of HTML for notebooks: no script, nothing loaded, style of its own."""

from __future__ import annotations

from html import escape

from flower.drawing.figure import draw_mechanism
from flower.errors import InputError
from flower.pages.outcomes import told_if_reacts, told_outcomes
from flower.pages.parts import UNCHANGED, molecules_of, percent, trust_words
from flower.pages.sheet import END
from flower.prediction.outcome import Outcome, Prediction

# On a light panel, since a notebook does not say whether its page is dark.
_STYLE = """
.flower-prediction{background:#fff;color:#1c2024;border:1px solid #e3e6e8;border-radius:8px;
padding:12px 16px;max-width:960px;overflow-x:auto;font:14px/1.45 system-ui,sans-serif}
.flower-prediction table{border-collapse:collapse;margin:8px 0;color:inherit}
.flower-prediction th,.flower-prediction td{padding:4px 14px 4px 0;text-align:left;
border-bottom:1px solid #e3e6e8;background:none;overflow-wrap:anywhere;max-width:520px}
.flower-prediction p{margin:4px 0;color:#5c6670}
.flower-prediction svg{display:block;max-width:100%;height:auto}
"""


_HEADS = "<th>probability</th><th>new molecules</th><th>steps</th>"


def notebook_html(prediction: Prediction) -> str:
    """Return a prediction as HTML for a notebook: the outcomes, and how the first comes about.

    >>> from flower.prediction.outcome import Outcome
    >>> rests = Outcome(rank=1, probability=1.0, smiles="O", products=(), finished=True, steps=())
    >>> "nothing happens" in notebook_html(Prediction("O", "ok", None, (rests,), "toy", 0))
    True
    """
    told = told_outcomes(prediction)
    if prediction.error is not None:
        body = f"<p>{escape(prediction.error)}</p>"
    elif not told:
        body = "<p>No outcome was found.</p>"
    else:
        what = "way" if prediction.target is not None else "outcome"
        rows = "".join(_row(outcome) for outcome in told)
        body = (
            f"<table><tr><th>{what}</th>{_HEADS}"
            f"</tr>{rows}</table>{_if_reacts(prediction)}{_mechanism(told[0], what)}"
            "<p>Percentages are the model's probabilities, not yields.</p>"
        )
    return (
        f'<div class="flower-prediction"><style>{_STYLE}</style><div><b>{escape(prediction.input)}'
        f"</b></div><p>Model {escape(prediction.model)}, seed {prediction.seed}</p>{body}</div>"
    )


def _if_reacts(prediction: Prediction) -> str:
    rows = "".join(map(_row, told_if_reacts(prediction)))
    head = f"<tr><th>if it reacts at all</th>{_HEADS}"
    return f"<table>{head}</tr>{rows}</table>" if rows else ""


def _row(outcome: Outcome) -> str:
    new = [m for m in molecules_of(outcome) if m.role != UNCHANGED]
    names = " + ".join(f"{m.smiles} ({m.role})" if m.role else m.smiles for m in new)
    steps = str(len(outcome.steps)) if outcome.steps else "nothing happens"
    mark = "" if outcome.finished else ", unfinished"
    chance = "; ".join([percent(outcome.probability), *trust_words(outcome)])
    caution = f"<br>{escape(outcome.caution)}" if outcome.caution else ""
    return (
        f"<tr><td>{outcome.rank}</td><td>{chance}</td>"
        f"<td>{escape(names) or '–'}{caution}</td><td>{steps}{mark}</td></tr>"
    )


def _mechanism(outcome: Outcome, what: str) -> str:
    steps = [step for step in outcome.steps if step.kind != END]
    if not steps:
        return ""
    titles = [f"{step.kind} {percent(step.probability)}" for step in steps]
    try:
        return draw_mechanism([step.mapped for step in steps], titles=titles).svg
    except InputError as error:
        words = "".join(f"<li>{escape(step.description)}</li>" for step in steps)
        return f"<p>The first {what} cannot be drawn: {escape(str(error))}</p><ol>{words}</ol>"
