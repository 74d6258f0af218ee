"""Files: what is read is not written, links stay links, and one process writes at a time."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterable
from contextlib import suppress
from io import FileIO
from pathlib import Path

from flower.errors import InputError


def sha256(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def link_target(path: Path) -> Path:
    """Return the file that a link leads to, so that the link stays one; else the path."""
    return Path(os.path.realpath(path)) if path.is_symlink() else path


def refuse_inputs(outputs: Iterable[Path], inputs: Iterable[Path]) -> None:
    """Raise InputError if a file to write is one that is read, by whatever name or link."""
    read = list(inputs)
    for output in outputs:
        for source in read:
            with suppress(OSError):  # one of them is not there
                if output.samefile(source):
                    raise InputError(f"`{output}` is a file that is read; give another output.")


def check_files(outputs: Iterable[Path], grown_by: Path | None) -> None:
    """Raise InputError for folders, and for files that no checkpoint ``grown_by`` tells of."""
    for path in outputs:
        if path.is_dir():
            raise InputError(f"`{path}` is a folder; name a file in it to write to.")
        if grown_by is not None and path.exists() and not grown_by.exists():
            raise InputError(
                f"`{path}` is there, without a checkpoint to go on from; give another output, or "
                "begin anew with --restart."
            )


def write(stream: FileIO, data: bytes) -> None:
    """Write all of it; unbuffered, so that a full disk is told here and not while closing."""
    rest = memoryview(data)
    while rest:
        rest = rest[stream.write(rest) or 0 :]


def cut(stream: FileIO, size: int) -> None:
    """Leave so many bytes, and write on after them."""
    stream.truncate(size)
    stream.seek(size)


def lock(log: FileIO, output: Path) -> None:
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
