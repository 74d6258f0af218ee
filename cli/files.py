"""Answer about the lines of a file: where answers go, how far it is, what could not be used."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import typer

from .bars import Bar
from .console import BAD_INPUT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    import flower

_TOLD_EVERY = 100  # lines, where there is no terminal to draw a progress bar on


def write_file(
    ask: Callable[..., flower.FileSummary], output: Path | None, label: str = "Flasks"
) -> None:
    """Ask about every line of a file; answers go to ``output`` or to the screen.

    A line that cannot be used gets an error of its own; if no line can, the verb leaves with
    code 2. Stopped by Ctrl-C, it says how much of the output is there to go on with.
    """
    last: list[flower.FileProgress] = []
    with _progress(sys.stdout if output is None else None, label) as (stream, advance):

        def keep(progress: flower.FileProgress) -> None:
            last[:] = [progress]
            advance(progress)

        try:
            summary = ask(output=stream if output is None else output, progress=keep)
        except KeyboardInterrupt:
            if output is not None and last and last[0].lines:
                grown = f"{output}.rows.part" if output.suffix == ".parquet" else f"{output}.part"
                typer.echo(
                    f"{last[0].lines:,}{_of_all(last[0])} are in {grown}; the same command "
                    "goes on with them.",
                    err=True,
                )
            raise
    if summary.failed:
        named = ", ".join(place.removeprefix("line ") for place in summary.first_failed)
        of_lines = summary.first_failed[0].startswith("line ")
        word = ("lines " if summary.failed > 1 else "line ") if of_lines else ""
        more = ", ..." if summary.failed > len(summary.first_failed) else ""
        typer.echo(
            f"{summary.lines - summary.failed:,} done, {summary.failed:,} could not be used "
            f"({word}{named}{more}).",
            err=True,
        )
    if summary.lines == summary.failed:
        raise typer.Exit(BAD_INPUT)


class _Screen:
    """A stream above a progress bar."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def write(self, text: str) -> None:
        self._console.print(
            text, end="", soft_wrap=True, markup=False, highlight=False, emoji=False
        )

    def flush(self) -> None:
        pass


@contextmanager
def _progress(
    stream: TextIO | None, label: str
) -> Iterator[tuple[_Screen | TextIO | None, Callable[[flower.FileProgress], None]]]:
    """Where to write a line of results, and how to say how many are done."""
    from rich.console import Console

    on_screen = stream is not None and stream.isatty()  # then the bar is drawn below the results
    console = Console(file=stream) if on_screen else Console(stderr=True)
    bar = Bar(
        label,
        console=console,
        disable=not console.is_terminal,
        redirect_stdout=False,
        redirect_stderr=False,
        transient=True,
    )

    def advance(progress: flower.FileProgress) -> None:
        bar(progress)
        fresh = progress.lines > progress.resumed
        if not console.is_terminal and fresh and progress.lines % _TOLD_EVERY == 0:
            typer.echo(f"{progress.lines:,}{_of_all(progress)} done", err=True)

    if isinstance(stream, TextIOWrapper):  # a name may hold letters the screen has not
        stream.reconfigure(errors="backslashreplace")
    with bar:
        yield _Screen(console) if on_screen else stream, advance


def _of_all(progress: flower.FileProgress) -> str:
    return "" if progress.total is None else f" of {progress.total:,}"
