import gzip
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from flower.errors import DamagedFileError, InputError
from flower.records.sources import file_kind, name_damage, open_text

Write = Callable[[str, str], Path]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("steps.txt", "text"),
        ("flasks.SMI", "text"),
        ("steps.v2.csv", "csv"),
        ("steps.tsv.gz", "tsv"),
        ("steps.parquet", "parquet"),
    ],
)
def test_the_ending_tells_how_to_read(write: Write, name: str, kind: str) -> None:
    assert file_kind(write(name, "")) == kind


@pytest.mark.parametrize("name", ["steps.dat", "steps", "steps.parquet.gz", "steps.gz"])
def test_an_unknown_ending_is_named_with_those_that_are_read(write: Write, name: str) -> None:
    with pytest.raises(InputError, match=rf"{name}` is of no known kind.*\.txt.*\.parquet"):
        file_kind(write(name, ""))


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a folder, not a file"):
        file_kind(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs POSIX pipes")
def test_a_named_pipe_is_no_file_and_no_folder(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.smi")
    with pytest.raises(InputError, match="is a pipe or a device, not a file"):
        file_kind(tmp_path / "pipe.smi")


def test_why_a_file_is_refused_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "loop.txt").symlink_to("loop.txt")
    with pytest.raises(InputError, match=r"loop.txt` cannot be read \(too many levels") as caught:
        open_text(tmp_path / "loop.txt").__enter__()
    assert "Errno" not in str(caught.value)


def test_parquet_named_as_text_is_recognised(write: Write) -> None:
    with pytest.raises(InputError, match=r"is a Parquet file: rename it to \.parquet"):
        open_text(write("steps.txt", "PAR1...")).__enter__()


@pytest.mark.parametrize(("name", "fault"), [("a.txt", "is no text"), ("a.txt.gz", "be read")])
def test_a_file_that_is_no_text_is_refused(write: Write, name: str, fault: str) -> None:
    with pytest.raises(InputError, match=fault):
        open_text(write(name, "\0\0\0")).__enter__()


def test_a_byte_order_mark_is_no_part_of_the_text(write: Write) -> None:
    with open_text(write("a.txt", "\ufeffCCO")) as stream:
        assert list(stream) == ["CCO"]


def test_bytes_that_are_not_utf8_spoil_their_own_line_alone(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"C\xff\nCCO\n")
    with open_text(tmp_path / "a.txt") as stream:
        assert [line.strip() for line in stream] == ["C\ufffd", "CCO"]


def test_where_a_file_breaks_off_is_told_after_the_lines_before(tmp_path: Path) -> None:
    path = tmp_path / "a.txt.gz"
    whole = gzip.compress("".join(f"line {k}\n" for k in range(100_000)).encode())
    path.write_bytes(whole[:-2000])
    read: list[int] = []
    with open_text(path) as stream:
        lines = (line for line, _ in name_damage(path, enumerate(stream, 1)))
        with pytest.raises(DamagedFileError, match="cannot be read from line") as caught:
            read.extend(lines)
    assert caught.value.line == len(read) + 1 > 1000
