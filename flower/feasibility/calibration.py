"""Calibrate a model folder: read the files, fit, write what was fitted."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from flower.errors import InputError, reason
from flower.evaluation.rows import holds_reactions
from flower.feasibility.calibrated import Calibrated
from flower.feasibility.met_in_training import met_in_training
from flower.feasibility.outcome_calibration import fit_confidence
from flower.feasibility.step_calibration import fit_feasibility
from flower.jobs.workers import available_cores
from flower.network import find_model, save_confidence
from flower.network.device import find_device
from flower.proposals import load_model
from flower.records import ReactionRecord, StepRecord, read_reactions, read_steps
from flower.trust import MetSurroundings

_MOST_READ = 200_000  # rows of a file, among which some are drawn


class CalibrationProgress(NamedTuple):
    """What is being done, how much of it, and of how much (None where that is not known)."""

    stage: str
    done: int
    total: int | None


Tell = Callable[[CalibrationProgress], None]
Files = str | Path | Sequence[str | Path]


def calibrate(
    model: str | Path,
    sources: Files = (),
    *,
    trained_on: Files = (),
    column: str = "reaction",
    limit: int | None = 300,
    workers: int | None = None,
    seed: int = 0,
    device: str = "auto",
    progress: Tell | None = None,
) -> Calibrated:
    """Fit what tells how far a model can be trusted, and write it into the model's folder.

    Files of elementary steps fit the feasibility that `flower.score` tells; files of overall
    reactions (`reactants>>product`) fit the confidence that `flower.predict` tells beside each
    probability; ``trained_on`` tells which surroundings of reacting atoms the model has met. No
    reaction of ``sources`` may have been trained on. The weights of the network stay as they are;
    each file of the folder is replaced at once, or not at all.

    Args:
        model: name or folder of the model.
        sources: files of steps and of overall reactions, told apart by their first row.
        trained_on: files of steps, or folders that `flower.preprocess` wrote, of the training set;
            what the folder knew before stays known.
        column: of a table, that holds the steps or reactions.
        limit: flasks, and reactions, drawn at random; None for all. A reaction takes a search.
        workers: processes; None for one per core, one on a GPU. In a script, put the call under
            `if __name__ == "__main__":`.
        seed: of what is drawn.
        device: where the model runs.
        progress: told after each batch.

    Raises InputError if an option or a file cannot be used, or too few rows can, and ModelError
    if the model cannot be loaded.
    """
    began, tell = time.monotonic(), progress or (lambda _: None)
    given, training = _paths(sources), _paths(trained_on)
    _check(given + training, limit, workers)
    folder = find_model(model)
    loaded = load_model(folder, device)
    if workers is None:
        workers = available_cores() if find_device(device).type == "cpu" else 1

    def report(stage: str) -> Callable[[int, int | None], None]:
        return lambda done, total: tell(CalibrationProgress(stage, done, total))

    steps, reactions = _read(given, column)
    met = feasibility = confidence = None
    try:
        if training:
            before = MetSurroundings.load(folder)
            known, met = met_in_training(training, column, before, workers, report("surroundings"))
            known.save(folder)
        if steps:
            calibration, feasibility = fit_feasibility(loaded, steps, limit, seed, report("steps"))
            calibration.save(folder)
        if reactions:
            fitted, confidence = fit_confidence(
                folder, reactions, limit, workers, seed, device, report("reactions")
            )
            save_confidence(folder, fitted.weights)
    except OSError as error:
        raise InputError(
            f"`{folder}` cannot be written to ({reason(error)}); copy the folder to a place of "
            "your own and calibrate that."
        ) from error
    return Calibrated(folder, met, feasibility, confidence, time.monotonic() - began)


def _paths(files: Files) -> list[Path]:
    return [Path(files)] if isinstance(files, (str, Path)) else list(map(Path, files))


def _check(files: Sequence[Path], limit: int | None, workers: int | None) -> None:
    if not files:
        raise InputError(
            "No file is given to calibrate with; give held-out elementary steps, overall "
            "reactions, or what the model was trained on."
        )
    for name, value in (("limit", limit), ("workers", workers)):
        if value is not None and value < 1:
            raise InputError(f"{name} = {value}: at least one is needed. Give 1 or more.")
    for file in files:
        if not file.exists():
            raise InputError(f"There is no file `{file}`; check its name.")


def _read(sources: Iterable[Path], column: str) -> tuple[list[StepRecord], list[ReactionRecord]]:
    steps: list[StepRecord] = []
    reactions: list[ReactionRecord] = []
    for source in sources:
        if holds_reactions(source, column):
            reactions += islice(read_reactions(source, column), _MOST_READ)
        else:
            steps += islice(read_steps(source, column), _MOST_READ)
    return steps, reactions
