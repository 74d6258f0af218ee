"""The file from which a killed evaluation goes on: JSON lines, one a row of the source."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Generic, Protocol, TextIO, TypeVar, runtime_checkable

from flower.errors import InputError, reason
from flower.untrusted import parse_json, read_bytes

SCHEMA, VERSION = "flower-evaluation-rows", 1
_MOST_BYTES = 500_000_000  # some 300,000 rows


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


class Journal(Generic[Row]):
    """Rows that are done, read back at the start and added to as more are.

    The first line says of what file, model and settings the rows are; a journal of others is
    refused. A last line that was torn by a kill is dropped. Without a path nothing is kept.

    Attributes:
        rows: by line of the source.
    """

    def __init__(
        self, path: str | Path | None, about: Mapping[str, Any], form: RowFormat[Row]
    ) -> None:
        self.rows: dict[int, Row] = {}
        self._form = form
        self._stream: TextIO | None = None
        if path is not None:
            self._stream = self._open(Path(path), {"schema": SCHEMA, "version": VERSION, **about})

    def __enter__(self) -> Journal[Row]:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._stream is not None:
            self._stream.close()

    def add(self, rows: Iterable[Row]) -> None:
        """Keep rows; a process killed after this has lost none of them."""
        rows = list(rows)
        self.rows.update((row.line, row) for row in rows)
        if self._stream is not None:
            self._stream.write("".join(json.dumps(self._form.to_json(row)) + "\n" for row in rows))
            self._stream.flush()

    def _open(self, path: Path, about: Mapping[str, Any]) -> TextIO:
        """Read what is there, and open the file behind its last whole line."""
        try:
            known = read_bytes(path, _MOST_BYTES) if path.exists() else b""
            whole = known[: known.rfind(b"\n") + 1]
            if known and not whole and not _is_torn_start(known):
                raise InputError(_no_journal(path, "its first line is not one of ours"))
            self._read(path, whole, about)
            if whole != known:
                with path.open("rb+") as file:
                    file.truncate(len(whole))
            stream = path.open("a", encoding="utf-8", newline="\n")
        except InputError:
            raise
        except (OSError, ValueError) as error:
            raise InputError(
                f"`{path}` cannot be used to resume from ({reason(error)}); give another file."
            ) from error
        if not whole:
            stream.write(json.dumps(about) + "\n")
            stream.flush()
        return stream

    def _read(self, path: Path, text: bytes, about: Mapping[str, Any]) -> None:
        for number, line in enumerate(text.splitlines(), 1):
            try:
                told = parse_json(line)
                if number == 1:
                    _check_header(path, told, about)
                    continue
                row = self._form.from_json(told)
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                if isinstance(error, InputError):
                    raise
                raise InputError(
                    _no_journal(path, f"line {number:,} is no row of an evaluation")
                ) from error
            self.rows[row.line] = row


def _is_torn_start(text: bytes) -> bool:
    start = json.dumps({"schema": SCHEMA}).encode()[:-1]
    return text.startswith(start) or start.startswith(text)


def _check_header(path: Path, told: Mapping[str, Any], about: Mapping[str, Any]) -> None:
    if told.get("schema") != SCHEMA or told.get("version") != VERSION:
        raise InputError(_no_journal(path, "its first line is not one of ours"))
    other = [name for name, value in about.items() if told.get(name) != value]
    if other:
        raise InputError(
            f"`{path}` holds an evaluation of something else (other {', '.join(other)}); "
            "give the options it was made with, or another file."
        )


def _no_journal(path: Path, why: str) -> str:
    return f"`{path}` is no evaluation to resume ({why}); give another file, or one not there yet."
