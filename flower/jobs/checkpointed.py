"""Files that a killed run goes on with: each is its own checkpoint.

`NAME.part` grows and becomes `NAME` once it is complete. Beside it, `NAME.checkpoint` says in its
first line what is being written, and in each other line how far it was; see
`flower.jobs.checkpoint`. A file is written before its line, so what a kill tears off lies beyond
the last line, and is cut off when the run goes on. Where a file is not what its line says, as
after a power cut, the run goes on from the last line that holds.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from io import FileIO
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from flower.errors import InputError, reason, shorten
from flower.jobs.checkpoint import (
    SCHEMA,
    VERSION,
    Chain,
    Entry,
    complete,
    is_complete,
    is_torn_start,
    whole_lines,
)
from flower.jobs.files import check_files, cut, link_target, lock, refuse_inputs, write
from flower.version import installed_version

_ABOUT_ALL = ("schema", "version", "files")
_BLOCK = 1 << 20

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
        inputs: files that are read, none of which may be written.
        keep: leave the checkpoint beside the finished files, so that more can be added later.

    Attributes:
        done: items that are in the files.
        parts: the files while they grow.

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
        inputs: Iterable[Path] = (),
        keep: bool = False,
    ) -> None:
        self.done = 0
        self._paths, self._count, self._keep = [*map(link_target, paths)], count, keep
        self._digest = hashlib.sha256()
        self._expected = ""
        self._chain = Chain()
        names = [path.name for path in self._paths]
        self._about = {"schema": SCHEMA, "version": VERSION, "files": names}
        self._about |= {"flower": installed_version(), **about}
        self.parts = [path.with_name(f"{path.name}.part") for path in self._paths]
        self._log_path = self._paths[0].with_name(f"{self._paths[0].name}.checkpoint")
        refuse_inputs([*self._paths, *self.parts, self._log_path], inputs)
        self._streams: list[FileIO] = []
        self._sizes = [0] * len(self._paths)
        self._contents = [hashlib.sha256() for _ in self._paths]
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

    def __exit__(self, *error: Any) -> None:
        if self._streams and not self.done:
            self.discard()
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
        if passed < self.done or (self.done and _short(self._digest) != self._expected):
            raise InputError(
                f"The first {self.done:,} lines of {source} are not those that "
                f"`{self.parts[0]}` was begun with; give them, or begin anew with --restart."
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
                write(self._streams[k], data)
                self._sizes[k] += len(data)
                self._contents[k].update(data)
            done = self.done + len(items)
            held = tuple(map(_short, self._contents))
            entry = Entry(done, tuple(self._sizes), held, _short(self._digest), note)
            write(self._streams[-1], self._chain.line(entry._asdict()))
        except OSError as error:
            # A full disk is told of this file, not of the checkpoint beside it.
            raise InputError(
                f"`{self.parts[0]}` cannot be written ({reason(error)}); make room, then the "
                f"same command goes on after {self.done:,} lines."
            ) from error
        self.done = done
        self._count(note)

    def finish(self, texts: Sequence[str] = ()) -> None:
        """Give the files their names, after a last text for each, if there is one."""
        try:
            for stream, text in zip(self._streams, texts, strict=False):
                write(stream, text.encode("utf-8", "backslashreplace"))
            for stream in self._streams:
                os.fsync(stream.fileno())
            write(self._streams[-1], complete(self._chain))
            for part, path in zip(self.parts, self._paths, strict=True):
                part.replace(path)
            if not self._keep:
                self._log_path.unlink()
        except OSError as error:
            raise InputError(
                f"`{self._paths[0]}` cannot be written ({reason(error)}); all is in "
                f"`{self.parts[0]}`."
            ) from error
        self._close()

    def _open(self, restart: bool) -> None:
        check_files(self._paths, self._log_path if self._keep and not restart else None)
        log = FileIO(os.open(self._log_path, os.O_RDWR | os.O_CREAT, 0o666), "r+")
        self._streams = [log]
        lock(log, self._paths[0])
        end = 0 if restart else self._read()
        if not self.done:  # What stands before the first item is written again.
            end, self._sizes, self._chain = 0, [0] * len(self._paths), Chain()
            self._contents = [hashlib.sha256() for _ in self._paths]
        cut(log, end)
        parts = [FileIO(os.open(part, os.O_RDWR | os.O_CREAT, 0o666), "r+") for part in self.parts]
        self._streams = [*parts, log]
        for stream, size in zip(parts, self._sizes, strict=True):
            cut(stream, size)
        if not end:
            write(log, self._chain.line(self._about))

    def _read(self) -> int:
        """Take up the last line that tells of what is there; return where it ends."""
        with ExitStack() as stack:
            log = stack.enter_context(open(self._log_path, "rb"))
            if is_torn_start(log.read(_BLOCK)):
                return 0
            log.seek(0)
            lines = whole_lines(log, self._chain)
            about, end = next(lines, ({}, 0))
            self._check(about)
            if is_complete(self._log_path):
                # Killed while the files got their names: those that have them give them back.
                for part, path in zip(self.parts, self._paths, strict=True):
                    if not part.exists() and path.exists():
                        path.replace(part)
            if not all(part.exists() for part in self.parts):
                return end
            files = [stack.enter_context(part.open("rb")) for part in self.parts]
            last, entry = self._chain.last, Entry.before_all(len(files))
            for fields, place in lines:
                if "done" in fields:
                    try:
                        entry = Entry.read(fields, entry)
                    except (KeyError, TypeError, ValueError):
                        break
                    contents = [digest.copy() for digest in self._contents]
                    if not _hold(entry, files, contents):
                        break
                    self._take_up(entry, contents)
                end, last = place, self._chain.last
            self._chain.last = last
        return end

    def _take_up(self, entry: Entry, contents: list[Any]) -> None:
        try:
            self._count(entry.note)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise InputError(self._no_checkpoint()) from error
        self.done, self._sizes, self._expected = entry.done, [*entry.sizes], entry.items
        self._contents = contents

    def _check(self, about: Mapping[str, Any]) -> None:
        wanted = json.loads(json.dumps(self._about))
        if any(about.get(name) != wanted[name] for name in _ABOUT_ALL):
            raise InputError(self._no_checkpoint())
        names = {**wanted, **about}  # one that is no longer given is another, too
        other = [name for name in names if about.get(name) != wanted.get(name)]
        if other:
            were, are = (
                [shorten(str(one.get(name)), 20) for name in other] for one in (about, wanted)
            )
            named = ", ".join(
                f"{name}: {was}, now {now}" for name, was, now in zip(other, were, are, strict=True)
            )
            raise InputError(
                f"`{self.parts[0]}` was begun with other settings ({named}); give those, or begin "
                "anew with --restart."
            )

    def _no_checkpoint(self) -> str:
        return (
            f"`{self._log_path}` is no checkpoint of this output; take it away, or begin anew with "
            "--restart."
        )

    def discard(self) -> None:
        """Leave nothing of what was written."""
        for path in (*self.parts, self._log_path):
            with suppress(OSError):
                path.unlink()

    def _close(self) -> None:
        for stream in self._streams:
            stream.close()
        self._streams = []


def _framed(item: str) -> bytes:
    data = item.encode("utf-8", "backslashreplace")
    return b"%d:%s" % (len(data), data)


def _short(digest: Any) -> str:
    return str(digest.hexdigest()[:16])


def _hold(entry: Entry, files: Sequence[BinaryIO], contents: Sequence[Any]) -> bool:
    """Whether files, read on to where a line says, are what it says; digests are brought on."""
    for file, digest, size, wanted in zip(files, contents, entry.sizes, entry.files, strict=True):
        while (left := size - file.tell()) > 0 and (block := file.read(min(left, _BLOCK))):
            digest.update(block)
        if left > 0 or _short(digest) != wanted:
            return False
    return True
