"""What all HTML of this library shares: templates that escape, frame, policy. Nothing is fetched.

A template is given plain data and writes it; it marks nothing as safe itself. What is HTML
already, styles, scripts and drawings of `flower.drawing`, comes to it as `Markup`.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from flower.prediction.outcome_summary import count

TEMPLATES = files("flower.pages") / "templates"


def html_page(template: str, style: str, script: str = "", data: Any = None, **given: Any) -> str:
    """Return a whole page, of a template that extends the frame; it may load nothing.

    It runs ``script`` alone, which finds ``data`` as JSON in the element `data`: the page's
    content security policy names style and script by their hashes, and a browser runs nothing
    else. What else is ``given``, `title` among it, is for the template.

    >>> page = html_page("frame.html.j2", "p{color:red}", title="<Water>")
    >>> "<title>&lt;Water&gt;</title>" in page, "script-src" in page
    (True, False)
    """
    style = asset("frame.css") + style
    policy = f"default-src 'none'; style-src {_source(style)}; base-uri 'none'; form-action 'none'"
    policy += f"; script-src {_source(script)}" if script else ""
    return html_fragment(
        template,
        policy=Markup(policy),
        style=Markup(style),
        script=Markup(script),
        data=data,
        **given,
    )


def html_fragment(template: str, **given: Any) -> str:
    """Return what a template makes of what is given."""
    return _environment().get_template(template).render(given)


def asset(name: str) -> str:
    """Return a style or a script that lies among the templates."""
    return (TEMPLATES / name).read_text(encoding="utf-8")


def percent(probability: float) -> str:
    """Write a probability in per cent; never 0 or 100 where it is not.

    >>> percent(0.9054), percent(0.0002), percent(0.99996), percent(1.0), percent(0.0)
    ('90.5 %', '<0.1 %', '>99.9 %', '100 %', '0 %')
    """
    if probability in (0.0, 1.0):
        return f"{100 * probability:.0f} %"
    if probability < 0.001:
        return "<0.1 %"
    return ">99.9 %" if probability >= 0.9995 else f"{100 * probability:.1f} %"


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FunctionLoader(asset),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.policies["json.dumps_kwargs"] = {"separators": (",", ":"), "allow_nan": False}
    made.filters.update(percent=percent, count=count, px="{:.1f}".format)
    return made


def _source(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
