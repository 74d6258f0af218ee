"""Files and JSON from outside, read with limits: what is too large, deep or elsewhere is refused.

All functions raise OSError or ValueError, which their callers turn into a sentence about the file.
The limits are told in `flower/docs/explanation/trust.md`.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from math import isfinite
from pathlib import Path
from typing import Any, NoReturn, TypeVar

T = TypeVar("T")

MOST_JSON_BYTES = 32_000_000
"""Of one JSON document; Python's objects take some twenty times as much."""
_DEEPEST = 40
_LARGEST_NUMBER = 2**63


def read_bytes(path: Path, most: int) -> bytes:
    """Return what a file holds; ValueError, before it is read, if that is more than ``most`` bytes.

    Pipes and devices, which may never end, are refused likewise.
    """
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise ValueError("it is no regular file")
    if found.st_size > most:
        raise ValueError(f"it has {found.st_size:,} bytes, and at most {most:,} are read")
    with path.open("rb") as file:
        data = file.read(found.st_size + 1)  # not ``most``, for which Python would make room
    if len(data) > found.st_size:
        raise ValueError("it grows while it is read")
    return data


def file_in(folder: Path, name: str) -> Path:
    """Return the path of a file that lies in a folder itself.

    Raises ValueError for a name or a symbolic link that leads out of it: a folder from elsewhere
    must not say which other files are read or written.

    >>> file_in(Path("model"), "../secret.json")
    Traceback (most recent call last):
    ValueError: `../secret.json` is no name of a file in the folder
    """
    if Path(name).name != name or name in ("", ".", ".."):
        raise ValueError(f"`{name}` is no name of a file in the folder")
    path = folder / name
    if path.is_symlink() and path.resolve().parent != folder.resolve():
        raise ValueError(f"{name} is a link that leads out of the folder")
    return path


def replace_file(path: Path, data: bytes) -> None:
    """Write a file that bears its name only once it is complete; a link there is replaced."""
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)  # a link there would be written through
    part.write_bytes(data)
    os.replace(part, path)


def read_json(path: Path, most: int = MOST_JSON_BYTES) -> Any:
    """Return what a JSON file says; see `parse_json`."""
    return parse_json(read_bytes(path, most))


def parse_json(text: str | bytes) -> Any:
    """Return what JSON says: `json.loads`, without what only a hostile or damaged file holds.

    Raises ValueError for text that is none, is nested more than 40 deep, holds numbers beyond 64
    bits or that are none (NaN, Infinity), a name twice, or half a character (a lone surrogate).

    >>> parse_json('{"charge": -1}')
    {'charge': -1}
    >>> parse_json('{"charge": NaN}')
    Traceback (most recent call last):
    ValueError: NaN is no number
    """
    try:
        told = json.loads(
            text,
            parse_int=_whole,
            parse_float=_real,
            parse_constant=_constant,
            object_pairs_hook=_table,
        )
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    _check(told)
    return told


def _whole(text: str) -> int:
    if len(text) > 20 or abs(int(text)) > _LARGEST_NUMBER:
        raise ValueError("a number has more than 64 bits")
    return int(text)


def _real(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise ValueError("a number is too large")
    return number


def _constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number")


def _table(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _check(data: Any) -> None:
    level = [data]
    for _ in range(_DEEPEST):
        following: list[Any] = []
        for value in level:
            if isinstance(value, dict):
                following.extend(value)
                following.extend(value.values())
            elif isinstance(value, list):
                following.extend(value)
            elif isinstance(value, str) and not value.isascii():
                _check_text(value)
        if not following:
            return
        level = following
    raise ValueError("it is nested too deeply")


def _check_text(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ValueError("a text holds half a character") from error


def text_of(value: Any) -> str:
    """Return a value that must be text; TypeError if it is none."""
    return _of(value, str, "text")


def whole_of(value: Any) -> int:
    """Return a value that must be a whole number; TypeError if it is none."""
    if isinstance(value, bool):
        raise TypeError("true or false stands where a number is wanted")
    return _of(value, int, "a whole number")


def number_of(value: Any) -> float:
    """Return a value that must be a number; TypeError if it is none."""
    return float(value if isinstance(value, float) else whole_of(value))


def list_of(value: Any, each: Callable[[Any], T]) -> tuple[T, ...]:
    """Return the items of a list, each by a function of this module; TypeError if it is none."""
    return tuple(map(each, _of(value, list, "a list")))


def table_of(value: Any, each: Callable[[Any], T]) -> dict[str, T]:
    """Return a table, each value by a function of this module; TypeError if it is none."""
    return {name: each(one) for name, one in _of(value, dict, "a table").items()}


def optional_of(value: Any, each: Callable[[Any], T]) -> T | None:
    """Return None for None, else the value by a function of this module."""
    return None if value is None else each(value)


def _of(value: Any, kind: type[T], what: str) -> T:
    if not isinstance(value, kind):
        raise TypeError(f"{type(value).__name__} stands where {what} is wanted")
    return value
