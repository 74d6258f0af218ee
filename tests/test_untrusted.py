"""Files from outside: what is too large, too deep or elsewhere is refused before it can harm."""

import os
from pathlib import Path

import pytest

from flower.untrusted import (
    file_in,
    list_of,
    number_of,
    parse_json,
    read_bytes,
    read_json,
    text_of,
    whole_of,
)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[" * 100_000, "nested too deeply"),
        ('{"a":' * 100_000, "nested too deeply"),
        ("[" * 50 + "]" * 50, "nested too deeply"),
        ('{"a": NaN}', "NaN is no number"),
        ("[-Infinity]", "-Infinity is no number"),
        ("[1e999]", "too large"),
        ("9" * 5000, "more than 64 bits"),
        ("[-9223372036854775809]", "more than 64 bits"),
        ('["\\ud800"]', "half a character"),
        ('{"\\udfff": 1}', "half a character"),
        ('{"a": 1, "a": 2}', "stands twice"),
        ("{", "line 1"),
        ("", "line 1"),
    ],
    ids=lambda text: text[:20],
)
def test_hostile_json_is_refused(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse_json(text)


def test_json_is_what_json_is() -> None:
    told = {"a": [1, -2.5, None, True, "π"], "b": {"": 2**63}}
    assert parse_json('{"a": [1, -2.5, null, true, "π"], "b": {"": 9223372036854775808}}') == told
    assert parse_json("[" * 39 + "]" * 39) is not None


def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "sparse.json"
    with path.open("wb") as file:
        file.truncate(10**13)  # ten terabytes, none of which is on the disk
    with pytest.raises(ValueError, match="10,000,000,000,000 bytes, and at most 32,000,000"):
        read_json(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes by name")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "settings.json")
    with pytest.raises(ValueError, match="no regular file"):
        read_bytes(tmp_path / "settings.json", 100)


def test_a_device_is_refused() -> None:
    with pytest.raises(ValueError, match="no regular file"):
        read_bytes(Path("/dev/zero"), 100)


@pytest.mark.parametrize("name", ["../a", "/etc/passwd", "a/b", "", ".", ".."])
def test_a_name_that_leads_out_of_a_folder_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="no name of a file in the folder"):
        file_in(tmp_path, name)


def test_a_link_that_leads_out_of_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    (tmp_path / "secret").write_text("{}")
    (tmp_path / "model" / "settings.json").symlink_to(tmp_path / "secret")
    with pytest.raises(ValueError, match="a link that leads out of the folder"):
        file_in(tmp_path / "model", "settings.json")
    (tmp_path / "model" / "own").write_text("{}")
    (tmp_path / "model" / "link").symlink_to("own")
    assert read_json(file_in(tmp_path / "model", "link")) == {}


def test_a_folder_that_is_a_link_itself_is_read(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "settings.json").write_text("{}")
    (tmp_path / "latest").symlink_to(tmp_path / "model")
    assert read_json(file_in(tmp_path / "latest", "settings.json")) == {}


def test_kinds_of_values_are_told() -> None:
    assert (text_of("a"), whole_of(3), number_of(3), list_of([1], whole_of)) == ("a", 3, 3.0, (1,))
    for wrong in (lambda: text_of(1), lambda: whole_of(True), lambda: whole_of(1.0),
                  lambda: number_of("1"), lambda: list_of("ab", text_of)):  # fmt: skip
        with pytest.raises(TypeError, match="stands where"):
            wrong()
