"""`flower complete`: flasks in, what they may lack and what forms with it out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from functools import partial
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated, Any

import typer

import flower

from . import options, telling
from .flasks import Telling, answer
from .telling import in_words, share, step_lines, text
from .writing import TABLES

if TYPE_CHECKING:
    from rich.text import Text

_NOTE = (
    "What is put in is what records of reactions of such flasks leave out most often. Percentages "
    "of products are given that something happens, over all that was put in."
)


def complete(
    *,
    reactants: options.Reactants = None,
    input_file: options.Input = None,
    column: options.Column = None,
    reagents: options.With = None,
    most: Annotated[
        int,
        typer.Option(
            min=1,
            help="Different things put in at most, nothing among them; each costs a prediction.",
        ),
    ] = 4,
    least: Annotated[float, typer.Option(help="Do not try what is less probably lacking.")] = 0.05,
    search: flower.SearchSettings,
    choice: flower.ModelChoice,
    as_json: options.JsonLines = False,
    written: options.Written = options.Format.text,
    output: options.Output = None,
    workers: options.Workers = None,
    engine: options.Engine = options.Place.local,
    address: options.Address = None,
    restart: options.Restart = False,
) -> None:
    """Put in what a flask may lack, such as a base, palladium or hydrogen, and say what forms.

    For flasks as planners and patents write them. Each product is told with what was put in. Of a
    file, a stopped run, even a killed one, goes on when called again with the same --output.

    flower complete "O=C(O)c1ccccc1.NCc1ccccc1"
    """
    as_json = as_json or written is options.Format.json
    asked: dict[str, Any] = {**asdict(choice), **asdict(search)}
    asked |= {"reagents": reagents or (), "most": most, "least": least}

    def ask(flasks: Iterable[str]) -> Iterator[flower.Completion]:
        return (flower.complete(flask, **asked) for flask in flasks)

    ask_file = partial(
        flower.complete_file,
        workers=workers,
        engine=engine.value,
        address=address,
        restart=restart,
        **asked,
    )
    tell = Telling(text=partial(_lines, settings=telling.searched(search, choice)), kinds=TABLES)
    answer(reactants, input_file, column, ask, ask_file, tell, as_json, output)


def _lines(found: flower.Completion, width: int, settings: str) -> list[Text]:
    lines = [text((found.model, "bold"), f": {settings}")]
    lines += [text((line, "yellow")) for line in wrap(found.note or "", width)]
    lines += [text(), text(("What the flask may lack", "bold"))]
    for lack in found.lacks:
        lines.append(text((f"  {share(lack.probability):>6}  ", "cyan"), in_words(lack.put_in)))
    if not found.outcomes:
        lines += [text(), text(("Nothing happens with any of these.", "bold yellow"))]
    for one in found.outcomes:
        with_what = f"  with {in_words(one.put_in)}" if one.put_in else ""
        with_what += f"  then {in_words(one.work_up)}" if one.work_up else ""
        lines += [
            text(),
            text((f"Product {one.rank}", "bold"), (f"  {share(one.probability)}  ", "cyan"),
                 (one.product, "bold green"), with_what),
        ]  # fmt: skip
        for number, step in enumerate(one.outcome.steps, 1):
            lines += step_lines(number, step, width)
    return [*lines, text(), *(text((line, "dim")) for line in wrap(_NOTE, width))]
