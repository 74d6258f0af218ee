import numpy as np
import pytest

from flower.electrons import apply_change, canonical, change_between, state_to_smiles
from flower.electrons.resonance import closest_resonance_form
from flower.steps import mapped_step_to_states


def rows(step: str) -> list[list[list[int]]]:
    change = change_between(*mapped_step_to_states(step))
    return [part.tolist() for part in (change.bonds, change.lone, change.hydrogens)]


def test_a_kekule_form_drawn_the_other_way_round_changes_nothing() -> None:
    one = "[CH:1]1=[CH:2][CH:3]=[CH:4][CH:5]=[CH:6]1"
    other = "[CH:1]1[CH:2]=[CH:3][CH:4]=[CH:5][CH:6]=1"
    assert rows(f"{one}>>{other}") == [[], [], []]


def test_a_step_beside_a_ring_does_not_touch_its_bonds() -> None:
    # Phenol loses its proton; the ring is written the other way round.
    step = (
        "[OH:1][C:2]1=[CH:3][CH:4]=[CH:5][CH:6]=[CH:7]1.[OH-:8]>>"
        "[O-:1][C:2]=1[CH:3]=[CH:4][CH:5]=[CH:6][CH:7]=1.[OH2:8]"
    )
    bonds, lone, hydrogens = rows(step)
    assert bonds == []
    assert lone == [[0, 2], [7, -2]]
    assert hydrogens == [[0, -1], [7, 1]]


def test_fused_rings_are_matched_as_one_system() -> None:
    naphthalene = "[CH:{}]1=[CH:{}][C:{}]2=[C:{}]([CH:{}]=[CH:{}]1)[CH:{}]=[CH:{}][CH:{}]=[CH:{}]2"
    one = naphthalene.format(*range(1, 11))
    other = "[CH:1]=1[CH:2]=[C:3]2[C:4](=[CH:5][CH:6]=1)[CH:7]=[CH:8][CH:9]=[CH:10]2"
    assert rows(f"{one}>>{other}") == [[], [], []]


def test_a_carboxylate_takes_the_charge_where_the_proton_left() -> None:
    step = (
        "[CH3:1][C:2](=[O:3])[OH:4].[OH-:5]>>"
        "[CH3:1][C:2]([O-:3])=[O:4].[OH2:5]"  # written with the charge on the other oxygen
    )
    bonds, lone, hydrogens = rows(step)
    assert bonds == []
    assert lone == [[3, 2], [4, -2]]
    assert hydrogens == [[3, -1], [4, 1]]


def test_a_nitro_group_keeps_its_form() -> None:
    step = (
        "[CH3:1][N+:2](=[O:3])[O-:4].[NH3:5].[ClH:6]>>[CH3:1][N+:2]([O-:3])=[O:4].[NH4+:5].[Cl-:6]"
    )
    bonds, lone, _ = rows(step)
    assert bonds == []
    assert lone == [[4, -2], [5, 2]]


def test_a_meisenheimer_complex_keeps_the_charge_where_it_was_pushed() -> None:
    # Fluoride on the carbon ortho to nitro: two like oxygens, each could carry the charge.
    step = "[F-:1].[CH2:2]=[CH:3][N+:4](=[O:5])[O-:6]>>[F:1][CH2:2][CH:3]=[N+:4]([O-:5])[O-:6]"
    bonds, lone, _ = rows(step)
    assert bonds == [[0, 1, 1], [1, 2, -1], [2, 3, 1], [3, 4, -1]]
    assert lone == [[0, -2], [4, 2]]


@pytest.mark.parametrize(
    "step",
    [
        "[CH3:1][C:2](=[O:3])[OH:4].[OH-:5]>>[CH3:1][C:2]([O-:3])=[O:4].[OH2:5]",
        "[cH:1]1[cH:2][cH:3][cH:4][cH:5][c:6]1[OH:7].[NH3:8]"
        ">>[cH:1]1[cH:2][cH:3][cH:4][cH:5][c:6]1[O-:7].[NH4+:8]",
        "[CH3:1][N+:2](=[O:3])[O-:4].[H+:9]>>[CH3:1][N+:2](=[O:3])[OH:4]",
    ],
)
def test_the_form_chosen_is_the_same_molecule_and_no_further_away(step: str) -> None:
    reactants, products = mapped_step_to_states(step)
    written = step.split(">>")[1]
    assert state_to_smiles(products) == canonical(written)
    again = apply_change(reactants, change_between(reactants, products))
    assert state_to_smiles(again) == state_to_smiles(products)
    nothing = np.zeros_like(products.bonds, dtype=bool)
    closer = closest_resonance_form(products, reactants, nothing)
    assert (closer.matrix() == products.matrix()).all()
    assert closer.electron_total == products.electron_total


def test_unlike_ends_are_not_exchanged() -> None:
    # An amide's O- and N- forms are different molecules on paper: the written one stays.
    step = "[CH3:1][C:2](=[O:3])[NH2:4].[OH-:5]>>[CH3:1][C:2]([O-:3])=[NH:4].[OH2:5]"
    _, products = mapped_step_to_states(step)
    assert state_to_smiles(products) == canonical("CC([O-])=N.O")
