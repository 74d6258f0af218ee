"""How well a model's likelihoods tell recorded steps from plausible wrong ones; and the fit.

python -m tests.feasibility.calibration steps_valid.parquet steps_test.parquet

One half of the reactions of the first file is fitted, the other half and the second file are
measured. `--train steps_train.parquet --save` also collects the surroundings of reacting atoms and
writes both into the model's folder.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from flower.electrons import Change, State, change_between, mapped_step_to_states, state_to_smiles
from flower.errors import InputError
from flower.evaluation.calibration import calibrate
from flower.feasibility import Judge, fit_logistic, reacting_surroundings, wrong_steps
from flower.feasibility.surroundings import RADII
from flower.proposals import StepModel, load_model, many_log_likelihoods
from flower.records import read_steps

RIGHT = "recorded"
_AT_ONCE = 32


class Example(NamedTuple):
    """A recorded or a wrong step: of which reaction and class, what is wrong, its likelihood."""

    reaction: int
    reaction_class: str
    fault: str
    log_likelihood: float
    products: str


class _Recorded(NamedTuple):
    state: State
    change: Change
    products: str
    reaction: int
    reaction_class: str


def recorded_steps(file: Path) -> Iterator[_Recorded]:
    for row in read_steps(file):
        try:
            before, after = mapped_step_to_states(row.reaction)
        except InputError:
            continue
        yield _Recorded(
            before,
            change_between(before, after),
            state_to_smiles(after, stereo=False),
            row.reaction_id or 0,
            row.reaction_class or "",
        )


def examples(file: Path, model: StepModel, limit: int | None = None) -> list[Example]:
    """One recorded step of every flask, where something happens, and its wrong steps."""
    by_flask: dict[str, list[_Recorded]] = defaultdict(list)
    for step in recorded_steps(file):
        by_flask[state_to_smiles(step.state, stereo=False)].append(step)
    flasks = list(by_flask.values())[:limit]
    found: list[Example] = []
    for first in range(0, len(flasks), _AT_ONCE):
        asked, told = [], []
        for steps in flasks[first : first + _AT_ONCE]:
            right = next((step for step in steps if not step.change.is_empty), None)
            if right is None:
                continue
            wrong = wrong_steps(right.state, right.change, [step.products for step in steps])
            asked.append((right.state, [right.change, *(one.step.change for one in wrong)]))
            faults = [(RIGHT, right.products), *((w.fault, w.step.smiles) for w in wrong)]
            told.append((right, faults))
        for (right, faults), values in zip(told, many_log_likelihoods(model, asked), strict=True):
            found += [
                Example(right.reaction, right.reaction_class, fault, value, products)
                for (fault, products), value in zip(faults, values, strict=True)
            ]
        print(f"\r{first} of {len(flasks)} flasks", end="", file=sys.stderr, flush=True)
    return found


def area_under_curve(values: np.ndarray, right: np.ndarray) -> float:
    """ROC-AUC: how often a recorded step is likelier than a wrong one, ties half."""
    order = np.argsort(np.argsort(np.r_[values[right], values[~right]], kind="stable"))
    ranks = _mid_ranks(np.r_[values[right], values[~right]], order)
    positive, negative = int(right.sum()), int((~right).sum())
    return (ranks[:positive].sum() - positive * (positive + 1) / 2) / (positive * negative)


def _mid_ranks(values: np.ndarray, order: np.ndarray) -> np.ndarray:
    ranks = order + 1.0
    for value in np.unique(values):
        same = values == value
        ranks[same] = ranks[same].mean()
    return ranks


def line(name: str, some: Sequence[Example], judge: Judge) -> str:
    """One row of the table, a measured set."""
    values = np.array([one.log_likelihood for one in some])
    right = np.array([one.fault == RIGHT for one in some])
    feasible = [judge.feasibility(value) for value in values]
    error = calibrate(feasible, right.tolist()).error
    correct = np.mean([(p >= 0.5) == r for p, r in zip(feasible, right, strict=True)])
    return (
        f"| {name} | {int(right.sum()):,} | {int((~right).sum()):,} "
        f"| {area_under_curve(values, right):.4f} | {error:.4f} | {100 * correct:.1f} |"
    )


def faults_told(some: Sequence[Example], judge: Judge) -> Iterator[str]:
    """What is told from recorded steps how well, and what is taken for right."""
    right = [one for one in some if one.fault == RIGHT]
    yield "| wrong step | number | ROC-AUC | judged feasible |\n|---|---|---|---|"
    for fault in sorted({one.fault for one in some} - {RIGHT}):
        wrong = [one for one in some if one.fault == fault]
        values = np.array([one.log_likelihood for one in right + wrong])
        is_right = np.array([True] * len(right) + [False] * len(wrong))
        taken = np.mean([judge.feasibility(one.log_likelihood) >= 0.5 for one in wrong])
        area = area_under_curve(values, is_right)
        yield f"| {fault} | {len(wrong):,} | {area:.4f} | {100 * taken:.1f} % |"
    missed: dict[str, list[bool]] = defaultdict(list)
    for one in right:
        missed[one.reaction_class].append(judge.feasibility(one.log_likelihood) < 0.5)
    yield "\n| class of recorded steps | number | judged infeasible |\n|---|---|---|"
    worst = sorted(missed.items(), key=lambda item: (-sum(item[1]), item[0]))[:8]
    for name, judged in worst:
        if any(judged):
            yield f"| {name} | {len(judged):,} | {sum(judged)} |"


def met_in_training(file: Path) -> tuple[np.ndarray, ...]:
    """The surroundings of all reacting atoms of a file of steps."""
    met: list[set[int]] = [set() for _ in range(RADII)]
    for step in recorded_steps(file):
        if not step.change.is_empty:
            for numbers, seen in zip(
                reacting_surroundings(step.state, step.change), met, strict=True
            ):
                seen.update(numbers)
    return tuple(np.array(sorted(numbers), np.uint64) for numbers in met)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("fitted", type=Path)
    parser.add_argument("measured", type=Path, nargs="?")
    parser.add_argument("--model", default="flower-base")
    parser.add_argument("--train", type=Path)
    parser.add_argument("--save", action="store_true")
    parser.add_argument("--limit", type=int)
    given = parser.parse_args()
    model = load_model(given.model)
    first = examples(given.fitted, model, given.limit)
    half = [one for one in first if one.reaction % 2 == 0]
    other = [one for one in first if one.reaction % 2]
    slope, intercept = fit_logistic(
        np.array([one.log_likelihood for one in half]),
        np.array([one.fault == RIGHT for one in half]),
    )
    known = met_in_training(given.train) if given.train else ()
    judge = Judge(slope, intercept, known)
    print(f"\nslope {slope:.4f} per nat, intercept {intercept:.4f}")
    print("\n| set | recorded | wrong | ROC-AUC | calibration error | right at 0.5, % |")
    print("|---|---|---|---|---|---|")
    print(line("half that was fitted", half, judge))
    print(line("other half", other, judge))
    second = examples(given.measured, model, given.limit) if given.measured else other
    if given.measured:
        print(line(given.measured.stem, second, judge))
    print()
    print("\n".join(faults_told(second, judge)))
    if given.save:
        if not known:
            raise SystemExit("--save needs --train, for the surroundings.")
        judge.save(model.folder)


if __name__ == "__main__":
    main()
