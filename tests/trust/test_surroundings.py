"""What training never had is told apart, by element, by neighbour, by move."""

import re

import numpy as np
import pytest
from rdkit import Chem

from flower.electrons import change_between
from flower.steps import mapped_step_to_states
from flower.trust import reacting_surroundings, unfamiliar_share
from flower.trust.surroundings import RADII, Surroundings

SN2 = "[OH-:1].[CH3:2][CH2:3][CH2:4][Br:5]>>[CH3:2][CH2:3][CH2:4][OH:1].[Br-:5]"


def of(step: str) -> Surroundings:
    before, after = mapped_step_to_states(step)
    return reacting_surroundings(before, change_between(before, after))


def unfamiliar(step: str, *training: str) -> float:
    met: list[set[int]] = [set() for _ in range(RADII)]
    for known in training:
        for numbers, seen in zip(of(known), met, strict=True):
            seen.update(numbers)
    arrays = [np.array(sorted(seen), np.uint64) for seen in met]
    return unfamiliar_share(of(step), arrays)


def test_what_was_trained_on_is_familiar() -> None:
    assert unfamiliar(SN2, SN2) == 0
    assert unfamiliar(SN2) == 1


def test_the_order_of_atoms_and_their_numbers_do_not_matter() -> None:
    reactants, products = SN2.split(">>")
    turned = ".".join(reversed(reactants.split("."))) + ">>" + products
    renumbered = re.sub(r":(\d)\]", lambda found: f":{9 - int(found[1])}]", turned)
    assert [sorted(numbers) for numbers in of(renumbered)] == [sorted(n) for n in of(SN2)]


def test_spectators_do_not_count() -> None:
    reactants, products = SN2.split(">>")
    beside = f"{reactants}.[Na+:9]>>{products}.[Na+:9]"
    assert of(beside) == of(SN2)


def test_the_farther_the_difference_the_more_familiar() -> None:
    far = SN2.replace("[CH3:2]", "[CH:2]([F:8])([F:9])")  # three bonds from the oxygen
    near = SN2.replace("[CH2:4]", "[CH:4]([CH3:8])")
    assert 0 < unfamiliar(far, SN2) < unfamiliar(near, SN2) < 1
    other, strange = SN2.replace("Br", "I"), SN2.replace("O", "Se").replace("Br", "I")
    assert 0 < unfamiliar(other, SN2) < unfamiliar(strange, SN2) < 1


def test_another_move_of_the_same_atoms_is_unfamiliar() -> None:
    one = "[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]"
    back = ">>".join(reversed(one.split(">>")))
    assert unfamiliar(back, one) == 1


def test_kekule_forms_are_the_same_surroundings() -> None:
    step = "[OH-:1].[cH:2]1[cH:3][cH:4][cH:5][cH:6][c:7]1[CH2:8][Br:9]>>"
    step += "[OH:1][CH2:8][c:7]1[cH:2][cH:3][cH:4][cH:5][cH:6]1.[Br-:9]"
    kekule = ">>".join(_kekule(side) for side in step.split(">>"))
    assert [sorted(n) for n in of(kekule)] == [sorted(n) for n in of(step)]


def _kekule(side: str) -> str:
    mol = Chem.MolFromSmiles(side)
    Chem.Kekulize(mol, clearAromaticFlags=True)
    return str(Chem.MolToSmiles(mol, kekuleSmiles=True))


@pytest.mark.parametrize("numbers", [(), ([], [], [])])
def test_no_atom_is_not_unfamiliar(numbers: Surroundings) -> None:
    assert unfamiliar_share(numbers, [np.array([], np.uint64)] * len(numbers)) == 0
