"""Tables tell how each line was read, as JSON does."""

import csv
import json
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import flower
from flower.batch.questions import PredictQuestion, ScoreQuestion, StepQuestion
from flower.batch.rows import SCORE_COLUMNS, score_row
from flower.errors import InputError
from tests.toy_model import AMIDE, ToyModel

FLASKS = [
    "CC(=O)Cl with NCC (2 eq.)", "CO[Na].Cl", "CC(=O)Cl.NC>CCN(CC)CC>CC(=O)NC", AMIDE, "C(",
]  # fmt: skip
WHOLE = {"tsv": pd.read_table, "csv": pd.read_csv, "parquet": pd.read_parquet}


def notes(path: Path) -> list[str]:
    options: dict[str, Any] = {"keep_default_na": False} if path.suffix != ".parquet" else {}
    return list(WHOLE[path.suffix[1:]](path, **options)["note"])


@pytest.mark.parametrize("ending", list(WHOLE))
@pytest.mark.parametrize("verb", ["predict", "step", "complete"])
def test_a_table_of_flasks_has_the_notes_of_the_json(
    verb: str, ending: str, tmp_path: Path
) -> None:
    source, table, lines = (tmp_path / name for name in ("in.smi", f"t.{ending}", "t.jsonl"))
    source.write_text("\n".join(FLASKS))
    for output in (table, lines):
        ask: Any = flower.step_file
        if verb != "step":
            ask = partial(getattr(flower, f"{verb}_file"), max_steps=1)
        ask(source, output, model=ToyModel())
    told = [json.loads(line).get("note", "") for line in lines.read_text().splitlines()]
    assert notes(table) == told
    assert told == [
        "`2 eq.` is no substance, left out.",
        "The flask was read as `C[O-].Cl.[Na+]`.",
        "The products of the reaction were not looked at.", "", "",
    ]  # fmt: skip


@pytest.mark.parametrize("ending", list(WHOLE))
def test_a_table_of_one_flask_has_its_note(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"told.{ending}"
    for ask, flask in ((flower.predict, ""), (flower.step, ""), (flower.complete, f".{AMIDE}")):
        flower.write_answer(ask(f"CO[Na].Cl{flask}", model=ToyModel()), path)
        (note,) = set(notes(path))
        assert note.startswith("The flask was read as `C")
        assert "C[O-].Cl." in note


def test_a_table_of_scores_has_what_is_said_of_each_step() -> None:
    score = flower.score("N.Cl>>[NH4+].[Cl-]", model=ToyModel())
    assert dict(zip(SCORE_COLUMNS, score_row(score), strict=True))["note"] == ""
    (step,) = score.steps
    steps = (step, replace(step, stereo="was not compared", energy_note="no barrier"))
    told = dict(zip(SCORE_COLUMNS, score_row(replace(score, steps=steps)), strict=True))
    assert told["note"] == "step 2: was not compared; no barrier"
    assert PredictQuestion.columns[-2:] == ScoreQuestion.columns[-2:] == ("note", "error")


def test_a_table_of_scores_tells_in_which_form_a_step_was_read() -> None:
    score = flower.score("N.[H+].[Cl-]>>[NH4+].[Cl-]", model=ToyModel())
    told = dict(zip(SCORE_COLUMNS, score_row(score), strict=True))
    assert told["note"] == "step 1: read as Cl.N>>[Cl-].[NH4+]"


def test_a_note_of_the_input_is_carried_beside(tmp_path: Path) -> None:
    source, table = tmp_path / "in.csv", tmp_path / "told.csv"
    source.write_text("smiles,note\nN.Cl,mine\n")
    flower.predict_file(source, table, model=ToyModel())
    (row,) = csv.DictReader(table.read_text().splitlines())
    assert (row["note"], row["given note"]) == ("", "mine")


def test_a_table_begun_with_other_columns_is_not_gone_on_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, table = tmp_path / "in.smi", tmp_path / "told.tsv"
    source.write_text("N.Cl\nO\n")

    def stop(progress: flower.FileProgress) -> None:
        if progress.lines == 1:
            raise KeyboardInterrupt

    with monkeypatch.context() as before:
        kept = tuple(name for name in PredictQuestion.columns if name != "note")
        before.setattr(PredictQuestion, "columns", kept)
        with pytest.raises(KeyboardInterrupt):
            flower.predict_file(source, table, model=ToyModel(), progress=stop)
    with pytest.raises(InputError, match=r"other settings \(columns: .*begin anew with --restart"):
        flower.predict_file(source, table, model=ToyModel())
    assert flower.predict_file(source, table, model=ToyModel(), restart=True).lines == 2


def test_the_reference_lists_the_columns() -> None:
    page = Path(flower.__file__).parent / "docs" / "reference" / "input.md"
    told = page.read_text(encoding="utf-8")
    for question in (PredictQuestion, StepQuestion, ScoreQuestion):
        listed = ", ".join(f"`{name}`" for name in question.columns)
        assert f"| `{question.verb}` | {listed} |" in told
