"""Reports in a real browser, without a screen: what is clicked, seen, printed, asked for."""

import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flower.pages import write_report
from tests.pages.reports import HOSTILE, amide, hostile, large, resting

pytest.importorskip("selenium", reason="needs selenium")
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.actions.wheel_input import ScrollOrigin
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from tests.pages.chromium import (
    CHROMEDRIVER,
    CHROMIUM,
    CONTRASTS,
    Browser,
    resize,
    start,
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        CHROMIUM is None or CHROMEDRIVER is None, reason="needs chromium and chromedriver"
    ),
]
NAMES = ("amide", "resting", "hostile", "large")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("reports")
    made = zip(NAMES, (amide(), resting(), hostile(), large()), strict=True)
    for name, prediction in made:
        write_report(prediction, folder / f"{name}.html", HOSTILE if name == "hostile" else "")
    return {name: folder / f"{name}.html" for name in NAMES}


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    driver = start(str(tmp_path_factory.mktemp("chromium")))
    yield driver
    driver.quit()


@pytest.fixture
def browser(started: Browser) -> Iterator[Browser]:
    started.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})
    resize(started, 1280)
    started.get_log("browser")
    started.get_log("performance")
    yield started
    assert started.get_log("browser") == []


def visit(browser: Browser, page: Path) -> None:
    browser.get(page.as_uri())


def panel(browser: Browser) -> str:
    return str(browser.find_element(By.ID, "panel").text)


def state(browser: Browser, number: int) -> Any:
    return browser.find_element(By.CSS_SELECTOR, f"#state-{number} .disc")


@pytest.mark.parametrize("name", NAMES)
def test_only_the_file_itself_is_asked_for(
    browser: Browser, pages: dict[str, Path], name: str
) -> None:
    visit(browser, pages[name])
    for place in browser.find_elements(By.CSS_SELECTOR, ".state")[:1]:
        place.send_keys(Keys.ENTER)
    events = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    asked = [
        event["params"]["request"]["url"]
        for event in events
        if event["method"] == "Network.requestWillBeSent"
    ]
    assert asked == [pages[name].as_uri()]


@pytest.mark.parametrize("width", [360, 768, 1280])
@pytest.mark.parametrize("name", NAMES)
def test_nothing_overflows(browser: Browser, pages: dict[str, Path], name: str, width: int) -> None:
    resize(browser, width)
    visit(browser, pages[name])
    browser.execute_script("document.querySelectorAll('details').forEach((d) => (d.open = true))")
    for place in browser.find_elements(By.CSS_SELECTOR, ".state")[:1]:
        place.send_keys(Keys.ENTER)
    page = "document.documentElement"
    wide, room = browser.execute_script(f"return [{page}.scrollWidth, {page}.clientWidth]")
    assert wide <= room <= width


def test_a_click_on_a_state_shows_its_step_and_escape_closes(
    browser: Browser, pages: dict[str, Path]
) -> None:
    visit(browser, pages["amide"])
    assert not browser.find_element(By.ID, "panel").is_displayed()
    state(browser, 1).click()
    network = amide().network
    assert network is not None
    assert network.steps[0].step.description in panel(browser)
    assert network.states[1].new[0] in panel(browser)
    drawn = browser.find_element(By.CSS_SELECTOR, "#panel > .wide .drawing")
    assert drawn.size["width"] > 200
    ActionChains(browser).send_keys(Keys.ESCAPE).perform()
    assert not browser.find_element(By.ID, "panel").is_displayed()
    assert browser.switch_to.active_element.get_attribute("id") == "state-1"


def test_a_click_on_a_line_or_an_entry_shows_the_step(
    browser: Browser, pages: dict[str, Path]
) -> None:
    visit(browser, pages["amide"])
    network = amide().network
    assert network is not None
    click = "arguments[0].dispatchEvent(new MouseEvent('click', {bubbles: true}))"
    browser.execute_script(click, browser.find_element(By.CSS_SELECTOR, "#step-0 .reach"))
    first = network.steps[0].step
    assert f"{first.kind}, from Reactants to State" in panel(browser)
    assert first.mapped in panel(browser)
    browser.find_elements(By.CSS_SELECTOR, "#panel .go")[1].click()
    assert "How the flask gets here" in panel(browser)
    browser.find_element(By.CSS_SELECTOR, "#panel li .go").click()
    assert "is taken at all with" in panel(browser)


