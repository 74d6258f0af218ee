"""What is met less often is named as the library names it."""

from flower.mechanisms import library
from tests.training.by_surprise import EQUILIBRIA


def test_equilibria_are_mechanisms_of_the_library() -> None:
    assert {one.name for one in library()} >= EQUILIBRIA
