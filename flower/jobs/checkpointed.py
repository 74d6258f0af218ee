"""Files of answers that a killed run goes on with: each is its own checkpoint.

`NAME.part` grows and becomes `NAME` once it is complete. Beside it, `NAME.checkpoint` (JSON lines)
says in its first line what is being written, and in each other line how many items are done, how
long the files then were, and a digest of the items. A file is written before its line, so what a
kill tears off lies beyond the last line, and is cut off when the run goes on.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from io import FileIO
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, TypeVar

from flower.errors import InputError, reason, shorten
from flower.version import installed_version

SCHEMA, VERSION = "flower-checkpoint", 1
_ABOUT_ALL = ("schema", "version", "files")

_COMPLETE = b'{"complete": true}\n'

T = TypeVar("T")
Note = Mapping[str, Any]


class CheckpointedFiles:
    """Files that grow together, item by item, and bear their names only once complete.

    Killed at any moment, the next run with the same paths goes on after the last whole item, in
    all files alike. Used as a context manager; `finish` gives the files their names. What was
    begun of something else (``about``), or is being written by another process, raises InputError.

    Args:
        paths: the files; the checkpoint bears the name of the first.
        about: what is written, in values that JSON has, such as options and digest of the model;
            the version of flower is added.
        count: called with the note of each addition, those of earlier runs included.
        restart: begin anew whatever is there.

    Attributes:
        done: items that are in the files.

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "answers.txt"
    >>> with CheckpointedFiles([path], {"verb": "shout"}, print) as files:
    ...     files.add(["a"], ["A\\n"], {"ok": 1})  # and here it is killed
    {'ok': 1}
    >>> with CheckpointedFiles([path], {"verb": "shout"}, print) as files:
    ...     for item in files.pass_over(["a", "b"], str, "the list"):
    ...         files.add([item], [item.upper() + "\\n"], {"ok": 1})
    ...     files.finish()
    {'ok': 1}
    {'ok': 1}
    >>> path.read_text()
    'A\\nB\\n'
    """

    def __init__(
        self,
        paths: Sequence[Path],
        about: Mapping[str, object],
        count: Callable[[Note], None] = lambda note: None,
        restart: bool = False,
    ) -> None:
        self.done = 0
        self._paths, self._count = list(paths), count
        self._digest = hashlib.sha256()
        self._expected = ""
        names = [path.name for path in self._paths]
        self._about = {"schema": SCHEMA, "version": VERSION, "files": names}
        self._about |= {"flower": installed_version(), **about}
        self._parts = [path.with_name(f"{path.name}.part") for path in self._paths]
        self._log_path = self._paths[0].with_name(f"{self._paths[0].name}.checkpoint")
        self._streams: list[FileIO] = []
        self._sizes = [0] * len(self._paths)
        try:
            self._open(restart)
        except OSError as error:
            self._close()
            raise InputError(
                f"`{self._paths[0]}` cannot be written ({reason(error)}); give another output."
            ) from error
        except BaseException:
            self._close()
            raise

    def __enter__(self) -> CheckpointedFiles:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._streams and not self.done:
            self._remove()
        self._close()

    def pass_over(
        self, items: Iterable[T], text_of: Callable[[T], str], source: str
    ) -> Iterator[T]:
        """Return the items that are still to be done.

        Raises InputError if the first ones are not those that are done. ``source`` names them.
        """
        rest = iter(items)
        passed = 0
        for item in rest if self.done else ():
            self._digest.update(_framed(text_of(item)))
            passed += 1
            if passed == self.done:
                break
        if passed < self.done or (self.done and self._short_digest() != self._expected):
            raise InputError(
                f"The first {self.done:,} lines of {source} are not those that "
                f"`{self._parts[0]}` was begun with; give them, or begin anew with --restart."
            )
        return rest

    def add(self, items: Sequence[str], texts: Sequence[str], note: Note) -> None:
        """Write what became of some items, a text for each file; a kill after this loses nothing.

        ``items`` are the texts by which `pass_over` knows them again; without any, ``texts`` stand
        before the first one, as the head of a table does. Raises InputError if there is no room.
        """
        for item in items:
            self._digest.update(_framed(item))
        try:
            for k, text in enumerate(texts):
                data = text.encode("utf-8", "backslashreplace")
                _write(self._streams[k], data)
                self._sizes[k] += len(data)
            done = self.done + len(items)
            told = {
                "done": done, "sizes": self._sizes, "digest": self._short_digest(), "note": note,
            }  # fmt: skip
            _write(self._streams[-1], _line(told))
        except OSError as error:
            # A full disk is told of this file, not of the checkpoint beside it.
            raise InputError(
                f"`{self._parts[0]}` cannot be written ({reason(error)}); make room, then the "
                f"same command goes on after {self.done:,} lines."
            ) from error
        self.done = done
        self._count(note)

    def finish(self, texts: Sequence[str] = ()) -> None:
        """Give the files their names, after a last text for each, if there is one."""
        try:
            for stream, text in zip(self._streams, texts, strict=False):
                _write(stream, text.encode("utf-8", "backslashreplace"))
            for stream in self._streams:
                os.fsync(stream.fileno())
            _write(self._streams[-1], _COMPLETE)
            for part, path in zip(self._parts, self._paths, strict=True):
                part.replace(path)
            self._log_path.unlink()
        except OSError as error:
            raise InputError(
                f"`{self._paths[0]}` cannot be written ({reason(error)}); all is in "
                f"`{self._parts[0]}`."
            ) from error
        self._close()

    def _open(self, restart: bool) -> None:
        for path in self._paths:
            if path.is_dir():
                raise InputError(f"`{path}` is a folder; name a file in it to write to.")
        log = FileIO(os.open(self._log_path, os.O_RDWR | os.O_CREAT, 0o666), "r+")
        self._streams = [log]
        _lock(log, self._paths[0])
        end = 0 if restart else self._read(log)
        if not self.done:  # What stands before the first item is written again.
            end, self._sizes = 0, [0] * len(self._paths)
        _cut(log, end)
        parts = [FileIO(os.open(part, os.O_RDWR | os.O_CREAT, 0o666), "r+") for part in self._parts]
        self._streams = [*parts, log]
        for stream, size in zip(parts, self._sizes, strict=True):
            _cut(stream, size)
        if not end:
            _write(log, _line(self._about))

    def _read(self, log: FileIO) -> int:
        """Take up the last line whose files are there; return where it ends."""
        end = place = 0
        there: list[int] = []
        with open(self._log_path, "rb") as lines:
            if _ends_with(lines, _COMPLETE):
                # Killed while the files got their names: those that have them give them back.
                for part, path in zip(self._parts, self._paths, strict=True):
                    if not part.exists() and path.exists():
                        path.replace(part)
            for line in lines:
                place += len(line)
                try:
                    told = json.loads(line) if line.endswith(b"\n") else None
                except ValueError:
                    told = None
                if not isinstance(told, dict):
                    break
                if not end:
                    self._check(told)
                    there = [p.stat().st_size if p.exists() else 0 for p in self._parts]
                elif "sizes" in told:
                    if any(size > has for size, has in zip(told["sizes"], there, strict=True)):
                        break
                    self.done, self._sizes = told["done"], told["sizes"]
                    self._expected = told["digest"]
                    self._count(told["note"])
                end = place
        return end

    def _check(self, told: Mapping[str, Any]) -> None:
        wanted = json.loads(json.dumps(self._about))
        if any(told.get(name) != wanted[name] for name in _ABOUT_ALL):
            raise InputError(
                f"`{self._log_path}` is no checkpoint of this output; take it away, or begin anew "
                "with --restart."
            )
        other = [name for name in wanted if told.get(name) != wanted[name]]
        if other:
            named = ", ".join(
                f"{name}: {shorten(str(told.get(name)), 20)}, now {shorten(str(wanted[name]), 20)}"
                for name in other
            )
            raise InputError(
                f"`{self._parts[0]}` was begun with other settings ({named}); give those, or begin "
                "anew with --restart."
            )

    def _short_digest(self) -> str:
        return self._digest.hexdigest()[:16]

    def _remove(self) -> None:
        for path in (*self._parts, self._log_path):
            with suppress(OSError):
                path.unlink()

    def _close(self) -> None:
        for stream in self._streams:
            stream.close()
        self._streams = []


def _framed(item: str) -> bytes:
    data = item.encode("utf-8", "backslashreplace")
    return b"%d:%s" % (len(data), data)


def _line(told: Mapping[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=True).encode() + b"\n"


def _ends_with(file: BinaryIO, line: bytes) -> bool:
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - len(line)))
    found = file.read() == line
    file.seek(0)
    return found


def _write(stream: FileIO, data: bytes) -> None:
    """Write all of it; unbuffered, so that a full disk is told here and not while closing."""
    rest = memoryview(data)
    while rest:
        rest = rest[stream.write(rest) or 0 :]


def _cut(stream: FileIO, size: int) -> None:
    stream.truncate(size)
    stream.seek(size)


def _lock(log: FileIO, output: Path) -> None:
    """Refuse to write what another process is writing; where files cannot be locked, trust."""
    try:
        import fcntl
    except ImportError:  # Windows
        return
    try:
        fcntl.flock(log.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (errno.EAGAIN, errno.EACCES):
            raise InputError(
                f"`{output}` is being written by another process; wait for it, or give another "
                "output."
            ) from error
