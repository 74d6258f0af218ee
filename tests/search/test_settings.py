"""Settings that make no sense are refused with a sentence whose advice works."""

import re
import subprocess
import sys
from collections.abc import Iterator
from math import inf, nan, nextafter
from typing import Any

import numpy as np
import pytest

import flower
from flower.errors import InputError
from flower.options import Declared, Settings
from flower.search import SearchSettings
from flower.serving.settings import ServeSettings

SETTINGS: tuple[type[Settings], ...] = (SearchSettings, flower.ModelChoice, ServeSettings)
OPTIONS = [(kind, name, one) for kind in SETTINGS for name, one in kind.options().items()]
ENDLESS = 2**70
WRONG_TYPES: dict[type, list[Any]] = {
    int: ["x", 2.5, True, b"3", [1], nan, inf],
    float: ["x", False, b"1", [0.5], 1j],
    bool: [1, "yes", 0.0],
    str: [b"auto", 7, True, nan],
}


def out_of_bounds() -> Iterator[tuple[type[Settings], str, Declared, Any]]:
    for kind, name, declared in OPTIONS:
        option, whole = declared.option, declared.type is int
        wrong = [option.ge - 1] if option.ge is not None else []
        wrong += [option.gt, -1] if option.gt is not None else []
        wrong += [option.lt] if option.lt is not None else []
        wrong += [nan] if wrong and not whole else []
        yield from ((kind, name, declared, declared.type(value)) for value in wrong)


def extremes_of(advice: str, declared: Declared) -> list[Any]:
    """The least and most that a sentence says may be given."""
    told = re.fullmatch(
        r"Give (a whole number|a number|a finite number)"
        r"(?: from (\S+) to (below )?(\S+)| above (\S+)|, (\S+) or more)(, or leave it out)?\.",
        advice,
    )
    assert told is not None, advice
    number, low, below, high, above, least, left_out = told.groups()
    assert (number == "a whole number", bool(left_out)) == (
        declared.type is int,
        declared.may_be_none,
    )
    read = int if declared.type is int else float
    low, high = low or least, high and high.replace(",", "")
    first = read(low) if low else nextafter(float(above), inf)
    last = read(high) if high else read(ENDLESS) if number != "a number" else inf
    return [first, nextafter(last, 0) if below else last]


@pytest.mark.parametrize(
    ("kind", "name", "declared", "value"),
    [pytest.param(*one, id=f"{one[1]}={one[3]}") for one in out_of_bounds()],
)
def test_of_every_option_the_bounds_told_are_the_bounds(
    kind: type[Settings], name: str, declared: Declared, value: Any
) -> None:
    with pytest.raises(InputError, match=rf"^{name} = {value}(:| is) .*\. Give ") as refused:
        kind(**{name: value})
    advice = str(refused.value).partition(". ")[2]
    low, high = extremes_of(advice, declared)
    for good in (low, high):
        assert getattr(kind(**{name: good}), name) == good
    whole = declared.type is int
    assert not declared.option.allows(low - 1 if whole else nextafter(low, -inf))
    if high < ENDLESS:
        assert not declared.option.allows(high + 1 if whole else nextafter(high, inf))


@pytest.mark.parametrize(
    ("name", "declared"), [pytest.param(*one[1:], id=one[1]) for one in OPTIONS]
)
def test_of_every_option_another_type_is_refused(name: str, declared: Declared) -> None:
    wrong = WRONG_TYPES[declared.type] + ([] if declared.may_be_none else [None])
    for value in wrong:
        with pytest.raises(InputError, match=rf"^{name} = .* Give .*\.$"):
            declared.checked(name, value)


def test_another_type_is_refused_where_nothing_else_checks_types() -> None:
    code = "import flower\nfor wrong in ({'beam': 'x'}, {'heat': 1}, {'seed': None}):\n"
    code += " try: flower.predict('C', **wrong)\n except flower.InputError as told: print(told)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert told.stdout.splitlines() == [
        "beam = 'x' is no whole number. Give a whole number, 1 or more.",
        "heat = 1 is neither True nor False. Give True or False.",
        "seed = None is no whole number. Give a whole number from 0 to 9,223,372,036,854,775,807.",
    ]


def test_numbers_of_numpy_become_plain_ones() -> None:
    options = SearchSettings.options()
    beam = options["beam"].checked("beam", np.int64(3))
    share = options["minimum_share"].checked("minimum_share", np.float32(0.5))
    assert [(type(one), one) for one in (beam, share)] == [(int, 3), (float, 0.5)]


@pytest.mark.parametrize("name", ["max_steps", "beam", "branching", "candidates", "top"])
def test_less_than_one_is_refused(name: str) -> None:
    with pytest.raises(InputError, match=re.escape(f"{name} = 0: at least one is needed")):
        SearchSettings(**{name: 0})


@pytest.mark.parametrize("probability", [-0.1, 1.0, float("nan")])
def test_no_probability_is_refused(probability: float) -> None:
    with pytest.raises(InputError, match="minimum_probability"):
        SearchSettings(minimum_probability=probability)


def test_the_room_opens_without_loading_molecules() -> None:
    code = "import sys, flower; flower.SearchSettings(); print({'rdkit', 'numpy'} & {*sys.modules})"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert told.stdout.strip() == "set()", told.stderr
