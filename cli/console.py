"""What every verb does with errors: one sentence on stderr and an exit code, never a traceback.

| what happened | on stderr | exit code |
|---|---|---|
| the input, a file or a model cannot be used | `Error: ` and one sentence | 2 |
| what is printed cannot be written, as on a full disk | `Error: ` and one sentence | 2 |
| Ctrl-C | one sentence | 130 |
| the reader of stdout has gone (`flower ... \\| head`) | nothing | 1 |

Anything else is a fault of ours and keeps its traceback.
"""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import typer

from flower.errors import FlowerError, reason, shorten

BAD_INPUT = 2
INTERRUPTED = 130
READER_GONE = 1
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_CLOSED = "Error: the result cannot be written: stdout is closed; open it, or give -o."


def open_closed_streams() -> None:
    """Put something where the shell has closed a stream (`>&-`): the next file would be there.

    What is printed would then be written into that file. stdout is put so that writing to it fails,
    as it would have done; nobody misses stderr.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is not None:
            continue
        with suppress(OSError):
            os.fstat(number)
            continue
        taken = os.open(os.devnull, os.O_WRONLY if name == "stderr" else os.O_RDONLY)
        if taken != number:
            os.dup2(taken, number)
            os.close(taken)
        setattr(sys, name, open(number, "r" if name == "stdin" else "w", closefd=False))  # noqa: SIM115


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turn expected errors into a sentence and an exit code; also serves as a decorator.

    `app.py` puts it around every verb, so a verb simply lets errors rise.
    """
    open_closed_streams()
    try:
        yield
        sys.stdout.flush()  # so that a reader who has gone is noticed here
    except FlowerError as error:
        _leave(f"Error: {error}", BAD_INPUT)
    except KeyboardInterrupt:
        _leave("Stopped by Ctrl-C.", INTERRUPTED)
    except BrokenPipeError:
        _silence_stdout()
        raise typer.Exit(READER_GONE) from None
    except OSError as error:
        if error.errno in _NO_ROOM:
            _silence_stdout()
            told = f"Error: the result cannot be written: {reason(error)}; make room for it."
            _leave(told, BAD_INPUT)
        if error.errno == errno.EBADF and error.filename is None:
            _silence_stdout()
            _leave(_CLOSED, BAD_INPUT)
        if error.filename is None:
            raise
        path = shorten(str(error.filename), 120)
        _leave(f"Error: `{path}`: {reason(error)}; check the path and its permissions.", BAD_INPUT)


def _leave(sentence: str, code: int) -> None:
    typer.echo(" ".join(sentence.split()), err=True)
    raise typer.Exit(code) from None


def _silence_stdout() -> None:
    """Send what is still buffered nowhere, else Python complains about it while it closes."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
