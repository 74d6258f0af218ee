"""Small files that stand for huge ones are streamed or refused, not unpacked into memory."""

import gzip
import json
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import numpy as np
import pyarrow
import pyarrow.parquet
import pytest

from flower.errors import InputError
from flower.records import StepStore, read_mechanisms, read_reactants, read_steps
from flower.records.sources import LONGEST_LINE

pytestmark = pytest.mark.slow

_MEGABYTE = 1_000_000


@contextmanager
def little_memory(most: int = 60 * _MEGABYTE) -> Iterator[None]:
    """Fail if Python's objects take more at any moment."""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < most
    finally:
        tracemalloc.stop()


def zipped(path: Path, piece: bytes, times: int) -> Path:
    """A file that unpacks to so many pieces."""
    with gzip.open(path, "wb", compresslevel=1) as file:
        for _ in range(times):
            file.write(piece)
    return path


@pytest.mark.parametrize("ending", [".txt.gz", ".csv.gz", ".smi.gz"])
def test_a_zipped_line_without_an_end_is_refused(tmp_path: Path, ending: str) -> None:
    path = zipped(tmp_path / f"bomb{ending}", b"C" * _MEGABYTE, 200)
    assert path.stat().st_size < 2 * _MEGABYTE
    read: Callable[[Path], Iterator[object]] = read_reactants if ending == ".smi.gz" else read_steps
    with little_memory(), pytest.raises(InputError, match="4,000,000 characters without an end"):
        list(read(path))


def test_a_zipped_file_of_many_lines_is_streamed(tmp_path: Path) -> None:
    path = zipped(tmp_path / "long.smi.gz", b"CCO\n" * 250_000, 200)  # 200 MB
    with little_memory():
        assert sum(1 for _ in islice(read_reactants(path), 100_000)) == 100_000


def test_a_row_of_a_table_that_never_ends_is_refused(tmp_path: Path) -> None:
    start = b'reaction,name\n"C>>C'
    path = tmp_path / "rows.csv.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.write(start)
        for _ in range(100):  # short lines, all of them in one field or one row
            file.write(b'","\n' * 250_000)
    with little_memory(), pytest.raises(InputError, match="4,000,000 characters"):
        list(read_steps(path))


def test_predictions_are_read_one_a_line_and_not_held(tmp_path: Path) -> None:
    step = {"mapped": "[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]"}
    one = {"input": "N.Cl", "outcomes": [{"rank": 1, "steps": [step] * 50}]}
    path = tmp_path / "out.jsonl"
    path.write_text((json.dumps(one) + "\n") * 20_000)
    assert path.stat().st_size > 50 * _MEGABYTE
    with little_memory(20 * _MEGABYTE):
        assert sum(1 for _ in islice(read_mechanisms(path), 2000)) == 2000


def test_one_huge_json_document_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    with path.open("w") as file:
        file.write("[\n")
        for _ in range(40):
            file.write(("[],\n") * 250_000)
    with little_memory(200 * _MEGABYTE), pytest.raises(InputError, match="one prediction a line"):
        list(read_mechanisms(path))


@pytest.mark.parametrize("text", ["[" * 50_000, '{"outcomes": NaN}', '{"outcomes": "x"}', "7"])
def test_json_that_is_no_prediction_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "out.json"
    path.write_text(text)
    with pytest.raises(InputError):
        list(read_mechanisms(path))


def parquet(path: Path, **columns: pyarrow.Array) -> Path:
    """A table as Parquet."""
    pyarrow.parquet.write_table(pyarrow.table(columns), path, compression="zstd")
    return path


def test_a_long_text_in_many_rows_of_parquet_is_not_copied(tmp_path: Path) -> None:
    """Half a megabyte that stands in 1,024 rows would be half a gigabyte."""
    words = pyarrow.array(["C" * 500_000])
    column = pyarrow.DictionaryArray.from_arrays(pyarrow.array([0] * 5000, "int32"), words)
    path = parquet(tmp_path / "bomb.parquet", reaction=column)
    assert path.stat().st_size < _MEGABYTE
    before = pyarrow.total_allocated_bytes()
    rows = read_steps(path)
    assert len(next(rows).reaction) == 500_000
    assert pyarrow.total_allocated_bytes() - before < 50 * _MEGABYTE


def test_a_cell_of_parquet_longer_than_a_line_is_refused(tmp_path: Path) -> None:
    path = parquet(tmp_path / "long.parquet", reaction=pyarrow.array(["C" * (LONGEST_LINE + 1)]))
    with pytest.raises(InputError, match="4,000,000 characters"):
        list(read_steps(path))


def test_a_column_of_lists_in_parquet_is_refused(tmp_path: Path) -> None:
    path = parquet(tmp_path / "lists.parquet", reaction=pyarrow.array([["C>>C"]]))
    with pytest.raises(InputError, match="not one value a row"):
        list(read_steps(path))


def test_a_column_of_bytes_that_are_no_text_spoils_its_rows_alone(tmp_path: Path) -> None:
    path = parquet(tmp_path / "bytes.parquet", reaction=pyarrow.array([b"C>>\xff", b"C>>C"]))
    assert [step.reaction for step in read_steps(path)] == ["C>>\ufffd", "C>>C"]


def header(shape: str, descr: str = "<i2") -> bytes:
    """A .npy file of nothing but a header."""
    text = f"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}".ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text.encode()


@pytest.mark.parametrize(
    "data",
    [
        header("(999999999999, 3)"),
        header("(9223372036854775807, 3)"),
        header("(99999999999999999999999, 3)"),
        header("(-1, 3)"),
        header("(True, 3)"),
        header("(1, 3)", "|O"),
        header("(1, 3)", "<i2', 1: False, 'x': '"),
        header("(" * 100 + ")" * 100),
        b"\x93NUMPY\x03\x00",
        b"PK\x03\x04" + b"\0" * 100,
        b"",
    ],
    ids=range(11),
)
def test_an_array_whose_header_lies_is_refused(store_folder: Path, data: bytes) -> None:
    (store_folder / "bonds.npy").write_bytes(data)
    with pytest.raises(InputError, match=r"damaged or incomplete: bonds\.npy"):
        StepStore.open(store_folder)


@pytest.mark.parametrize(("column", "value"), [(0, -1), (0, 9999), (1, 9999), (2, 0), (2, 77)])
def test_a_bond_that_no_flask_has_is_refused(store_folder: Path, column: int, value: int) -> None:
    rows = np.load(store_folder / "bonds.npy")
    rows[0, column] = value
    np.save(store_folder / "bonds.npy", rows)
    store = StepStore.open(store_folder)
    with pytest.raises(InputError, match="is damaged or incomplete: a bond or change"):
        store.batch(np.array([0]))


@pytest.mark.parametrize("name", ["counts", "classes", "elements"])
def test_meta_of_a_wrong_kind_is_refused(store_folder: Path, name: str) -> None:
    path = store_folder / "meta.json"
    meta = json.loads(path.read_text())
    path.write_text(json.dumps({**meta, name: 3}))
    with pytest.raises(InputError, match="damaged or incomplete"):
        StepStore.open(store_folder)


def test_arrays_are_not_read_through_a_link(store_folder: Path, tmp_path: Path) -> None:
    (store_folder / "bonds.npy").rename(tmp_path / "elsewhere.npy")
    (store_folder / "bonds.npy").symlink_to(tmp_path / "elsewhere.npy")
    with pytest.raises(InputError, match="leads out of the folder"):
        StepStore.open(store_folder)
