"""A hydrogen that came with H2 or as hydride is one like any other, once it is on an atom.

It stays a node of the states of a search, where a model has learnt counts alone.
"""

import pytest

from flower import load_model, predict
from flower.electrons import (
    State,
    apply_change,
    change_between,
    flask_to_state,
    fold,
    make_change,
    plain_step,
)
from flower.proposals import FlowModel
from flower.steps import mapped_step_to_states


@pytest.fixture(scope="module")
def model() -> FlowModel:
    return load_model("flower-base")


def split(smiles: str) -> State:
    """The flask after H2, its first molecule, has added to the metal, its second."""
    taken_up = make_change([(0, 1, 1)], hydrogens=[(0, -1), (1, 1)], lone=[(1, -2)])
    return apply_change(flask_to_state(smiles), taken_up)


@pytest.mark.parametrize(
    ("flask", "after"),
    [
        ("[H][H].[Pd].O=[N+]([O-])c1ccccc1.[H][H]", "[PdH2].O=[N+]([O-])c1ccccc1.[H][H]"),
        ("[H][H].[Ni].CC#N.[H][H]", "[NiH2].CC#N.[H][H]"),
        ("[H][H].[Pt].C=C", "[PtH2].C=C"),
    ],
)
def test_what_comes_next_does_not_depend_on_where_a_hydrogen_came_from(
    model: FlowModel, flask: str, after: str
) -> None:
    split_flask, typed = split(flask), flask_to_state(after)
    assert len(split_flask) == len(typed) + 1
    one, other = model.propose([split_flask, typed], top=5)
    assert [c.smiles for c in one] == [c.smiles for c in other]
    assert [c.probability for c in one] == pytest.approx([c.probability for c in other], abs=1e-4)


def test_a_step_is_familiar_wherever_its_hydrogens_came_from() -> None:
    state = split("[H][H].[Pd].C=C")
    insertion = make_change([(0, 1, -1), (0, 2, 1), (2, 3, -1), (1, 3, 1)])
    plain = plain_step(state, insertion)
    assert fold(state).state.hydrogens.tolist() == [2, 2, 2, 0]
    assert plain.change.hydrogens.tolist() == [[0, -1], [1, 1]]
    assert plain.nodes == (1, 2, 3, 4)


def test_a_step_that_makes_h2_of_two_counted_hydrogens_has_a_likelihood(model: FlowModel) -> None:
    step = "[O:1]([H:5])[C:2]([H:6])([H:7])[H:8].[B-:3]([H:9])([H:10])([H:11])[H:12]"
    made = "[O-:1][C:2]([H:6])([H:7])[H:8].[B:3]([H:10])([H:11])[H:12].[H:5][H:9]"
    state, after = mapped_step_to_states(f"{step}>>{made}")
    ((likelihood,),) = model.log_likelihoods([(state, [change_between(state, after)])])
    assert likelihood < 0


@pytest.mark.parametrize(
    ("flask", "product"),
    [
        ("O=[N+]([O-])c1ccccc1.[H][H].[H][H].[H][H].[Pd]", "Nc1ccccc1"),
        ("CC#CCC.[H][H].[Pd]", "CC=CCC"),
        ("C1CCCC=C1.[H][H].[Pd]", "C1CCCCC1"),
    ],
)
def test_the_default_model_hydrogenates(model: FlowModel, flask: str, product: str) -> None:
    first = predict(flask, model=model).outcomes[0]
    assert product in first.products
    assert first.finished
