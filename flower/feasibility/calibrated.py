"""What a calibration found, and how far it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

from flower.display import AsDict
from flower.evaluation import ReliabilityBin

SURE = 0.9
"""Outcomes told with this probability or confidence, or more, are counted apart."""


@dataclass(frozen=True)
class MetInTraining:
    """The surroundings of reacting atoms in the steps of a training set.

    Attributes:
        n_steps: in which something happens.
        n_surroundings: different ones, out to two bonds, those known before included.
    """

    n_steps: int
    n_surroundings: int


class FaultFigures(NamedTuple):
    """How well one kind of wrong steps is told from the recorded ones.

    Attributes:
        n_steps: wrong steps of the kind.
        area_under_curve: how often a recorded step is likelier than one of these, ties half.
        judged_feasible: share of them with a feasibility of 0.5 or more.
    """

    n_steps: int
    area_under_curve: float
    judged_feasible: float


@dataclass(frozen=True)
class FittedFeasibility:
    """The fit on single steps; figures are of halves that the fit of the other half has judged.

    Attributes:
        slope: of the logistic curve that is kept, per nat; fitted to all steps.
        intercept: of it.
        n_recorded: recorded steps.
        n_wrong: plausible wrong ones.
        area_under_curve: how often a recorded step is likelier than a wrong one, ties half.
        calibration_error: expected calibration error of feasibilities.
        right: share of steps judged right at 0.5.
        faults: figures of each kind of wrong steps.
    """

    slope: float
    intercept: float
    n_recorded: int
    n_wrong: int
    area_under_curve: float
    calibration_error: float
    right: float
    faults: Mapping[str, FaultFigures]


class Sure(NamedTuple):
    """Of first outcomes told with at least `SURE`: how many, and which share is right."""

    n_outcomes: int
    right: float | None


@dataclass(frozen=True)
class FittedConfidence:
    """The fit on outcomes; figures are of fifths of the reactions that were not fitted.

    Attributes:
        weights: that are kept, by name; fitted to all outcomes.
        n_reactions: asked about.
        n_left_out: that could not be read or asked about.
        n_outcomes: told, in which something happens.
        first_right: share of first outcomes that are right, of those given that something
            happens where otherwise nothing does.
        calibration_error: expected calibration error of confidences, over all outcomes.
        probability_error: the same of plain probabilities.
        bins: reliability of confidences, over all outcomes.
        sure: of first outcomes told with a confidence of at least 0.9.
        sure_by_probability: the same by plain probability.
    """

    weights: Mapping[str, float]
    n_reactions: int
    n_left_out: int
    n_outcomes: int
    first_right: float
    calibration_error: float
    probability_error: float
    bins: tuple[ReliabilityBin, ...]
    sure: Sure
    sure_by_probability: Sure


@dataclass(frozen=True)
class Calibrated(AsDict):
    """The end of a calibration; what was not asked for is None.

    Attributes:
        folder: of the model.
        met: surroundings met in training.
        feasibility: of single steps.
        confidence: in whole outcomes.
        seconds: time taken.
    """

    folder: Path
    met: MetInTraining | None
    feasibility: FittedFeasibility | None
    confidence: FittedConfidence | None
    seconds: float

    def to_json_dict(self) -> dict[str, Any]:
        """Return all figures as plain values."""
        fields = asdict(self)
        if self.feasibility is not None:
            faults = {name: one._asdict() for name, one in self.feasibility.faults.items()}
            fields["feasibility"]["faults"] = faults
        if self.confidence is not None:
            for name in ("sure", "sure_by_probability"):
                fields["confidence"][name] = getattr(self.confidence, name)._asdict()
        return {"schema": "flower-calibration", "version": 1, **fields, "folder": str(self.folder)}
