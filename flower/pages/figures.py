"""What the HTML pages of evaluations share beyond `flower.pages.frame`: style, head, tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from flower.evaluation.result import Asked
from flower.evaluation.steps import UnreadRow
from flower.pages.frame import html_page

STYLE = """
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,400px),1fr));gap:16px}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;font-size:.92rem}
th,td{padding:5px 10px 5px 0;border-bottom:1px solid var(--line);text-align:right;
white-space:nowrap}
th{font-weight:600;color:var(--soft)}
th:first-child,td:first-child{text-align:left;white-space:normal;min-width:6.5em}
td.text,th.text{text-align:left;white-space:normal;overflow-wrap:anywhere}
tr:last-child td{border-bottom:0}
svg{display:block;max-width:100%;height:auto}
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
        *([] if asked.rows != "steps without map numbers" else [f"rows read as {asked.rows}"]),
        *settings,
        *([] if asked.limit is None else [f"the first {asked.limit:,} rows"]),
    ]
    head = (
        f"<h1>{escape(asked.model)} on {escape(asked.source)}</h1>"
        f'<p class="soft">{escape(", ".join(told))}</p>'
    )
    return html_page(f"Evaluation of {asked.model}", STYLE, [head, *body])


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
        '<div class="wide"><table><tr><th>row</th><th class="text">why</th></tr>'
        f"{body}</table></div></section>"
    )
