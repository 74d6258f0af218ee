"""What stands beside a flask or reaction in its file, such as an `id`, for those who answer it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

from flower.errors import FlowerError

_MOST_CARRIED = 1000  # names of columns


class _Item(Protocol):
    @property
    def columns(self) -> Mapping[str, object]: ...


def look_through(read: Callable[[], Iterable[_Item]]) -> tuple[int | None, list[str]]:
    """How many items a file holds, None if only reading on will tell, and what else it names."""
    total, met = 0, dict[str, None]()
    try:
        for item in read():
            total += 1
            if len(met) < _MOST_CARRIED:
                met.update(dict.fromkeys(item.columns))
    except FlowerError:  # it breaks off; what stands before is answered, then this is told
        return None, list(met)
    return total, list(met)


def names_beside(own: Iterable[str], carried: Sequence[str]) -> list[str]:
    """What columns are called that are carried to a table, beside those that are its ``own``.

    >>> names_beside(("line", "input"), ["id", "line", "Input", "given line"])
    ['id', 'given line', 'given Input', 'given given line']
    """
    met, names = set(own), list[str]()
    for name in carried:
        while name.lower() in met:
            name = f"given {name}"
        met.add(name.lower())
        names.append(name)
    return names


def cells_beside(columns: Mapping[str, object], carried: Sequence[str]) -> list[str]:
    """What stands beside an item as the last cells of its row; empty where it tells nothing.

    >>> cells_beside({"id": 7, "yield": float("nan")}, ["id", "yield", "name"])
    ['7', '', '']
    """
    told = plain(columns)
    return ["" if told.get(name) is None else str(told[name]) for name in carried]


def plain(columns: Mapping[str, object]) -> dict[str, object]:
    """Return what stands beside a flask in values that JSON has.

    >>> import datetime
    >>> plain({"id": 7, "made": datetime.date(2024, 5, 1), "yield": float("nan")})
    {'id': 7, 'made': '2024-05-01', 'yield': None}
    """
    return {name: _plain(value) for name, value in columns.items()}


def _plain(value: object) -> object:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if isinstance(value, str | int | float | bool | None) else str(value)
