"""`flower map`: an overall reaction in, atom-mapped and balanced out."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated, Any

import typer

import flower

from . import options, telling
from .flasks import is_json
from .telling import share, text
from .writing import write_one

if TYPE_CHECKING:
    from rich.text import Text

_SUPPORT = {
    "both": "the model predicts the product, and the written mechanisms map it alike",
    "model": "the model predicts the product; no written mechanism leads there",
    "model alone": "the model predicts the product; the written mechanisms map it otherwise",
    "library": "by written mechanisms; the model does not predict the product",
    "search": "the model does not predict the product; a search found a way to it",
}
_CONFIDENCE = "Confidence: of maps that stood on the same, that many in a hundred were as recorded."
_NUMBERING = "Atoms are numbered as in the input, from the left; hydrogens follow."


def map(  # noqa: A001  # a verb is a function of its name
    *,
    reaction: Annotated[
        str,
        typer.Argument(
            help="`reactants>>product`, unmapped or not, balanced or not.", show_default=False
        ),
    ],
    hydrogens: Annotated[
        bool, typer.Option("--hydrogens", help="Number the hydrogens too; the JSON has both.")
    ] = False,
    search: flower.SearchSettings,
    choice: flower.ModelChoice,
    as_json: options.Json = False,
    output: options.TextOutput = None,
) -> None:
    """Map the atoms of an overall reaction, and balance it, by the best mechanism found for it.

    flower map "COC(=O)c1ccccc1>>OC(=O)c1ccccc1"
    """
    as_json = is_json(output, as_json)
    asked: dict[str, Any] = {**asdict(choice), **asdict(search)}
    found = flower.map(reaction, **asked)
    settings = telling.searched(search, choice)
    lines = partial(_lines, found, f"{choice.model}: {settings}", hydrogens)
    write_one(found, lines, output, as_json)


def _lines(found: flower.OverallMap, settings: str, hydrogens: bool, width: int) -> list[Text]:
    lines = [text(settings), text()]
    if not found.found:
        told = (
            "No mechanism was found that leads to the product, neither by the model nor among the "
            "written mechanisms, so its atoms are not mapped. A larger --beam or --max-steps looks "
            "further; a reagent that is missing may be added to the reactants."
        )
        return [*lines, *(text((line, "bold yellow")) for line in wrap(told, width))]
    mapped = found.mapped if hydrogens else found.heavy
    lines += [text((mapped or "", "bold")), text()]
    lines += [text("balanced     ", (found.balanced or "", "green"))]
    for words, molecules in (
        ("by-products  ", found.by_products),
        ("was missing  ", found.missing),
        ("unchanged    ", found.unchanged),
    ):
        lines += [text(words, ".".join(molecules))] if molecules else []
    number = telling.counted(len(found.steps), "step")
    lines += [text(f"mechanism    {', then '.join(found.mechanism)}, {number}")]
    if found.confidence is not None:
        lines += [text(f"confidence   {share(found.confidence, 0)}")]
    why = _SUPPORT[found.support or "search"]
    lines += [text((f"  {line}", "dim")) for line in wrap(why, width - 2)]
    note = _NUMBERING if found.confidence is None else f"{_CONFIDENCE} {_NUMBERING}"
    return [*lines, text(), *(text((line, "dim")) for line in wrap(note, width))]
