"""What is done to a request's body before it is read."""

import pytest

from flower.serving.limits import nesting


@pytest.mark.parametrize(
    ("text", "depth"),
    [
        (b"", 0), (b"{}", 1), (b'{"a": [1, [2]]}', 3), (b'"[[["', 0), (b'["\\"[[", [1]]', 2),
        (b'["[[[', 1), (b'"\\', 0), (b'"a\\\n[', 0), (b"]]]][", 0), (b"[" * 40, 40),
    ],
)  # fmt: skip
def test_nesting_is_counted_outside_strings(text: bytes, depth: int) -> None:
    assert nesting(text) == depth


@pytest.mark.parametrize(
    "text",
    [b'"' + b'\\"' * 128_000, b'\\"' * 128_000, b'"' * 256_001, b"[" * 256_000, b"\\" * 256_000,
     b'"\\' * 128_000, b"[]" * 128_000],
)  # fmt: skip
def test_the_worst_of_bodies_are_counted_at_once(text: bytes) -> None:
    assert nesting(text) >= 0  # scanning that is not linear would take minutes
