"""The progress bar of a verb, on stderr, so that what is printed can be piped on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console
    from rich.progress import Progress


def progress_bar(
    label: str, *figures: str, console: Console | None = None, **options: Any
) -> Progress:
    """A bar with what is done of how much, and the time.

    ``figures`` are formats of a task's fields, such as "{task.fields[skipped]:,} skipped";
    ``options`` go to Rich's `Progress`. A task is added with ``visible=False`` and shown by its
    first update, so that an error before that is told without a bar.
    """
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    return Progress(
        TextColumn(label),
        BarColumn(),
        MofNCompleteColumn(),
        *(TextColumn(figure) for figure in figures),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=console or Console(stderr=True),
        **options,
    )


def tell_resumed(done: int, total: int | None) -> None:
    """Say on stderr, if there is something to say, that a stopped run goes on."""
    if done:
        of_all = "" if total is None else f" of {total:,}"
        typer.echo(f"Going on after {done:,}{of_all}; --restart begins anew.", err=True)


def resumable(bar: Progress, done: str, figure: str) -> Callable[[Any], None]:
    """What draws the progress of a verb that goes on where it was stopped, and first says so.

    ``done`` and ``figure`` name attributes of the progress: what the bar counts, and what stands
    beside it.
    """
    fields: dict[str, Any] = {figure: 0}
    task = bar.add_task("", total=None, visible=False, **fields)
    begun = False

    def tell(progress: Any) -> None:
        nonlocal begun
        if not begun:
            tell_resumed(progress.resumed, progress.total)
            begun = True
        bar.update(
            task,
            completed=getattr(progress, done),
            total=progress.total,
            visible=True,
            **{figure: getattr(progress, figure)},
        )

    return tell
