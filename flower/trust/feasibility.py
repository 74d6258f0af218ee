"""What turns a model's log-likelihoods into feasibilities."""

from __future__ import annotations

import json
from dataclasses import dataclass
from math import exp
from pathlib import Path

import numpy as np

from flower.errors import ModelError, reason
from flower.trust.logistic import fit_logistic
from flower.untrusted import file_in, number_of, read_json, replace_file

SCHEMA, VERSION = "flower-feasibility", 1
CALIBRATION = "feasibility.json"
_LOWEST = -60.0  # nats; what is less likely is as infeasible


@dataclass(frozen=True)
class FeasibilityCalibration:
    """The calibration of one model's log-likelihoods.

    Attributes:
        slope: of the logistic curve, per nat.
        intercept: of it.

    >>> calibration = FeasibilityCalibration(slope=1.0, intercept=5.0)
    >>> round(calibration.feasibility(0.0), 3), round(calibration.feasibility(-10.0), 3)
    (0.993, 0.007)
    """

    slope: float
    intercept: float

    def feasibility(self, log_likelihood: float) -> float:
        """Return the calibrated probability that a step of this log-likelihood, in nats, is right.

        A logistic curve (Platt scaling), fitted to recorded steps and to as many plausible wrong
        ones; see `flower.feasibility.wrong_steps`.
        """
        logit = self.slope * max(log_likelihood, _LOWEST) + self.intercept
        return 1 / (1 + exp(-logit)) if logit > -700 else 0.0

    @classmethod
    def fit(cls, log_likelihoods: np.ndarray, right: np.ndarray) -> FeasibilityCalibration:
        """Fit the curve to likelihoods in nats, (n,), and whether each step is right, (n,).

        Targets are Platt's, (n+ + 1) / (n+ + 2) and 1 / (n- + 2), which keep the slope finite where
        a threshold separates right from wrong.

        >>> values = np.array([-9.0, -7.0, -3.0, -2.0, -1.0, 0.0])
        >>> right = np.array([0, 0, 0, 1, 1, 1], dtype=bool)
        >>> calibration = FeasibilityCalibration.fit(values, right)
        >>> calibration.slope > 0, round(-calibration.intercept / calibration.slope, 1)
        (True, -3.5)

        Source: Platt, Advances in Large Margin Classifiers, 1999.
        """
        positive, negative = int(right.sum()), int((~right).sum())
        target = np.where(right, (positive + 1) / (positive + 2), 1 / (negative + 2))
        design = np.stack([np.maximum(log_likelihoods, _LOWEST), np.ones(len(right))], 1)
        slope, intercept = fit_logistic(design, target).tolist()
        return cls(slope, intercept)

    @classmethod
    def load(cls, folder: Path) -> FeasibilityCalibration | None:
        """Read it from a model folder; None if it has none.

        Raises ModelError if it is damaged.
        """
        if not (folder / CALIBRATION).is_file():
            return None
        try:
            stored = read_json(file_in(folder, CALIBRATION))
            if (stored["schema"], stored["version"]) != (SCHEMA, VERSION):
                raise ValueError(f"it is not `{SCHEMA}` of version {VERSION}")
            return cls(number_of(stored["slope"]), number_of(stored["intercept"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelError(
                f"The calibration in `{folder}` cannot be read ({reason(error)}). "
                f"Copy {CALIBRATION} again, or delete it to do without."
            ) from error

    def save(self, folder: Path) -> None:
        """Write it into a model folder."""
        fields = {
            "schema": SCHEMA,
            "version": VERSION,
            "slope": self.slope,
            "intercept": self.intercept,
        }
        text = json.dumps(fields, indent=1) + "\n"
        replace_file(folder / CALIBRATION, text.encode())
