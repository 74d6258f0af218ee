"""Fit the feasibility of single steps: recorded ones against plausible wrong ones."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float

from flower.electrons import Change, State, change_between, state_to_smiles
from flower.errors import InputError
from flower.evaluation.calibration import calibrate as reliability
from flower.feasibility.calibrated import FaultFigures, FittedFeasibility
from flower.feasibility.wrong_steps import FAULTS, wrong_steps
from flower.proposals import FlowModel
from flower.records import StepRecord
from flower.steps import mapped_step_to_states
from flower.trust import FeasibilityCalibration

FEWEST_STEPS = 10
"""Recorded steps that a fit needs."""

_RIGHT = "recorded"
_AT_ONCE = 32


class _Recorded(NamedTuple):
    state: State
    change: Change
    products: str


class _ScoredStep(NamedTuple):
    """A recorded or a wrong step: what is wrong with it, its likelihood, its half of the flasks."""

    fault: str
    log_likelihood: float
    half: int


def fit_feasibility(
    model: FlowModel,
    rows: Sequence[StepRecord],
    limit: int | None,
    seed: int,
    tell: Callable[[int, int | None], None],
) -> tuple[FeasibilityCalibration, FittedFeasibility]:
    """Fit the curve on one recorded step of each flask where something happens, and wrong ones.

    Flasks are drawn at random, ``limit`` at most. Raises InputError if there are too few.
    """
    scored: list[_ScoredStep] = []
    flasks, done = islice(_flasks(rows, seed), limit), 0
    while chosen := list(islice(flasks, _AT_ONCE)):
        scored += _score(model, chosen, done, seed)
        done += len(chosen)
        tell(done, limit)
    if done < FEWEST_STEPS:
        raise InputError(
            f"{done} flasks with a recorded step could be read, too few to fit the feasibility; "
            f"give {FEWEST_STEPS} or more."
        )
    values = np.array([one.log_likelihood for one in scored])
    right = np.array([one.fault == _RIGHT for one in scored])
    calibration = FeasibilityCalibration.fit(values, right)
    return calibration, _figures(calibration, scored, values, right)


def area_under_curve(values: Float[np.ndarray, " n"], right: Bool[np.ndarray, " n"]) -> float:
    """Return the ROC-AUC: how often a right one has the higher value than a wrong one, ties half.

    >>> area_under_curve(np.array([3.0, 1.0, 2.0, 1.0]), np.array([True, True, False, False]))
    0.625
    """
    distinct, place = np.unique(values, return_inverse=True)
    counts = np.bincount(place, minlength=len(distinct))
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]  # ties share their middle
    positive, negative = int(right.sum()), int((~right).sum())
    if not positive or not negative:
        return 0.5
    above = ranks[right].sum() - positive * (positive + 1) / 2
    return float(above / (positive * negative))


def _flasks(rows: Iterable[StepRecord], seed: int) -> Iterator[list[_Recorded]]:
    """Yield the recorded steps of flasks where something happens, reactions in random order."""
    reactions: dict[object, list[StepRecord]] = defaultdict(list)
    for row in rows:
        reactions[f"line {row.line}" if row.reaction_id is None else row.reaction_id].append(row)
    groups = list(reactions.values())
    random.Random(seed).shuffle(groups)
    for group in groups:
        by_flask: dict[str, list[_Recorded]] = defaultdict(list)
        for row in group:
            try:
                before, after = mapped_step_to_states(row.reaction)
            except InputError:
                continue
            by_flask[state_to_smiles(before, stereo=False)].append(
                _Recorded(
                    before, change_between(before, after), state_to_smiles(after, stereo=False)
                )
            )
        for steps in by_flask.values():
            if any(not step.change.is_empty for step in steps):
                yield steps


def _score(
    model: FlowModel, flasks: Sequence[Sequence[_Recorded]], first: int, seed: int
) -> list[_ScoredStep]:
    steps_of: list[tuple[State, list[Change]]] = []
    faults: list[list[str]] = []
    for number, steps in enumerate(flasks, first):
        right = next(step for step in steps if not step.change.is_empty)
        recorded = [step.products for step in steps]
        wrong = wrong_steps(right.state, right.change, recorded, seed=seed + number)
        steps_of.append((right.state, [right.change, *(one.step.change for one in wrong)]))
        faults.append([_RIGHT, *(one.fault for one in wrong)])
    likelihoods = model.log_likelihoods(steps_of)
    return [
        _ScoredStep(fault, value, number % 2)
        for number, (of_flask, values) in enumerate(zip(faults, likelihoods, strict=True), first)
        for fault, value in zip(of_flask, values, strict=True)
    ]


def _figures(
    kept: FeasibilityCalibration,
    scored: Sequence[_ScoredStep],
    values: np.ndarray,
    right: np.ndarray,
) -> FittedFeasibility:
    half = np.array([one.half for one in scored])
    feasible = np.zeros(len(scored))
    for held_out in (0, 1):
        fit = FeasibilityCalibration.fit(values[half != held_out], right[half != held_out])
        feasible[half == held_out] = [fit.feasibility(v) for v in values[half == held_out]]
    faults: dict[str, FaultFigures] = {}
    for fault in FAULTS:
        wrong = np.array([one.fault == fault for one in scored])
        if wrong.any():
            some = wrong | right
            area = area_under_curve(values[some], right[some])
            faults[fault] = FaultFigures(
                int(wrong.sum()), area, float((feasible[wrong] >= 0.5).mean())
            )
    return FittedFeasibility(
        slope=kept.slope,
        intercept=kept.intercept,
        n_recorded=int(right.sum()),
        n_wrong=int((~right).sum()),
        area_under_curve=area_under_curve(values, right),
        calibration_error=reliability(feasible.tolist(), right.tolist()).error,
        right=float(((feasible >= 0.5) == right).mean()),
        faults=faults,
    )
