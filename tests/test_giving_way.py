"""Whatever takes long in Python lets others have their turn, and ends when it is told to."""

from collections.abc import Callable

import pytest

from flower.giving_way import when_giving_way
from flower.mechanisms import library
from flower.mechanisms.expanding import ways_to_product
from flower.steps import read_step


@pytest.mark.parametrize(
    "work",
    [
        lambda: read_step("C." * 60 + "Cl>>" + "C." * 58 + "CC.[H][H].Cl"),
        lambda: ways_to_product("CC(=O)Cl.CN.CCN(CC)CC>>CNC(C)=O", library()),
    ],
    ids=["mapping a step", "trying mechanisms"],
)
def test_long_work_gives_way_and_can_be_ended(work: Callable[[], object]) -> None:
    class LeftError(Exception):
        pass

    times = 0

    def heard(_: bool) -> None:
        nonlocal times
        times += 1
        if times == 3:
            raise LeftError

    with when_giving_way(heard), pytest.raises(LeftError):
        work()
