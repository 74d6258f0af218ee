"""Comparing configurations ends, however symmetric the molecules are."""

from time import process_time

import pytest
from rdkit import Chem

import flower
from flower.electrons import smiles_to_state
from flower.electrons.configuration import Given, has_configuration
from flower.electrons.matching import MOST_TRIED, TooManyWaysError, chiral_matches
from flower.mechanisms.recorded_stereo import _is_like
from tests.toy_model import ToyModel

BUSHY = "C(C(C)(C)C)" * 9  # 6⁹ ways to lay it on itself
ONE, OTHER, NONE = (f"C{tag}(O){BUSHY}Cl" for tag in ("[C@H]", "[C@@H]", "C"))
LONGEST_S = 5.0


@pytest.mark.parametrize(
    ("flask", "wanted", "given"),
    [
        (ONE, ONE, Given(False, False)),
        (ONE, OTHER, Given(True, False)),
        (OTHER, ONE, Given(True, False)),
        (ONE, NONE, Given(False, False)),
        (NONE, ONE, Given(False, True)),
        (f"{ONE}.{OTHER}", OTHER, Given(False, False)),
    ],
    ids=["same", "other", "mirrored", "none wanted", "none told", "both"],
)
def test_symmetric_molecules_of_two_configurations_are_compared_at_once(
    flask: str, wanted: str, given: Given
) -> None:
    began = process_time()
    assert has_configuration(smiles_to_state(flask), Chem.MolFromSmiles(wanted)) == given
    assert process_time() - began < LONGEST_S


def test_a_target_of_the_other_configuration_is_looked_for_in_time() -> None:
    began = process_time()
    found = flower.predict(ONE, model=ToyModel(), target=OTHER, max_steps=1)
    assert found.outcomes == ()
    assert process_time() - began < LONGEST_S


def test_the_recorded_configuration_of_a_symmetric_product_is_compared_at_once() -> None:
    mols = [Chem.MolFromSmiles(smiles) for smiles in (ONE, OTHER)]
    for mol in mols:
        for atom in mol.GetAtoms():
            atom.SetIntProp("node", atom.GetIdx())
    began = process_time()
    kept = set(range(mols[0].GetNumAtoms()))
    assert _is_like(mols[0], mols[0], kept, set())
    assert not _is_like(mols[1], mols[0], kept, set())
    assert _is_like(mols[1], mols[0], set(), set())  # made of what had none: either will do
    assert process_time() - began < LONGEST_S


def test_ways_are_counted_and_not_only_matches() -> None:
    one, other = Chem.MolFromSmiles(ONE), Chem.MolFromSmiles(OTHER)
    assert len(chiral_matches(one, one, 10)) == 10
    with pytest.raises(TooManyWaysError):
        chiral_matches(one, other, 1)
    assert MOST_TRIED < 6**9
