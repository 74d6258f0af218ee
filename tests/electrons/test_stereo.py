import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdkit import Chem

from flower.electrons import (
    Change,
    apply_change,
    canonical,
    make_change,
    smiles_to_state,
    state_to_smiles,
)
from flower.electrons.stereo import carry_stereo
from flower.steps import mapped_step_to_states

CHIRAL = (
    "C[C@H](N)C(=O)O",
    "C[C@@H](N)C(=O)O",
    "C[C@](F)(Cl)Br",
    "C[C@H]1CC[C@@H](O)CC1",
    "C[S@](=O)c1ccccc1",
    "OC[C@H]1O[C@@H](O)[C@H](O)[C@@H](O)[C@@H]1O",
    "C/C=C/C",
    "C/C=C\\C",
    "F/C(Cl)=C(\\Br)I",
    "C/C(=N/O)c1ccccc1",
    "C/C=C/C=C\\C[C@@H](C)O",
)


@given(smiles=st.sampled_from(CHIRAL), seed=st.integers(1, 2**20))
def test_stereo_does_not_depend_on_the_order_of_atoms(smiles: str, seed: int) -> None:
    mol = Chem.MolFromSmiles(smiles)
    (shuffled,) = Chem.MolToRandomSmilesVect(mol, 1, randomSeed=seed)
    assert canonical(shuffled) == Chem.MolToSmiles(mol)


@pytest.mark.parametrize("smiles", CHIRAL)
def test_a_step_elsewhere_keeps_every_centre_and_double_bond(smiles: str) -> None:
    state = smiles_to_state(f"{smiles}.N.Cl")
    n = len(state)
    change = make_change(lone=[(n - 3, -2), (n - 2, 2)], hydrogens=[(n - 3, 1), (n - 2, -1)])
    assert state_to_smiles(apply_change(state, change)) == canonical(f"{smiles}.[NH4+].[Cl-]")


def test_back_side_substitution_inverts() -> None:
    state = smiles_to_state("C[C@H](CC)Br.[I-]")
    change = make_change(bonds=[(1, 4, -1), (1, 5, 1)], lone=[(4, 2), (5, -2)])
    after = apply_change(state, change)
    assert state_to_smiles(after) == canonical("C[C@@H](CC)I.[Br-]")
    again = apply_change(after, make_change([(1, 5, -1), (1, 4, 1)], [(5, 2), (4, -2)]))
    assert state_to_smiles(again) == canonical("C[C@H](CC)Br.[I-]")


def test_a_shift_from_one_neighbour_to_the_next_retains() -> None:
    # The migrating carbon slides from the boron to the oxygen; hydroxide leaves.
    state = smiles_to_state("C[C@H](CC)[B-](C)(C)OO")
    change = make_change(bonds=[(1, 4, -1), (1, 7, 1), (7, 8, -1)], lone=[(8, 2)])
    assert state_to_smiles(apply_change(state, change)) == canonical("C[C@H](CC)OB(C)C.[OH-]")


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (make_change(bonds=[(1, 4, -1)], lone=[(4, 2)]), "a planar cation"),
        (make_change(lone=[(1, 2), (5, -2)], hydrogens=[(1, -1), (5, 1)]), "a carbanion"),
    ],
)
def test_a_planar_or_pyramidal_intermediate_loses_the_centre(change: Change, what: str) -> None:
    state = smiles_to_state("C[C@H](CC)Br.[OH-]")
    after = apply_change(state, change)
    assert after.centres == (), what


def test_a_double_bond_that_opens_or_closes_at_a_centre_leaves_its_neighbours_in_place() -> None:
    # The oxygen of a sulfoxide takes a proton: S=O is written S+-OH.
    state = smiles_to_state("C[S@](=O)c1ccccc1.Cl")
    chlorine = int((state.element == 17).argmax())
    change = make_change([(1, 2, -1)], [(chlorine, 2)], [(2, 1), (chlorine, -1)])
    after = apply_change(state, change)
    assert state_to_smiles(after) == canonical("C[S@+](O)c1ccccc1.[Cl-]")
    back = make_change([(1, 2, 1)], [(chlorine, -2)], [(2, -1), (chlorine, 1)])
    assert state_to_smiles(apply_change(after, back)) == state_to_smiles(state)


