"""What is to be evaluated, ready to start: the same for steps and for overall reactions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flower.evaluation.evaluated_model import EvaluatedModel
from flower.evaluation.result import EvaluationSettings
from flower.jobs import FileProgress, Tell


@dataclass(frozen=True)
class EvaluationTask:
    """A file, a model that is loaded, and where to tell how far it got.

    Attributes:
        model: loaded.
        described: the file, the model and the options, for the record.
        identity: what the rows of a file must agree in.
        total: rows of the file, up to the limit.
        progress: told after each batch.
        output: file that rows are kept in, if one is wanted.
        restart: begin it anew.
    """

    model: EvaluatedModel
    described: EvaluationSettings
    identity: Mapping[str, Any]
    total: int
    progress: Tell | None
    output: str | Path | None
    restart: bool

    @property
    def path(self) -> Path:
        """The file."""
        return Path(self.described.source)

    def tell(self, done: int, first: int, resumed: int) -> None:
        """Report progress, if it is wanted."""
        if self.progress is not None:
            total = max(done, self.total)
            self.progress(FileProgress(done, total, resumed=resumed, gained=first))
