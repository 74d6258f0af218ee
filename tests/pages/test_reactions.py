"""The HTML page of an evaluation on overall reactions."""

import re
from pathlib import Path

import pytest

import flower
from tests.evaluation.overall import write_reactions
from tests.pages.parsed import Page
from tests.toy_model import ToyModel


@pytest.fixture
def page(tmp_path: Path) -> str:
    source = write_reactions(tmp_path / "<i>.csv")
    return flower.evaluate(source, model=ToyModel()).to_html()


def test_the_page_shows_the_figures_and_plots(page: str) -> None:
    parsed = Page(page)
    text = " ".join(parsed.texts)
    for told in (
        "16.7 %", "50.0 %", "33.3 %", "with steps", "without steps", "beam 8", "20 steps at most",
        "the model has not learnt Br", "Rows that could not be read: 3",
    ):  # fmt: skip
        assert told in text, told
    assert parsed.tags.count("svg") == 3  # ranks, with and without steps, class
    assert "reactions, within rank 2: 33.3%" in re.findall(r"<title>(.*?)</title>", page)


def test_the_page_asks_nothing_from_elsewhere_and_escapes(page: str) -> None:
    parsed = Page(page)
    assert {"script", "link", "img", "iframe", "object"}.isdisjoint(parsed.tags)
    assert not re.search(r"url\(|@import|https?:", page)
    assert "<i>.csv" not in page
    assert "<b>&rest" not in page
    assert "<b>&rest" in parsed.texts


def test_a_file_without_groups_still_makes_a_page(tmp_path: Path) -> None:
    source = tmp_path / "r.txt"
    source.write_text("CCBr.O>>CCO\n")
    page = Page(flower.evaluate(source, model=ToyModel()).to_html())
    assert page.tags.count("svg") == 1
    assert "–" in page.texts
