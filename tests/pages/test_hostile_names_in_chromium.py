"""Every page and picture, made of hostile names, in a real browser: nothing of them runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.pages.chromium import CHROMEDRIVER, CHROMIUM, Browser, start
from tests.pages.hostile_pages import PAGES
from tests.pages.reports import HOSTILE

pytest.importorskip("selenium", reason="needs selenium")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        CHROMIUM is None or CHROMEDRIVER is None, reason="needs chromium and chromedriver"
    ),
]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    driver = start(str(tmp_path_factory.mktemp("chromium")))
    yield driver
    driver.quit()


def test_the_browser_would_run_it(browser: Browser, tmp_path: Path) -> None:
    """Else the others prove nothing."""
    page = tmp_path / "page.html"
    page.write_text(f"<!doctype html><body>{HOSTILE.replace('alert(1)', '')}", encoding="utf-8")
    browser.get(page.as_uri())
    assert browser.execute_script("return window.pwned") == 1


@pytest.mark.parametrize("made", PAGES, ids=lambda made: made.__name__)
def test_nothing_of_a_name_runs(
    browser: Browser, made: Callable[[Path], str], tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    page.write_text(made(tmp_path), encoding="utf-8")
    browser.get(page.as_uri())
    assert browser.execute_script("return window.pwned ?? null") is None
    assert browser.execute_script("return document.querySelectorAll('img, iframe').length") == 0
    assert not browser.execute_script(
        "return [...document.scripts].some((s) => s.text.includes('pwned') "
        "&& s.type !== 'application/json')"
    )
