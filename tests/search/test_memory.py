"""Proposals are remembered by the electrons of a state, node by node."""

from flower.electrons import smiles_to_state
from flower.search import ProposalMemory
from tests.search.worlds import END, Guide


def test_only_new_states_are_asked_about() -> None:
    guide = Guide({"C": {END: 1.0}})
    memory = ProposalMemory(guide)
    methane, water = smiles_to_state("C"), smiles_to_state("O")
    memory([methane])
    first, second = memory([methane, water])
    assert guide.batches == [["C"], ["O"]]
    assert (first[0].smiles, second[0].smiles, len(memory)) == ("C", "O", 2)


def test_nothing_is_asked_about_known_states() -> None:
    guide = Guide({})
    memory = ProposalMemory(guide)
    for _ in range(2):
        memory([smiles_to_state("C")])
    assert guide.batches == [["C"]]


def test_other_node_orders_and_other_stereo_are_other_states() -> None:
    memory = ProposalMemory(Guide({}))
    memory([smiles_to_state(s) for s in ("CO", "OC", "C[C@H](N)O", "C[C@@H](N)O")])
    assert len(memory) == 4
