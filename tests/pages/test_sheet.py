"""The drawings of a page: drawn once, shown often, in colours that follow the page."""

import re
from dataclasses import replace

from flower.pages.sheet import Sheet, palette_style
from tests.pages.reports import amide

STEPS = amide().outcomes[0].steps


def test_a_step_is_drawn_once_however_often_it_is_asked_for() -> None:
    sheet = Sheet(60)
    sheet.draw(STEPS)
    before = list(sheet.symbols)
    sheet.draw(STEPS)
    sheet.draw(STEPS[:1])
    assert sheet.symbols == before
    assert len(sheet) == len(STEPS)
    assert len({sheet.step(step) for step in STEPS}) == len(STEPS)


def test_no_more_steps_are_drawn_than_agreed() -> None:
    sheet = Sheet(2)
    sheet.draw(STEPS)
    assert [sheet.step(step) is not None for step in STEPS] == [True, True, False]


def test_a_step_that_cannot_be_drawn_says_why_and_hinders_no_other() -> None:
    sheet = Sheet(60)
    broken = replace(STEPS[1], mapped="no step")
    sheet.draw([STEPS[0], broken, STEPS[2]])
    assert sheet.step(STEPS[0])
    assert sheet.step(STEPS[2])
    assert sheet.step(broken) is None
    assert "no step" in sheet.undrawn["no step"]
    assert sheet.molecule("no molecule") is None


def test_a_step_in_which_nothing_happens_is_not_drawn() -> None:
    sheet = Sheet(60)
    sheet.draw([replace(STEPS[0], kind="end", mapped="[OH2:1]>>[OH2:1]")])
    assert len(sheet) == 0


def test_every_colour_is_a_name_with_a_light_and_a_dark_value() -> None:
    sheet = Sheet(60)
    sheet.draw(STEPS)
    sheet.molecule("NC(=O)CSCP(Br)(I)F")
    held = "".join(symbol.shapes for symbol in sheet.symbols)
    assert not re.search("#[0-9a-f]{6}", held)
    light, dark = palette_style().split("@media screen")
    used = set(re.findall(r"var\(--(d\d+)\)", held))
    for values in (light, dark):
        assert used <= set(re.findall(r"--(d\d+):#[0-9a-f]{6};", values))
