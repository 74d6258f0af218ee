"""Answer about one flask or a file of them, and write the answers where they are wanted."""

from __future__ import annotations

import json
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TextIO, TypeVar

import typer

import flower
from flower.errors import FlowerError, InputError

from .bars import progress_bar
from .console import BAD_INPUT
from .options import Format
from .writing import opened, print_text

if TYPE_CHECKING:
    from rich.text import Text

Answer = TypeVar("Answer", "flower.Prediction", "flower.StepPrediction")

STANDARD_INPUT = "-"
_FILE_ENDINGS = (".smi", ".smiles", ".txt", ".csv", ".tsv", ".parquet", ".gz")
_TOLD_EVERY = 100  # flasks, where there is no terminal to draw a progress bar on
_LINES_NAMED = 5


@dataclass(frozen=True)
class Telling(Generic[Answer]):
    """How a verb's answers read.

    Attributes:
        text: the answer about one flask, line by line, for so many characters a line.
        columns: heads of the columns of ``row``.
        row: the answer about one flask of a file.
        keep: what else is written about one flask; a file of flasks is refused then.
    """

    text: Callable[[Answer, int], list[Text]]
    columns: Sequence[str]
    row: Callable[[Answer], Sequence[str]]
    keep: Callable[[Answer], None] | None = None


def answer(
    reactants: str | None,
    input_file: str | None,
    column: str | None,
    ask: Callable[[Iterable[str]], Iterator[Answer]],
    telling: Telling[Answer],
    written: Format,
    output: Path | None,
) -> None:
    """Ask about the flask or file that was meant and write the answers.

    Of a file, a line that cannot be used gets an error of its own; if no line can, the verb
    leaves with code 2.
    """
    if reactants is not None and input_file is not None:
        raise InputError("Both REACTANTS and --input are given; leave one of them out.")
    if reactants is None and input_file is None:
        raise InputError(
            "No reactants are given; write them as SMILES, for example "
            "`CC(=O)Cl.NCc1ccccc1`, or name a file of them."
        )
    of_file = reactants is None or _is_file(reactants)
    if of_file and telling.keep is not None:
        raise InputError(
            "--network and --report are of one flask, and a file of flasks is given; "
            "give its SMILES as REACTANTS, one flask at a time."
        )
    if reactants is None or of_file:
        _answer_file(input_file or reactants or "", column, ask, telling, written, output)
    elif column is not None:
        raise InputError("--column names a column of a file, but no file is given; leave it out.")
    else:
        _answer_flask(reactants, ask, telling, written, output)


def _answer_flask(
    reactants: str,
    ask: Callable[[Iterable[str]], Iterator[Answer]],
    telling: Telling[Answer],
    written: Format,
    output: Path | None,
) -> None:
    with opened(output) as stream:
        (found,) = ask([reactants])
        if written is Format.json:  # an error is an object too
            indent = 2 if stream.isatty() else None
            print(json.dumps(found.to_json_dict(), indent=indent), file=stream)
        elif found.error is not None:
            raise InputError(found.error)
        else:
            print_text(partial(telling.text, found), stream)
    if found.error is not None:
        raise InputError(found.error)
    if telling.keep is not None:
        telling.keep(found)


def _is_file(text: str) -> bool:
    """Whether a file is meant: no SMILES ends like one."""
    named = text.lower().endswith(_FILE_ENDINGS)
    there = text.endswith(os.sep) or (bool(Path(text).suffix) and os.path.isfile(text))
    return text == STANDARD_INPUT or named or there


def _answer_file(
    path: str,
    column: str | None,
    ask: Callable[[Iterable[str]], Iterator[Answer]],
    telling: Telling[Answer],
    written: Format,
    output: Path | None,
) -> None:
    rows = flower.read_reactants(path, column)
    first = next(rows, None)  # so that a missing column is told before the model is loaded
    if first is None:
        name = "The standard input" if path == STANDARD_INPUT else f"`{path}`"
        raise InputError(f"{name} holds no reactants; write one flask a line.")
    lines: deque[int] = deque()

    def flasks() -> Iterator[str]:
        for line, smiles in chain([first], rows):
            lines.append(line)
            yield smiles

    answers = ask(flasks())
    failed: list[int] = []
    done = 0
    with opened(output) as stream, _progress(stream, _count(path, column)) as (tell, advance):
        if written is Format.text:
            tell("\t".join(("line", "input", "status", *telling.columns, "error")))
        for found in answers:
            line = lines.popleft()
            if written is Format.json:
                tell(json.dumps(found.to_json_dict()))
            else:
                tell(_tab_separated(line, found, telling))
            if found.error is None:
                done += 1
            else:
                failed.append(line)
            advance()
    if failed:
        named = ", ".join(str(line) for line in failed[:_LINES_NAMED])
        more = ", ..." if len(failed) > _LINES_NAMED else ""
        typer.echo(
            f"{done:,} done, {len(failed):,} could not be used (line {named}{more}).", err=True
        )
    if not done:
        raise typer.Exit(BAD_INPUT)


def _tab_separated(line: int, found: Answer, telling: Telling[Answer]) -> str:
    told: Sequence[str] = telling.row(found) if found.error is None else [""] * len(telling.columns)
    cells = (str(line), found.input, found.status, *told, found.error or "")
    return "\t".join(" ".join(cell.split()) for cell in cells)


def _count(path: str, column: str | None) -> int | None:
    """How many flasks a file holds; None if only reading on will tell."""
    if path == STANDARD_INPUT:
        return None
    try:
        return sum(1 for _ in flower.read_reactants(path, column))
    except FlowerError:  # it breaks off; what stands before is answered, then this is told
        return None


@contextmanager
def _progress(
    stream: TextIO, total: int | None
) -> Iterator[tuple[Callable[[str], None], Callable[[], None]]]:
    """How to write a line of results, and how to say that one more flask is done."""
    from rich.console import Console

    on_screen = stream.isatty()  # then the bar is drawn below the results
    console = Console(file=stream) if on_screen else Console(stderr=True)
    bar = progress_bar(
        "Flasks",
        console=console,
        disable=not console.is_terminal,
        redirect_stdout=False,
        redirect_stderr=False,
        transient=True,
    )
    task = bar.add_task("", total=total)
    done = 0

    def tell(line: str) -> None:
        if on_screen:
            console.print(line, soft_wrap=True, markup=False, highlight=False, emoji=False)
        else:
            print(line, file=stream, flush=True)

    def advance() -> None:
        nonlocal done
        done += 1
        bar.advance(task)
        if not console.is_terminal and done % _TOLD_EVERY == 0:
            of_all = "" if total is None else f" of {total:,}"
            typer.echo(f"{done:,}{of_all} done", err=True)

    with bar:
        yield tell, advance
