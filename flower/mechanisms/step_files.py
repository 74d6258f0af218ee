"""The two files of `expand_file`: steps as `read_steps` reads them, and what was not expanded."""

from __future__ import annotations

import csv
import os
from base64 import b64encode
from collections.abc import Iterator, Sequence
from enum import Enum
from io import StringIO
from pathlib import Path
from typing import Any

from flower.errors import InputError
from flower.jobs import FileJob
from flower.mechanisms.expanding import Expansion
from flower.mechanisms.step_arrays import write_arrays
from flower.records import ReactionRecord
from flower.records.carried import cells_beside, names_beside
from flower.records.conditions import conditions_text, library_conditions


class Disagreement(str):
    """Why a reaction was left out whose ways the atom map of the source tells otherwise."""


Outcome = tuple[Expansion, ...] | str
"""The ways to the product of a reaction, or why there is none."""

COLUMNS = (
    "reaction_id", "path", "step", "mechanism", "description", "added", "conditions", "reaction",
)  # fmt: skip
_UNEXPANDED = ("line", "reason", "reaction")
_READ_FIRST = ("reaction_class",)  # what `read_steps` would take instead of the mechanism


class Kind(Enum):
    """What steps are written as: mapped text alone, a table, or arrays."""

    text = ".txt"
    table = ".csv"
    arrays = ""


def kind_of(output: str | Path) -> Kind:
    """Tell it by the ending of the output; InputError for another.

    >>> kind_of("steps.csv"), kind_of("arrays/")
    (<Kind.table: '.csv'>, <Kind.arrays: ''>)
    """
    ending = "" if str(output).endswith(("/", os.sep)) else Path(output).suffix.lower()
    if ending not in {kind.value for kind in Kind}:
        raise InputError(
            f"`{output}` is neither .txt nor .csv nor a folder; end its name in one of them, or in "
            "a slash."
        )
    return Kind(ending)


def growing(output: Path, kind: Kind) -> Path:
    """Return the file that steps are written to; arrays are made of it in the end."""
    return output.with_name(f"{output.name}.steps") if kind is Kind.arrays else output


def finish_as_arrays(
    job: FileJob, output: Path, source: dict[str, Any], tails: Sequence[str] = ()
) -> int:
    """Finish a job whose first file `growing` named; return the steps there are, each once."""
    steps = write_arrays(job.parts[0], output, source).steps
    job.finish(tails)
    growing(output, Kind.arrays).unlink()
    return steps


def heads(kind: Kind, carried: Sequence[str] = ()) -> tuple[str, str]:
    """Return the first lines of the file of steps and of that of unexpanded reactions.

    ``carried`` are names of what stands beside reactions in their file.

    >>> heads(Kind.table, ["id", "step"])[0]
    'reaction_id,path,step,mechanism,description,added,conditions,reaction,id,given step\\n'
    """
    steps = row(*COLUMNS, *names_beside((*COLUMNS, *_READ_FIRST), carried))
    unexpanded = row(*_UNEXPANDED, *names_beside(_UNEXPANDED, carried))
    return steps if kind is Kind.table else "", unexpanded


def row(*cells: object) -> str:
    """Return a line of a CSV file.

    >>> row(1, "an acid, a base", "N.Cl>>")
    '1,"an acid, a base",N.Cl>>\\n'
    """
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue()


def texts(
    records: Sequence[ReactionRecord],
    outcomes: Sequence[Outcome],
    kind: Kind,
    carried: Sequence[str] = (),
) -> tuple[str, str]:
    """Return what reactions add to the file of steps and to that of unexpanded reactions."""
    steps, failures = list[str](), list[str]()
    for record, outcome in zip(records, outcomes, strict=True):
        beside = cells_beside(record.columns, carried)
        if isinstance(outcome, str):
            failures.append(row(record.line, outcome, record.reaction, *beside))
        elif kind is Kind.table:
            steps += _table_rows(record.line, outcome, beside)
        elif kind is Kind.arrays:
            steps += _packed_rows(record.line, outcome)
        else:
            steps += [f"{step}|{record.line}\n" for way in outcome for step in way.steps]
    return "".join(steps), "".join(failures)


def _packed_rows(line: int, ways: Sequence[Expansion]) -> Iterator[str]:
    """The rows that `flower.mechanisms.step_arrays` makes arrays of."""
    for path, way in enumerate(ways):
        mechanism, conditions = ", then ".join(way.mechanisms), library_conditions(way.conditions)
        for step in way.arrays:
            yield row(line, path, mechanism, int(conditions), b64encode(step).decode())


def _table_rows(line: int, ways: Sequence[Expansion], beside: Sequence[str]) -> Iterator[str]:
    for path, way in enumerate(ways):
        mechanism, added = ", then ".join(way.mechanisms), ".".join(way.added)
        conditions = conditions_text(library_conditions(way.conditions))
        for number, (name, step) in enumerate(zip(way.names, way.steps, strict=True)):
            yield row(line, path, number, mechanism, name, added, conditions, step, *beside)
