import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flower.electrons import (
    Change,
    State,
    apply_change,
    canonical,
    problem_with,
    smiles_to_state,
    state_to_smiles,
)
from flower.errors import InputError
from flower.steps import Step, mapped_step_to_states
from flower.steps.mapped import composition
from tests.electrons.flasks import TEXTBOOK, flasks, pair_moves, textbook


def identical(one: State, other: State) -> bool:
    columns = ("element", "hydrogens", "lone", "bonds", "isotope")
    return all(np.array_equal(getattr(one, c), getattr(other, c)) for c in columns)


@pytest.mark.parametrize("name", TEXTBOOK)
def test_a_step_written_and_read_again_is_the_same_step(name: str) -> None:
    state, change = textbook(name)
    text = Step(state, change).mapped
    reactants, products = mapped_step_to_states(text)
    assert identical(reactants, state)
    assert identical(products, apply_change(state, change))


@given(step=pair_moves())
def test_any_step_between_molecules_is_written_and_read_again(step: tuple[State, Change]) -> None:
    state, change = step
    after = apply_change(state, change)
    if problem_with(after) is not None:
        return
    try:
        text = Step(state, change).mapped
    except InputError:
        return  # electrons that RDKit calls no molecule
    reactants, products = mapped_step_to_states(text)
    assert state_to_smiles(reactants, stereo=False) == state_to_smiles(state, stereo=False)
    assert state_to_smiles(products, stereo=False) == state_to_smiles(after, stereo=False)
    assert products.electron_total == state.electron_total


@given(smiles=flasks(most=2))
def test_every_atom_is_numbered_once_on_each_side(smiles: str) -> None:
    state = smiles_to_state(smiles)
    text = Step.between(state, state).mapped
    atoms = len(state) - 1 + state.hydrogen_total
    for side in text.split(">>"):
        assert sorted(map(int, re.findall(r":(\d+)\]", side))) == list(range(1, atoms + 1))


@given(smiles=flasks(most=2))
def test_a_flask_comes_back_from_mapped_text_node_for_node(smiles: str) -> None:
    state = smiles_to_state(smiles).without_stereo()
    text = Step.between(state, state).mapped
    reactants, products = mapped_step_to_states(text)
    assert reactants.element.tolist() == state.element.tolist()
    assert (reactants.hydrogens == state.hydrogens).all()
    assert (reactants.charge == state.charge).all()
    assert identical(reactants, products)


@given(seed=st.integers(0, 2**20))
def test_map_numbers_alone_set_the_order_of_nodes(seed: int) -> None:
    step = "[CH3:1][C:2](=[O:3])[Cl:4].[NH3:5]>>[CH3:1][C:2]([O-:3])([Cl:4])[NH3+:5]"
    numbers = np.random.default_rng(seed).permutation(5) + 1
    renamed = re.sub(r":(\d)\]", lambda m: f":{numbers[int(m[1]) - 1]}]", step)
    one, other = mapped_step_to_states(step), mapped_step_to_states(renamed)
    order = [*(numbers - 1).tolist(), 5]
    for a, b in zip(one, other, strict=True):
        assert (a.element == b.element[order]).all()
        assert (a.matrix() == b.matrix()[np.ix_(order, order)]).all()
        assert (a.hydrogens == b.hydrogens[order]).all()


@pytest.mark.parametrize(
    ("explicit", "implicit"),
    [
        (
            "[N:1]([H:3])([H:4])[H:5].[Cl:2][H:6]>>[N+:1]([H:3])([H:4])([H:5])[H:6].[Cl-:2]",
            "[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]",
        ),
        ("[O:1]([H:2])[H:3]>>[O-:1][H:2].[H+:3]", "[OH2:1]>>[OH-:1].[H+:9]"),
    ],
)
def test_hydrogens_may_be_explicit_or_implicit(explicit: str, implicit: str) -> None:
    for one, other in zip(
        mapped_step_to_states(explicit), mapped_step_to_states(implicit), strict=True
    ):
        assert identical(one, other)


