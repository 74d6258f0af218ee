"""One family of errors, whose messages say what was given, what is wrong and what to do."""

import os
from collections.abc import Sequence
from pathlib import Path

A_REACTION = "a reaction, for example CCBr.[OH-]>>CCO.[Br-]"
"""What `require_text` asks for where molecules alone are not enough."""


class FlowerError(Exception):
    """Base of all errors this library raises on purpose.

    The message is one sentence for a chemist; the shell prints it and leaves with code 2.
    """


class InputError(FlowerError, ValueError):
    """Something the user gave cannot be used: a SMILES, a file, a setting.

    >>> raise InputError("The SMILES is empty; give at least one molecule, for example CCO.")
    Traceback (most recent call last):
    flower.errors.InputError: The SMILES is empty; give at least one molecule, for example CCO.
    """


class ModelError(FlowerError):
    """A checkpoint is missing, damaged, or was not made by this project."""


class DamagedFileError(InputError):
    """A file that ends or turns unreadable in its middle; what stood before it was read.

    Attributes:
        line: the first line that could not be read.
    """

    def __init__(self, path: Path, line: int, cause: Exception) -> None:
        super().__init__(
            f"`{path}` cannot be read from line {line} on ({reason(cause)}). "
            "The lines before were read; copy or download the file again for the rest."
        )
        self.line = line


def shorten(text: str, limit: int = 60) -> str:
    """Cut text to at most `limit` printable characters on one line, for use inside a message.

    >>> shorten("CC(=O)Cl.NCc1ccccc1")
    'CC(=O)Cl.NCc1ccccc1'
    >>> shorten("C" * 2000, limit=12)
    'CCCCCCCCCCC…'
    >>> print(shorten("CCO" + chr(10) + "CCN"))
    CCO\\nCCN
    """
    head = text[: limit + 1]
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in head)
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def require_text(given: object, wanted: str = "SMILES, for example CCO") -> str:
    """Return what was given, if it is text; raise InputError if it is none.

    >>> require_text(None)
    Traceback (most recent call last):
    flower.errors.InputError: `None` is no text; give SMILES, for example CCO.
    """
    if not isinstance(given, str):
        raise InputError(f"`{shorten(repr(given))}` is no text; give {wanted}.")
    return given


def reason(error: Exception) -> str:
    """Say what went wrong with a file, without the number and the path that Python puts there.

    >>> reason(PermissionError(13, "Permission denied", "steps.csv"))
    'permission denied'
    """
    if isinstance(error, OSError) and error.errno is not None:
        return os.strerror(error.errno).lower()
    return str(error)


def require_ending(path: str | Path, endings: Sequence[str], what: str) -> str:
    """Return the ending of a file to write, in small letters; InputError if it is no such.

    >>> require_ending("a.SVG", (".svg", ".png"), "a picture")
    '.svg'
    >>> require_ending("a.jpg", (".svg", ".png"), "a picture")
    Traceback (most recent call last):
    flower.errors.InputError: `a.jpg` names no kind of file that holds a picture; end it in .svg
    or .png.
    """
    ending = Path(path).suffix.lower()
    if ending not in endings:
        *others, last = endings
        told = f"{', '.join(others)} or {last}" if others else last
        raise InputError(
            f"`{shorten(str(path))}` names no kind of file that holds {what}; end it in {told}."
        )
    return ending
