"""Steps of single electrons and of carbenes: read, applied, written, and read again."""

import numpy as np
import pytest
from hypothesis import given

from flower.change import Entry
from flower.electrons import (
    Change,
    State,
    apply_change,
    change_between,
    problem_with,
    smiles_to_state,
    state_to_smiles,
)
from flower.errors import InputError
from flower.flow import change_after, jumps_of
from flower.flow.jumps import ATOM, BREAK, COUPLE, ELECTRON, FORM, HOMOLYSE, HYDRIDE, PROTON
from flower.steps import Step, StepCheck, mapped_step_to_states
from tests.electrons.flasks import electron_moves

STEPS = {
    "chlorine parts": ("[Cl:1][Cl:2]>>[Cl:1].[Cl:2]", {HOMOLYSE}),
    "a peroxide parts": (
        "[CH3:1][O:2][O:3][CH3:4]>>[CH3:1][O:2].[O:3][CH3:4]",
        {HOMOLYSE},
    ),
    "chlorine takes a hydrogen atom": ("[Cl:1].[CH3:2][H:3]>>[Cl:1][H:3].[CH3:2]", {ATOM}),
    "hydrogens may be left implicit": ("[Cl:1].[CH4:2]>>[ClH:1].[CH3:2]", {ATOM}),
    "a hydrogen atom takes another": ("[CH3:1][H:2].[H:3]>>[CH3:1].[H:2][H:3]", {ATOM}),
    "a bond to hydrogen parts": ("[CH3:1][H:2]>>[CH3:1].[H:2]", {HOMOLYSE}),
    "bromine takes an allylic hydrogen": (
        "[CH3:1][CH:2]=[CH2:3].[Br:4]>>[CH2:1]=[CH:2][CH2:3].[BrH:4]",
        {ATOM},
    ),
    "bromine takes a benzylic hydrogen": (
        "[CH3:1][c:2]1[cH:3][cH:4][cH:5][cH:6][cH:7]1.[Br:8]"
        ">>[CH2:1][c:2]1[cH:3][cH:4][cH:5][cH:6][cH:7]1.[BrH:8]",
        {ATOM},
    ),
    "an aryl radical takes the hydrogen of a stannane": (
        "[c:1]1[cH:3][cH:4][cH:5][cH:6][cH:7]1.[SnH:8]([CH3:9])([CH3:10])[CH3:11]"
        ">>[cH:1]1[cH:3][cH:4][cH:5][cH:6][cH:7]1.[Sn:8]([CH3:9])([CH3:10])[CH3:11]",
        {ATOM},
    ),
    "bromine adds to propene": (
        "[Br:1].[CH2:2]=[CH:3][CH3:4]>>[Br:1][CH2:2][CH:3][CH3:4]",
        {COUPLE, HOMOLYSE},
    ),
    "a radical adds to an arene": (
        "[CH3:1].[cH:2]1[cH:3][cH:4][cH:5][cH:6][cH:7]1"
        ">>[CH3:1][CH:2]1[CH:3][CH:4]=[CH:5][CH:6]=[CH:7]1",
        {COUPLE, HOMOLYSE},
    ),
    "tert-butoxyl loses methyl": (
        "[CH3:1][C:2]([CH3:3])([CH3:4])[O:5]>>[CH3:1].[C:2]([CH3:3])([CH3:4])=[O:5]",
        {COUPLE, HOMOLYSE},
    ),
    "methyl radicals combine": ("[CH3:1].[CH3:2]>>[CH3:1][CH3:2]", {COUPLE}),
    "a radical takes up dioxygen": (
        "[CH3:1].[O:2]=[O:3]>>[CH3:1][O:2][O:3]",
        {COUPLE, HOMOLYSE},
    ),
    "a radical combines with dioxygen as a diradical": (
        "[CH3:1].[O:2][O:3]>>[CH3:1][O:2][O:3]",
        {COUPLE},
    ),
    "an alkoxyl radical adds to a phosphine": (
        "[CH3:1][O:2].[P:3]([CH3:4])([CH3:5])[CH3:6]>>[CH3:1][O:2][P:3]([CH3:4])([CH3:5])[CH3:6]",
        {COUPLE},
    ),
    "copper takes bromine": (
        "[Cu:1][Cl:4].[CH3:2][Br:3]>>[Cu:1]([Cl:4])[Br:3].[CH3:2]",
        {COUPLE, HOMOLYSE},
    ),
    "cerium takes an electron": (
        "[Ce+4:1].[CH3:2][N:3]([CH3:4])[CH3:5]>>[Ce+3:1].[CH3:2][N+:3]([CH3:4])[CH3:5]",
        {ELECTRON},
    ),
    "dichlorocarbene forms": ("[Cl:1][C-:2]([Cl:3])[Cl:4]>>[Cl:1][C:2][Cl:3].[Cl-:4]", {BREAK}),
    "dichlorocarbene adds to ethene": (
        "[Cl:1][C:2][Cl:3].[CH2:4]=[CH2:5]>>[Cl:1][C:2]1([Cl:3])[CH2:4][CH2:5]1",
        {FORM, BREAK},
    ),
    "an azide loses dinitrogen": (
        "[CH3:1][N:2]=[N+:3]=[N-:4]>>[CH3:1][N:2].[N:3]#[N:4]",
        {FORM, BREAK},
    ),
}
"""Each step with the kinds of jump that make it, the first way told."""

