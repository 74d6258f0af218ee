from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from flower.errors import DamagedFileError, InputError
from flower.records.tables import parquet_rows, read_rows

Write = Callable[[str, str], Path]


def test_csv_rows_carry_the_line_an_editor_shows(write: Write) -> None:
    path = write("a.csv", 'id,reaction,note\n1,C>>C,"two\nlines"\n2,N>>N,\n')
    rows = list(read_rows(path, "csv", ("reaction", "absent"), ("reaction",)))
    assert rows == [(3, {"reaction": "C>>C"}), (4, {"reaction": "N>>N"})]


def test_a_short_row_has_empty_cells_and_a_blank_line_has_none(write: Write) -> None:
    path = write("a.tsv", "id\treaction\n1\n\n2\tC>>C\n")
    rows = list(read_rows(path, "tsv", ("reaction",), ("reaction",)))
    assert rows == [(2, {"reaction": ""}), (3, {}), (4, {"reaction": "C>>C"})]


def test_a_cell_may_be_as_long_as_a_large_flask(write: Write) -> None:
    cell = "C" * 300_000
    path = write("a.csv", f"reaction\n{cell}\n")
    assert list(read_rows(path, "csv", ("reaction",), ("reaction",))) == [(2, {"reaction": cell})]


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_missing_column_is_told_with_those_there_are(tmp_path: Path, kind: str) -> None:
    table = pd.DataFrame({"id": [1], "note": ["C>>C"]})
    path = tmp_path / f"a.{kind}"
    table.to_csv(path, index=False) if kind == "csv" else table.to_parquet(path)
    sentence = "has no column `reaction`; its columns are `id`, `note`. Say with `column`"
    with pytest.raises(InputError, match=sentence):
        list(read_rows(path, kind, ("reaction",), ("reaction",)))


def test_an_empty_table_has_no_columns(write: Write) -> None:
    with pytest.raises(InputError, match="its columns are none"):
        list(read_rows(write("a.csv", ""), "csv", ("reaction",), ("reaction",)))


def test_parquet_rows_are_numbered_from_one(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pd.DataFrame({"reaction": ["C>>C", None], "step": [0, 1]}).to_parquet(path)
    rows = list(read_rows(path, "parquet", ("reaction", "step"), ("reaction",)))
    assert rows == [(1, {"reaction": "C>>C", "step": 0}), (2, {"reaction": None, "step": 1})]
    assert parquet_rows(path) == 2


def test_what_is_no_parquet_is_refused(write: Write) -> None:
    path = write("a.parquet", "reaction\nC>>C\n")
    with pytest.raises(InputError, match="cannot be read as Parquet"):
        list(read_rows(path, "parquet", ("reaction",), ("reaction",)))
    with pytest.raises(InputError, match="cannot be read as Parquet"):
        parquet_rows(path)


def test_parquet_damaged_in_its_middle_gives_the_rows_before(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    steps = [f"C{k}>>C{k}" for k in range(4000)]
    pd.DataFrame({"reaction": steps}).to_parquet(
        path, row_group_size=2000, compression="gzip", engine="pyarrow"
    )
    content = bytearray(path.read_bytes())
    middle = len(content) * 2 // 3
    content[middle : middle + 400] = bytes(400)
    path.write_bytes(content)
    read: list[int] = []
    lines = (line for line, _ in read_rows(path, "parquet", ("reaction",), ("reaction",)))
    with pytest.raises(DamagedFileError, match="cannot be read from line") as caught:
        read.extend(lines)
    assert read == list(range(1, caught.value.line))
    assert read
