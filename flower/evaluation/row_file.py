"""The rows of an evaluation that are done, a JSON line each, from which a killed one goes on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar, runtime_checkable

from flower.errors import InputError
from flower.evaluation.task import EvaluationTask
from flower.jobs import FileJob
from flower.untrusted import parse_json


@runtime_checkable
class NumberedRow(Protocol):
    """A row that is done."""

    @property
    def line(self) -> int:
        """Where it stands in the source."""
        ...


Row = TypeVar("Row", bound=NumberedRow)


@dataclass(frozen=True)
class RowFormat(Generic[Row]):
    """How rows of one kind are written and read back.

    ``to_json`` gives what `json.dumps` takes; ``from_json`` raises KeyError, TypeError or
    ValueError for what is no such row.
    """

    to_json: Callable[[Row], dict[str, Any]]
    from_json: Callable[[Mapping[str, Any]], Row]


class RowFile(Generic[Row]):
    """Rows that are done, those of earlier runs included.

    Attributes:
        rows: by line of the source.
        resumed: how many there were at the start.
    """

    def __init__(self, job: FileJob, form: RowFormat[Row]) -> None:
        self._job, self._form = job, form
        self.rows = {row.line: row for part in job.parts for row in self._read(part)}
        self.resumed = len(self.rows)

    def add(self, rows: Iterable[Row]) -> None:
        """Keep rows that are new; a process killed after this has lost none of them."""
        new = [row for row in rows if row.line not in self.rows]
        self.rows.update((row.line, row) for row in new)
        if new:
            text = "".join(json.dumps(self._form.to_json(row)) + "\n" for row in new)
            self._job.add([str(row.line) for row in new], [text], {"lines": len(new)})

    def _read(self, part: Path) -> Iterator[Row]:
        with part.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                try:
                    yield self._form.from_json(parse_json(line))
                except (ValueError, KeyError, TypeError, AttributeError) as error:
                    raise InputError(
                        f"Line {number:,} of `{part}` is no row of an evaluation; begin anew with "
                        "--restart."
                    ) from error


@contextmanager
def row_file(task: EvaluationTask, form: RowFormat[Row]) -> Iterator[RowFile[Row]]:
    """Open the file of rows that a task names, complete in the end; without one nothing is kept.

    A file of other rows, model or settings is refused. Its checkpoint stays beside it, so that a
    longer run takes over its rows.
    """
    outputs = None if task.output is None else [Path(task.output)]
    with FileJob(
        outputs, task.identity, inputs=[task.path], restart=task.restart, keep=True
    ) as job:
        yield RowFile(job, form)
        job.finish()
