"""The two files of `expand_file`: steps as `read_steps` reads them, and what was not expanded."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from io import StringIO

from flower.mechanisms.expanding import Expansion
from flower.records import ReactionRecord
from flower.records.conditions import conditions_text, library_conditions


class Disagreement(str):
    """Why a reaction was left out whose ways the atom map of the source tells otherwise."""


Outcome = tuple[Expansion, ...] | str
"""The ways to the product of a reaction, or why there is none."""

_COLUMNS = (
    "reaction_id", "path", "step", "mechanism", "description", "added", "conditions", "reaction",
)  # fmt: skip


def heads(is_table: bool) -> tuple[str, str]:
    """Return the first lines of the file of steps and of that of unexpanded reactions."""
    return row(*_COLUMNS) if is_table else "", row("line", "reason", "reaction")


def row(*cells: object) -> str:
    """Return a line of a CSV file.

    >>> row(1, "an acid, a base", "N.Cl>>")
    '1,"an acid, a base",N.Cl>>\\n'
    """
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue()


def texts(
    records: Sequence[ReactionRecord], outcomes: Sequence[Outcome], is_table: bool
) -> tuple[str, str]:
    """Return what reactions add to the file of steps and to that of unexpanded reactions."""
    steps, failures = list[str](), list[str]()
    for record, outcome in zip(records, outcomes, strict=True):
        if isinstance(outcome, str):
            failures.append(row(record.line, outcome, record.reaction))
        elif is_table:
            steps += _table_rows(record.line, outcome)
        else:
            steps += [f"{step}|{record.line}\n" for way in outcome for step in way.steps]
    return "".join(steps), "".join(failures)


def _table_rows(line: int, ways: Sequence[Expansion]) -> Iterator[str]:
    for path, way in enumerate(ways):
        mechanism, added = ", then ".join(way.mechanisms), ".".join(way.added)
        conditions = conditions_text(library_conditions(way.conditions))
        for number, (name, step) in enumerate(zip(way.names, way.steps, strict=True)):
            yield row(line, path, number, mechanism, name, added, conditions, step)
