import pytest
from hypothesis import given

from flower.electrons import Change, State, describe_step, make_change, smiles_to_state
from tests.electrons.flasks import pair_moves, textbook


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("addition", "N3 attacks C1; C1=O2 pair moves to O2"),
        ("substitution", "O3 attacks C1; C1-Br2 breaks, Br2 takes the pair"),
        (
            "elimination",
            "O5 takes a proton from C1; C1-H pair forms C1=C2; C2-Br4 breaks, Br4 takes the pair",
        ),
        ("proton transfer", "N1 takes a proton from Cl2; Cl2-H pair stays on Cl2"),
        ("dissociation", "C2-Cl5 breaks, Cl5 takes the pair"),
        ("hydride transfer", "B3 gives hydride to C1; C1=O2 pair moves to O2"),
        ("decarboxylation", "lone pair of O4 forms C2=O4; C1-C2 breaks, C1 takes the pair"),
    ],
)
def test_textbook_steps_read_as_a_chemist_says_them(name: str, words: str) -> None:
    said = describe_step(*textbook(name)).split("; ")
    expected = words.split("; ")
    assert said[:-1] == expected[:-1]
    assert said[-1].replace("C2-C1", "C1-C2") == expected[-1]


@pytest.mark.parametrize(
    ("smiles", "change", "words"),
    [
        (  # a base that is hydride
            "[H-].CO",
            make_change(bonds=[], lone=[(0, -2), (2, 2)], hydrogens=[(0, 1), (2, -1)]),
            "hydride H1 takes a proton from O3, forming H2; O3-H pair stays on O3",
        ),
        (
            "O.[H+]",
            make_change(lone=[(0, -2), (1, 2)], hydrogens=[(0, 1), (1, -1)]),
            "O1 takes a free proton",
        ),
        (
            "Cl",
            make_change(lone=[(0, 2), (1, -2)], hydrogens=[(0, -1), (1, 1)]),
            "Cl1-H breaks, its proton goes free, pair stays on Cl1",
        ),
        (  # a metal alkyl as the base
            "[Li]C.O",
            make_change(bonds=[(0, 1, -1)], lone=[(2, 2)], hydrogens=[(1, 1), (2, -1)]),
            "Li1-C2 breaks, its pair takes a proton from O3, onto C2; O3-H pair stays on O3",
        ),
        (
            "[Pd].CBr",
            make_change(bonds=[(1, 2, -1), (0, 1, 1), (0, 2, 1)], lone=[(0, -2)]),
            "Pd1 attacks C2; C2-Br3 breaks, its pair forms Br3-Pd1",
        ),
        (
            "C=CCl.[BH4-]",
            make_change(bonds=[(1, 2, -1)], lone=[(2, 2)], hydrogens=[(1, 1), (3, -1)]),
            "B4 gives hydride to C2; C2-Cl3 breaks, Cl3 takes the pair",
        ),
    ],
)
def test_other_steps_read_well(smiles: str, change: Change, words: str) -> None:
    assert describe_step(smiles_to_state(smiles), change) == words


def test_nothing_more_happens() -> None:
    assert describe_step(smiles_to_state("CCO"), make_change()) == "nothing more happens"


def test_single_electrons_are_not_described() -> None:
    with pytest.raises(ValueError, match="cannot be drawn"):
        describe_step(smiles_to_state("N.O"), make_change(lone=[(0, -1), (1, 1)]))


@given(step=pair_moves())
def test_any_change_is_described_or_refused_with_the_documented_error(
    step: tuple[State, Change],
) -> None:
    state, change = step
    try:
        words = describe_step(state, change)
    except ValueError as refused:
        assert "cannot be drawn" in str(refused)  # noqa: PT017
        return
    assert all(sentence.strip() for sentence in words.split(";"))


def test_a_four_centre_step_says_that_bonds_break() -> None:
    # An amine goes onto palladium while the ligand takes its proton.
    state = smiles_to_state("Cl[Pd]C.N")
    change = make_change(bonds=[(0, 1, -1), (1, 3, 1)], hydrogens=[(0, 1), (3, -1)])
    words = describe_step(state, change)
    assert "breaks, its pair takes a proton from N4, onto Cl1" in words
    assert "N4-H pair forms N4-Pd2" in words
