"""Answer about one flask or a file of them, and write the answers where they are wanted."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

import flower
from flower.errors import InputError

from .files import write_file
from .writing import check_place, opened, print_text

if TYPE_CHECKING:
    from rich.text import Text

Answer = TypeVar("Answer", "flower.Prediction", "flower.StepPrediction", "flower.Completion")

STANDARD_INPUT = "-"
_JSON = (".json", ".jsonl")
_PLAIN = (".txt", *_JSON)
_ONE_FLASK = (".mol", ".rxn", ".mol.gz", ".rxn.gz")
_FILE_ENDINGS = (
    ".smi", ".smiles", ".cxsmiles", ".cxsmi", ".rsmi", ".txt", ".csv", ".tsv", ".parquet", ".xlsx",
    ".sdf", ".sd", ".rdf", ".gz", *_ONE_FLASK,
)  # fmt: skip


@dataclass(frozen=True)
class Telling(Generic[Answer]):
    """How a verb's answers read.

    Attributes:
        text: the answer about one flask, line by line, for so many characters a line.
        keep: what else is written about one flask.
        alone: the option that is of one flask, and refused with a file of them; or empty.
        report: the page that is written of a file.
        kinds: endings of the files that `flower.write_answer` makes of the answer.
        settings: how was asked, in words.
        hydrogens: whether reactions are written with every hydrogen as an atom.
    """

    text: Callable[[Answer, int], list[Text]]
    keep: Callable[[Answer], None] | None = None
    kinds: Sequence[str] = ()
    settings: str = ""
    hydrogens: bool = False
    alone: str = ""
    report: Path | None = None


def answer(
    reactants: str | None,
    input_file: str | None,
    column: str | None,
    ask: Callable[[Iterable[str]], Iterator[Answer]],
    ask_file: Callable[..., flower.FileSummary],
    telling: Telling[Answer],
    as_json: bool,
    output: Path | None,
) -> None:
    """Ask about the flask or file that was meant and write the answers; see `write_file`."""
    if reactants is not None and input_file is not None:
        raise InputError("Both REACTANTS and --input are given; leave one of them out.")
    if reactants is None and input_file is None:
        raise InputError(
            "No reactants are given; write them as SMILES, for example "
            "`CC(=O)Cl.NCc1ccccc1`, or name a file of them."
        )
    named = input_file or reactants or ""
    if column is None and named.lower().endswith(_ONE_FLASK):
        ((_, reactants),) = flower.read_reactants(named)
        input_file, of_file = None, False
    else:
        of_file = reactants is None or _is_file(reactants)
    if of_file and telling.alone:
        raise InputError(
            f"{telling.alone} is of one flask, and a file of flasks is given; give its SMILES as "
            "REACTANTS, one flask at a time."
        )
    if reactants is None or of_file:
        report = telling.report
        if report is not None and output is None and not as_json:
            output, report = report, None
        elif report is not None and output is None:
            raise InputError("JSON and --report are two files; give --output for the JSON.")
        if report is not None:
            ask_file = partial(ask_file, report=report)
        write_file(
            partial(ask_file, named, column=column, written=written_as(output, as_json)), output
        )
    elif column is not None:
        raise InputError("--column names a column of a file, but no file is given; leave it out.")
    else:
        as_json = is_json(output, as_json, telling.kinds, named)
        _answer_flask(reactants, ask, telling, as_json, output)


def _answer_flask(
    reactants: str,
    ask: Callable[[Iterable[str]], Iterator[Answer]],
    telling: Telling[Answer],
    as_json: bool,
    output: Path | None,
) -> None:
    if output is not None and output.suffix.lower() in telling.kinds:
        (found,) = ask([reactants])
        flower.write_answer(found, output, hydrogens=telling.hydrogens, settings=telling.settings)
        if telling.keep is not None:
            telling.keep(found)
        return
    with opened(output) as stream:
        (found,) = ask([reactants])
        if as_json:  # an error is an object too
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


def written_as(output: Path | None, as_json: bool) -> Literal["text", "json"] | None:
    """What `written` says of a file of answers: nothing where its ending does."""
    if as_json:
        return "json"
    return None if output is not None and output.suffix else "text"


def is_json(
    output: Path | None, as_json: bool, kinds: Sequence[str] = (), source: str | None = None
) -> bool:
    """Whether JSON is wanted; InputError if the ending is none, or contradicts."""
    if output is None or not output.suffix:
        return as_json
    ending = check_place(output, (*_PLAIN, *kinds), "one answer", source)
    if as_json and ending not in _JSON:
        raise InputError(f"`{output}` holds no JSON by its ending; leave --json out, or end it so.")
    return ending in _JSON


def _is_file(text: str) -> bool:
    """Whether a file is meant: no SMILES ends like one."""
    named = text.lower().endswith(_FILE_ENDINGS)
    there = text.endswith(os.sep) or (bool(Path(text).suffix) and os.path.isfile(text))
    return text == STANDARD_INPUT or named or there
