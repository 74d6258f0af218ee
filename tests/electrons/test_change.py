import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flower.electrons import (
    Change,
    State,
    apply_change,
    change_between,
    make_change,
    problem_with,
    smiles_to_state,
    state_to_smiles,
)
from flower.errors import InputError
from tests.electrons.flasks import TEXTBOOK, flasks, pair_moves, textbook


def rows(change: Change) -> list[list[list[int]]]:
    return [change.bonds.tolist(), change.lone.tolist(), change.hydrogens.tolist()]


@given(step=pair_moves())
def test_a_change_conserves_electrons_hydrogens_and_charge(step: tuple[State, Change]) -> None:
    state, change = step
    after = apply_change(state, change)
    assert after.electron_total == state.electron_total
    assert after.hydrogen_total == state.hydrogen_total
    if after.lone[-1] == -2 * after.hydrogens[-1]:
        assert after.charge.sum() == state.charge.sum()
    assert (after.bonds == after.bonds.T).all()


@given(step=pair_moves())
def test_the_change_between_two_states_leads_from_one_to_the_other(
    step: tuple[State, Change],
) -> None:
    state, change = step
    after = apply_change(state, change)
    assert rows(change_between(state, after)) == rows(change)
    back = apply_change(after, change_between(after, state))
    assert (back.matrix() == state.matrix()).all()
    assert (back.hydrogens == state.hydrogens).all()


@given(smiles=flasks())
def test_between_a_state_and_itself_nothing_happens(smiles: str) -> None:
    state = smiles_to_state(smiles)
    change = change_between(state, state)
    assert change.is_empty
    assert change.nodes() == []
    assert state_to_smiles(apply_change(state, change)) == state_to_smiles(state)


def test_applying_a_step_leaves_the_state_it_started_from() -> None:
    state, change = textbook("addition")
    before = state.matrix()
    apply_change(state, change)
    assert (state.matrix() == before).all()


@pytest.mark.parametrize(
    ("change", "created"),
    [
        (make_change(bonds=[(0, 1, 1)]), r"\+2 electrons and \+0 hydrogens"),
        (make_change(lone=[(0, -2)]), r"-2 electrons and \+0 hydrogens"),
        (make_change(hydrogens=[(0, 1)]), r"\+2 electrons and \+1 hydrogens"),
    ],
)
def test_a_change_that_creates_anything_is_refused(change: Change, created: str) -> None:
    with pytest.raises(InputError, match=created):
        apply_change(smiles_to_state("CO"), change)


def test_reacting_nodes_are_listed_with_the_donor_first() -> None:
    _, change = textbook("substitution")
    assert change.nodes() == [2, 0, 1]


@pytest.mark.parametrize("name", TEXTBOOK)
def test_the_products_of_textbook_steps_are_molecules(name: str) -> None:
    state, change = textbook(name)
    products = apply_change(state, change)
    assert problem_with(products) is None
    assert problem_with(products, change.nodes()) is None
    assert state_to_smiles(products)


@pytest.mark.parametrize(
    ("smiles", "change", "problem"),
    [
        ("C=O.N", make_change(bonds=[(0, 2, 1)], lone=[(2, -2)]), "10 electrons"),
        (
            "C.[Pd]",  # to CH with two lone pairs
            make_change(lone=[(0, 4), (1, 2), (2, -6)], hydrogens=[(0, -3), (2, 3)]),
            "atom 1 (C) has 6 electrons, 4 of them unshared",
        ),
        ("C.N", make_change(hydrogens=[(0, -5), (1, 5)]), "below zero"),
        ("CO", make_change(bonds=[(0, 1, 3)], lone=[(1, -6)]), "above triple"),
        ("CO", make_change(bonds=[(0, 1, 1)], lone=[(0, -2)]), "-2 unshared electrons"),
        ("O.O", make_change(lone=[(0, -1), (1, 1)]), "atom 2 (O) has 9 electrons around it"),
        ("[CH3+].O", make_change(lone=[(0, 3), (1, -3)]), "atom 1 (C) has 9 electrons"),
        (
            "[CH3+].[Cl]",
            make_change(lone=[(0, 1), (1, -1)], hydrogens=[(0, -1), (1, 1)]),
            "atom 1 (C) has 5 electrons, 1 of them unshared",
        ),
        ("[Pd]", make_change(lone=[(0, -2), (1, 2)]), "free proton cannot hold"),
        ("O.N", make_change(bonds=[(1, 2, 1)], lone=[(1, -2)]), "free proton cannot hold"),
        ("[Cs+].[Cs+]", make_change(lone=[(0, 2), (1, -2)]), "unshared electrons"),
    ],
)
def test_a_state_that_is_no_molecule_is_told_why(smiles: str, change: Change, problem: str) -> None:
    found = problem_with(apply_change(smiles_to_state(smiles), change))
    assert found is not None
    assert problem in found