def test_a_hydride_is_a_node_on_both_sides() -> None:
    step = "[H-:1].[CH3:2][O:3][H:4]>>[H:1][H:4].[CH3:2][O-:3]"
    reactants, products = mapped_step_to_states(step)
    assert reactants.element.tolist() == products.element.tolist() == [1, 6, 8, 0]
    assert reactants.lone.tolist() == [2, 0, 4, 0]
    assert products.hydrogens.tolist() == [1, 3, 0, 0]
    assert state_to_smiles(products) == "C[O-].[H][H]"


def test_free_protons_go_to_the_pool_and_come_back() -> None:
    step = "[O:1]([H:2])[H:3].[H+:4]>>[O+:1]([H:2])([H:3])[H:4]"
    reactants, products = mapped_step_to_states(step)
    assert reactants.hydrogens.tolist() == [2, 1]
    assert products.hydrogens.tolist() == [3, 0]
    text = Step.between(products, reactants).mapped
    assert canonical(text.split(">>")[1]) == "O.[H+]"


@pytest.mark.parametrize("name", TEXTBOOK)
def test_arrows_are_told_by_the_numbers_in_the_text(name: str) -> None:
    state, change = textbook(name)
    text = Step(state, change).mapped
    numbers = set(map(int, re.findall(r":(\d+)\]", text)))
    arrows = Step(state, change).mapped_arrows
    assert len(arrows) == len(Step(state, change).arrows)
    assert {i for arrow in arrows for site in arrow[:2] for i in site.atoms} <= numbers
    for (source, sink, _), (s, t, _) in zip(arrows, Step(state, change).arrows, strict=True):
        for told, nodes in ((source, s), (sink, t)):
            heavy = [i + 1 for i in nodes.atoms if i < len(state)]
            assert [i for i in told.atoms if i < len(state)] == heavy


def test_the_moving_hydrogen_is_the_one_that_changes_its_neighbour() -> None:
    state, change = textbook("proton transfer")
    text = Step(state, change).mapped
    taken, left = Step(state, change).mapped_arrows
    (hydrogen,) = set(taken.sink.atoms) - {1}
    before, after = text.split(">>")
    assert f"[Cl:2][H:{hydrogen}]" in before
    assert f"[H:{hydrogen}]" in after.split(".")[1]
    assert left.source.atoms == (2, hydrogen)


@pytest.mark.parametrize(
    ("step", "reason"),
    [
        ("CC", "is no step"),
        ("[CH4:1]>>[CH4:1]>>[CH4:1]", "is no step"),
        (">>", "empty"),
        ("C>>[CH4:1]", "has no map number"),
        ("[CH3:1][CH3:1]>>[CH3:1][CH3:2]", "shares map number 1"),
        ("[CH4:1].[OH2:2]>>[CH4:1]", r"Atom 2 \(O\) is only on the reactant side"),
        ("[CH4:1]>>[CH4:1].[OH2:2]", r"Atom 2 \(O\) is only on the product side"),
        (
            "[CH4:1].[OH2:2].[Cl-:3]>>[CH4:1]",
            r"Atoms 2 \(O\), 3 \(Cl\) are only on the reactant side.* -16 valence electrons",
        ),
        ("[CH4:1]>>[NH4+:1]", "Atom 1 is C on the reactant side and N on the product side"),
        ("[CH4:1]>>[CH3-:1]", "-1 hydrogens and \\+0 valence electrons"),
        ("[CH4:1]>>[CH3+:1]", "does not balance"),
        ("[H-:1].[CH3+:2]>>[CH4:2]", "write it as `\\[H:1\\]`"),
        ("[CH3:1][NH4:2]>>[CH3:1][NH3+:2]", "10 electrons"),
    ],
)
def test_a_step_that_cannot_be_read_is_refused_with_a_sentence(step: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason) as refused:
        mapped_step_to_states(step)
    assert "\n" not in str(refused.value)


def test_composition_counts_every_atom() -> None:
    state = smiles_to_state("CO.[H+].[H-].[Cl-]")
    assert composition(state) == {"C": 1, "O": 1, "Cl": 1, "H": 6}
