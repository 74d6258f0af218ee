"""`flower explain`: reactants and a product in, why it does or does not form out."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated, Any

import typer

import flower

from . import options, telling
from .flasks import is_json
from .telling import share, step_lines, text
from .writing import write_one

if TYPE_CHECKING:
    from rich.text import Text

_MADE_SURE = 1e-3
_NOTE = (
    "Percentages are the model's probabilities, not yields: of the product, that the flask comes "
    "to where it appears, by any of the ways found; of a step, that it comes next. A molecule left "
    "out is one of its kind. Atoms are numbered as in the input, from the left."
)


def explain(
    *,
    reactants: Annotated[
        str,
        typer.Argument(
            help="SMILES of all molecules in the flask; reagents by name may follow: A.B with THF.",
            show_default=False,
        ),
    ],
    product: Annotated[
        str,
        typer.Option(metavar="SMILES", help="The molecule to be explained.", show_default=False),
    ],
    leave_out: Annotated[
        bool,
        typer.Option(help="Leave out each molecule and ask again: one search more for each."),
    ] = True,
    search: flower.SearchSettings,
    choice: flower.ModelChoice,
    as_json: options.Json = False,
    output: options.TextOutput = None,
) -> None:
    """Say how a product would form, where the model would go elsewhere, and which molecule decides.

    flower explain "CC(=O)Cl.CN.CCO.CCN(CC)CC" --product "CCOC(C)=O"
    """
    as_json = is_json(output, as_json)
    asked: dict[str, Any] = {**asdict(choice), **asdict(search)}
    why = flower.explain(reactants, product, leave_out=leave_out, **asked)
    settings = telling.searched(search, choice)
    write_one(why, partial(_lines, why, settings), output, as_json)


def _lines(why: flower.Explanation, settings: str, width: int) -> list[Text]:
    lines = [text((why.model, "bold"), f": {settings}")]
    lines += [text((line, "dim")) for line in wrap(why.note or "", width)]
    lines += [text(), *_verdict(why)]
    if why.found:
        lines += [text(), text(("The most probable way there", "bold"))]
        for number, step in enumerate(why.steps, 1):
            lines += step_lines(number, step, width)
    lines += [text(), *_parting(why, width)] if why.found else []
    lines += [text(), *_left_out(why)] if why.left_out else []
    return [*lines, text(), *(text((line, "dim")) for line in wrap(_NOTE, width))]


def _verdict(why: flower.Explanation) -> list[Text]:
    if not why.found:
        first = text((why.product, "bold green"), (": no way to it was found", "bold yellow"))
    else:
        first = text((why.product, "bold green"), (f"  {_chance(why.probability)}", "cyan"))
    predicted = " + ".join(why.predicted) or "that nothing happens"
    chance = share(why.predicted_probability)
    if why.is_predicted:
        return [first, text(f"  as predicted: {predicted}  {chance}")]
    return [first, text(f"  predicted instead: {predicted}  {chance}")]


def _parting(why: flower.Explanation, width: int) -> list[Text]:
    parting = why.parting
    if parting is None:
        return [text(("At none of its steps would the model rather go elsewhere.", "bold"))]
    rather, taken = parting.rather, parting.step
    head = (
        f"At step {parting.number} the model would rather go elsewhere, "
        f"{_times(parting.factor)} as probable"
    )
    ends = rather.kind == "end"
    words = "nothing more happens" if ends else f"{rather.kind}: {rather.description}"
    told = f"{words} ({share(rather.probability)}, the step above {share(taken.probability)})"
    lines = [text((head, "bold")), *_indented(told, width)]
    products = " + ".join(parting.leads_to)
    if products:
        lines += _indented(f"comes to {products}  {share(parting.probability)}", width)
    return lines


def _left_out(why: flower.Explanation) -> list[Text]:
    longest = max(len(one.smiles) for one in why.left_out)
    lines = [text(("Left out, one after the other", "bold"))]
    for one in sorted(why.left_out, key=lambda one: (one.smiles != why.decisive, one.smiles)):
        name = f"  {one.smiles:{longest}}  "
        if one.probability is None:
            lines.append(text((f"{name}its atoms are needed", "dim")))
            continue
        told = _chance(one.probability) if one.probability else "no way found"
        if one.factor is not None:
            told += f", {_times(one.factor)} as probable"
        decides = one.smiles == why.decisive
        lines.append(
            text(name, (told, "cyan"), ("  makes the difference" if decides else "", "bold"))
        )
    if why.decisive is None:
        lines.append(text("  None of them makes it twice as probable, or half."))
    return lines


def _indented(words: str, width: int) -> list[Text]:
    told = wrap(words, width - 2, break_long_words=False, break_on_hyphens=False)
    return [text(f"  {line}") for line in told]


def _chance(probability: float) -> str:
    return share(probability) if probability >= _MADE_SURE else f"{100 * probability:.1g}%"


def _times(factor: float) -> str:
    return f"{factor:,.0f} times" if factor >= 10 else f"{factor:.2g} times"
