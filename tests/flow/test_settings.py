import pytest

from flower.errors import InputError
from flower.flow import SamplerSettings


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
