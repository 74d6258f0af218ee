"""The page in a real browser, without a screen: drawn, asked, answered, and nothing else asked."""

import json
from collections.abc import Iterator
from time import sleep
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

import flower
from tests.pages.chromium import CHROMEDRIVER, CHROMIUM, CONTRASTS, Browser, resize, start
from tests.serving.server import running
from tests.toy_model import AMIDE, CalmModel, ToyModel

pytest.importorskip("selenium", reason="needs selenium")
pytest.importorskip("fastapi", reason="needs the extra `serve`")
pytest.importorskip("uvicorn", reason="needs the extra `serve`")
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        CHROMIUM is None or CHROMEDRIVER is None, reason="needs chromium and chromedriver"
    ),
]
HOSTILE = "<script>window.pwned = 1</script><img src=x onerror='window.pwned = 1'>"
WITHIN_S = 60


@pytest.fixture(scope="module")
def service() -> Iterator[str]:
    with running(ToyModel()) as address:
        yield address


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    driver = start(str(tmp_path_factory.mktemp("chromium")))
    yield driver
    driver.quit()


@pytest.fixture
def page(started: Browser, service: str) -> Iterator[Browser]:
    """The page with its editor ready; in the end it has complained of nothing."""
    resize(started, 1280)
    look(started, "light")
    started.get("about:blank")
    started.get_log("browser")
    started.get_log("performance")
    started.get(service)
    soon(started, lambda: not started.find_elements(By.ID, "editor-state"))
    yield started
    told = [entry["message"] for entry in started.get_log("browser")]
    assert [message for message in told if "status of 422" not in message] == []


def look(browser: Browser, scheme: str) -> None:
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": features})


def soon(browser: Browser, true: Any) -> None:
    WebDriverWait(browser, WITHIN_S, 0.05).until(lambda _: true())


def line(browser: Browser) -> Any:
    return browser.find_element(By.ID, "reactants")


def error(browser: Browser) -> str:
    return str(browser.find_element(By.ID, "error").text)


def atoms_drawn(browser: Browser) -> int:
    return len(browser.find_elements(By.CSS_SELECTOR, '.ketcher [data-testid="atom"]'))


def answer(browser: Browser) -> Any:
    """Return what holds the mechanism, once it is there."""
    result = browser.find_element(By.ID, "result")
    soon(browser, result.is_displayed)
    return result.shadow_root


def first_outcome(browser: Browser) -> str:
    return str(answer(browser).find_element(By.CSS_SELECTOR, "summary").text)


def test_what_is_written_is_drawn_and_predicted(page: Browser) -> None:
    line(page).send_keys(AMIDE)
    soon(page, lambda: atoms_drawn(page) == 19)
    assert line(page).get_attribute("value") == AMIDE
    page.find_element(By.ID, "predict").click()
    told = answer(page)
    best = flower.predict(AMIDE, model=ToyModel()).outcomes[0].probability
    assert told.find_element(By.CSS_SELECTOR, ".probability").text == f"{100 * best:.1f} %"
    steps = told.find_elements(By.CSS_SELECTOR, "details[open] .step")
    assert "addition" in steps[0].text
    for step in steps:
        drawing = step.find_element(By.CSS_SELECTOR, "svg.drawing")
        assert drawing.size["width"] > 100
    assert told.find_elements(By.CSS_SELECTOR, '.sheet path[d*="C"]')  # curly arrows
    assert page.find_element(By.ID, "report").get_attribute("download") == "mechanism.html"


def test_what_may_be_missing_is_put_in_and_predicted(page: Browser) -> None:
    line(page).send_keys("O=C(Cl)c1ccccc1.NCc1ccccc1")
    page.find_element(By.ID, "complete").click()
    assert "addition" in answer(page).find_element(By.CSS_SELECTOR, "details[open] .step").text
    (put_in,) = flower.complete("O=C(Cl)c1ccccc1.NCc1ccccc1", model=ToyModel()).outcomes[0].put_in
    assert line(page).get_attribute("value") == f"O=C(Cl)c1ccccc1.NCc1ccccc1.{put_in}"
    assert page.find_element(By.ID, "put-in").text == f"Put in: {put_in}"
    page.find_element(By.ID, "predict").click()
    assert page.find_element(By.ID, "put-in").text == ""
    line(page).clear()
    line(page).send_keys("CCCC")
    page.find_element(By.ID, "complete").click()
    soon(page, lambda: error(page).startswith("Nothing happens"))
    assert line(page).get_attribute("value") == "CCCC"


