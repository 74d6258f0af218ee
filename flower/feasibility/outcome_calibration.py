"""Fit the confidence in whole outcomes: predictions of reactions whose products are known."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import numpy as np

from flower.electrons import uncharged, uncharged_molecules
from flower.errors import InputError
from flower.evaluation.calibration import calibrate as reliability
from flower.evaluation.reactions import RecordedReaction, read_recorded_reaction
from flower.feasibility.calibrated import SURE, FittedConfidence, Sure
from flower.jobs.workers import Lost, map_in_order
from flower.prediction.outcome import Outcome, Prediction
from flower.prediction.predictor import Predictor
from flower.records import ReactionRecord
from flower.search import SearchSettings
from flower.trust import Confidence, OutcomeDescriptors, RankedOutcome, outcome_descriptors

FEWEST_REACTIONS = 20
"""Reactions that a fit needs."""

_FOLDS = 5
_TIME_LIMIT_S = 900.0  # for one reaction, the start of a process included
_SEARCH = SearchSettings()


class ComparedOutcome(NamedTuple):
    """An outcome of a reaction whose product is known.

    Attributes:
        descriptors: what is known of it beforehand.
        first: whether it is the first outcome, of those given that something happens where
            otherwise nothing does.
        right: whether it holds all recorded products.
    """

    descriptors: OutcomeDescriptors
    first: bool
    right: bool


def fit_confidence(
    folder: Path,
    rows: Sequence[ReactionRecord],
    limit: int | None,
    workers: int,
    seed: int,
    device: str,
    tell: Callable[[int, int | None], None],
) -> tuple[Confidence, FittedConfidence]:
    """Ask about reactions drawn at random, ``limit`` at most, and fit their outcomes.

    Raises InputError if too few can be asked about.
    """
    recorded, unread = _drawn(rows, limit, seed)
    compared: list[list[ComparedOutcome]] = []
    for done, outcomes in enumerate(_compared(folder, recorded, workers, device), 1):
        tell(done, len(recorded))
        if outcomes is not None:
            compared.append(outcomes)
    if len(compared) < FEWEST_REACTIONS:
        raise InputError(
            f"{len(compared)} overall reactions could be read and asked about, too few to fit the "
            f"confidence; give {FEWEST_REACTIONS} or more."
        )
    left_out = unread + len(recorded) - len(compared)
    return fit_outcomes(compared, left_out)


def fit_outcomes(
    compared: Sequence[Sequence[ComparedOutcome]], left_out: int = 0
) -> tuple[Confidence, FittedConfidence]:
    """Fit the outcomes of reactions; figures are of fifths that the other four have judged."""
    outcomes = [one for of_reaction in compared for one in of_reaction]
    fold = np.array(
        [k % _FOLDS for k, of_reaction in enumerate(compared) for _ in of_reaction], int
    )
    descriptors = [one.descriptors for one in outcomes]
    right = np.array([one.right for one in outcomes], bool)
    kept = Confidence.fit(descriptors, right)
    confidence = np.zeros(len(outcomes))
    for k in range(_FOLDS):
        others = np.flatnonzero(fold != k).tolist()
        fit = Confidence.fit([descriptors[i] for i in others], right[others])
        for i in np.flatnonzero(fold == k).tolist():
            confidence[i] = fit.of(descriptors[i])
    probability = np.array([one.probability for one in descriptors])
    first = np.array([one.first for one in outcomes], bool)
    by_confidence = reliability(confidence.tolist(), right.tolist())
    return kept, FittedConfidence(
        weights=kept.weights,
        n_reactions=len(compared),
        n_left_out=left_out,
        n_outcomes=len(outcomes),
        first_right=float(right[first].sum() / max(1, first.sum())),
        calibration_error=by_confidence.error,
        probability_error=reliability(probability.tolist(), right.tolist()).error,
        bins=by_confidence.bins,
        sure=_sure(confidence[first], right[first]),
        sure_by_probability=_sure(probability[first], right[first]),
    )


def _sure(values: np.ndarray, right: np.ndarray) -> Sure:
    chosen = right[values >= SURE]
    return Sure(len(chosen), float(chosen.mean()) if len(chosen) else None)


def _drawn(
    rows: Sequence[ReactionRecord], limit: int | None, seed: int
) -> tuple[list[RecordedReaction], int]:
    """Read reactions in random order up to the limit; how many could not be read."""
    order = list(rows)
    random.Random(seed).shuffle(order)
    recorded: list[RecordedReaction] = []
    unread = 0
    for row in order:
        if limit is not None and len(recorded) >= limit:
            break
        try:
            recorded.append(read_recorded_reaction(row))
        except InputError:
            unread += 1
    return recorded, unread


def _compared(
    folder: Path, recorded: Sequence[RecordedReaction], workers: int, device: str
) -> Iterator[list[ComparedOutcome] | None]:
    """Yield the outcomes of each reaction; None where it could not be asked about."""
    if workers == 1:
        yield from map(_Asker(folder, device).one, recorded)
        return
    ask = _Asker(folder, device, threads=1)
    for piece in map_in_order(ask, ([one] for one in recorded), workers, _TIME_LIMIT_S):
        yield None if isinstance(piece.outcome, Lost) else piece.outcome[0]


class _Asker:
    """Asks a model about reactions; loaded where and when it is first asked."""

    def __init__(self, folder: Path, device: str, threads: int | None = None) -> None:
        self._folder, self._device, self._threads = folder, device, threads
        self._predictor: Predictor | None = None

    def __call__(self, recorded: Sequence[RecordedReaction]) -> list[list[ComparedOutcome] | None]:
        return [self.one(reaction) for reaction in recorded]

    def one(self, reaction: RecordedReaction) -> list[ComparedOutcome] | None:
        """Return the outcomes told of a reaction; None if the model cannot be asked about it."""
        if self._predictor is None:
            self._predictor = self._load()
        (prediction,) = self._predictor.each([reaction.reactants])
        return None if prediction.error is not None else compare_outcomes(prediction, reaction)

    def _load(self) -> Predictor:
        if self._threads is not None:
            import torch

            torch.set_num_threads(self._threads)
        further = _SEARCH.top + 1  # the next after the last one told
        return Predictor.load(self._folder, device=self._device, top=further)


def compare_outcomes(prediction: Prediction, recorded: RecordedReaction) -> list[ComparedOutcome]:
    """Compare the outcomes of a prediction in which something happens with what was recorded.

    Those given that something happens, if there are any, are among them, as the first. Of a flask
    that is recorded as inert, without products, what makes nothing but other protons is right.
    """
    wanted, inert = frozenset(recorded.products), not recorded.products
    there = uncharged_molecules(recorded.reactants) if inert else frozenset()
    given_first = bool(prediction.if_reacts) and not inert

    def compared(outcomes: Sequence[Outcome], given: bool) -> Iterator[ComparedOutcome]:
        ranked = [
            RankedOutcome(o.probability, o.unfamiliar, len(o.steps), o.finished) for o in outcomes
        ]
        descriptors = outcome_descriptors(ranked, prediction.stopped is not None, given)
        for outcome, one in islice(zip(outcomes, descriptors, strict=True), _SEARCH.top):
            if outcome.steps:
                new = set(map(uncharged, outcome.products))
                right = new <= there if inert else wanted <= new
                yield ComparedOutcome(one, one.rank == 1 and given == given_first, right)

    further = prediction.if_reacts or ()
    return [*compared(prediction.outcomes, False), *compared(() if inert else further, True)]
