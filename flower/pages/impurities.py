"""What else forms in a flask as one HTML page: a table with structures."""

from __future__ import annotations

from flower.errors import shorten
from flower.pages.frame import asset, html_page
from flower.pages.sheet import Sheet, palette_style
from flower.prediction.impurities import Impurities

MOST_PICTURED = 60
"""Molecules drawn on a page; others are told as SMILES."""


def impurities_html(found: Impurities) -> str:
    """Return a list of impurities as one HTML page that loads nothing and works from disk.

    >>> empty = Impurities("CCO", "C=C", False, 0.0, (), "toy")
    >>> "What forms" in impurities_html(empty)
    True
    """
    sheet = Sheet(0)
    held = [sheet.molecule(one.smiles) for one in found.molecules[:MOST_PICTURED]]
    held += [None] * (len(found.molecules) - len(held))
    return html_page(
        "impurities.html.j2",
        palette_style() + asset("report.css") + asset("impurities.css"),
        title=f"What forms in {shorten(found.input)}",
        found=found,
        rows=list(zip(found.molecules, held, strict=True)),
        sheet=sheet,
    )
