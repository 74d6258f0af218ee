"""The progress bar of a verb, on stderr, so that what is printed can be piped on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console


class Bar:
    """A bar with what is done of how much, and the time; called with each progress of a verb.

    It is drawn from the first call on, so that an error before that is told without a bar. Where a
    stopped run goes on, that is said first.

    Args:
        label: before the bar.
        figure: what stands beside it, of a progress.
        done: attribute of a progress that the bar counts.
        total: attribute of a progress that says of how much; None if it is not known.
        console: where it is drawn.
        options: of Rich's `Progress`.
    """

    def __init__(
        self,
        label: str,
        figure: Callable[[Any], str] | None = None,
        done: str = "lines",
        total: str = "total",
        console: Console | None = None,
        **options: Any,
    ) -> None:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )

        self._figure, self._done, self._total = figure, done, total
        self.console = console or Console(stderr=True)
        self._bar = Progress(
            TextColumn(label),
            BarColumn(),
            MofNCompleteColumn(),
            *([] if figure is None else [TextColumn("{task.fields[figure]}")]),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=self.console,
            **options,
        )
        self._task = self._bar.add_task("", total=None, visible=False, figure="")
        self._begun = False

    def __enter__(self) -> Bar:
        self._bar.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self._bar.__exit__(*error)

    def __call__(self, progress: Any) -> None:
        """Draw how far it is."""
        done, total = getattr(progress, self._done), getattr(progress, self._total)
        resumed = getattr(progress, "resumed", 0)
        if not self._begun and resumed:
            of_all = "" if total is None else f" of {total:,}"
            typer.echo(f"Going on after {resumed:,}{of_all}; --restart begins anew.", err=True)
        self._begun = True
        figure = "" if self._figure is None else self._figure(progress)
        self._bar.update(self._task, completed=done, total=total, visible=True, figure=figure)

    def reset(self) -> None:
        """Count the time anew."""
        self._bar.reset(self._task)