def test_keys_move_between_states_and_tell_of_them(
    browser: Browser, pages: dict[str, Path]
) -> None:
    visit(browser, pages["amide"])
    start = browser.find_element(By.ID, "state-0")
    start.send_keys(Keys.ARROW_RIGHT)
    there = browser.switch_to.active_element
    assert there.get_attribute("id") == "state-1"
    assert (
        browser.execute_script("return document.querySelectorAll('.state[tabindex=\"0\"]').length")
        == 1
    )
    ring = "return getComputedStyle(arguments[0].querySelector('.ring')).stroke"
    assert browser.execute_script(ring, there) != "none"
    there.send_keys(Keys.ENTER)
    assert "State 1" in panel(browser)
    there.send_keys(Keys.ARROW_LEFT)
    assert browser.switch_to.active_element.get_attribute("id") == "state-0"


def view(browser: Browser) -> list[float]:
    box = browser.find_element(By.ID, "graph").get_dom_attribute("viewBox")
    return [float(value) for value in box.split()]


def test_buttons_wheel_and_drag_change_the_view(browser: Browser, pages: dict[str, Path]) -> None:
    visit(browser, pages["large"])
    whole = view(browser)
    browser.find_element(By.ID, "zoom-in").click()
    assert view(browser)[2] == pytest.approx(whole[2] / 1.4, rel=1e-3)
    browser.find_element(By.ID, "zoom-out").click()
    assert view(browser) == pytest.approx(whole, abs=0.1)
    browser.find_element(By.ID, "fit").click()
    assert view(browser) == pytest.approx(whole, abs=0.1)
    graph = browser.find_element(By.ID, "graph")
    before = view(browser)
    ActionChains(browser).drag_and_drop_by_offset(graph, 60, 0).perform()
    assert view(browser)[0] < before[0]
    assert view(browser)[2] == pytest.approx(before[2])
    assert not browser.find_element(By.ID, "panel").is_displayed()
    before = view(browser)
    ActionChains(browser).scroll_from_origin(ScrollOrigin.from_element(graph), 0, -200).perform()
    assert view(browser)[2] < before[2]


@pytest.mark.parametrize("width", [1100, 360])
def test_the_network_opens_with_all_of_it_in_view_and_follows_the_window(
    browser: Browser, pages: dict[str, Path], width: int
) -> None:
    resize(browser, width)
    visit(browser, pages["large"])
    outside = """
      const box = document.getElementById("graph").getBoundingClientRect();
      return [...document.querySelectorAll(".state .disc")].filter((disc) => {
        const seen = disc.getBoundingClientRect();
        return seen.width && (seen.left < box.left || seen.right > box.right ||
          seen.top < box.top || seen.bottom > box.bottom);
      }).length"""
    for other in (width, 700, 1500):
        resize(browser, other)
        WebDriverWait(browser, 20).until(lambda page: page.execute_script(outside) == 0)
    hide = "document.getElementById('network').style.display = 'none'"
    browser.execute_script(hide)
    resize(browser, 900)
    assert "NaN" not in (browser.find_element(By.ID, "graph").get_dom_attribute("viewBox") or "")
    assert browser.get_log("browser") == []


def test_a_switch_shows_the_numbers_of_the_atoms(browser: Browser, pages: dict[str, Path]) -> None:
    visit(browser, pages["amide"])
    ink = "return getComputedStyle(document.querySelector('main')).getPropertyValue('--number')"
    assert browser.execute_script(ink) != "transparent"
    browser.find_element(By.CSS_SELECTOR, "input.numbered").click()
    assert browser.execute_script(ink) == "transparent"


def test_a_report_of_few_steps_prints_on_three_pages_at_most(
    browser: Browser, pages: dict[str, Path]
) -> None:
    visit(browser, pages["amide"])
    printed = base64.b64decode(browser.execute_cdp_cmd("Page.printToPDF", {})["data"])
    assert 1 <= len(re.findall(rb"/Type\s*/Page[^s]", printed)) <= 3


