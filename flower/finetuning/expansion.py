"""Examples that are no steps yet: overall reactions are expanded, mechanisms composed."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from flower.composing import compose
from flower.errors import InputError
from flower.mechanisms import expand_file
from flower.records import StepRecord, read_steps


class ExpandedExamples(NamedTuple):
    """The steps of overall reactions, how many were not expanded, and why the first was not."""

    steps: list[StepRecord]
    n_left_out: int
    first_reason: str | None


def expanded(path: Path, column: str, mechanism: Sequence[Path]) -> ExpandedExamples:
    """Return the steps of the best way of each reaction; ``mechanism`` as of `expand_file`.

    Raises InputError if no reaction could be expanded.
    """
    with tempfile.TemporaryDirectory(prefix="flower-expand-") as scratch:
        done = expand_file(path, Path(scratch) / "steps.csv", mechanism, column=column, ways=1)
        steps = list(read_steps(done.output))
        with done.unexpanded.open(encoding="utf-8", newline="") as stream:
            row = next(csv.DictReader(stream), None)
    first = None if row is None else f"line {row['line']}: {row['reason']}"
    if not steps:
        raise InputError(
            f"None of the {done.lines} reactions of `{path}` could be expanded into steps ({first})"
        )
    return ExpandedExamples(steps, done.lines - done.expanded, first)


def composed(mechanism: Sequence[Path], flasks: int, seed: int) -> ExpandedExamples:
    """Return the steps of flasks composed for mechanisms, as of `flower.compose`.

    Raises InputError if no flask could be composed.
    """
    with tempfile.TemporaryDirectory(prefix="flower-compose-") as scratch:
        done = compose(Path(scratch) / "steps.csv", mechanism, flasks=flasks, seed=seed)
        steps = list(read_steps(done.output))
        with done.report.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
    few = next((row for row in rows if row["why_fewer"]), None)
    first = None if few is None else f"{few['mechanism']}: {few['why_fewer']}"
    if not steps:
        raise InputError(
            f"No flask could be composed for {', '.join(done.mechanisms)} ({first}); give examples."
        )
    return ExpandedExamples(steps, 0, first)
