"""Steps without map numbers are mapped as a chemist would; what does not balance is told."""

import random

import pytest
from rdkit import Chem

from flower.electrons import change_between, state_to_smiles
from flower.errors import InputError
from flower.steps import Step, mapped_step_to_states, read_step
from flower.steps import reading as step_reading
from flower.steps.reading import moved_electrons

CASES = [
    ("CCBr.[OH-]>>CCO.[Br-]", 4, "O4 attacks C2; C2-Br3 breaks, Br3 takes the pair"),
    ("N.Cl>>[NH4+].[Cl-]", 4, "N1 takes a proton from Cl2; Cl2-H pair stays on Cl2"),
    (
        "CC(=O)Cl.NCC>>CC([O-])(Cl)[NH2+]CC",
        4,
        "N5 attacks C2; C2=O3 pair moves to O3",
    ),
    (
        "C=CC=C.C=CC=O>>O=CC1CC=CCC1",
        6,
        "C1=C2 pair forms C2=C3; C3=C4 pair attacks C5 through C4; C5=C6 pair attacks C1 "
        "through C6",
    ),
    ("CC=O.[H-]>>CC[O-]", 4, "hydride H4 attacks C2; C2=O3 pair moves to O3"),
    ("O.[H+]>>[OH3+]", 4, None),
    ("CCO>>CCO", 0, "nothing more happens"),
    ("CC(=O)O.CC(=O)[O-].N>>CC(=O)[O-].CC(=O)[O-].[NH4+]", 4, None),
    ("OC(=O)C(=O)[O-]>>O=C=O.O=C[O-]", None, None),
    ("CC(=O)[O-].CC(=O)O>>CC(=O)[O-].CC(=O)O", 0, None),
]


@pytest.mark.parametrize(("step", "moved", "words"), CASES)
def test_the_fewest_electrons_move(step: str, moved: int | None, words: str | None) -> None:
    reading = read_step(step)
    change = change_between(reading.reactants, reading.products)
    assert reading.how == "by the fewest moved electrons"
    assert moved is None or reading.moved == moved == moved_electrons(change)
    assert words is None or Step(reading.reactants, change).description == words
    before, after = step.split(">>")
    assert state_to_smiles(reading.reactants) == canonical(before)
    assert state_to_smiles(reading.products) == canonical(after)


def canonical(smiles: str) -> str:
    return ".".join(sorted(Chem.CanonSmiles(part) for part in smiles.split(".")))


def test_hydrogen_molecules_may_come_go_and_stand_by() -> None:
    formed = read_step("CO.[H-].[Na+]>>C[O-].[H][H].[Na+]")
    assert formed.moved == 4
    beside = read_step("[H][H].N.Cl>>[H][H].[NH4+].[Cl-]")
    assert beside.moved == 4


def test_nodes_are_in_the_order_of_writing() -> None:
    reading = read_step("[OH-].BrCC>>OCC.[Br-]")
    assert reading.reactants.element.tolist()[:4] == [8, 35, 6, 6]


def test_a_mapped_step_is_read_as_given() -> None:
    step = "[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]"
    reading = read_step(step)
    assert reading.how == "as given"
    for one, other in zip(reading[:2], mapped_step_to_states(step), strict=True):
        assert (one.matrix() == other.matrix()).all()


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_atoms_changes_nothing_that_moves(seed: int) -> None:
    dice = random.Random(seed)
    step = "CCN(CC)CC.CC(=O)[NH2+]Cc1ccccc1.[Cl-]>>CC[NH+](CC)CC.CC(=O)NCc1ccccc1.[Cl-]"
    sides = []
    for side in step.split(">>"):
        mol = Chem.MolFromSmiles(side)
        order = dice.sample(range(mol.GetNumAtoms()), mol.GetNumAtoms())
        sides.append(Chem.MolToSmiles(Chem.RenumberAtoms(mol, order), canonical=False))
    reading = read_step(">>".join(sides))
    change = change_between(reading.reactants, reading.products)
    assert reading.moved == 4
    assert sorted(reading.reactants.element[change.nodes()].tolist()) == [7, 7]


@pytest.mark.parametrize(
    ("step", "told"),
    [
        (
            "CCBr.[OH-]>>CCO",
            r"product side lacks Br, and the charge is .*Did you mean `CCBr.\[OH-\]>>CCO.\[Br-\]`",
        ),
        ("CCBr>>CCO.[Br-]", r"reactant side lacks H and O.*`CCBr.\[OH-\]>>CCO.\[Br-\]`"),
        ("CC(=O)OC.O>>CC(=O)O", r"lacks C, 4 H and O.*`CC\(=O\)OC.O>>CC\(=O\)O.CO`"),
        ("N.Cl.CCO>>[NH4+].[Cl-]", r"`N.Cl.CCO>>\[NH4\+\].\[Cl-\].CCO`"),
        ("N.Cl>>[NH4+].Cl", r"lacks|charge"),
        ("CCCCCC>>N", r"lacks .*Add what is missing"),
        ("CC", "is no step"),
        ("CC>>CC>>CC", "is no step"),
        (">>CC", "is empty"),
        ("[NH3:1].Cl>>[NH4+:1].[Cl-]", "has no map number"),
        ("[NH3:1].[ClH:2]>>[NH4+:2].[Cl-:1]", "correct the mapping"),
    ],
)
def test_what_cannot_be_read_gets_a_sentence(step: str, told: str) -> None:
    with pytest.raises(InputError, match=told) as caught:
        read_step(step)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("step", ["CCBr.[OH-]>>CCO", "CCBr>>CCO.[Br-]", "CC(=O)OC.O>>CC(=O)O"])
def test_the_reading_that_is_offered_can_be_read(step: str) -> None:
    with pytest.raises(InputError) as caught:
        read_step(step)
    offered = str(caught.value).split("Did you mean `")[1].split("`")[0]
    assert read_step(offered).moved > 0


def test_what_would_need_too_many_cuts_is_left_to_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(step_reading, "_MOST_TOGETHER", 1)  # a substitution needs two
    with pytest.raises(InputError, match=r"could not be mapped: over 1 bonds .* map numbers"):
        read_step("CCBr.[OH-]>>CCO.[Br-]")
