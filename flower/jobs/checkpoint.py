"""The record beside growing files: JSON lines, each with a digest that holds the line before."""

from __future__ import annotations

import hashlib
import json
from collections import deque
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from flower.untrusted import list_of, text_of, whole_of

SCHEMA, VERSION = "flower-checkpoint", 2
_COMPLETE = b'{"complete": true'


class Entry(NamedTuple):
    """What a line says: how many items were done, and what the files then were.

    Attributes:
        done: items.
        sizes: of the files, in bytes.
        files: digests of so many bytes of each.
        items: digest of the items.
        note: what is to be counted.
    """

    done: int
    sizes: tuple[int, ...]
    files: tuple[str, ...]
    items: str
    note: Mapping[str, Any]

    @classmethod
    def before_all(cls, n_files: int) -> Entry:
        """What stands before the first line."""
        return cls(0, (0,) * n_files, (), "", {})

    @classmethod
    def read(cls, fields: Mapping[str, Any], before: Entry) -> Entry:
        """Read a line; KeyError, TypeError or ValueError for what cannot follow on ``before``."""
        note = fields["note"]
        if not isinstance(note, dict):
            raise TypeError("a note is a table")
        found = cls(
            whole_of(fields["done"]),
            list_of(fields["sizes"], whole_of),
            list_of(fields["files"], text_of),
            text_of(fields["items"]),
            note,
        )
        grown = zip((found.done, *found.sizes), (before.done, *before.sizes), strict=True)
        if len(found.files) != len(found.sizes) or any(now < then for now, then in grown):
            raise ValueError("files and what is done only grow")
        return found


class Chain:
    """Writes and reads the lines in their order.

    Attributes:
        last: digest of the line before.

    >>> line = Chain().line({"done": 1})
    >>> line
    b'{"done": 1, "check": "7f17968401d60f30"}\\n'
    >>> Chain().read(line), Chain().read(line.replace(b"1", b"2"))
    ({'done': 1}, None)
    """

    def __init__(self) -> None:
        self.last = ""

    def line(self, fields: Mapping[str, Any]) -> bytes:
        """Return the next line."""
        self.last = self._digest(fields)
        return json.dumps({**fields, "check": self.last}).encode() + b"\n"

    def read(self, line: bytes) -> dict[str, Any] | None:
        """Return what the next line says; None if it is torn, damaged or not the next one."""
        try:
            fields = json.loads(line) if line.endswith(b"\n") else None
        except (ValueError, RecursionError):
            return None
        if not isinstance(fields, dict) or fields.pop("check", None) != self._digest(fields):
            return None
        self.last = self._digest(fields)
        return fields

    def _digest(self, fields: Mapping[str, Any]) -> str:
        return hashlib.sha256(f"{self.last}{json.dumps(fields)}".encode()).hexdigest()[:16]


def is_torn_start(text: bytes) -> bool:
    """Whether a kill has left no more of a record than the start of its first line."""
    start = json.dumps({"schema": SCHEMA}).encode()[:-1]
    return b"\n" not in text and (text.startswith(start) or start.startswith(text))


def is_complete(path: Path) -> bool:
    """Whether the last line says that all was done."""
    with path.open("rb") as lines:
        (last,) = deque(lines, maxlen=1) or [b""]
    return last.startswith(_COMPLETE)


def complete(chain: Chain) -> bytes:
    """Return the line that says that all was done."""
    return chain.line({"complete": True})


def whole_lines(file: BinaryIO, chain: Chain) -> Iterator[tuple[dict[str, Any], int]]:
    """Yield what the lines say and where each ends, up to the first that does not hold."""
    end = 0
    for line in file:
        fields = chain.read(line)
        if fields is None:
            return
        end += len(line)
        yield fields, end
