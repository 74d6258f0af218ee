"""Files of steps or reactants: what kind they are, and their text line by line."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from flower.errors import DamagedFileError, InputError, reason

T = TypeVar("T")

LONGEST_LINE = 4_000_000
"""Characters of one line, and of one row of a table: a flask of thousands of atoms has fewer."""
_KINDS = {
    ".txt": "text",
    ".smi": "text",
    ".smiles": "text",
    ".rsmi": "text",
    ".csv": "csv",
    ".tsv": "tsv",
    ".parquet": "parquet",
    ".xlsx": "xlsx",
    ".mol": "mol",
    ".sdf": "sdf",
    ".sd": "sdf",
    ".rxn": "rxn",
    ".rdf": "rdf",
    ".cxsmiles": "text",
    ".cxsmi": "text",
}
_PACKED = ("parquet", "xlsx")
_ENDINGS = (
    ".txt, .smi or .cxsmiles (one a line), .csv, .tsv, .mol, .sdf, .rxn or .rdf (each also as "
    ".gz), .parquet and .xlsx"
)


class LongLineError(ValueError):
    """A line is too long to be one of a flask or a step."""

    def __init__(self) -> None:
        super().__init__(f"it has more than {LONGEST_LINE:,} characters without an end of line")


def file_kind(path: Path) -> str:
    """Say how a file is to be read: "text", "csv", "tsv", "parquet", "xlsx", "mol", "sdf", ...

    Raises InputError if there is no such file or its ending is none that can be read.

    >>> file_kind(Path("missing.csv"))
    Traceback (most recent call last):
    flower.errors.InputError: There is no file `missing.csv`. Check the path.
    """
    if not path.exists():
        raise InputError(f"There is no file `{path}`. Check the path.")
    if path.is_dir():
        raise InputError(f"`{path}` is a folder, not a file. Name the files in it one by one.")
    if not path.is_file():
        raise InputError(
            f"`{path}` is a pipe or a device, not a file. Write what it gives to a file first."
        )
    endings = [ending.lower() for ending in path.suffixes[-2:]]
    zipped = endings[-1:] == [".gz"]
    ending = (endings[:-1] if zipped else endings)[-1:]
    kind = _KINDS.get(ending[0]) if ending else None
    if ending and ending[0] in (".xls", ".ods"):
        raise InputError(
            f"`{path}` is a spreadsheet; save it as .xlsx or .csv there, and give that file."
        )
    if kind is None or (zipped and kind in _PACKED):
        raise InputError(
            f"`{path}` is of no known kind. Files are read by their ending: {_ENDINGS}."
        )
    return kind


def _open_bytes(path: Path) -> gzip.GzipFile | io.BufferedReader:
    return gzip.GzipFile(path) if path.suffix.lower() == ".gz" else path.open("rb")


@contextmanager
def open_text(path: Path) -> Iterator[Iterable[str]]:
    """Open a UTF-8 text file, plain or .gz, for reading.

    Raises InputError if it cannot be opened or is no text. Bytes that are not UTF-8 are
    replaced, so that they spoil their own line alone.
    """
    try:
        with _open_bytes(path) as stream:
            start = stream.read(4096)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(
            f"`{path}` cannot be read ({reason(error)}). Check its permissions, or copy it again."
        ) from error
    if b"\0" in start or start.startswith(b"PAR1"):
        known = "a Parquet file: rename it to .parquet" if start.startswith(b"PAR1") else "no text"
        raise InputError(f"`{path}` is {known}. A file of this ending must be UTF-8 text.")
    stream = _open_bytes(path)
    with io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline="") as text:
        yield bounded_lines(text)


def bounded_lines(text: io.TextIOBase) -> Iterator[str]:
    """Yield the lines of a text, none of which may be longer than `LONGEST_LINE` characters.

    So a file that unpacks to a thousand times its size is read without being held. Raises
    `LongLineError`.
    """
    while line := text.readline(LONGEST_LINE + 1):
        if len(line) > LONGEST_LINE:
            raise LongLineError
        yield line


def name_damage(path: Path, rows: Iterator[tuple[int, T]]) -> Iterator[tuple[int, T]]:
    """Pass on numbered rows; where the file breaks off, raise `DamagedFileError`."""
    line = 0
    try:
        for line, row in rows:
            yield line, row
    except (OSError, EOFError, zlib.error, LongLineError) as error:
        raise DamagedFileError(path, line + 1, error) from error
