"""The HTML page: whole, self-contained, escaped."""

import re
from pathlib import Path

import pytest

import flower
from tests.evaluation.conftest import source as source
from tests.evaluation.scripted import ROWS, Scripted, write_rows
from tests.pages.parsed import Page


@pytest.fixture
def page(source: Path) -> str:
    return flower.evaluate(source, model=Scripted()).to_html()


def test_the_page_shows_the_figures_and_plots(page: str) -> None:
    parsed = Page(page)
    text = " ".join(parsed.texts)
    for figure in ("57.1 %", "33.3 %", "85.7 %", "0.371", "50.0 %", "proton transfer", "1-20"):
        assert figure in text, figure
    assert "Pathways, best route, without credit" in text
    assert parsed.tags.count("svg") == 5  # ranks, reliability, class, kind, size
    titles = " ".join(re.findall(r"<title>(.*?)</title>", page))
    assert "steps, within rank 1: 57.1%" in titles
    assert "0.9 to 1.0: 1 steps, mean probability 0.950, right 1.000" in titles


def test_the_page_asks_nothing_from_elsewhere(page: str) -> None:
    parsed = Page(page)
    assert {"script", "link", "img", "iframe", "object"}.isdisjoint(parsed.tags)
    assert {"src", "href"}.isdisjoint(name for name, _ in parsed.attributes)
    assert not re.search(r"url\(|@import|https?:", page)


def test_the_page_follows_the_theme_of_the_reader(page: str) -> None:
    light, dark = page.split("@media screen and (prefers-color-scheme:dark)")
    names = [set(re.findall(r"--(\w+):", part)) for part in (light, dark.split("}}")[0])]
    assert names[0] == names[1]
    assert set(re.findall(r"var\(--(\w+)\)", page)) <= names[0]


def test_what_comes_from_files_is_escaped(tmp_path: Path) -> None:
    nasty = '<script>alert("x")</script>'
    rows = [(1, 0, nasty.replace('"', ""), *ROWS[0][3:]), (1, 0, "x", "<img>", "<img>")]
    model = Scripted()
    model.name = nasty
    page = flower.evaluate(write_rows(tmp_path / "<i>.csv", rows), model=model).to_html()
    assert "<script" not in page
    assert "<img" not in page
    assert "<i>.csv" not in page
    assert any(nasty in text for text in Page(page).texts)


def test_an_evaluation_with_gaps_still_makes_a_page(tmp_path: Path) -> None:
    rows = [("", "", "", *row[3:]) for row in ROWS[:2]]
    found = flower.evaluate(write_rows(tmp_path / "s.csv", rows), model=Scripted())
    text = " ".join(Page(found.to_html()).texts)
    assert "pathways, every step first" in text
    assert "–" in text
