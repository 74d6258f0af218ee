"""MOL and RXN blocks given in place of SMILES."""

import pytest
from rdkit import Chem

import flower
from flower.electrons import flask_to_state, state_to_smiles
from flower.errors import InputError
from tests.toy_model import AMIDE, ToyModel

WRITTEN = Chem.MolToSmiles(Chem.MolFromSmiles(AMIDE))
BLOCK = Chem.MolToMolBlock(Chem.MolFromSmiles(AMIDE))


def test_a_block_is_a_flask() -> None:
    assert state_to_smiles(flask_to_state(BLOCK)) == WRITTEN


def test_a_prediction_of_a_block_tells_its_smiles() -> None:
    found = flower.predict(BLOCK, model=ToyModel())
    assert found.input == WRITTEN
    assert found.outcomes == flower.predict(WRITTEN, model=ToyModel()).outcomes


@pytest.mark.parametrize("text", [BLOCK.replace("V2000", "V9000"), "$RXN\n\n\n\n  1  1\n"])
def test_a_block_that_is_damaged_is_told_as_one(text: str) -> None:
    with pytest.raises(InputError, match="block that cannot be read; save it again"):
        flower.predict(text, model=ToyModel())


def test_of_several_molecules_none_is_lost() -> None:
    with pytest.raises(InputError, match="block that cannot be read"):
        flask_to_state(f"{BLOCK}$$$$\n{BLOCK}")
