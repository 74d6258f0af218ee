"""Searches that grow exponentially end, with a sentence or with what they have."""

import time
from contextlib import suppress

import pytest

from flower.errors import InputError
from flower.records import Mechanism
from flower.steps import read_step

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    "step",
    [
        "CBr.[OH-]>>" + ".".join(["CCO", *["CO"] * 7, "[Br-]"]),
        "C=CC=" * 60 + "C.C=C>>C1=CCCCC1",
        ".".join(["C"] * 60 + ["Cl"]) + ">>" + ".".join(["C"] * 58 + ["CC", "[H][H]", "Cl"]),
        "C1CCCCC1." * 12 + "C=C>>" + "C1CCCC1C." * 12 + "C=C",
    ],
    ids=["eight to cover", "a polyene", "like molecules", "rings"],
)
def test_a_step_with_too_many_ways_is_given_up_soon(step: str) -> None:
    began = time.process_time()
    with suppress(InputError):
        read_step(step)
    assert time.process_time() - began < 20


def test_a_mechanism_of_too_many_steps_has_no_longest_way_looked_for() -> None:
    step = "[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]"
    with pytest.raises(InputError, match="has 301 steps; the longest way is looked for"):
        Mechanism("long", (step,) * 301).longest_way()
