"""What a training run tells, on its way and at its end."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from flower.training.validation import Validation


class Progress(NamedTuple):
    """What is told after each update: updates done and to do, mean loss of late, examples/s.

    By the clock, the updates to do are those expected at the speed so far.
    The loss is that of process 0, and on a GPU up to 20 updates old; at a validation it is the
    mean over all flasks since the one before.
    """

    step: int
    steps: int
    loss: float
    examples_per_s: float
    validation: Validation | None


@dataclass(frozen=True)
class TrainSummary:
    """The end of a run: the model folder, updates, flasks seen, seconds, the last validation.

    ``rank`` says which process this is; only that of process 0 has a validation.
    """

    output: Path
    steps: int
    seen: int
    seconds: float
    validation: Validation | None
    rank: int = 0
