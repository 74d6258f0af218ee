"""What a fine-tuning has changed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

from flower.display import AsDict
from flower.evaluation import Evaluation
from flower.feasibility.step_calibration import FEWEST_STEPS


class Shares(NamedTuple):
    """Shares from 0 to 1 of steps, or of whole pathways, ranked first or among the first three.

    Another recorded product is credited; see `flower.evaluation`. None where there is none.
    """

    step_top1: float | None
    step_top3: float | None
    pathway_top1: float | None
    pathway_top3: float | None

    @classmethod
    def of(cls, found: Evaluation) -> Shares:
        """The shares of an evaluation."""
        step, pathway = found.step_top, found.pathway_top
        return cls(step[0], step[2], pathway[0], pathway[2])


@dataclass(frozen=True)
class Compared:
    """One set of reactions, none of them learnt, before and after.

    Attributes:
        name: of the set: the class, "learnt before", "general sample".
        n_reactions: in it.
        n_steps: of them.
        before: of the model that was begun with.
        after: of the new one.
    """

    name: str
    n_reactions: int
    n_steps: int
    before: Shares
    after: Shares


@dataclass(frozen=True)
class Finetuned(AsDict):
    """The end of a fine-tuning.

    Attributes:
        folder: the model; give it as ``model``.
        start_from: the model it was begun with.
        compared: what became better or worse: the class, unless nothing was held out; what was
            learnt in earlier fine-tunings, if there were any; the general sample.
        examples: name of the class, that of its file.
        taught_before: what the model begun with was fine-tuned on, see `flower.installed`.
        n_fit: reactions learnt.
        n_fit_steps: their steps.
        n_held_out: reactions held out.
        n_left_out: reactions of the file with a step that cannot be read.
        first_left_out: line and reason of the first of them.
        epochs: passes over the examples that the saved weights have had.
        most_epochs: passes planned.
        seconds: time taken, evaluations included.
    """

    folder: Path
    start_from: str
    compared: tuple[Compared, ...]
    examples: str
    taught_before: tuple[tuple[str, int, float | None], ...]
    n_fit: int
    n_fit_steps: int
    n_held_out: int
    n_left_out: int
    first_left_out: str | None
    epochs: float
    most_epochs: int
    seconds: float

    @property
    def enough_to_calibrate(self) -> bool:
        """Whether reactions were held out, and with the other sets are enough for a fit."""
        held = sum(one.n_reactions for one in self.compared)
        return self.n_held_out > 0 and held >= FEWEST_STEPS

    def to_json_dict(self) -> dict[str, Any]:
        """Return all figures as plain values."""
        told = asdict(self)
        for row, one in zip(told["compared"], self.compared, strict=True):
            row |= {"before": one.before._asdict(), "after": one.after._asdict()}
        return {"schema": "flower-finetuning", "version": 1, **told, "folder": str(self.folder)}
