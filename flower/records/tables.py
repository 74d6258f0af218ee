"""Named columns of CSV, TSV and Parquet files, row by row."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from flower.errors import InputError, reason
from flower.records.sources import DamagedFileError, name_damage, open_text

Row = dict[str, object]

_ROWS_AT_ONCE = 1024
# A flask of a thousand atoms, mapped, passes Python's default of 131,072 characters a field.
_LONGEST_FIELD = 1 << 30


def read_rows(
    path: Path, kind: str, columns: Sequence[str], required: Sequence[str]
) -> Iterator[tuple[int, Row]]:
    """Yield (line, row) of a table, a row holding those of ``columns`` that the file has.

    The line is that of the file for CSV and TSV (the header is line 1) and the row, from 1, for
    Parquet. Raises InputError if the file has none of ``required``.
    """
    if kind == "parquet":
        rows = _parquet_rows(path, columns, required)
    else:
        rows = _text_rows(path, "\t" if kind == "tsv" else ",", columns, required)
    return name_damage(path, rows)


def require_column(name: str, present: Sequence[str], required: Sequence[str]) -> None:
    """Raise InputError, naming the columns there are, unless one of ``required`` is present."""
    if not any(column in present for column in required):
        wanted = " or ".join(f"`{column}`" for column in required)
        there = ", ".join(f"`{column}`" for column in present) or "none"
        raise InputError(
            f"`{name}` has no column {wanted}; its columns are {there}. "
            "Say with `column` which one to read."
        )


def delimited_rows(
    lines: Iterable[str], name: str, delimiter: str, columns: Sequence[str], required: Sequence[str]
) -> Iterator[tuple[int, Row]]:
    """Yield (line, row) of delimited text with a header; only blank lines give an empty row."""
    csv.field_size_limit(_LONGEST_FIELD)
    reader = csv.reader(lines, delimiter=delimiter)
    header = [cell.strip() for cell in next(reader, [])]
    require_column(name, header, required)
    places = {column: header.index(column) for column in columns if column in header}
    while True:
        try:
            for cells in reader:
                short = cells + [""] * (len(header) - len(cells))
                yield reader.line_num, {c: short[k] for c, k in places.items()} if cells else {}
            return
        except csv.Error:
            yield reader.line_num, dict.fromkeys(places)


def _text_rows(
    path: Path, delimiter: str, columns: Sequence[str], required: Sequence[str]
) -> Iterator[tuple[int, Row]]:
    with open_text(path) as stream:
        yield from delimited_rows(stream, str(path), delimiter, columns, required)


def _parquet_rows(
    path: Path, columns: Sequence[str], required: Sequence[str]
) -> Iterator[tuple[int, Row]]:
    import pyarrow
    import pyarrow.parquet

    line = 0
    try:
        with pyarrow.parquet.ParquetFile(path) as table:
            present = table.schema_arrow.names
            require_column(str(path), present, required)
            chosen = [column for column in columns if column in present]
            for batch in table.iter_batches(_ROWS_AT_ONCE, columns=chosen):
                for row in batch.to_pylist():
                    line += 1
                    yield line, row
    except (pyarrow.ArrowException, OSError) as error:
        if line == 0:
            raise InputError(
                f"`{path}` cannot be read as Parquet ({reason(error)}). "
                "Write it again, or save it as .csv."
            ) from error
        raise DamagedFileError(path, line + 1, error) from error


def parquet_rows(path: Path) -> int:
    """Return the number of rows that a Parquet file says it has.

    Raises InputError if it is no Parquet file.
    """
    import pyarrow
    import pyarrow.parquet

    try:
        with pyarrow.parquet.ParquetFile(path) as table:
            return int(table.metadata.num_rows)
    except (pyarrow.ArrowException, OSError) as error:
        raise InputError(
            f"`{path}` cannot be read as Parquet ({reason(error)}). "
            "Write it again, or save it as .csv."
        ) from error
