"""Named columns of CSV, TSV, Parquet and Excel files, row by row."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flower.errors import DamagedFileError, InputError, reason
from flower.records.headers import delimiter_of, place_of, require_column
from flower.records.sources import (
    LONGEST_LINE,
    LongLineError,
    file_kind,
    name_damage,
    open_text,
)
from flower.records.spreadsheets import sheet_rows

if TYPE_CHECKING:
    import pyarrow.parquet

Row = dict[str, object]

_TOLD = re.compile(r"sep=([,;|\t:])", re.IGNORECASE)
_ROWS_AT_ONCE = 1024
_MOST_GROUP_BYTES = 1_000_000_000  # of one row group of Parquet, unpacked


def read_rows(
    path: Path, kind: str, columns: Sequence[str] | None, required: Sequence[str]
) -> Iterator[tuple[int, Row]]:
    """Yield (line, row) of a table, a row holding those of ``columns`` that the file has.

    With None for ``columns`` it holds all, by the names that the file gives them. The line is that
    of the file for CSV, TSV and Excel (the header is line 1) and the row, from 1, for Parquet.
    Raises InputError if the file has none of ``required``.
    """
    if kind == "parquet":
        rows = _parquet_rows(path, columns, required)
    elif kind == "xlsx":
        rows = _sheet_rows(path, columns, required)
    else:
        rows = _text_rows(path, "\t" if kind == "tsv" else ",", columns, required)
    return name_damage(path, rows)


def _places(columns: Sequence[str] | None, present: Sequence[str]) -> dict[str, int]:
    """Where the columns stand that are there; where all do if none are named."""
    if columns is None:
        return {name: place for place, name in enumerate(present) if name}
    found = ((column, place_of(column, present)) for column in columns)
    return {column: place for column, place in found if place is not None}


def delimited_rows(
    lines: Iterable[str],
    name: str,
    delimiter: str,
    columns: Sequence[str] | None,
    required: Sequence[str],
) -> Iterator[tuple[int, Row]]:
    """Yield (line, row) of delimited text with a header; only blank lines give an empty row.

    A first line `sep=;` tells another ``delimiter``, as spreadsheets write it; without one, that
    by which the header has a column that is ``required`` is found.
    """
    csv.field_size_limit(LONGEST_LINE)
    rows = _Rows(lines)
    first = next(rows, "")
    told = _TOLD.fullmatch(first.strip())
    if told:
        first = next(rows, "")
    delimiter = told[1] if told else delimiter_of(first, delimiter, required)
    reader = csv.reader(chain([first], rows), delimiter=delimiter)
    header = [cell.strip() for cell in next(reader, [])]
    require_column(name, header, required)
    places = _places(columns, header)
    before = bool(told)  # lines that the reader has not seen
    while True:
        try:
            for cells in reader:
                rows.length = 0
                short = cells + [""] * (len(header) - len(cells))
                row: Row = {c: short[k] for c, k in places.items()} if cells else {}
                yield reader.line_num + before, row
            return
        except csv.Error:
            yield reader.line_num + before, dict.fromkeys(places)


class _Rows:
    """Lines for `csv`, which joins those of one row: all of them may be no longer than one line."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self.length = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.length += len(line)
        if self.length > LONGEST_LINE:
            raise LongLineError
        return line


def _text_rows(
    path: Path, delimiter: str, columns: Sequence[str] | None, required: Sequence[str]
) -> Iterator[tuple[int, Row]]:
    with open_text(path) as stream:
        yield from delimited_rows(stream, str(path), delimiter, columns, required)


def _sheet_rows(
    path: Path, columns: Sequence[str] | None, required: Sequence[str]
) -> Iterator[tuple[int, Row]]:
    rows = sheet_rows(path)
    _, head = next(rows, (1, ()))
    header = ["" if cell is None else str(cell).strip() for cell in head]
    require_column(str(path), header, required)
    places = _places(columns, header)
    for line, cells in rows:
        if any(cell is not None for cell in cells):
            yield line, {c: cells[k] for c, k in places.items() if k < len(cells)}


