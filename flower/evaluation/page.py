"""What the HTML pages of evaluations share: style, frame, tiles, tables. Nothing is fetched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from flower.evaluation.result import Asked
from flower.evaluation.steps import UnreadRow

STYLE = """
:root{--ground:#fcfcfb;--panel:#fff;--ink:#1c2024;--soft:#5c6670;--line:#e3e6e8;--track:#eef0f1;
--a:#2563a8;--b:#c2571a;--c:#2b7d57;color-scheme:light dark}
@media (prefers-color-scheme:dark){:root{--ground:#14171a;--panel:#1c2024;--ink:#e8eaec;
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
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,400px),1fr));gap:16px}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;font-size:.92rem}
th,td{padding:5px 10px 5px 0;border-bottom:1px solid var(--line);text-align:right;
white-space:nowrap}
th{font-weight:600;color:var(--soft)}
th:first-child,td:first-child{text-align:left;white-space:normal;min-width:6.5em}
td.text{text-align:left;white-space:normal;overflow-wrap:anywhere}
tr:last-child td{border-bottom:0}
svg{display:block;width:100%;height:auto}
svg text{fill:var(--ink);font-size:12px;font-family:inherit}
.tick{text-anchor:middle;fill:var(--soft)!important}
.tick.up,.label{text-anchor:end}
.axis{text-anchor:middle;fill:var(--soft)!important}
.count{fill:var(--soft)}
.grid{stroke:var(--line)}
.curve{fill:none;stroke-width:2}
.curve.a{stroke:var(--a)}.curve.b{stroke:var(--b);stroke-dasharray:6 4}.curve.c{stroke:var(--c)}
.curve.ideal{stroke:var(--soft);stroke-dasharray:3 4;stroke-width:1.5}
.dot{stroke:var(--panel);stroke-width:1}
.dot.a{fill:var(--a)}.dot.b{fill:var(--b)}.dot.c{fill:var(--c)}
.track{fill:var(--track)}.bar{fill:var(--a)}
.legend{display:flex;flex-wrap:wrap;gap:4px 18px;margin:10px 0 0;font-size:.88rem}
.key{display:inline-block;width:20px;border-top:3px solid;margin-right:7px;vertical-align:middle}
.key.a{border-color:var(--a)}.key.b{border-color:var(--b);border-top-style:dashed}
.key.c{border-color:var(--c)}
"""


def page(asked: Asked, settings: Sequence[str], body: Iterable[str]) -> str:
    """Return the whole page; ``settings`` are told below the title, after those of every page.

    Whatever comes from files or names is escaped here, but not what ``body`` holds.
    """
    evaluations = asked.evaluations_per_step
    asking = "evaluation" if evaluations == 1 else "evaluations"
    told = [
        f"model {asked.model}",
        f"{asked.samples} {'sample' if asked.samples == 1 else 'samples'} a step",
        *([] if evaluations is None else [f"{evaluations:.3g} network {asking} a step"]),
        f"seed {asked.seed}",
        *settings,
        *([] if asked.limit is None else [f"the first {asked.limit:,} rows"]),
    ]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>Evaluation of {escape(asked.model)}</title><style>{STYLE}</style></head>"
        f"<body><main><h1>{escape(asked.model)} on {escape(asked.source)}</h1>"
        f'<p class="soft">{escape(", ".join(told))}</p>{"".join(body)}</main></body></html>\n'
    )


def share(value: float | None) -> str:
    """Write a share of 0 to 1 as per cent.

    >>> share(0.9054), share(None)
    ('90.5 %', '–')
    """
    return "–" if value is None else f"{100 * value:.1f} %"


def seconds(value: float | None) -> str:
    """Write a time.

    >>> seconds(0.0124), seconds(None)
    ('0.012 s', '–')
    """
    return "–" if value is None else f"{value:.3f} s"


def tiles(figures: Iterable[tuple[str, str]]) -> str:
    """Draw the figures that matter most large, each over what it is."""
    inner = "".join(
        f'<div class="tile"><b>{escape(value)}</b><span>{escape(name)}</span></div>'
        for value, name in figures
    )
    return f'<div class="tiles">{inner}</div>'


def table(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a section that holds a table; the first column is text, the others figures."""
    head = "".join(f"<th>{escape(cell)}</th>" for cell in heads)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    return (
        f'<section><h2>{escape(title)}</h2><div class="wide"><table><tr>{head}</tr>{body}'
        "</table></div></section>"
    )


def unread_rows(rows: Sequence[UnreadRow], total: int) -> str:
    """Name the first rows that could not be read; nothing if there is none."""
    if not rows:
        return ""
    body = "".join(
        f'<tr><td>{row.line:,}</td><td class="text">{escape(row.reason)}</td></tr>' for row in rows
    )
    return (
        f"<section><h2>Rows that could not be read: {total:,}</h2>"
        '<div class="wide"><table><tr><th>row</th><th style="text-align:left">why</th></tr>'
        f"{body}</table></div></section>"
    )
