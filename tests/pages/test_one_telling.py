"""Shell, page and notebook say the same of a prediction, since all write one summary."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

import flower
from flower.cli.telling import summary_lines
from flower.pages import notebook_html, report_html
from flower.prediction.outcome import OtherWay, Prediction
from tests.pages.parsed import Page
from tests.pages.reports import amide, resting


def full() -> Prediction:
    """A prediction of which there is all to tell: it rests, and would go on if it reacted."""
    outcomes = tuple(
        replace(
            one,
            confidence=0.75,
            unfamiliar=0.25,
            caution="It is <far> from all known.",
            other_ways=(OtherWay(0.125, one.steps),),
        )
        for one in amide().outcomes
    )
    cut = replace(outcomes[0], rank=2, probability=0.3, finished=False, steps=outcomes[0].steps[:1])
    rests = replace(resting().outcomes[0], probability=0.6)
    return replace(
        amide(),
        outcomes=(rests, cut),
        if_reacts=outcomes,
        note="Read [CH3] as a radical.",
        stopped="time",
    )


def shell(prediction: Prediction) -> str:
    return " ".join(line.plain for line in summary_lines(prediction, 10_000, "beam 8"))


def page(prediction: Prediction) -> str:
    seen = re.sub("<(script|style)[ >].*?</", r"<\1></", report_html(prediction), flags=re.DOTALL)
    return " ".join(Page(seen).texts)


def notebook(prediction: Prediction) -> str:
    return " ".join(Page(notebook_html(prediction)).texts)


Form = Callable[[Prediction], str]
EVERYWHERE = (shell, page, notebook)


@pytest.mark.slow
@pytest.mark.parametrize("form", EVERYWHERE)
@pytest.mark.parametrize(
    "fact",
    [
        "Read [CH3] as a radical.", "confidence 75.0", "unfamiliar 25", "nothing happens",
        "It is <far> from all known.", "unfinished", "f it reacts at all", "CC(=O)NCc1ccccc1",
        "not yields",
    ],
)  # fmt: skip
def test_a_fact_is_told_in_every_form(form: Form, fact: str) -> None:
    assert fact in form(full())


@pytest.mark.slow
@pytest.mark.parametrize("form", EVERYWHERE)
def test_that_nothing_was_found_is_told_in_the_same_words(form: Form) -> None:
    asked = replace(amide(), outcomes=(), target="CCO")
    assert "No way to CCO was found." in form(asked)
    assert "No outcome is probable enough to be told." in form(replace(asked, target=None))


@pytest.mark.slow
@pytest.mark.parametrize("form", EVERYWHERE)
def test_a_way_to_a_target_is_never_called_unfinished(form: Form) -> None:
    ways = tuple(replace(one, finished=False) for one in amide().outcomes)
    assert "unfinished" not in form(replace(amide(), outcomes=ways, target="CCO"))


@pytest.mark.slow
@pytest.mark.parametrize("form", [shell, page])
def test_why_a_search_ended_and_what_is_left_out_are_told(form: Form) -> None:
    told = form(full())
    assert "used up; this is the best it had found." in told
    assert "Other outcomes, not shown or not followed: 10.0" in told
    assert "Confidence: of outcomes told so on reactions kept aside" in told


def test_the_summary_is_public() -> None:
    summary = flower.summarize(full())
    assert isinstance(summary, flower.Summary)
    assert [one.title for one in summary.outcomes] == ["Outcome 1", "Outcome 2"]


@pytest.mark.slow
@pytest.mark.parametrize("form", [shell, page])
def test_other_ways_are_told_with_their_shares(form: Form) -> None:
    told = form(full())
    assert "Other ways to this outcome" in told
    assert "12.5" in told
    assert "Other ways to this outcome" not in form(amide())