def test_two_fingers_zoom_and_one_chooses(browser: Browser, pages: dict[str, Path]) -> None:
    resize(browser, 360)
    visit(browser, pages["large"])
    graph = browser.find_element(By.ID, "graph")
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", graph)
    box = browser.execute_script("return arguments[0].getBoundingClientRect().toJSON()", graph)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def touch(kind: str, *apart: float) -> None:
        points = [{"x": x + d, "y": y, "id": k} for k, d in enumerate(apart)]
        browser.execute_cdp_cmd("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    before = view(browser)
    touch("touchStart", -30.0, 30.0)
    for apart in (40.0, 50.0, 60.0):
        touch("touchMove", -apart, apart)
    touch("touchEnd")
    after = view(browser)
    assert after[2] == pytest.approx(before[2] / 2, rel=0.05)
    middles = [box[0] + box[2] / 2 for box in (before, after)]
    assert middles[0] == pytest.approx(middles[1], abs=0.05 * before[2])
    assert panel(browser) == ""


def test_improbable_states_are_shown_on_request(browser: Browser, pages: dict[str, Path]) -> None:
    visit(browser, pages["large"])
    count = (
        "return [...document.querySelectorAll('.state')]"
        ".filter((s) => getComputedStyle(s).display !== 'none').length"
    )
    first = WebDriverWait(browser, 20).until(lambda page: page.execute_script(count))
    choice = browser.find_element(By.ID, "least")
    choice.find_elements(By.TAG_NAME, "option")[0].click()
    network = large().network
    assert network is not None
    assert first < browser.execute_script(count) == len(network.states)
    choice.find_elements(By.TAG_NAME, "option")[-1].click()
    assert browser.execute_script(count) < first


def test_hostile_texts_run_no_script(browser: Browser, pages: dict[str, Path]) -> None:
    visit(browser, pages["hostile"])
    state(browser, 1).click()
    assert HOSTILE in panel(browser)
    assert browser.execute_script("return window.pwned") is None
    assert browser.execute_script("return document.querySelectorAll('img').length") == 0


def test_an_injected_script_would_not_run(browser: Browser, pages: dict[str, Path]) -> None:
    visit(browser, pages["resting"])
    browser.execute_script(
        "const s = document.createElement('script'); s.textContent = 'window.pwned = 1';"
        "document.body.append(s)"
    )
    assert browser.execute_script("return window.pwned") is None
    refused = browser.get_log("browser")
    assert len(refused) == 1
    assert "Content Security Policy" in refused[0]["message"]


def test_print_holds_the_steps_of_what_is_open_and_no_button(
    browser: Browser, pages: dict[str, Path]
) -> None:
    visit(browser, pages["amide"])
    seen = (
        "return [...document.querySelectorAll(arguments[0])].filter((e) => "
        "e.checkVisibility({contentVisibilityAuto: true}) && e.getBoundingClientRect().height > 20)"
        ".length"
    )
    steps = sum(len(outcome.steps) for outcome in amide().outcomes)
    first = len(amide().outcomes[0].steps)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    assert browser.execute_script(seen, ".step") == first < steps
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "screen"})
    browser.find_element(By.ID, "open-all").click()
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    assert browser.execute_script(seen, ".step") == steps
    assert browser.execute_script(seen, ".step .drawing") == steps
    assert browser.execute_script(seen, "button") == 0
    printed = browser.execute_cdp_cmd("Page.printToPDF", {})["data"]
    assert len(printed) > 50_000


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["amide", "large"])
def test_letters_stand_out_from_what_is_behind_them(
    browser: Browser, pages: dict[str, Path], name: str, scheme: str
) -> None:
    feature = {"name": "prefers-color-scheme", "value": scheme}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})
    visit(browser, pages[name])
    state(browser, 1).click()
    found = browser.execute_script(CONTRASTS)
    assert len(found) > 50
    assert [entry for entry in found if entry[0] < 4.5] == []
    ground = browser.execute_script("return getComputedStyle(document.body).backgroundColor")
    assert ("252" in ground) is (scheme == "light")