def test_what_is_drawn_is_written_and_predicted(page: Browser) -> None:
    page.find_element(By.CSS_SELECTOR, '[data-testid="template-0"]').click()
    canvas = page.find_element(By.ID, "editor")
    ActionChains(page).move_to_element(canvas).click().perform()
    soon(page, lambda: line(page).get_attribute("value") != "")
    assert line(page).get_attribute("value").upper().count("C") == 6
    page.find_element(By.ID, "predict").click()
    assert "nothing happens" in answer(page).find_element(By.CSS_SELECTOR, "summary").text


def test_a_link_asks_again_and_is_drawn(page: Browser, service: str) -> None:
    page.get("about:blank")
    page.get(f"{service}/#reactants={quote(AMIDE)}&top=3")
    soon(page, lambda: not page.find_elements(By.ID, "editor-state"))
    soon(page, lambda: answer(page) is not None)
    soon(page, lambda: atoms_drawn(page) > 0)
    sleep(2)  # the editor may tell of a change late
    assert line(page).get_attribute("value") == AMIDE
    assert error(page) == ""


def test_buttons_of_the_editor_ask_for_no_prediction(page: Browser) -> None:
    page.find_element(By.CSS_SELECTOR, '[data-testid="template-1"]').click()
    page.find_element(By.CSS_SELECTOR, '[data-testid="clear-canvas"]').click()
    assert page.find_element(By.ID, "status").text == ""
    assert error(page) == ""


def test_the_page_works_by_the_keyboard(page: Browser) -> None:
    line(page).send_keys(AMIDE, Keys.ENTER)
    told = answer(page)
    focused = page.execute_script("return document.activeElement.id")
    assert focused == "result"
    first = told.find_element(By.CSS_SELECTOR, "summary")
    first.send_keys(Keys.ENTER)
    assert not told.find_elements(By.CSS_SELECTOR, "details[open]")


def test_an_error_is_a_sentence_and_text_stays_text(page: Browser) -> None:
    line(page).send_keys(HOSTILE, Keys.ENTER)
    soon(page, lambda: "SMILES" in error(page) or "<script>" in error(page))
    assert "<script>" in error(page)
    assert not page.find_element(By.ID, "result").is_displayed()
    assert page.execute_script("return window.pwned") is None


def test_no_other_host_is_asked_for_anything(page: Browser, service: str) -> None:
    page.find_element(By.CSS_SELECTOR, "[data-smiles]").click()
    page.find_element(By.ID, "predict").click()
    answer(page)
    events = [json.loads(entry["message"])["message"] for entry in page.get_log("performance")]
    asked = [
        event["params"]["request"]["url"]
        for event in events
        if event["method"] == "Network.requestWillBeSent"
    ]
    hosts = {urlsplit(url).netloc for url in asked if urlsplit(url).scheme not in ("data", "blob")}
    assert hosts == {urlsplit(service).netloc}
    assert any(url.endswith("/v1/report") for url in asked)


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (390, "light")])
def test_it_fits_and_can_be_read(page: Browser, width: int, scheme: str) -> None:
    resize(page, width)
    look(page, scheme)
    line(page).send_keys(AMIDE, Keys.ENTER)
    answer(page)
    root = "document.documentElement"
    assert page.execute_script(f"return {root}.scrollWidth <= {root}.clientWidth")
    own = CONTRASTS.replace('"body *"', '"body *:not(.ketcher *)"')
    faint = [name for contrast, name in page.execute_script(own) if contrast < 4.5]
    assert faint == []


def test_a_server_that_is_gone_is_told(page: Browser) -> None:
    page.execute_script("window.fetch = () => Promise.reject(new TypeError('gone'))")
    line(page).send_keys("O", Keys.ENTER)
    soon(page, lambda: "cannot be reached" in error(page))


def test_a_model_is_chosen_where_there_are_several(page: Browser) -> None:
    assert not page.find_element(By.ID, "models").is_displayed()
    with running([ToyModel(), CalmModel()]) as address:
        page.get(f"{address}/#reactants={quote(AMIDE)}&model=calm")
        choice = page.find_element(By.ID, "model")
        soon(page, choice.is_displayed)
        assert choice.get_attribute("value") == "calm"
        assert "nothing happens" in first_outcome(page)
        choice.send_keys("toy")
        page.find_element(By.ID, "share").click()
        assert page.current_url.endswith("model=toy")
        assert line(page).get_attribute("value") == AMIDE
        page.find_element(By.ID, "predict").click()
        soon(page, lambda: "nothing happens" not in first_outcome(page))
        page.get("about:blank")
        page.get(f"{address}/#reactants={quote(AMIDE)}&model=gone")
        soon(page, lambda: "name one of `toy`, `calm`" in error(page))
        page.find_element(By.ID, "model").send_keys("calm")
        page.find_element(By.ID, "predict").click()
        soon(page, lambda: error(page) == "")
        page.get("about:blank")
