"""The outcomes of a prediction as HTML that needs no script: products, and how they come about."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from flower.pages.parts import (
    UNCHANGED,
    Shown,
    bar,
    copyable,
    count,
    figures,
    molecules_of,
    percent,
    step_html,
    trust_words,
)
from flower.pages.sheet import Sheet
from flower.prediction.outcome import Outcome, Prediction

LEAST_TOLD = 0.001
"""Outcomes after the first that are less probable are noise, and not told."""
_NONE_FOUND = (
    "That proves nothing: a wider beam or more steps look further, and a model knows the classes "
    "of reactions it has learnt."
)


def told_outcomes(prediction: Prediction) -> list[Outcome]:
    """Return the outcomes that a report tells; of ways to a target, all."""
    if prediction.target is not None:
        return list(prediction.outcomes)
    return _probable(prediction.outcomes)


def told_if_reacts(prediction: Prediction) -> list[Outcome]:
    """Return the outcomes given that something happens, where that is a second headline."""
    return _probable(prediction.if_reacts or ())


def _probable(outcomes: Sequence[Outcome]) -> list[Outcome]:
    return [o for o in outcomes if o.rank == 1 or o.probability >= LEAST_TOLD]


def outcomes_section(prediction: Prediction, sheet: Sheet) -> str:
    """Return the section of all outcomes, the first open."""
    told = told_outcomes(prediction)
    way = prediction.target is not None
    heading = f"Ways to {escape(str(prediction.target))}" if way else "Outcomes"
    if not told:
        none = "No way there was found." if way else "No outcome is probable enough to be told."
        return f'<section id="outcomes"><h2>{heading}</h2><p>{none} {_NONE_FOUND}</p></section>'
    entries = "".join(_outcome(outcome, sheet, way) for outcome in told)
    left = "" if way else _left(told)
    given = ""
    if prediction.nothing_happens is not None:
        given = (
            f"<p>If it reacts at all; that nothing happens: {percent(prediction.nothing_happens)}."
            "</p>"
        )
    reacting = told_if_reacts(prediction)
    further = "".join(_outcome(outcome, sheet, way) for outcome in reacting)
    second = f"<h3>If it reacts at all</h3>{further}{_left(reacting)}" if reacting else ""
    buttons = (
        '<p class="controls"><button type="button" id="open-all" hidden>Open all</button>'
        '<button type="button" id="close-all" hidden>Close all</button></p>'
    )
    return (
        f'<section id="outcomes"><div class="heading"><h2>{heading}</h2>{buttons}</div>'
        f"{given}{entries}{left}{second}</section>"
    )


def _left(told: Sequence[Outcome]) -> str:
    rest = 1.0 - sum(outcome.probability for outcome in told)
    if rest < LEAST_TOLD:
        return ""
    return f'<p class="soft">Other outcomes, not shown or not followed: {percent(rest)}.</p>'


def _outcome(outcome: Outcome, sheet: Sheet, way: bool) -> str:
    molecules = molecules_of(outcome)
    headline = [m for m in molecules if m.headline]
    what = "Way" if way else "Outcome"
    caution = f'<p class="mark">{escape(outcome.caution)}</p>' if outcome.caution else ""
    return (
        f'<details class="outcome"{" open" if outcome.rank == 1 else ""}><summary>'
        f'<span class="rank" aria-label="{what} {outcome.rank}">{outcome.rank}</span>'
        f'<span class="probability"><b>{percent(outcome.probability)}</b>'
        f"{bar(outcome.probability)}</span>{_glance(outcome, headline, sheet, way)}</summary>"
        f"{caution}{_products(molecules, sheet)}{_mechanism(outcome, sheet)}"
        f'<div class="flask"><h3>The whole flask</h3>{copyable(outcome.smiles)}</div></details>'
    )


def _glance(outcome: Outcome, headline: list[Shown], sheet: Sheet, way: bool) -> str:
    """What is seen of an outcome while it is closed."""
    pictures = []
    for molecule in headline:
        held = sheet.molecule(molecule.smiles)
        shown = f"<code>{escape(molecule.smiles)}</code>"
        pictures.append(
            f'<span class="picture">{held.show(molecule.smiles) if held else shown}</span>'
        )
    name = " + ".join(m.smiles for m in headline) or "no new molecule"
    steps = count(len(outcome.steps), "step") if outcome.steps else "nothing happens"
    steps = "; ".join([steps, *trust_words(outcome)])
    told = outcome.finished or way  # a way ends where the target appears
    mark = "" if told else '<span class="mark">unfinished: more would happen</span>'
    return (
        f'<span class="glance">{"".join(pictures)}<span class="name">'
        f'<span class="title">{escape(name)}</span><span class="soft">{steps}</span>{mark}'
        "</span></span>"
    )


def _products(molecules: list[Shown], sheet: Sheet) -> str:
    new = [m for m in molecules if m.role != UNCHANGED]
    same = " + ".join(m.smiles for m in molecules if m.role == UNCHANGED)
    unchanged = (
        f'<p class="soft">Unchanged: <span class="smiles">{escape(same)}</span></p>' if same else ""
    )
    if not new:
        return unchanged
    return f'<h3>New molecules</h3><div class="molecules">{figures(new, sheet)}</div>{unchanged}'


def _mechanism(outcome: Outcome, sheet: Sheet) -> str:
    if not outcome.steps:
        return "<p>Nothing happens.</p>" if outcome.finished else ""
    steps = "".join(step_html(k, step, sheet) for k, step in enumerate(outcome.steps, 1))
    return f'<h3>The most probable way there</h3><ol class="steps">{steps}</ol>'
