"""The tables of what can be read, row by row."""

import re
from pathlib import Path

import pytest

from flower.electrons import flask_to_state, smiles_to_state, state_to_smiles
from flower.electrons.reading_notes import reactants_in
from flower.errors import InputError
from flower.prediction.flask import read_flask, read_staged_flask
from flower.records.reagents import read_substances
from tests.toy_model import LearnedToyModel

PAGE = Path(__file__).parents[2] / "flower" / "docs" / "reference" / "input.md"
_TEXT = PAGE.read_text(encoding="utf-8")
_NAMES = "## Names, and what stands beside them\n"
FLASKS, NAMED = _TEXT.partition(_NAMES)[0], _TEXT.partition(_NAMES)[2].partition("\n## ")[0]
_ROW = re.compile(r"^\| `(.+?)` \| `(.+?)` \|([^|\n]*\|?)$", re.MULTILINE)
ROWS = [
    (written.replace(r"\|", "|"), told, bool(why.strip()))
    for written, told, why in _ROW.findall(FLASKS)
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


_PLAIN = ("CC(=O)", "ＣＣ", "C≡N", "CCO |")  # of signs and room alone


@pytest.mark.parametrize("written", [row[0] for row in ROWS if row[2]])
def test_the_note_says_what_was_read_in_another_form(written: str) -> None:
    _, _, note = read_staged_flask(written, LearnedToyModel())
    plain = written.startswith(_PLAIN) and ">" not in written
    assert (note is None) == plain


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("InChI=1S/CH4O/c1-2/h2H,1H3", "The flask was read as `CO`."),
        ("N.Cl>>[NH4+].[Cl-] with CO", "The products of the reaction were not looked at."),
        ("N.Cl>CO>[NH4+].[Cl-] then O", "The products of the reaction were not looked at."),
        ("CC=O then CO[Na]", "`CO[Na]` was read as `C[O-].[Na+]`."),
        ("CC=O then NaOMe", "NaOMe was read as `C[O-].[Na+]`."),
        ("CC=O then O", None),
    ],
)
def test_the_note_of_stages_says_it_too(written: str, told: str | None) -> None:
    assert read_staged_flask(written, LearnedToyModel())[2] == told


@pytest.mark.parametrize("written", ["CC=O with {}", "CC=O then {}", "CC=O.{}"])
def test_an_inchi_beside_smiles_is_told_to_be_written_otherwise(written: str) -> None:
    with pytest.raises(InputError) as refused:
        read_staged_flask(written.format("InChI=1S/CH4O/c1-2/h2H,1H3"), LearnedToyModel())
    assert "write `InChI=" not in str(refused.value)


@pytest.mark.parametrize(("written", "put_in", "left"), _ROW.findall(NAMED))
def test_what_stands_beside_names_is_left_out_as_told(written: str, put_in: str, left: str) -> None:
    smiles, used = read_substances(written)
    assert smiles == put_in
    told = re.findall("`(.+?)`", left.partition(";")[0])
    assert sorted(name for name, meant in used.items() if not meant) == sorted(told)


def test_the_tables_are_found() -> None:
    assert len(ROWS) > 60
    assert len(_ROW.findall(NAMED)) > 15
