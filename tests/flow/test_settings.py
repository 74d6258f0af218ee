import pytest

from flower.errors import InputError
from flower.flow import JumpSettings, SamplerSettings


def test_the_defaults_are_valid_and_ask_the_network_once() -> None:
    assert SamplerSettings().evaluations == 1


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"evaluations": 0}, "evaluations = 0"),
        ({"candidates": 0}, "candidates = 0"),
        ({"open_entries": -1}, "open_entries = -1"),
        ({"noise": -0.1}, "noise = -0.1"),
        ({"noise": float("nan")}, "noise = nan"),
        ({"log_probability_gap": 0.0}, "log_probability_gap"),
        ({"samples": 4}, "every sample would be the same"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused(values: dict[str, float], message: str) -> None:
    with pytest.raises(InputError, match=message):
        SamplerSettings(**values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("candidates", 0), ("beam", 0), ("branching", -1), ("pairs_at_once", 0),
        ("pruning_threshold", 0.0), ("pruning_threshold", 1.0),
    ],
)  # fmt: skip
def test_jump_settings_that_search_nothing_are_refused(name: str, value: float) -> None:
    with pytest.raises(InputError, match=f"{name} = {value}"):
        JumpSettings(**{name: value})
