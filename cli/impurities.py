"""`flower impurities`: what else forms, by molecule, with formula and mass."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from enum import Enum
from functools import partial
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated

import typer

import flower
from flower.errors import InputError

from . import options, telling
from .telling import share, text
from .writing import check_place, opened, print_text

if TYPE_CHECKING:
    from rich.text import Text

_ENDINGS = (".csv", ".json", ".html", ".htm", ".txt")
_NOTE = (
    "Percentages are the model's probabilities that a molecule forms, over all outcomes told; they "
    "are no amounts. Masses are monoisotopic, in Da, charge aside where a neutral form is at hand."
)


class Sorting(str, Enum):
    """What molecules are sorted by."""

    probability = "probability"
    mass = "mass"
    mass_difference = "mass_difference"


def impurities(
    *,
    reactants: Annotated[
        str,
        typer.Argument(
            help="SMILES of all molecules in the flask, separated by dots.", show_default=False
        ),
    ],
    reagents: options.With = None,
    solvents: options.Solvent = None,
    then: options.Then = None,
    least: Annotated[float, typer.Option(help="Leave out molecules less probable.")] = 0.001,
    lightest: Annotated[float, typer.Option(help="Leave out molecules lighter, Da.")] = 0.0,
    heaviest: Annotated[
        float | None,
        typer.Option(help="Leave out molecules heavier, Da.", show_default="no limit"),
    ] = None,
    sort: Annotated[Sorting, typer.Option(help="Sort by this.")] = Sorting.probability,
    top: Annotated[int, typer.Option(min=1, help="Outcomes looked at, the most probable.")] = 50,
    search: Annotated[flower.SearchSettings, {"minimum_share": 0.0}],
    choice: flower.ModelChoice,
    as_json: options.Json = False,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="File to write to instead of the screen: a table (.csv), JSON (.json), a page "
            "with structures (.html), text (.txt).",
            show_default=False,
        ),
    ] = None,
) -> None:
    """List what else forms beside the product, by molecule: probability, formula, mass, and why.

    flower impurities "CC(=O)Cl.NCc1ccccc1.CCN(CC)CC" -o impurities.csv
    """
    ending = "" if output is None else check_place(output, _ENDINGS, "a list of impurities")
    if as_json and ending not in ("", ".json"):
        raise InputError(f"--json is for a .json file or the screen; leave it out for `{output}`.")
    more = [*(reagents or ()), *(solvents or ())]
    search = replace(search, top=top)
    prediction = flower.predict(
        reactants, reagents=more, then=then or [], **asdict(choice), **asdict(search)
    )
    found = flower.impurities(
        prediction, least=least, lightest=lightest, heaviest=heaviest, sort=sort.value
    )
    with opened(output) as stream:
        if as_json or ending == ".json":
            print(json.dumps(found.to_json_dict(), indent=2), file=stream)
        elif ending == ".csv":
            stream.write(found.to_csv())
        elif ending in (".html", ".htm"):
            stream.write(flower.impurities_html(found))
        else:
            print_text(partial(_lines, found), stream)


def _lines(found: flower.Impurities, width: int) -> list[Text]:
    given = ", given that it reacts" if found.given_reacts else ""
    lines = [text((found.model, "bold"), f": what forms in {found.input}{given}"), text()]
    lines.append(text((f"{'':10}{'':>7}  {'mass':>9}  {'to product':>10}  formula", "dim")))
    for one in found.molecules:
        figures = f"{share(one.probability):>7}  {one.mass:9.4f}  {one.mass_difference:+10.4f}"
        lines.append(
            text((f"{one.kind:10}", "bold"), (figures, "cyan"), f"  {one.formula}  ", one.smiles)
        )
        lines += [text((line, "dim")) for line in _why(one, width)]
    rest = f"Other outcomes, not told or not followed: {share(found.rest)}. " if found.rest else ""
    if found.left_out:
        molecules = telling.counted(found.left_out, "molecule")
        rest = f"{molecules} left out by --least, --lightest or --heaviest. {rest}"
    return [*lines, text(), *(text((line, "dim")) for line in wrap(rest + _NOTE, width))]


def _why(one: flower.Impurity, width: int) -> list[str]:
    if one.parts_after is None:
        return []
    where = f"after step {one.parts_after}" if one.parts_after else "at the first step"
    if one.parting is None:
        told = f"stays {where}, before {one.instead_of}"
    else:
        chance = "" if one.parting_probability is None else f" ({share(one.parting_probability)})"
        instead = f", instead of {one.instead_of}" if one.instead_of else ""
        told = f"parts {where}: {one.parting}{chance}{instead}"
    return wrap(told, width, initial_indent=" " * 10, subsequent_indent=" " * 10)