def _parquet_rows(
    path: Path, columns: Sequence[str] | None, required: Sequence[str]
) -> Iterator[tuple[int, Row]]:
    import pyarrow
    import pyarrow.parquet

    line = 0
    try:
        with pyarrow.parquet.ParquetFile(path) as table:
            present = table.schema_arrow.names
            require_column(str(path), present, required, is_line=False)
            named = {c: present[place] for c, place in _places(columns, present).items()}
            if columns is None:
                named = {c: n for c, n in named.items() if _may_be_read(table, n, required)}
            chosen = sorted(set(named.values()))
            _check_columns(table, chosen)
        # Of a text that stands in many rows, a batch would otherwise hold as many copies.
        with pyarrow.parquet.ParquetFile(path, read_dictionary=chosen) as table:
            for batch in table.iter_batches(_ROWS_AT_ONCE, columns=chosen):
                for place in range(len(batch)):
                    line += 1
                    yield line, {c: _cell(batch.column(n)[place]) for c, n in named.items()}
    except InputError:
        raise
    except (pyarrow.ArrowException, OSError, ValueError, KeyError, OverflowError) as error:
        if line == 0:
            raise InputError(
                f"`{path}` cannot be read as Parquet ({reason(error)}). "
                "Write it again, or save it as .csv."
            ) from error
        raise DamagedFileError(path, line + 1, error) from error


def _may_be_read(table: pyarrow.parquet.ParquetFile, column: str, required: Sequence[str]) -> bool:
    """Whether a column holds one value a row, or is one that is required and will be refused."""
    from pyarrow import types

    flat = not types.is_nested(table.schema_arrow.field(column).type)
    return flat or any(place_of(one, [column]) is not None for one in required)


def _check_columns(table: pyarrow.parquet.ParquetFile, chosen: Sequence[str]) -> None:
    """Refuse columns that hold lists or tables, or would take too much memory."""
    from pyarrow import types

    for name in chosen:
        kind = table.schema_arrow.field(name).type
        if types.is_nested(kind):
            raise ValueError(f"its column `{name}` holds {kind}, not one value a row")
    for group in range(table.metadata.num_row_groups):
        # Of the whole group: Arrow ends the process where the metadata of one column are damaged.
        unpacked = table.metadata.row_group(group).total_byte_size
        if unpacked > _MOST_GROUP_BYTES:
            raise ValueError(
                f"a row group unpacks to {unpacked:,} bytes; write it with smaller row groups"
            )


def _cell(scalar: Any) -> object:
    """The value, text where it is bytes; ValueError if it is longer than a line may be."""
    value = scalar.as_py()
    if isinstance(value, bytes):
        return value[: LONGEST_LINE + 1].decode(errors="replace")
    if isinstance(value, str) and len(value) > LONGEST_LINE:
        raise LongLineError
    return value


def count_lines(path: Path) -> int | None:
    """Return the number of steps or reactions of a file; None if that is not cheap to know."""
    kind = file_kind(path)
    if kind == "parquet":
        return parquet_rows(path)
    if path.suffix.lower() == ".gz" or kind not in ("text", "csv", "tsv"):
        return None
    with path.open("rb") as stream:
        return sum(1 for text in stream if text.strip()) - (kind != "text")


def parquet_rows(path: Path) -> int:
    """Return the number of rows that a Parquet file says it has.

    Raises InputError if it is no Parquet file.
    """
    import pyarrow
    import pyarrow.parquet

    try:
        with pyarrow.parquet.ParquetFile(path) as table:
            return int(table.metadata.num_rows)
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        raise InputError(
            f"`{path}` cannot be read as Parquet ({reason(error)}). "
            "Write it again, or save it as .csv."
        ) from error
