"""Predictions of a whole file as one HTML page: an index, and below it the report of each flask.

Each flask's report is made where it is predicted, in whatever process, as a `FlaskReport`, which is
one line of JSON; `flask_reports_html` joins them, what is drawn alike being held once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from flower.errors import shorten
from flower.pages.frame import asset, html_fragment, html_page, percent
from flower.pages.report import BUDGETS, LOOKS_FURTHER, draw_outcomes, flask_molecules
from flower.pages.sheet import Held, Sheet, Symbol, palette_style
from flower.prediction.outcome import Prediction
from flower.prediction.summary import Summary, summarize

MOST_DRAWN_STEPS = 12
"""Steps drawn of each flask, those of the first outcomes; others are told in words."""
_MOST_COLUMNS = 4  # of the input, in the index


@dataclass(frozen=True)
class FlaskReport:
    """What the page tells of a flask.

    Attributes:
        line: of the file.
        given: SMILES as given.
        columns: what else stands in the line, as text.
        product: SMILES of the product of the first outcome, or in words what it is.
        probability: of the first outcome, in per cent; empty where there is none.
        share: likewise, 0 to 1; -1 where there is none.
        confidence: of it, in per cent; empty where that is not known.
        mark: why there is no outcome, or what is to be known of it; may be empty.
        picture: the product's drawing, if it has one: the name of a symbol, and its size in px.
        body: the report, as HTML.
        symbols: drawings that it needs: name, width, height in px, shapes as SVG.
    """

    line: int
    given: str
    columns: Mapping[str, str]
    product: str
    probability: str
    share: float
    confidence: str
    mark: str
    picture: tuple[str, int, int] | None
    body: str
    symbols: Sequence[tuple[str, int, int, str]]

    def to_json(self) -> str:
        """Return it as one line of JSON, which `from_json` reads."""
        return json.dumps(self.__dict__)

    @classmethod
    def from_json(cls, text: str) -> FlaskReport:
        """Read what `to_json` wrote."""
        told = json.loads(text)
        told["picture"] = tuple(told["picture"]) if told["picture"] else None
        told["symbols"] = [tuple(one) for one in told["symbols"]]
        return cls(**told)


def flask_report(line: int, columns: Mapping[str, object], prediction: Prediction) -> FlaskReport:
    """Return what the page tells of a flask, drawn.

    >>> failed = Prediction.failed("C(", "It has no end.", "toy", 0)
    >>> flask_report(7, {"id": "a"}, failed).mark
    'It has no end.'
    """
    summary, sheet = summarize(prediction), Sheet(MOST_DRAWN_STEPS)
    draw_outcomes(summary, sheet)
    best = summary.outcomes[0] if summary.outcomes else None
    headline = best.headline[0].smiles if best is not None and best.headline else ""
    held = sheet.molecule(headline) if headline else None
    confidence = prediction.outcomes[0].confidence if prediction.outcomes else None
    body = _body(prediction, summary, sheet)
    return FlaskReport(
        line=line,
        given=prediction.input,
        columns={name: "" if one is None else str(one) for name, one in columns.items()},
        product=headline or ("" if best is None else "nothing happens"),
        probability="" if best is None else percent(best.probability),
        share=-1.0 if best is None else best.probability,
        confidence="" if confidence is None else percent(confidence),
        mark=prediction.error or summary.nothing_found or (best.unfinished if best else ""),
        picture=None if held is None else (held.name, held.width, held.height),
        body=body,
        symbols=[(*one.held, str(one.shapes)) for one in sheet.symbols],
    )


def _body(prediction: Prediction, summary: Summary, sheet: Sheet) -> str:
    if prediction.error is not None:
        return ""
    steps = [
        step for one in (*prediction.outcomes, *(prediction.if_reacts or ())) for step in one.steps
    ]
    return html_fragment(
        "flask_report.html.j2",
        alone=False,
        prediction=prediction,
        summary=summary,
        heading="Outcomes" if prediction.target is None else f"Ways to {prediction.target}",
        stopped=summary.stopped(BUDGETS),
        none_found=summary.none_found(LOOKS_FURTHER),
        reactants=flask_molecules(steps[0].reactants) if steps else [],
        sheet=sheet,
    )


def flask_reports_html(
    reports: Iterable[FlaskReport], source: str, model: str, settings: str = ""
) -> str:
    """Return one page about all flasks of a file, which loads nothing and works from disk.

    ``source`` names the file, ``settings`` says how was asked. The same reports give the same page.

    >>> "0 flasks" in flask_reports_html([], "flasks.smi", "toy")
    True
    """
    told = list(reports)
    drawn: dict[str, Symbol] = {}
    for report in told:
        for name, width, height, shapes in report.symbols:
            drawn.setdefault(name, Symbol(Held(name, width, height), Markup(shapes)))
    names = list(dict.fromkeys(name for report in told for name in report.columns))
    return html_page(
        "flask_reports.html.j2",
        palette_style() + asset("report.css") + asset("flask_reports.css"),
        asset("report.js") + asset("flask_reports.js"),
        title=f"Predicted mechanisms of {shorten(source)}",
        source=source,
        model=model,
        settings=settings,
        reports=[(report, _held(report.picture), Markup(report.body)) for report in told],
        names=names[:_MOST_COLUMNS],
        left_out=names[_MOST_COLUMNS:],
        failed=sum(not report.body for report in told),
        symbols=list(drawn.values()),
        most_drawn=MOST_DRAWN_STEPS,
    )


def _held(picture: tuple[str, int, int] | None) -> Held | None:
    return None if picture is None else Held(*picture)
