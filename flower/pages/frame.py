"""What all HTML pages of this library share: style, frame, policy. Nothing is fetched."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable
from html import escape
from typing import Any

STYLE = """
:root{--ground:#fcfcfb;--panel:#fff;--ink:#1c2024;--soft:#5c6670;--line:#e3e6e8;--track:#eef0f1;
--a:#2563a8;--b:#b95016;--c:#2b7d57;color-scheme:light dark}
@media screen and (prefers-color-scheme:dark){:root{--ground:#14171a;--panel:#1c2024;--ink:#e8eaec;
--soft:#9aa4ad;--line:#30363c;--track:#272c31;--a:#6cabf0;--b:#f0935a;--c:#66c397}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);
font:16px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif}
main{max-width:1060px;margin:0 auto;padding:32px 20px 64px}
h1{font-size:1.7rem;line-height:1.2;margin:0 0 4px;overflow-wrap:anywhere}
h2{font-size:1.1rem;margin:0 0 12px}
p{margin:0 0 12px}
.soft,caption{color:var(--soft);font-size:.9rem}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;
margin:24px 0}
.tile,section{background:var(--panel);border:1px solid var(--line);border-radius:10px}
.tile{padding:12px 16px}
.tile b{display:block;font-size:1.6rem;font-weight:600;line-height:1.3}
.tile span{color:var(--soft);font-size:.85rem}
section{padding:18px 20px;margin:0 0 16px}
.wide{overflow-x:auto}
"""


def html_page(
    title: str, style: str, body: Iterable[str], script: str = "", data: Any = None
) -> str:
    """Return a whole page, ``body`` being HTML, that may load nothing and run ``script`` alone.

    ``data`` is for the script, as JSON in the element `data`. The page's content security policy
    names the style and the script by their hashes; a browser runs nothing else.

    >>> page = html_page("<Water>", "p{color:red}", ["<p>H2O</p>"])
    >>> "<title>&lt;Water&gt;</title>" in page, "script-src" in page
    (True, False)
    """
    style = STYLE + style
    policy = f"default-src 'none'; style-src {_source(style)}; base-uri 'none'; form-action 'none'"
    if script:
        policy += f"; script-src {_source(script)}"
    held = (
        "" if data is None else f'<script id="data" type="application/json">{_json(data)}</script>'
    )
    run = f"<script>{script}</script>" if script else ""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{style}</style></head>"
        f"<body><main>{''.join(body)}</main>{held}{run}</body></html>\n"
    )


def tiles(figures: Iterable[tuple[str, str]]) -> str:
    """Draw the figures that matter most large, each over what it is.

    >>> tiles([("97.5 %", "steps ranked first")])
    '<div class="tiles"><div class="tile"><b>97.5 %</b><span>steps ranked first</span></div></div>'
    """
    inner = "".join(
        f'<div class="tile"><b>{escape(value)}</b><span>{escape(name)}</span></div>'
        for value, name in figures
    )
    return f'<div class="tiles">{inner}</div>'


def _source(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _json(data: Any) -> str:
    """Write JSON in which nothing can end the element that holds it."""
    text = json.dumps(data, separators=(",", ":"), allow_nan=False)  # ASCII alone
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
