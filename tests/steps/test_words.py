import pytest
from hypothesis import given

from flower.electrons import Change, State, make_change, smiles_to_state
from flower.steps import UNDRAWN, Step, mapped_step_to_states
from tests.electrons.flasks import RADICAL, odd_moves, pair_moves, textbook


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
    said = Step(*textbook(name)).description.split("; ")
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
    assert Step(smiles_to_state(smiles), change).description == words


def test_nothing_more_happens() -> None:
    assert Step(smiles_to_state("CCO"), make_change()).description == "nothing more happens"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("homolysis", "Cl1-Cl2 breaks, one electron to each"),
        ("hydrogen abstraction", "Cl1 takes a hydrogen atom from C2"),
        ("homolytic substitution", "C1 takes Cl2 from Cl3"),
        ("radical addition", "the radical at Br1 adds to C2=C3, leaving the odd electron on C3"),
        (
            "beta-scission",
            "C2-C5 breaks, one electron forms O1=C2 with that of O1, the other stays on C5",
        ),
        ("recombination", "C1 and Cl2 join, one electron from each"),
        (
            "disproportionation",
            "C2 takes a hydrogen atom from C3; "
            "the other electron of C3-H forms C3=C4 with that of C4",
        ),
        ("single electron transfer", "one electron passes from Na1 to C2"),
        (
            "single electron transfer to a pi bond",
            "one electron passes from Na1 to C3; C3=O5 pair moves to O5",
        ),
        (
            "single electron transfer from a pi bond",
            "C2=C3 opens, one electron stays on C3, the other passes to Fe1",
        ),
    ],
)
def test_steps_of_single_electrons_read_as_a_chemist_says_them(name: str, words: str) -> None:
    assert words_of(RADICAL[name][0]) == words


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (
            "[Cl:1].[H:2][H:3]>>[Cl:1][H:2].[H:3]",
            "Cl1 takes a hydrogen atom from H2",
        ),
        (  # both electrons of the middle bond pair up
            "[CH3:1][CH:2][CH2:3][CH2:4][CH2:5]>>[CH3:1][CH:2]=[CH2:3].[CH2:4]=[CH2:5]",
            "C3-C4 breaks, one electron forms C2=C3 with that of C2; "
            "the other electron of C3-C4 forms C4=C5 with that of C5",
        ),
        (
            "[CH2:1][CH2:2]>>[CH2:1]=[CH2:2]",
            "the odd electrons of C1 and C2 pair up in C1=C2",
        ),
        (
            "[CH3:1][N:2]=[N:3][CH3:4]>>[CH3:1].[N:2]#[N:3].[CH3:4]",
            "C1-N2 breaks, one electron stays on C1; one electron each of C1-N2 and N3-C4 forms "
            "N2#N3, the other of N3-C4 stays on C4",
        ),
        (
            "[CH3:1][C:2](=[O:3])[O-:4].[Fe+3:5]>>[CH3:1].[C:2](=[O:3])=[O:4].[Fe+2:5]",
            "lone pair of O4 forms C2=O4; C1-C2 breaks, one electron stays on C1, "
            "the other passes to Fe5",
        ),
    ],
)
def test_rarer_steps_of_single_electrons_are_told_to_the_last_one(step: str, words: str) -> None:
    assert words_of(step) == words


def words_of(step: str) -> str:
    reactants, products = mapped_step_to_states(step)
    return Step.between(reactants, products).description


@given(step=pair_moves() | odd_moves())
def test_any_change_is_described_or_has_no_arrows(step: tuple[State, Change]) -> None:
    given_step = Step(*step)
    words = given_step.description
    if words == UNDRAWN:
        with pytest.raises(ValueError, match="cannot be drawn"):
            _ = given_step.arrows
    assert all(sentence.strip() for sentence in words.split(";"))


def test_a_four_centre_step_says_that_bonds_break() -> None:
    # An amine goes onto palladium while the ligand takes its proton.
    state = smiles_to_state("Cl[Pd]C.N")
    change = make_change(bonds=[(0, 1, -1), (1, 3, 1)], hydrogens=[(0, 1), (3, -1)])
    words = Step(state, change).description
    assert "breaks, its pair takes a proton from N4, onto Cl1" in words
    assert "N4-H pair forms N4-Pd2" in words
