"""H2 is made of a hydride and a proton: one hydrogen of the hydride is a node, as a model learns.

All else is told with counts, as before.
"""

import numpy as np
import pytest

from flower.electrons import (
    HYDROGEN,
    State,
    apart,
    apart_step,
    apply_change,
    change_between,
    make_change,
    smiles_to_state,
    state_to_smiles,
    taught_step,
)
from flower.prediction.flask import read_flask
from flower.proposals import load_model
from flower.proposals.labelled import Asked
from flower.records.encoding import encode_step
from flower.steps import mapped_step_to_states

TRANSFER = "[BH4-:1].[CH3:2][OH:3].[CH2:4]=[O:5]>>[BH3:1].[CH3:2][OH:3].[CH3:4][O-:5]"
LAST = "[AlH:1]([CH3:6])[CH3:7].[CH3:2][OH:3].[CH2:4]=[O:5]>>"
LAST += "[Al+:1]([CH3:6])[CH3:7].[CH3:2][OH:3].[CH3:4][O-:5]"
H2 = "[O:1]([H:9])[CH3:2].[Al-:3]([H:5])([H:6])([H:7])[H:8]>>"
H2 += "[O-:1][CH3:2].[Al:3]([H:6])([H:7])[H:8].[H:5][H:9]"


def nodes(state: State) -> int:
    return int((state.element == HYDROGEN).sum())


@pytest.mark.parametrize(
    ("flask", "apart_there"),
    [
        ("[AlH4-].[Li+].CO", 1),
        ("[AlH4-].[Li+].COC", 0),  # nothing that H2 could be made with
        ("[BH4-].[Na+].[H+]", 1),
        ("CC(C)C[AlH]CC(C)C.O", 1),
        ("CC1(C)OBOC1(C)C.O", 0),  # slow to react with it
        ("CC(=O)O[BH-](OC(C)=O)OC(C)=O.CC(=O)O", 0),
        ("B.B.NC", 2),
        ("[BH4-].[2H+]", 1),
        ("OB(O)c1ccccc1.CO", 0),
    ],
)
def test_one_hydrogen_of_a_hydride_beside_an_acid_is_a_node(flask: str, apart_there: int) -> None:
    state = smiles_to_state(flask)
    told = apart(state)
    assert nodes(told.state) - nodes(state) == told.added == apart_there
    assert state_to_smiles(told.state) == state_to_smiles(state)
    assert told.state.electron_total == state.electron_total
    again = apart(told.state)
    assert again.added == 0
    assert again.state is told.state


def test_a_hydride_that_is_counted_is_taken_before_the_node() -> None:
    before, after = apart_step(*mapped_step_to_states(TRANSFER))
    change = change_between(before, after)
    assert change.hydrogens.tolist() == [[0, -1], [3, 1]]
    assert after.bonds[0, 5] == 1


def test_the_last_hydride_is_the_node() -> None:
    reactants, products = mapped_step_to_states(LAST)
    before, after = apart_step(reactants, products)
    taken = int(np.flatnonzero(before.element == HYDROGEN)[0])
    carbon = int(np.flatnonzero(after.bonds[taken])[0])
    assert not change_between(before, after).hydrogens.size
    assert before.element[carbon] == 6
    assert after.bonds[taken].sum() == 1
    assert state_to_smiles(after) == state_to_smiles(products)


def test_the_node_of_h2_is_the_hydride_whatever_the_numbers_are() -> None:
    for step in (H2, H2.replace(":9]", ":4]")):
        reactants, _ = mapped_step_to_states(step)
        (node,) = np.flatnonzero(reactants.element == HYDROGEN)
        assert reactants.element[np.flatnonzero(reactants.bonds[node])[0]] == 13
        assert apart(reactants).added == 0


@pytest.mark.parametrize("step", [TRANSFER, LAST, H2])
def test_what_is_taught_is_what_is_asked(step: str) -> None:
    reactants, products = mapped_step_to_states(step)
    change = change_between(reactants, products)
    taught = taught_step(reactants, change)
    asked = Asked.of(reactants)
    assert taught.state.element.tolist() == asked.plain.element.tolist()
    assert (taught.state.bonds == asked.plain.bonds).all()
    assert len(encode_step(step).atoms) == len(taught.state)
    assert sorted(taught.nodes) == list(range(len(taught.state)))
    back = change if asked.apart is None else asked.apart.back(taught.change)
    assert back == change


def test_h2_that_no_node_stands_for_is_not_told() -> None:
    flask = smiles_to_state("[AlH4-].CO")
    asked = Asked.of(flask)
    release = make_change([(0, 3, -1)], [(0, 0), (2, 2)], [(2, -1), (3, 1)])
    assert "[H][H]" in state_to_smiles(apply_change(asked.plain, release))
    assert asked.apart is not None
    assert asked.apart.back(release) is None


def test_a_flask_is_read_so_that_h2_can_be_made() -> None:
    model = load_model("flower-base")
    assert nodes(read_flask("CO.[AlH4-].[Li+]", model)) == 1
    assert nodes(read_flask("COC.[AlH4-].[Li+]", model)) == 0
