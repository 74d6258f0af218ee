"""Budgets end a search with the best found so far; improbable steps are not asked for."""

from time import sleep

import pytest

from flower.electrons import Candidate, State, smiles_to_state
from flower.errors import InputError
from flower.search import SearchResult, SearchSettings, beam_search
from tests.search.worlds import END, Guide, World

LINE = {"C": {"CC": 0.7, END: 0.3}, "CC": {"CCC": 1.0}, "CCC": {"CCCC": 1.0}}


def search(world: World, **limits: float) -> SearchResult:
    return beam_search(Guide(world), smiles_to_state("C"), SearchSettings(**limits))


def told(result: SearchResult) -> list[tuple[str, bool]]:
    return [(e.pathway.smiles, e.finished) for e in result.endings]


@pytest.mark.parametrize(
    ("limits", "stopped", "endings"),
    [
        ({}, None, [("CCCC", True), ("C", True)]),
        ({"max_steps": 2}, "steps", [("CCC", False), ("C", True)]),
        ({"max_states": 2}, "states", [("CCC", False), ("C", True)]),
        ({"max_states": 4}, None, [("CCCC", True), ("C", True)]),
    ],
)
def test_a_budget_that_ends_leaves_the_best_so_far(
    limits: dict[str, float], stopped: str | None, endings: list[tuple[str, bool]]
) -> None:
    result = search(LINE, **limits)
    assert (result.stopped, told(result)) == (stopped, endings)
    assert result.states <= limits.get("max_states", 99)


def test_the_most_probable_states_get_what_is_left_of_the_states() -> None:
    fan = {"C": {"CC": 0.6, "CCC": 0.4}, "CC": {"O": 1.0}, "CCC": {"N": 1.0}}
    result = search(fan, max_states=2)
    assert told(result) == [("O", False), ("CCC", False)]
    assert (result.states, result.probability) == (2, pytest.approx(1))


def test_no_state_is_asked_about_after_the_time_limit() -> None:
    guide = Guide(LINE)

    def slow(states: list[State], thresholds: list[float]) -> list[list[Candidate]]:
        sleep(0.05)
        return guide(states, thresholds)

    limit = SearchSettings(time_limit_s=0.01)
    result = beam_search(slow, smiles_to_state("C"), limit)
    assert (result.stopped, guide.batches) == ("time", [["C"]])
    assert told(result) == [("CC", False), ("C", True)]


@pytest.mark.parametrize("limits", [{"max_states": 0}, {"time_limit_s": 0.0}])
def test_a_budget_of_nothing_is_refused(limits: dict[str, float]) -> None:
    with pytest.raises(InputError, match=r"above 0|at least one"):
        SearchSettings(**limits)


def test_steps_too_improbable_to_matter_are_not_asked_for() -> None:
    guide = Guide({"C": {"CC": 0.1, "CCC": 0.9}})
    beam_search(guide, smiles_to_state("C"), SearchSettings(minimum_probability=0.01))
    assert guide.batches == [["C"], ["CCC", "CC"]]
    assert guide.thresholds[0] == [pytest.approx(0.01)]
    assert guide.thresholds[1] == pytest.approx([0.01 / 0.9, 0.1])


def test_where_most_steps_lead_back_the_others_are_asked_for_once_more() -> None:
    guide = Guide({"C": {"N": 1.0}, "N": {"C": 0.9, "O": 0.06, "F": 0.04}})
    beam_search(guide, smiles_to_state("C"), SearchSettings(minimum_probability=0.01))
    assert guide.batches[:3] == [["C"], ["N"], ["N"]]
    assert guide.thresholds[1:3] == [[pytest.approx(0.01)], [pytest.approx(0.001)]]
