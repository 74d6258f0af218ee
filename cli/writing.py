"""Write results to the screen or to a file that bears its name only once it is complete."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TextIO, runtime_checkable

import flower
from flower.errors import InputError, reason, require_ending

if TYPE_CHECKING:
    from rich.text import Text

PICTURES = (".svg", ".png", ".pdf")
TABLES = (".csv", ".tsv", ".parquet")
REACTIONS = (".rsmi", ".cxsmiles", ".rxn", ".rdf")
PAGES = (".html", ".htm")
_WIDTH = 80  # characters of a line that goes to no terminal
_NARROWEST, _WIDEST = 40, 100


def check_place(path: Path, endings: Sequence[str], what: str, *read: str | Path | None) -> str:
    """Fail now, not after the work, if a file cannot be written; return its ending.

    ``what`` is what it is to hold, and ``read`` are files that are read.
    """
    if path.is_dir():
        raise InputError(f"`{path}` is a folder; name a file to write.")
    ending = require_ending(path, endings, what)
    if not path.parent.is_dir():
        raise InputError(f"There is no folder `{path.parent}` to write `{path.name}` to; make it.")
    for source in read:
        with suppress(OSError):  # one of them is no file that is there
            if source is not None and path.samefile(source):
                raise InputError(f"`{path}` is a file that is read; give another file.")
    return ending


@runtime_checkable
class _AsJson(Protocol):
    def to_json_dict(self) -> dict[str, Any]: ...


@contextmanager
def opened(output: Path | None) -> Iterator[TextIO]:
    """The screen, or a file that bears its name only once it is complete."""
    if output is None:
        if isinstance(sys.stdout, TextIOWrapper):  # a name may hold letters the screen has not
            sys.stdout.reconfigure(errors="backslashreplace")
        yield sys.stdout
        return
    if output.is_dir():
        raise InputError(f"`{output}` is a folder; name a file in it to write to.")
    output = output.resolve() if output.is_symlink() else output  # so that the link stays one
    is_device = output.exists() and not output.is_file()
    part = output if is_device else output.with_name(f"{output.name}.part")
    try:
        stream = part.open("w", encoding="utf-8")
    except OSError as error:
        raise InputError(
            f"`{output}` cannot be written ({reason(error)}); give another --output."
        ) from error
    try:
        with stream:
            yield stream
        if not is_device:
            part.replace(output)
    finally:
        if not is_device and part.exists() and not part.stat().st_size:
            part.unlink()


def print_text(lines: Callable[[int], list[Text]], stream: TextIO) -> None:
    """Write lines made for a width in characters, in colour on a terminal."""
    from rich.console import Console

    if not stream.isatty():
        print("\n".join(line.plain for line in lines(_WIDTH)), file=stream)
        return
    console = Console(file=stream, highlight=False)
    for line in lines(max(_NARROWEST, min(console.width, _WIDEST))):
        console.print(line, soft_wrap=True)


def write_one(
    answer: _AsJson, lines: Callable[[int], list[Text]], output: Path | None, as_json: bool
) -> None:
    """Write one answer to the screen or a file, as JSON or as lines made for a width."""
    with opened(output) as stream:
        if as_json:
            indent = 2 if stream.isatty() else None
            print(json.dumps(answer.to_json_dict(), indent=indent), file=stream)
        else:
            print_text(lines, stream)


def is_reaction(text: str) -> bool:
    """Whether text is a reaction and no file; `->` is a dative bond."""
    return ">" in text.replace("->", "")


def draw_way(way: flower.Expansion, output: Path) -> None:
    """Draw the steps of a way in which something happens to a file, and say so on stderr."""
    happening = [step for step in way.steps if len(set(step.split(">>"))) > 1]
    flower.draw(happening).save(output)
    print(f"{output} written", file=sys.stderr)
