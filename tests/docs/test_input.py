"""The tables of what can be read, row by row."""

import re
from pathlib import Path

import pytest

from flower.electrons import flask_to_state, smiles_to_state, state_to_smiles
from flower.electrons.reading_notes import reactants_in
from flower.errors import InputError
from flower.prediction.flask import read_flask
from tests.toy_model import LearnedToyModel

PAGE = Path(__file__).parents[2] / "flower" / "docs" / "reference" / "input.md"
_ROW = re.compile(r"^\| `(.+?)` \| `(.+?)` \|([^|\n]*\|?)$", re.MULTILINE)
ROWS = [
    (written.replace(r"\|", "|"), told, bool(why.strip()))
    for written, told, why in _ROW.findall(PAGE.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize(("written", "usual"), [row[:2] for row in ROWS if row[2]])
def test_what_is_read_is_read_as_told(written: str, usual: str) -> None:
    read = state_to_smiles(flask_to_state(reactants_in(written)))
    assert read == state_to_smiles(smiles_to_state(usual))


@pytest.mark.parametrize(("written", "sentence"), [row[:2] for row in ROWS if not row[2]])
def test_what_is_refused_is_refused_as_told(written: str, sentence: str) -> None:
    with pytest.raises(InputError) as refused:
        read_flask(written, LearnedToyModel())
    assert sentence in str(refused.value).replace("`", "")


def test_the_tables_are_found() -> None:
    assert len(ROWS) > 60
