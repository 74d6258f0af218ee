"""Evaluations as HTML pages that ask nothing of the network: what those of both kinds share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from flower.evaluation.reaction_result import ReactionEvaluation
from flower.evaluation.result import Evaluation
from flower.pages.charts import Bar
from flower.pages.frame import asset, html_page

Found = Evaluation | ReactionEvaluation


class Table(NamedTuple):
    """A table; its first column is text, the others are figures."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]


class BarChart(NamedTuple):
    """Shares of groups as bars."""

    heading: str
    title: str
    bars: Sequence[Bar]


STEREO_ASIDE = "… whose products tell configurations, which were not compared"


def evaluation_page(template: str, found: Found, settings: Sequence[str] = (), **more: Any) -> str:
    """Return a page of a template that extends `evaluation.html.j2`.

    ``settings`` are told below the title, after those of every page.
    """
    asked = found.asked
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
    title = f"Evaluation of {asked.model}"
    style = asset("evaluation.css")
    return html_page(template, style, title=title, found=found, settings=told, **more)


def bar_chart(title: str, of: str, what: str, groups: Mapping[str, tuple[float, int]]) -> BarChart:
    """Chart the share ``of`` things that are ``what``, and their number, for each group."""
    bars = [Bar(name, share, f"of {n:,}") for name, (share, n) in groups.items()]
    return BarChart(f"{title}, share {what}", f"{title}, share of {of} {what}", bars)


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


def number(value: float | None) -> str:
    """Write a figure that is no share of anything.

    >>> number(0.37128), number(None)
    ('0.371', '–')
    """
    return "–" if value is None else f"{value:.3f}"
