"""Spreadsheets of Excel, row by row, by openpyxl (extra `xlsx`)."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from flower.errors import InputError, reason
from flower.records.sources import LONGEST_LINE, LongLineError

_MOST_UNPACKED = 1_000_000_000  # bytes


def sheet_rows(path: Path) -> Iterator[tuple[int, Sequence[object]]]:
    """Yield (line, cells) of the first sheet, values as formulas last gave them.

    Raises InputError if openpyxl is not installed or the file cannot be read.
    """
    try:
        import openpyxl
    except ImportError as error:
        raise InputError(
            f"`{path}` is a spreadsheet, which openpyxl reads: pip install "
            '"flower-mechanisms[xlsx]", or save it as .csv there.'
        ) from error
    _refuse_bombs(path)
    try:
        with closing(openpyxl.load_workbook(path, read_only=True, data_only=True)) as book:
            for line, cells in enumerate(book.worksheets[0].iter_rows(values_only=True), 1):
                if any(isinstance(cell, str) and len(cell) > LONGEST_LINE for cell in cells):
                    raise LongLineError
                yield line, cells
    except LongLineError:
        raise
    except (OSError, ValueError, KeyError, IndexError, SyntaxError, zipfile.BadZipFile) as error:
        raise InputError(
            f"`{path}` cannot be read as a spreadsheet ({reason(error)}); save it as .csv."
        ) from error


def _refuse_bombs(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
    except (OSError, zipfile.BadZipFile) as error:
        raise InputError(
            f"`{path}` cannot be read as a spreadsheet ({reason(error)}); save it as .csv."
        ) from error
    if unpacked > _MOST_UNPACKED:
        raise InputError(f"`{path}` unpacks to {unpacked:,} bytes; save it as .csv.")
