"""What a file of answers holds, by the ending of its name."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from flower.errors import InputError, require_ending
from flower.jobs import Stream

Written = Literal["text", "json"]
"""A table with a head, or JSON."""
Kind = Literal["tab", "csv", "parquet", "list", "lines", "page"]
"""Tab-separated, comma-separated, Parquet; one JSON list, or a JSON object a line; HTML."""
_HOLDS = {"text": "a table", "json": "JSON", "page": "a page"}
_PAGES = (".html", ".htm")
_KINDS: dict[str, tuple[Literal["text", "json", "page"], Kind]] = {
    ".jsonl": ("json", "lines"),
    ".json": ("json", "list"),
    ".csv": ("text", "csv"),
    ".tsv": ("text", "tab"),
    ".txt": ("text", "tab"),
    ".parquet": ("text", "parquet"),
    **dict.fromkeys(_PAGES, ("page", "page")),
}


def kind_of(output: str | Path | Stream, written: Written | None, *, pages: bool = False) -> Kind:
    """Tell what a file is to hold; its ending decides, and where it has none ``written``.

    With ``pages``, it may be a page. Raises InputError for another ending, or one that contradicts.

    >>> kind_of("told.csv", None), kind_of("told", None), kind_of("told", "text")
    ('csv', 'lines', 'tab')
    """
    if written not in ("text", "json", None):
        raise InputError(
            f"written = {written!r}: answers are written as text or json. Give one of these."
        )
    if not isinstance(output, (str, Path)) or not Path(output).suffix:
        return "tab" if written == "text" else "lines"
    endings = tuple(one for one in _KINDS if pages or one not in _PAGES)
    ending = require_ending(output, endings, "answers about a file of flasks or steps")
    told, kind = _KINDS[ending]
    if written is not None and written != told:
        raise InputError(
            f"`{output}` holds {_HOLDS[told]} by its ending, and {_HOLDS[written]} is asked for; "
            "change one of them."
        )
    return kind
