"""Patterns and mechanisms that would take for ever are refused or given up."""

import time

import pytest

from flower.errors import InputError
from flower.mechanisms.ledger import read_side, read_smarts, told_charges


@pytest.mark.parametrize(
    ("smarts", "told"),
    [
        ("[$(" * 30 + "C" + ")]" * 30 + "C" * 2000, "too long or nested too deeply"),
        ("[$(" * 100 + "C" + ")]" * 100, "too long or nested too deeply"),
        ("C(" * 50 + "C" + ")" * 50, "too long or nested too deeply"),
        ("*" * 61, "has 61 atoms; a pattern has at most 60"),
        ("[", "no SMARTS"),
    ],
    ids=["long", "deep queries", "deep branches", "many atoms", "open"],
)
def test_a_pattern_that_is_too_large_is_refused(smarts: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        read_smarts(smarts)


def test_charges_are_told_however_deep_the_pattern_is() -> None:
    """Thirty branches and one four deep: two to the thirtieth ways for a regular expression."""
    began = time.process_time()
    text = "[N+;$(C" + "(C)" * 30 + "(C(C(C(C[O-]))))):1]"
    query = read_smarts(text)
    assert told_charges(query.GetAtomWithIdx(0)) == {1}
    assert read_side(query).charge == {1: 1}
    assert time.process_time() - began < 5
