"""Hostile names in every page and picture: escaped, whichever template they come through."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from flower.pages import frame
from tests.pages.hostile_pages import PAGES, drawing
from tests.pages.parsed import Page
from tests.pages.reports import HOSTILE


@pytest.fixture
def templates_read(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[str]]:
    read: set[str] = set()
    asset = frame.asset

    def noted(name: str) -> str:
        read.add(name)
        return asset(name)

    monkeypatch.setattr(frame, "asset", noted)
    frame._environment.cache_clear()
    yield read
    frame._environment.cache_clear()


@pytest.mark.parametrize("made", PAGES, ids=lambda made: made.__name__)
def test_a_name_stays_text(made: Callable[[Path], str], tmp_path: Path) -> None:
    page = made(tmp_path)
    assert HOSTILE not in page
    parsed = Page(page if "</body>" in page else f"{page}</body>")
    assert "img" not in parsed.tags
    if made is not drawing:  # its letters are shapes
        assert any("window.pwned" in text for text in parsed.texts)


def test_the_hostile_pages_come_through_every_template(
    templates_read: set[str], tmp_path: Path
) -> None:
    for made in PAGES:
        made(tmp_path)
    templates = {path.name for path in frame.TEMPLATES.iterdir()}
    assert {name for name in templates if name.endswith(".j2")} <= templates_read