SEVERAL = {
    "sodium gives benzene an electron": (
        "[Na:1].[CH:2]1=[CH:3][CH:4]=[CH:5][CH:6]=[CH:7]1"
        ">>[Na+:1].[CH-:2]1[CH:3][CH:4]=[CH:5][CH:6]=[CH:7]1"
    ),
    "samarium gives a halide an electron": ("[Sm+2:1].[CH3:2][I:3]>>[Sm+3:1].[CH3:2].[I-:3]"),
    "methylene goes into a bond": "[CH2:1].[CH4:2]>>[CH3:1][CH3:2]",
}


def entries(change: Change) -> tuple[Entry, ...]:
    bonds = [Entry(*row) for row in change.bonds.tolist()]
    lone = [Entry(i, i, by) for i, by in change.lone.tolist()]
    hydrogens = [Entry(i, -1, by) for i, by in change.hydrogens.tolist()]
    return tuple(sorted([*bonds, *lone, *hydrogens]))


def same(one: State, other: State) -> bool:
    columns = ("element", "hydrogens", "lone", "bonds")
    return all(np.array_equal(getattr(one, c), getattr(other, c)) for c in columns)


@pytest.mark.parametrize("name", STEPS)
def test_a_step_is_made_of_the_jumps_that_a_chemist_draws(name: str) -> None:
    text, kinds = STEPS[name]
    reactants, products = mapped_step_to_states(text)
    change = entries(change_between(reactants, products))
    found = jumps_of(change)
    assert found
    for jumps in found:
        assert change_after(jumps) == change
        assert {jump.kind for jump in jumps} == kinds


@pytest.mark.parametrize("name", SEVERAL)
def test_a_step_that_can_be_told_in_ways_has_all_of_them(name: str) -> None:
    change = entries(change_between(*mapped_step_to_states(SEVERAL[name])))
    found = jumps_of(change)
    assert len(found) == 2
    assert all(change_after(jumps) == change for jumps in found)
    by_pairs = {FORM, BREAK, PROTON, HYDRIDE}
    if name == "methylene goes into a bond":
        assert {jump.kind for jumps in found for jump in jumps} <= by_pairs


@pytest.mark.parametrize("name", [*STEPS, *SEVERAL])
def test_a_step_is_sound_and_comes_back_from_mapped_text(name: str) -> None:
    text = STEPS[name][0] if name in STEPS else SEVERAL[name]
    reactants, products = mapped_step_to_states(text)
    change = change_between(reactants, products)
    assert change.electron_residual == change.hydrogen_residual == 0
    assert problem_with(products, change.nodes()) is None
    assert same(apply_change(reactants, change), products)
    again = mapped_step_to_states(Step(reactants, change).mapped)
    assert same(again[0], reactants)
    assert same(again[1], products)


@pytest.mark.parametrize("name", [*STEPS, *SEVERAL])
def test_both_sides_come_back_from_smiles(name: str) -> None:
    text = STEPS[name][0] if name in STEPS else SEVERAL[name]
    for state in mapped_step_to_states(text):
        again = smiles_to_state(state_to_smiles(state))
        assert sorted(again.lone[again.lone > 0]) == sorted(state.lone[state.lone > 0])
        assert again.electron_total == state.electron_total
        assert again.charge.sum() == state.charge.sum()


@given(step=electron_moves())
def test_moving_single_electrons_conserves_and_reads_as_it_is_written(
    step: tuple[State, Change],
) -> None:
    state, change = step
    after = apply_change(state, change)
    assert after.electron_total == state.electron_total
    assert after.charge.sum() == state.charge.sum()
    if problem_with(after, change.nodes()) is None:
        try:
            smiles = state_to_smiles(after)
        except InputError:  # what RDKit cannot sanitize is no candidate either
            return
        again = smiles_to_state(smiles)
        assert again.electron_total == after.electron_total
        assert sorted((again.lone % 2).tolist()) == sorted((after.lone % 2).tolist())
        assert state_to_smiles(again) == smiles


@given(step=electron_moves())
def test_a_change_of_single_electrons_is_allowed_where_the_state_after_it_has_no_problem(
    step: tuple[State, Change],
) -> None:
    state, change = step
    after = apply_change(state, change)
    assert StepCheck(state).allows(change) == (problem_with(after, change.nodes()) is None)
    odd = (after.lone[change.nodes()] % 2).any() if change.nodes() else False
    assert not (odd and StepCheck(state, open_shells=False).allows(change))


@given(step=electron_moves())
def test_every_move_of_single_electrons_is_a_set_of_jumps(step: tuple[State, Change]) -> None:
    change = entries(step[1])
    for jumps in jumps_of(change):
        assert change_after(jumps) == change
        assert len(jumps) <= 4
