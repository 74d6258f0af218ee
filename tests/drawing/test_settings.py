"""Settings of the drawings."""

import pytest

from flower.drawing import DrawingSettings
from flower.errors import InputError


@pytest.mark.parametrize(
    ("name", "value"),
    [("width", 10), ("width", 10**6), ("bond_length", 1.0), ("bond_length", float("nan"))],
)
def test_sizes_that_cannot_be_read_are_refused(name: str, value: float) -> None:
    with pytest.raises(InputError, match=f"{name} ="):
        DrawingSettings(**{name: value})


@pytest.mark.parametrize("name", ["spectators", "theme"])
def test_unknown_choices_are_named_with_the_known_ones(name: str) -> None:
    # Set from outside Python, past what the types allow.
    settings = object.__new__(DrawingSettings)
    for field, value in {**DrawingSettings().__dict__, name: "grey"}.items():
        object.__setattr__(settings, field, value)
    with pytest.raises(InputError, match=f"{name} = 'grey' is not known; choose one of"):
        settings.__post_init__()
