"""Flasks put together and parted."""

import pytest

from flower.electrons import smiles_to_state, state_to_smiles
from flower.electrons.joining import (
    in_usual_form,
    joined_states,
    nodes_of_molecules,
    without_nodes,
)

FLASKS = ["C[C@H](O)CC.[H+]", "F/C=C/Cl.[H-].[Na+]", "[H][H].c1ccccc1[N+](=O)[O-]", "[CH3].O"]


@pytest.mark.parametrize("first", FLASKS)
@pytest.mark.parametrize("second", FLASKS)
def test_a_joined_flask_holds_the_molecules_of_both_in_their_order(first: str, second: str) -> None:
    a, b = smiles_to_state(first), smiles_to_state(second)
    both = joined_states(a, b)
    assert both.electron_total == a.electron_total + b.electron_total
    assert both.element.tolist() == [*a.element[:-1], *b.element[:-1], 0]
    assert state_to_smiles(both) == state_to_smiles(smiles_to_state(f"{first}.{second}"))


@pytest.mark.parametrize("first", FLASKS)
def test_what_was_put_in_can_be_taken_out_again(first: str) -> None:
    flask = smiles_to_state(first)
    both = joined_states(flask, smiles_to_state("ClCCl.ClCCl"))
    left = without_nodes(both, nodes_of_molecules(both, {"ClCCl"}))
    assert left is not None
    assert state_to_smiles(left) == state_to_smiles(flask)


def test_no_bond_is_cut() -> None:
    assert without_nodes(smiles_to_state("CO"), [0]) is None


def test_a_flask_in_its_usual_form_is_left_as_it_is() -> None:
    flask = smiles_to_state("CCO.[Na+].[OH-]")
    assert in_usual_form(flask) is flask
