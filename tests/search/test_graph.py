"""What a search has seen, as a graph."""

import pytest

from flower.electrons import smiles_to_state
from flower.search import SearchGraph, SearchSettings, beam_search
from tests.search.test_beam import DIAMOND, SHUTTLE
from tests.search.worlds import END, Guide, World


def graph(world: World, start: str, **limits: float) -> SearchGraph:
    return beam_search(Guide(world), smiles_to_state(start), SearchSettings(**limits)).graph


def edges(seen: SearchGraph) -> dict[tuple[str, str], float]:
    return {(step.source, step.target): round(step.flow, 9) for step in seen.steps}


def test_states_that_meet_are_one_and_their_probabilities_add() -> None:
    seen = graph(DIAMOND, "C")
    assert [(s.smiles, s.depth) for s in seen.states] == [
        ("C", 0),
        ("CC", 1),
        ("CCC", 1),
        ("CCCC", 2),
    ]
    assert [s.reached for s in seen.states] == pytest.approx([1, 0.6, 0.4, 0.7])
    assert [s.ended for s in seen.states] == pytest.approx([0, 0.3, 0, 0.7])
    assert edges(seen) == {
        ("C", "CC"): 0.6,
        ("C", "CCC"): 0.4,
        ("CC", "CCCC"): 0.3,
        ("CCC", "CCCC"): 0.4,
    }


def test_a_state_met_at_two_depths_is_one_with_the_sum_of_both() -> None:
    world = {"C": {"CC": 0.5, "CCC": 0.5}, "CC": {"CCC": 1.0}, "CCC": {END: 1.0}}
    seen = graph(world, "C")
    (both,) = [s for s in seen.states if s.smiles == "CCC"]
    assert (both.depth, both.reached, both.ended) == (1, 1.0, 1.0)


def test_steps_back_are_no_part_of_it() -> None:
    assert edges(graph(SHUTTLE, "N")) == {("N", "O"): 0.9, ("N", "F"): 0.1}


def test_a_state_beyond_the_beam_is_kept_as_a_branch_not_taken() -> None:
    fan = {"C": {"CC": 0.5, "CCC": 0.3, "CCCC": 0.2}}
    states = {s.smiles: s.ended for s in graph(fan, "C", beam=2).states}
    assert states == {"C": 0.0, "CC": 0.5, "CCC": 0.3, "CCCC": 0.0}


def test_steps_hardly_ever_taken_are_left_out() -> None:
    fan = {"C": {"CC": 0.98, "CCC": 0.02}}
    assert edges(graph(fan, "C", minimum_probability=0.05)) == {("C", "CC"): 0.98}


def test_what_the_search_left_off_is_told_apart_from_what_ended() -> None:
    seen = graph({"C": {"CC": 0.7, END: 0.3}, "CC": {"CCC": 1.0}}, "C", max_steps=1)
    assert [(s.ended, s.left) for s in seen.states] == [(0.3, 0.0), (0.0, 0.7)]


def test_a_flask_that_does_not_react_is_one_state() -> None:
    seen = graph({}, "O")
    assert ([s.smiles for s in seen.states], seen.steps) == (["O"], ())
