"""Settings of training, and the learning rate they give."""

from itertools import pairwise

import pytest

from flower.errors import InputError
from flower.training import TrainSettings


def test_the_learning_rate_rises_stays_and_falls_to_zero() -> None:
    settings = TrainSettings(learning_rate=2.0, warmup_steps=4, decay_share=0.4)
    rates = [settings.rate_at(step, 20) for step in range(20)]
    assert rates[:4] == [0.5, 1.0, 1.5, 2.0]
    assert rates[4:13] == [2.0] * 9
    assert rates[13:] == pytest.approx([2 * (20 - step) / 8 for step in range(13, 20)])
    assert settings.rate_at(20, 20) == 0
    assert all(a >= b for a, b in pairwise(rates[12:]))


def test_a_longer_run_has_the_same_rates_until_the_shorter_one_falls() -> None:
    settings = TrainSettings(decay_share=0.3)
    assert [settings.rate_at(k, 1000) for k in range(700)] == [
        settings.rate_at(k, 5000) for k in range(700)
    ]


def test_without_decay_the_rate_stays() -> None:
    assert TrainSettings(decay_share=0.0, learning_rate=1.0).rate_at(999, 1000) == 1.0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("epochs", 0.0), ("batch_pairs", 0), ("learning_rate", 0.0), ("warmup_steps", 0),
        ("batches_per_update", 0),
        ("decay_share", 1.5), ("weight_decay", -1.0), ("gradient_clip", 0.0), ("ema_decay", -0.1),
        ("noise", -1.0), ("share_at_start", 2.0), ("precision", "fp8"), ("seed", -1),
        ("validate_every", 0), ("validation_steps", 0), ("learning_rate", float("nan")),
    ],
)  # fmt: skip
def test_settings_that_cannot_train_are_refused(name: str, value: object) -> None:
    with pytest.raises(InputError, match=name):
        TrainSettings(**{name: value})
