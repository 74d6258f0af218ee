"""Every page and picture, made of hostile names, in a real browser: nothing of them runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import flower
from flower.drawing import draw_energy_profile, draw_mechanism
from flower.pages.notebook import notebook_html
from tests.drawing.test_energy_profile import STEP, _score
from tests.evaluation.overall import ROWS as REACTIONS
from tests.evaluation.overall import write_reactions
from tests.evaluation.scripted import ROWS as STEPS
from tests.evaluation.scripted import Scripted, write_rows
from tests.pages.chromium import CHROMEDRIVER, CHROMIUM, Browser, start
from tests.pages.reports import HOSTILE, hostile
from tests.toy_model import ToyModel

pytest.importorskip("selenium", reason="needs selenium")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        CHROMIUM is None or CHROMEDRIVER is None, reason="needs chromium and chromedriver"
    ),
]
_IN_CSV = '"' + HOSTILE.replace('"', '""') + '"'


def of_steps(folder: Path) -> str:
    """An evaluation of steps: class label, unreadable line, model and column are hostile."""
    rows = [(1, 0, HOSTILE, *STEPS[0][3:]), (1, 0, "x", HOSTILE, HOSTILE)]
    model = Scripted()
    model.name = HOSTILE
    found = flower.evaluate(write_rows(folder / "<script>alert(1)<&.csv", rows), model=model)
    assert found.n_unread or found.n_steps
    return found.to_html()


def of_reactions(folder: Path) -> str:
    """An evaluation of overall reactions, likewise."""
    rows = ((_IN_CSV, "True", REACTIONS[0][2]), (_IN_CSV, "True", _IN_CSV))
    model = ToyModel()
    model.name = HOSTILE  # type: ignore[misc]
    return flower.evaluate(write_reactions(folder / "r.csv", rows), model=model).to_html()


def in_notebook(folder: Path) -> str:
    """What a notebook shows, which has no policy of its own."""
    told = hostile()
    best = replace(told.outcomes[0], steps=())
    return f"<!doctype html><body>{notebook_html(replace(told, outcomes=(best,)))}"


def failed_in_notebook(folder: Path) -> str:
    """A prediction that failed, whose error quotes the input."""
    return f"<!doctype html><body>{notebook_html(replace(hostile(), error=HOSTILE, outcomes=()))}"


def profile(folder: Path) -> str:
    """An energy profile whose names are hostile."""
    step = replace(STEP, kind=HOSTILE, description=HOSTILE, reactants=HOSTILE, products=HOSTILE)
    score = replace(_score(step, step), input=HOSTILE, model=HOSTILE, energy_method=HOSTILE)
    return f"<!doctype html><body>{draw_energy_profile(score)}"


def drawing(folder: Path) -> str:
    """A mechanism whose titles are hostile."""
    step = "[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]"
    return f"<!doctype html><body>{draw_mechanism([step], titles=[HOSTILE]).svg}"


PAGES: tuple[Callable[[Path], str], ...] = (
    of_steps, of_reactions, in_notebook, failed_in_notebook, profile, drawing,
)  # fmt: skip


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
