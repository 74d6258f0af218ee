"""What turns a model's log-likelihoods into feasibilities, and knows what it was trained on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from math import exp
from pathlib import Path

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load, save_file

from flower.electrons import Change, State
from flower.errors import ModelError, reason
from flower.feasibility.surroundings import RADII, reacting_surroundings, unfamiliar_share
from flower.untrusted import file_in, number_of, read_bytes, read_json

SCHEMA, VERSION = "flower-feasibility", 1
CALIBRATION, SURROUNDINGS = "feasibility.json", "surroundings.safetensors"
_MOST_BYTES = 100_000_000  # of the surroundings; those of flower-base take 0.2 MB
_LEAST = -60.0  # nats; what is less likely is as infeasible


@dataclass(frozen=True, eq=False)
class Judge:
    """The calibration of one model, and the surroundings of reacting atoms it has met.

    Attributes:
        slope: of the logistic curve, per nat.
        intercept: of it.
        known: for each radius, the sorted numbers of `reacting_surroundings` met in training.

    >>> judge = Judge(slope=1.0, intercept=5.0, known=())
    >>> round(judge.feasibility(0.0), 3), round(judge.feasibility(-10.0), 3)
    (0.993, 0.007)
    """

    slope: float
    intercept: float
    known: tuple[np.ndarray, ...]

    def feasibility(self, log_likelihood: float) -> float:
        """Return the calibrated probability that a step of this log-likelihood, in nats, is right.

        A logistic curve (Platt scaling), fitted to recorded steps and to as many plausible wrong
        ones; see `flower.feasibility.wrong_steps`.
        """
        logit = self.slope * max(log_likelihood, _LEAST) + self.intercept
        return 1 / (1 + exp(-logit)) if logit > -700 else 0.0

    def unfamiliar(self, state: State, change: Change) -> float | None:
        """Return how far a step is from what was trained on, 0 to 1; see `unfamiliar_share`.

        None where nothing reacts.
        """
        if change.is_empty:
            return None
        return unfamiliar_share(reacting_surroundings(state, change), self.known)

    @classmethod
    def load(cls, folder: Path) -> Judge | None:
        """Read the two files of a model folder; None if it has none of them.

        Raises ModelError if they are damaged.
        """
        if not (folder / CALIBRATION).is_file():
            return None
        try:
            told = read_json(file_in(folder, CALIBRATION))
            if (told["schema"], told["version"]) != (SCHEMA, VERSION):
                raise ValueError(f"it is not `{SCHEMA}` of version {VERSION}")
            arrays = load(read_bytes(file_in(folder, SURROUNDINGS), _MOST_BYTES))
            known = tuple(_numbers(arrays[f"radius_{r}"]) for r in range(RADII))
            return cls(number_of(told["slope"]), number_of(told["intercept"]), known)
        except (OSError, ValueError, KeyError, TypeError, SafetensorError) as error:
            raise ModelError(
                f"The calibration in `{folder}` cannot be read ({reason(error)}). "
                f"Copy {CALIBRATION} and {SURROUNDINGS} again, or delete both to do without."
            ) from error

    def save(self, folder: Path) -> None:
        """Write the two files into a model folder."""
        told = {
            "schema": SCHEMA,
            "version": VERSION,
            "slope": self.slope,
            "intercept": self.intercept,
        }
        (folder / CALIBRATION).write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
        arrays = {f"radius_{r}": numbers for r, numbers in enumerate(self.known)}
        save_file(arrays, folder / SURROUNDINGS)


def _numbers(array: np.ndarray) -> np.ndarray:
    if array.dtype != np.uint64 or array.ndim != 1 or (array[1:] < array[:-1]).any():
        raise ValueError(f"{SURROUNDINGS} holds no sorted numbers")
    return array


def fit_logistic(values: np.ndarray, right: np.ndarray, steps: int = 100) -> tuple[float, float]:
    """Fit slope and intercept of a logistic curve by Newton's method.

    Targets are Platt's, (n+ + 1) / (n+ + 2) and 1 / (n- + 2), which keep the slope finite where a
    threshold separates right from wrong.

    >>> values = np.array([-9.0, -7.0, -3.0, -2.0, -1.0, 0.0])
    >>> slope, intercept = fit_logistic(values, np.array([0, 0, 0, 1, 1, 1], dtype=bool))
    >>> slope > 0, round(-intercept / slope, 1)
    (True, -3.5)

    Source: Platt, Advances in Large Margin Classifiers, 1999; Newton as in Lin, Lin and Weng,
    Machine Learning 68, 267, 2007.
    """
    positive, negative = int(right.sum()), int((~right).sum())
    target = np.where(right, (positive + 1) / (positive + 2), 1 / (negative + 2))
    design = np.stack([np.maximum(values, _LEAST), np.ones(len(values))], 1)
    weights = np.zeros(2)
    for _ in range(steps):
        p = 1 / (1 + np.exp(-design @ weights))
        gradient = design.T @ (p - target)
        hessian = (design * (p * (1 - p))[:, None]).T @ design + 1e-6 * np.eye(2)
        step = np.linalg.solve(hessian, gradient)
        weights = weights - step
        if np.abs(step).max() < 1e-9:
            break
    return float(weights[0]), float(weights[1])
