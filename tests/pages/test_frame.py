"""The frame of all HTML pages: what may run there, and what cannot get out of its place."""

import base64
import hashlib
import json
import re

import pytest
from jinja2 import UndefinedError

from flower.pages.frame import TEMPLATES, html_page

FRAME = "frame.html.j2"


def hashes(page: str, of: str) -> list[str]:
    found = re.search(rf"{of} ([^;\"]*)", page)
    return found[1].split() if found else []


def test_the_policy_names_style_and_script_by_their_hashes_and_nothing_else() -> None:
    page = html_page(FRAME, "p{color:red}", "let x = 1;", {}, title="t")
    script = base64.b64encode(hashlib.sha256(b"let x = 1;").digest()).decode()
    assert hashes(page, "script-src") == [f"'sha256-{script}'"]
    style = re.search("<style>(.*)</style>", page, re.DOTALL)
    assert style is not None
    told = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert hashes(page, "style-src") == [f"'sha256-{told}'"]
    assert "default-src 'none'" in page
    assert "unsafe" not in page


def test_a_page_without_script_lets_none_run() -> None:
    page = html_page(FRAME, "", title="t")
    assert "<script" not in page
    assert hashes(page, "script-src") == []


def test_data_cannot_end_the_element_that_holds_them() -> None:
    nasty = {"<script>": "</script><!--&\u2028\u2029"}
    page = html_page(FRAME, "", "1", nasty, title="t")
    held = re.search(r'<script id="data" type="application/json">(.*?)</script>', page)
    assert held is not None
    assert not set(held[1]) & set("<>&\u2028\u2029")
    assert json.loads(held[1]) == nasty


def test_the_title_is_escaped() -> None:
    assert "<title>&lt;b&gt;</title>" in html_page(FRAME, "", title="<b>")


def test_no_template_marks_anything_as_safe_or_stops_the_escaping() -> None:
    templates = [path for path in TEMPLATES.iterdir() if path.name.endswith(".j2")]
    assert len(templates) > 5
    for path in templates:
        assert not re.search(r"\|\s*safe|autoescape|Markup", path.read_text("utf-8")), path.name


def test_what_a_template_is_not_given_is_an_error_not_a_gap() -> None:
    with pytest.raises(UndefinedError, match="title"):
        html_page(FRAME, "")
