"""What a prediction is in Python: what may be given, and what it offers."""

import math

import pytest
from rdkit import Chem

import flower
from flower.errors import InputError
from flower.jobs import FileProgress
from tests.toy_model import AMIDE, ToyModel


@pytest.mark.parametrize("given", [None, math.nan, 3, b"CCO", object()])
def test_what_is_no_text_gets_one_sentence(given: object) -> None:
    with pytest.raises(InputError, match="is no text; give SMILES"):
        flower.predict(given, model=ToyModel())  # type: ignore[call-overload]
    with pytest.raises(InputError, match="is no text; give SMILES"):
        flower.step(given, model=ToyModel())  # type: ignore[call-overload]
    (answer,) = flower.predict([given], model=ToyModel())  # type: ignore[list-item]
    assert (answer.status, answer.best) == ("error", None)
    assert "is no text" in str(answer)


def test_a_molecule_of_rdkit_is_a_flask() -> None:
    mol = Chem.MolFromSmiles(AMIDE)
    by_mol, by_text = (flower.predict(one, model=ToyModel()) for one in (mol, AMIDE))
    assert [o.smiles for o in by_mol] == [o.smiles for o in by_text]
    assert [one.status for one in flower.predict([mol, AMIDE], model=ToyModel())] == ["ok", "ok"]


def test_outcomes_are_what_a_prediction_is_made_of() -> None:
    found = flower.predict(AMIDE, model=ToyModel())
    assert list(found) == list(found.outcomes)
    assert found.best is found.outcomes[0]
    table = found.to_frame()
    assert table["smiles"].tolist() == [one.smiles for one in found]
    assert table["steps"].tolist() == [len(one.steps) for one in found]


def test_a_prediction_is_told_in_a_line_each_outcome() -> None:
    found = flower.predict(AMIDE, model=ToyModel())
    first, *lines = str(found).splitlines()
    assert first == AMIDE
    assert len(lines) == len(found.outcomes)
    assert lines[0].startswith("1. ")


def test_progress_is_told_of_each_of_many() -> None:
    told: list[tuple[int, int | None, int]] = []

    def progress(now: FileProgress) -> None:
        told.append((now.lines, now.total, now.failed))

    flower.predict(["O", "C(", "N"], model=ToyModel(), progress=progress)
    assert told == [(0, 3, 0), (1, 3, 0), (2, 3, 1), (3, 3, 1)]
    told.clear()
    flower.step(iter(["O", "N"]), model=ToyModel(), progress=progress)
    assert told == [(0, None, 0), (1, None, 0), (2, None, 0)]
