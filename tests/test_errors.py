"""The family of errors and the text inside their messages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flower.errors import FlowerError, InputError, ModelError, shorten


def test_one_family() -> None:
    assert issubclass(InputError, FlowerError)
    assert issubclass(InputError, ValueError)
    assert issubclass(ModelError, FlowerError)


def test_text_that_fits_is_left_alone() -> None:
    assert shorten("C" * 60) == "C" * 60


@pytest.mark.slow
@given(st.text(), st.integers(min_value=1, max_value=80))
def test_shortened_text_is_one_printable_line_within_the_limit(text: str, limit: int) -> None:
    shown = shorten(text, limit)
    assert len(shown) <= limit
    assert shown.isprintable()
