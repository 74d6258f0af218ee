"""Proposals are remembered by the electrons of a state, node by node."""

from collections.abc import Sequence
from time import monotonic, sleep

import pytest

from flower.electrons import Candidate, State, smiles_to_state
from flower.search import OutOfTime, ProposalMemory
from tests.search.worlds import END, Guide


def test_only_new_states_are_asked_about() -> None:
    guide = Guide({"C": {END: 1.0}})
    memory = ProposalMemory(guide)
    methane, water = smiles_to_state("C"), smiles_to_state("O")
    memory([methane], [0.0])
    first, second = memory([methane, water], [0.0, 0.0])
    assert guide.batches == [["C"], ["O"]]
    assert (first[0].smiles, second[0].smiles, len(memory)) == ("C", "O", 2)


def test_nothing_is_asked_about_known_states() -> None:
    guide = Guide({})
    memory = ProposalMemory(guide)
    for _ in range(2):
        memory([smiles_to_state("C")], [0.0])
    assert guide.batches == [["C"]]


def test_other_node_orders_and_other_stereo_are_other_states() -> None:
    memory = ProposalMemory(Guide({}))
    flasks = ("CO", "OC", "C[C@H](N)O", "C[C@@H](N)O")
    memory([smiles_to_state(s) for s in flasks], [0.0] * len(flasks))
    assert len(memory) == 4


def test_a_state_is_asked_again_only_for_less_probable_steps_than_before() -> None:
    guide = Guide({})
    memory = ProposalMemory(guide)
    for threshold in (0.1, 0.2, 0.1, 0.01):
        memory([smiles_to_state("C")], [threshold])
    assert guide.thresholds == [[0.1], [0.01]]


def test_of_equal_states_asked_together_the_lesser_probability_counts() -> None:
    guide = Guide({})
    ProposalMemory(guide)([smiles_to_state("C")] * 2, [0.1, 0.01])
    assert (guide.batches, guide.thresholds) == ([["C"]], [[0.01]])


def test_the_clock_is_looked_at_between_portions_of_a_question() -> None:
    asked: list[int] = []

    def slow(states: Sequence[State], thresholds: Sequence[float]) -> list[list[Candidate]]:
        asked.append(len(states))
        sleep(0.05)
        return [[] for _ in states]

    large = [smiles_to_state("C" * atoms) for atoms in range(110, 150)]
    memory = ProposalMemory(slow, ends=monotonic() + 0.2)
    with pytest.raises(OutOfTime):
        memory(large, [0.0] * len(large))
    assert set(asked) == {1}
    assert len(memory) == len(asked) < 10
    ProposalMemory(slow)(large, [0.0] * len(large))
    assert asked[-1] == len(large)
