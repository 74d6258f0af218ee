"""The frame of all HTML pages: what may run there, and what cannot get out of its place."""

import base64
import hashlib
import json
import re

from flower.pages.frame import html_page


def hashes(page: str, of: str) -> list[str]:
    found = re.search(rf"{of} ([^;\"]*)", page)
    return found[1].split() if found else []


def test_the_policy_names_style_and_script_by_their_hashes_and_nothing_else() -> None:
    page = html_page("t", "p{color:red}", ["<p>H</p>"], "let x = 1;", {})
    script = base64.b64encode(hashlib.sha256(b"let x = 1;").digest()).decode()
    assert hashes(page, "script-src") == [f"'sha256-{script}'"]
    style = re.search("<style>(.*)</style>", page, re.DOTALL)
    assert style is not None
    told = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert hashes(page, "style-src") == [f"'sha256-{told}'"]
    assert "default-src 'none'" in page
    assert "unsafe" not in page


def test_a_page_without_script_lets_none_run() -> None:
    page = html_page("t", "", [])
    assert "<script" not in page
    assert hashes(page, "script-src") == []


def test_data_cannot_end_the_element_that_holds_them() -> None:
    nasty = {"<script>": "</script><!--&\u2028\u2029"}
    page = html_page("t", "", [], "1", nasty)
    held = re.search(r'<script id="data" type="application/json">(.*?)</script>', page)
    assert held is not None
    assert not set(held[1]) & set("<>&\u2028\u2029")
    assert json.loads(held[1]) == nasty


def test_the_title_is_escaped() -> None:
    assert "<title>&lt;b&gt;</title>" in html_page("<b>", "", [])