def test_a_bond_further_away_leaves_the_centre() -> None:
    # Addition to the carbonyl next to an alpha centre.
    state = smiles_to_state("C[C@H](F)C=O.N")
    change = make_change(bonds=[(3, 4, -1), (3, 5, 1)], lone=[(4, 2), (5, -2)])
    assert state_to_smiles(apply_change(state, change)) == canonical("C[C@H](F)C([O-])[NH3+]")


def test_a_double_bond_keeps_its_geometry_when_its_only_neighbour_is_replaced() -> None:
    state = smiles_to_state("C/C=C/Br.[I-]")
    change = make_change(bonds=[(2, 3, -1), (2, 4, 1)], lone=[(3, 2), (4, -2)])
    assert state_to_smiles(apply_change(state, change)) == canonical("C/C=C/I.[Br-]")


def test_a_double_bond_that_becomes_single_loses_its_geometry() -> None:
    state = smiles_to_state("C/C=C/C.[H-]")
    change = make_change(bonds=[(1, 2, -1), (1, 4, 1)], lone=[(2, 2), (4, -2)])
    after = apply_change(state, change)
    assert after.double_bonds == ()


def test_geometry_is_told_by_the_neighbour_that_stays() -> None:
    # Of the two neighbours at one end the marking one leaves; the other lies across.
    state = smiles_to_state("C/C(Br)=C/C.[I-]")
    (geometry,) = state.double_bonds
    marker = geometry.neighbour_a if geometry.a == 1 else geometry.neighbour_b
    leaving = [(1, marker, -1)] if marker > 1 else [(marker, 1, -1)]
    change = make_change(bonds=leaving, lone=[(marker, 2)])
    after = apply_change(state, change)
    (kept,) = after.double_bonds
    assert kept.cis != geometry.cis
    assert marker not in kept


def test_untouched_stereo_of_a_mapped_step_survives_on_both_sides() -> None:
    step = (
        "[CH3:1][C@H:2]([F:3])[CH2:4][OH:5].[Cl:6][H:7]>>"
        "[CH3:1][C@H:2]([F:3])[CH2:4][OH2+:5].[Cl-:6]"
    )
    reactants, products = mapped_step_to_states(step)
    assert state_to_smiles(reactants) == canonical("C[C@H](F)CO.Cl")
    assert state_to_smiles(products) == canonical("C[C@H](F)C[OH2+].[Cl-]")
    assert carry_stereo(reactants, products) == (products.centres, products.double_bonds)


def test_a_metal_that_takes_the_place_of_boron_retains() -> None:
    state = smiles_to_state("C[C@H](CC)B(O)O.Cl[Pd]Cl")
    after = apply_change(state, make_change(bonds=[(1, 4, -1), (1, 8, 1), (4, 7, 1), (7, 8, -1)]))
    assert "B(O)O" not in state_to_smiles(after, stereo=False).split(".")
    assert canonical("C[C@H](CC)[Pd]Cl") in state_to_smiles(after).split(".")


def test_what_an_electrophile_does_with_a_metal_bearing_centre_is_left_open() -> None:
    state = smiles_to_state("C[C@H](CC)[Li].BrBr")
    change = make_change(bonds=[(1, 4, -1), (1, 5, 1), (5, 6, -1)], lone=[(6, 2)])
    assert apply_change(state, change).centres == ()


@pytest.mark.parametrize(
    ("before", "by", "after"),
    [
        ("CC[C@](C)(Cl)F.[BH4-]", ((4, 2), (6, -1)), "CC[C@@](C)([H])F"),
        ("CC[C@](C)([PdH])F", ((4, 2), (4, -1)), "CC[C@](C)([H])F"),
    ],
    ids=["hydride from behind inverts", "hydride of the metal that leaves retains"],
)
def test_a_hydrogen_that_takes_a_place(
    before: str, by: tuple[tuple[int, int], tuple[int, int]], after: str
) -> None:
    lone, donor = by
    change = make_change([(2, 4, -1)], [lone], [(2, 1), donor])
    done = apply_change(smiles_to_state(before), change)
    assert canonical(after) in state_to_smiles(done).split(".")
