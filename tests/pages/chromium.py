"""Chromium without a screen, and what is asked of a page in it."""

import shutil
from typing import Any

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
CHROMEDRIVER = shutil.which("chromedriver")
Browser = Any  # selenium tells no types
OPTIONS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def start(profile: str) -> Browser:
    """Start a browser that keeps a journal of its console and of what it asks the network for."""
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for option in (*OPTIONS, f"--user-data-dir={profile}"):
        options.add_argument(option)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return webdriver.Chrome(options=options, service=Service(CHROMEDRIVER))


def resize(browser: Browser, width: int) -> None:
    """Give the window a width in px."""
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)


CONTRASTS = """
function luminance(c) {
  const [r, g, b] = c.slice(0, 3).map((v) => v / 255)
    .map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
const channels = (colour) => (colour.match(/[\\d.]+/g) || []).map(Number);
const opaque = (c) => c.length === 3 || c[3] > 0;
function behind(element) {
  if (element.matches(".rank") && element.ownerSVGElement)
    return channels(getComputedStyle(element.previousElementSibling).fill);
  for (let e = element; e; e = e.parentElement) {
    const c = channels(getComputedStyle(e).backgroundColor);
    if (c.length && opaque(c)) return c;
  }
  return [255, 255, 255];
}
const found = [];
for (const e of document.querySelectorAll("body *")) {
  const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
  if (!own || !e.checkVisibility() || e.closest("title, script")) continue;
  const style = getComputedStyle(e);
  const ink = luminance(channels(e.ownerSVGElement ? style.fill : style.color));
  const ground = luminance(behind(e));
  const contrast = (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
  found.push([contrast, e.tagName + "." + (e.className.baseVal ?? e.className)]);
}
return found;
"""
"""Of every text that is seen, its contrast to what is behind it, and where it stands."""
