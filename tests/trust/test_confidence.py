"""The confidence in outcomes: fitted, monotone, refused when it is of something else."""

import numpy as np
import pytest

from flower.errors import ModelError
from flower.trust import (
    Confidence,
    FoundOutcome,
    OutcomeDescriptors,
    RankedOutcome,
    Trust,
    outcome_descriptors,
)
from flower.trust.confidence import FEATURES
from tests.trust.test_familiarity import NONE, SN2, step


def outcome(probability: float, unfamiliar: float | None = 0.0) -> OutcomeDescriptors:
    return OutcomeDescriptors(probability, (1 - probability) / 2, unfamiliar, 3, True, False, 1)


def boastful(n: int, seed: int = 0) -> tuple[list[OutcomeDescriptors], np.ndarray]:
    """A model whose probability of 90 % comes true for one in two."""
    dice = np.random.default_rng(seed)
    told = dice.uniform(0.02, 0.99, n)
    strange = dice.uniform(0, 0.6, n)
    true = 1 / (1 + np.exp(-(np.log(told / (1 - told)) - 2.2 - 4 * strange)))
    pairs = zip(told.tolist(), strange.tolist(), strict=True)
    return [outcome(p, u) for p, u in pairs], dice.random(n) < true


def test_what_is_told_too_sure_comes_out_less_sure() -> None:
    fitted = Confidence.fit(*boastful(4000))
    assert fitted.of(outcome(0.9)) == pytest.approx(0.5, abs=0.06)
    told, right = boastful(4000, seed=1)
    sure = [hit for one, hit in zip(told, right.tolist(), strict=True) if fitted.of(one) >= 0.7]
    assert np.mean(sure) >= 0.68


def test_the_more_probable_and_the_more_familiar_the_surer() -> None:
    fitted = Confidence.fit(*boastful(4000))
    assert fitted.of(outcome(0.5)) < fitted.of(outcome(0.9))
    assert fitted.of(outcome(0.9, 0.5)) < fitted.of(outcome(0.9, 0.0))


def test_a_feature_that_never_varies_weighs_nothing() -> None:
    told, right = boastful(200)
    fitted = Confidence.fit([one._replace(unfamiliar=None) for one in told], right)
    assert fitted.weights["unfamiliar"] == 0
    assert fitted.weights["stopped"] == 0


def test_the_fit_stays_finite_where_all_are_right() -> None:
    told, right = boastful(50)
    fitted = Confidence.fit(told, np.ones_like(right))
    assert all(np.isfinite(weight) for weight in fitted.weights.values())
    assert 0.9 < fitted.of(outcome(0.9)) < 1


def test_certain_and_impossible_outcomes_have_finite_features() -> None:
    for one in (OutcomeDescriptors(1.0, 0.0, None, 0, True, False, 1), outcome(1e-12)):
        assert np.isfinite(one.features()).all()


def test_outcomes_are_told_with_their_rank_and_the_next() -> None:
    ranked = [RankedOutcome(0.6, None, 2, True), RankedOutcome(0.3, None, 1, False)]
    first, last = outcome_descriptors(ranked, stopped=True, given=True)
    assert (first.rank, first.next_probability, first.stopped, first.given) == (1, 0.3, True, True)
    assert (last.rank, last.next_probability, last.finished) == (2, 0.0, False)


def test_weights_of_something_else_are_refused() -> None:
    good = dict.fromkeys(FEATURES, 0.0)
    assert Confidence.read(None, "toy") is None
    assert Confidence.read(good, "toy") == Confidence(good)
    for weights in ({}, {**good, "mass": 1.0}, {**good, "rank": 0.0, "ranks": 1.0}):
        with pytest.raises(ModelError, match="flower calibrate"):
            Confidence.read(weights, "toy")


def test_that_nothing_happens_gets_no_confidence() -> None:
    trust = Trust(NONE, Confidence(dict.fromkeys(FEATURES, 0.0)))
    rests, reacts = trust.assess(
        [FoundOutcome(0.6, True, []), FoundOutcome(0.4, True, [step(SN2)])]
    )
    assert (rests.confidence, rests.familiarity) == (None, None)
    assert reacts.confidence == 0.5
    assert reacts.familiarity is not None
    assert Trust().assess([FoundOutcome(0.4, True, [step(SN2)])])[0].confidence is None
