"""Tell how far the answers about many are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sized
from typing import TypeVar

from flower.jobs import FileProgress, Tell
from flower.prediction.outcome import Prediction, StepPrediction
from flower.prediction.scored import Score

Answer = TypeVar("Answer", Prediction, StepPrediction, Score)


def watched(
    answers: Iterator[Answer], given: Iterable[object], progress: Tell | None
) -> Iterator[Answer]:
    """Yield the answers about what is given, and tell of each; at the start, that none is done.

    >>> told = []
    >>> list(watched(iter([]), [], told.append)), told
    ([], [FileProgress(lines=0, total=0, failed=0, resumed=0, gained=0)])
    """
    if progress is None:
        yield from answers
        return
    total, failed = (len(given) if isinstance(given, Sized) else None), 0
    progress(FileProgress(0, total))
    for done, answer in enumerate(answers, 1):
        failed += answer.error is not None
        progress(FileProgress(done, total, failed))
        yield answer