@pytest.mark.parametrize(
    "smiles",
    [
        *("[CH3]", "[Cl]", "[Br]", "[I]", "[F]", "[H]", "[OH]", "[O]O", "[O][O]", "[O][O-]"),
        *("[CH2]c1ccccc1", "[c]1ccccc1", "C[C]=O", "CC(C)(C)[O]", "CC1(C)CCCC(C)(C)N1[O]"),
        *("C[NH2+]", "C[NH]", "[N]=O", "C[S]", "C[Se]", "C[Si](C)C", "C[P]C", "C[P](C)(C)C"),
        *("CCCC[Sn](CCCC)CCCC", "C[B]C", "C[B-](C)C", "[Na]", "[Cu]", "[Fe+3]", "Cl[Ni]"),
        *("[CH2]", "Cl[C]Cl", "C[N]", "CN1C=CN(C)[C]1", "[CH2][CH2]"),
    ],
)
def test_radicals_carbenes_and_metals_with_odd_electrons_are_molecules(smiles: str) -> None:
    assert problem_with(smiles_to_state(smiles)) is None


@pytest.mark.parametrize("smiles", ["[CH]", "[C]", "[N]", "[NH2+]", "[O]", "[CH2+]", "[BH]"])
def test_atoms_that_lack_more_are_none(smiles: str) -> None:
    assert problem_with(smiles_to_state(smiles)) is not None


def test_a_carbene_is_a_state_that_a_step_makes() -> None:
    elimination = make_change(
        bonds=[(0, 1, -1)], lone=[(0, 2), (1, 2), (4, -2)], hydrogens=[(1, -1), (4, 1)]
    )
    after = apply_change(smiles_to_state("ClC(Cl)Cl.[OH-]"), elimination)
    assert problem_with(after) is None
    assert state_to_smiles(after) == "Cl[C]Cl.O.[Cl-]"


def test_only_the_nodes_named_are_judged() -> None:
    state = smiles_to_state("[CH-].O")
    assert problem_with(state) == "atom 1 (C) has 6 electrons, 4 of them unshared"
    assert problem_with(state, [1, 2]) is None
    assert problem_with(state, [0]) == problem_with(state)
    assert problem_with(state, []) is None


@given(step=pair_moves(), data=st.data())
def test_judging_some_nodes_finds_what_judging_all_finds_there(
    step: tuple[State, Change], data: st.DataObject
) -> None:
    after = apply_change(*step)
    faulty = [i for i in range(len(after)) if problem_with(after, [i]) is not None]
    nodes = data.draw(st.lists(st.integers(0, len(after) - 1), unique=True))
    first = next((i for i in nodes if i in faulty), None)
    expected = None if first is None else problem_with(after, [first])
    assert problem_with(after, nodes) == expected
    assert (problem_with(after) is None) == (not faulty)


def test_a_hydride_and_a_bare_cation_are_molecules() -> None:
    for smiles in ("[H-]", "[H+]", "[H][H]", "[CH3+]", "B", "[BH4-]", "[Pd]", "Cl[Pd]Cl"):
        assert problem_with(smiles_to_state(smiles)) is None, smiles


@given(smiles=flasks())
def test_every_flask_of_the_tests_is_judged_a_molecule(smiles: str) -> None:
    odd = ("Cl+3", "OI1(", "F[P-]")  # spectators whose shells no step may end with
    if not any(part in smiles for part in odd):
        assert problem_with(smiles_to_state(smiles)) is None


def test_make_change_shapes_nothing_as_no_rows() -> None:
    change = make_change()
    assert [part.shape for part in (change.bonds, change.lone, change.hydrogens)] == [
        (0, 3),
        (0, 2),
        (0, 2),
    ]
    assert all(part.dtype == np.int64 for part in (change.bonds, change.lone, change.hydrogens))
    assert change.electron_residual == change.hydrogen_residual == 0
