"""Reports as text: what they hold, that nothing in them is loaded and that all is escaped."""

import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from flower.errors import InputError
from flower.pages import notebook_html, report_html, write_report
from flower.pages.network import LEAST_SHOWN
from flower.pages.report import MOST_DRAWN_STEPS
from tests.pages.parsed import Page
from tests.pages.reports import HOSTILE, amide, hostile, large, resting

ALL = {"amide": amide, "resting": resting, "hostile": hostile, "large": large}


@cache
def built(name: str) -> str:
    return report_html(ALL[name](), "beam 8; seed 0")


@pytest.fixture(params=ALL)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def page(name: str) -> str:
    return built(name)


def data_of(page: str) -> dict[str, list[dict[str, object]]]:
    held = re.search(r'<script id="data" type="application/json">(.*?)</script>', page)
    assert held is not None
    return dict(json.loads(held[1]))


@pytest.mark.slow
def test_a_report_asks_nothing_from_elsewhere(page: str) -> None:
    parsed = Page(page)
    assert {"link", "img", "iframe", "object", "base", "form"}.isdisjoint(parsed.tags)
    targets = [value for name, value in parsed.attributes if name in ("src", "href", "xlink:href")]
    assert all(str(target).startswith("#") for target in targets)
    assert not re.search(r"@import|https?:", page)
    assert set(re.findall(r"url\(([^)]*)\)", page)) <= {"#tip"}
    assert {"style", "onclick", "onerror", "onload"}.isdisjoint(n for n, _ in parsed.attributes)


def test_ids_are_given_once_and_references_lead_somewhere(page: str) -> None:
    parsed = Page(page)
    ids = [value for name, value in parsed.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    assert {str(v)[1:] for n, v in parsed.attributes if n == "href"} <= set(ids)


def test_every_colour_is_defined_for_light_and_dark_pages(page: str) -> None:
    dark = re.findall(
        r"@media screen and \(prefers-color-scheme:dark\)\{(.*?)\}\}", page, re.DOTALL
    )
    light = page
    for block in dark:
        light = light.replace(block, "")
    names = set(re.findall(r"var\(--(\w+)\)", page))
    assert names <= set(re.findall(r"--(\w+):", light))
    assert names <= set(re.findall(r"--(\w+):", "".join(dark)))


@pytest.mark.slow
def test_the_same_prediction_gives_the_same_page() -> None:
    assert report_html(large(), "beam 8; seed 0") == built("large")


def test_hostile_texts_are_escaped_wherever_they_stand() -> None:
    page = report_html(hostile(), HOSTILE)
    assert HOSTILE not in page
    parsed = Page(page)
    assert parsed.tags.count("script") == 2
    assert "img" not in parsed.tags
    assert sum(HOSTILE in text for text in parsed.texts) > 10
    fragment = notebook_html(hostile())
    assert "<script" not in fragment
    assert "<img" not in fragment


def test_all_steps_of_all_outcomes_are_told_in_words_and_drawn() -> None:
    page = built("amide")
    text = " ".join(Page(page).texts)
    steps = [step for outcome in amide().outcomes for step in outcome.steps]
    assert page.count('<li class="step">') == len(steps)
    assert all(step.description in text for step in steps)
    assert "Not drawn" not in page.split("<script")[0]


def test_model_settings_counts_and_the_meaning_of_percentages_are_told() -> None:
    network = amide().network
    assert network is not None
    texts = Page(built("amide")).texts
    assert "toy" in texts
    assert any("beam 8; seed 0" in text for text in texts)
    for figure in (len(network.states), len(network.steps)):
        assert str(figure) in texts
    assert any("not yields" in text for text in texts)


def test_unfinished_outcomes_and_an_ended_search_are_marked() -> None:
    text = " ".join(Page(built("large")).texts)
    assert "unfinished" in text
    assert "The search ended with its time used up" in text


@pytest.mark.slow
def test_of_a_target_the_page_tells_ways() -> None:
    asked = replace(amide(), target="CC(=O)NCc1ccccc1")
    page = report_html(asked)
    assert "Ways to CC(=O)NCc1ccccc1" in " ".join(Page(page).texts)
    assert "numbered discs are ways" in page
    found_none = replace(asked, outcomes=())
    assert "That proves nothing" in report_html(found_none)


def test_at_most_so_many_steps_are_drawn_those_on_ways_told_first() -> None:
    prediction = large()
    assert prediction.network is not None
    told = data_of(built("large"))["steps"]
    way = {(step.reactants, step.products) for step in prediction.outcomes[0].steps}
    likely = 0
    for edge, step in zip(prediction.network.steps, told, strict=True):
        on_way = (edge.step.reactants, edge.step.products) in way
        likely += edge.flow >= LEAST_SHOWN
        assert step["drawing"] or not on_way
        assert not step["drawing"] or on_way or edge.flow >= LEAST_SHOWN
        assert step["words"] == edge.step.description
    assert likely > sum(bool(step["drawing"]) for step in told) == MOST_DRAWN_STEPS


def test_improbable_states_are_hidden_at_first() -> None:
    prediction = large()
    assert prediction.network is not None
    page = built("large")
    improbable = sum(state.reached < LEAST_SHOWN for state in prediction.network.states)
    assert page.count('class="state improbable') == improbable > 0
    all_states = len(re.findall('id="state-', page))
    assert all_states == len(prediction.network.states)


def test_a_report_is_written_and_what_hinders_it_is_told(tmp_path: Path) -> None:
    write_report(resting(), tmp_path / "water.html")
    assert (tmp_path / "water.html").read_text(encoding="utf-8") == report_html(resting())
    with pytest.raises(InputError, match="cannot be written"):
        write_report(resting(), tmp_path / "none" / "water.html")
    with pytest.raises(InputError, match="network=True"):
        write_report(replace(resting(), network=None), tmp_path / "x.html")


def test_a_notebook_shows_outcomes_and_the_first_mechanism() -> None:
    fragment = notebook_html(amide())
    parsed = Page(fragment)
    assert parsed.tags.count("svg") == 1
    assert "script" not in parsed.tags
    assert parsed.tags.count("tr") == 1 + len(amide().outcomes)
    assert all(rule.startswith(".flower-prediction") for rule in rules(fragment))
    failed = replace(amide(), status="error", error="The SMILES <is> wrong.", outcomes=())
    assert "The SMILES &lt;is&gt; wrong." in notebook_html(failed)


def rules(fragment: str) -> list[str]:
    style = re.search("<style>(.*)</style>", fragment, re.DOTALL)
    assert style is not None
    selectors = re.findall(r"([^{}]+)\{", style[1])
    return [one.strip() for selector in selectors for one in selector.split(",")]
