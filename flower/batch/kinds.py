"""What a file of answers holds, by the ending of its name."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from flower.errors import InputError, require_ending
from flower.jobs import Stream

Written = Literal["text", "json"]
"""A table with a head, or JSON."""
Kind = Literal["tab", "csv", "parquet", "list", "lines"]
"""Tab-separated, comma-separated, Parquet; one JSON list, or a JSON object a line."""
_KINDS: dict[str, tuple[Written, Kind]] = {
    ".jsonl": ("json", "lines"),
    ".json": ("json", "list"),
    ".csv": ("text", "csv"),
    ".tsv": ("text", "tab"),
    ".txt": ("text", "tab"),
    ".parquet": ("text", "parquet"),
}


def kind_of(output: str | Path | Stream, written: Written | None) -> Kind:
    """Tell what a file is to hold; its ending decides, and where it has none ``written``.

    Raises InputError for another ending, or one that contradicts.

    >>> kind_of("told.csv", None), kind_of("told", None), kind_of("told", "text")
    ('csv', 'lines', 'tab')
    """
    if written not in ("text", "json", None):
        raise InputError(
            f"written = {written!r}: answers are written as text or json. Give one of these."
        )
    if not isinstance(output, (str, Path)) or not Path(output).suffix:
        return "tab" if written == "text" else "lines"
    ending = require_ending(output, tuple(_KINDS), "answers about a file of flasks or steps")
    told, kind = _KINDS[ending]
    if written is not None and written != told:
        raise InputError(
            f"`{output}` holds {'JSON' if told == 'json' else 'a table'} by its ending, and "
            f"{'JSON' if written == 'json' else 'a table'} is asked for; change one of them."
        )
    return kind
