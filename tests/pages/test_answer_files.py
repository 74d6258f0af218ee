"""An answer about one flask in every kind of file."""

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import flower
from flower.errors import InputError
from flower.records import read_flasks, read_mechanisms
from flower.steps.reaction_forms import without_hydrogens
from tests.toy_model import AMIDE, ToyModel


@pytest.fixture(scope="module")
def prediction() -> flower.Prediction:
    return flower.predict(AMIDE, model=ToyModel(), top=3, network=True)


@pytest.mark.parametrize(
    ("ending", "start"),
    [
        ("svg", b"<svg"), ("png", b"\x89PNG"), ("pdf", b"%PDF"), ("html", b"<!doctype"),
        ("json", b"{\n"), ("jsonl", b'{"input"'), ("csv", b"rank,prob"), ("tsv", b"rank\tprob"),
        ("parquet", b"PAR1"), ("rxn", b"$RXN"), ("rdf", b"$RDFILE"), ("rsmi", b"["),
        ("cxsmiles", b"["),
    ],
)  # fmt: skip
def test_the_ending_decides(
    prediction: flower.Prediction, tmp_path: Path, ending: str, start: bytes
) -> None:
    path = tmp_path / f"told.{ending}"
    flower.write_answer(prediction, path)
    assert path.read_bytes().startswith(start)


@pytest.mark.parametrize("ending", ["jpg", "xlsx", "mol", "txt"])
def test_another_ending_is_refused(
    prediction: flower.Prediction, tmp_path: Path, ending: str
) -> None:
    with pytest.raises(InputError, match=r"names no kind of file .* end it in \.json"):
        flower.write_answer(prediction, tmp_path / f"told.{ending}")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ending", ["csv", "tsv", "parquet"])
def test_a_table_has_a_row_for_each_outcome(
    prediction: flower.Prediction, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"told.{ending}"
    flower.write_answer(prediction, path)
    read = {"csv": pd.read_csv, "tsv": pd.read_table, "parquet": pd.read_parquet}[ending]
    table = read(path)
    assert list(table["rank"]) == [one.rank for one in prediction.outcomes]
    assert list(table["smiles"]) == [one.smiles for one in prediction.outcomes]
    assert list(table["probability"]) == [one.probability for one in prediction.outcomes]


@pytest.mark.parametrize("hydrogens", [False, True])
@pytest.mark.parametrize("ending", ["rsmi", "cxsmiles", "rdf"])
def test_steps_are_written_with_and_without_hydrogens_and_read_again(
    prediction: flower.Prediction, tmp_path: Path, ending: str, hydrogens: bool
) -> None:
    path = tmp_path / f"told.{ending}"
    flower.write_answer(prediction, path, hydrogens=hydrogens)
    wanted = [step.mapped for one in prediction.outcomes for step in one.steps]
    if not hydrogens:
        wanted = [without_hydrogens(step) for step in wanted]
    found = list(read_mechanisms(path))
    if ending == "rdf":
        assert found[0].columns["kind"] == prediction.outcomes[0].steps[0].kind
        assert len(found) == len(wanted)
    else:
        assert [one.steps[0] for one in found] == wanted
        assert str(found[0].columns["name"]).startswith("outcome 1")


def test_an_rxn_is_the_first_outcome_as_one_reaction(
    prediction: flower.Prediction, tmp_path: Path
) -> None:
    path = tmp_path / "told.rxn"
    flower.write_answer(prediction, path)
    (row,) = read_flasks(path)
    before, after = (flower.smiles_to_state(side) for side in row.smiles.split(">>"))
    assert flower.state_to_smiles(before) == flower.state_to_smiles(flower.smiles_to_state(AMIDE))
    assert flower.state_to_smiles(after) == prediction.outcomes[0].smiles
    assert row.columns == {"name": "outcome 1"}


def test_a_flask_in_which_nothing_happens_has_no_step_to_write(tmp_path: Path) -> None:
    nothing = flower.predict("O", model=ToyModel())
    for ending in ("svg", "rxn", "rsmi"):
        with pytest.raises(InputError, match="there is no step to write"):
            flower.write_answer(nothing, tmp_path / f"told.{ending}")
    flower.write_answer(nothing, tmp_path / "told.json")
    assert json.loads((tmp_path / "told.json").read_text())["outcomes"][0]["finished"]


def test_an_error_is_not_written(prediction: flower.Prediction, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="as told"):
        flower.write_answer(replace(prediction, error="as told"), tmp_path / "told.csv")


def test_candidates_and_scores_are_written(tmp_path: Path) -> None:
    step = flower.step(AMIDE, model=ToyModel(), top=3)
    score = flower.score("[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]", model=ToyModel())
    for answer, name in ((step, "step"), (score, "score")):
        flower.write_answer(answer, tmp_path / f"{name}.csv")
    assert list(pd.read_csv(tmp_path / "step.csv")["description"]) == [
        one.step.description for one in step.candidates
    ]
    assert pd.read_csv(tmp_path / "score.csv")["mapped"][0].startswith("[Cl:2]")
    with pytest.raises(InputError, match="`score`"):
        flower.write_answer(score, tmp_path / "score.svg")
    flower.write_answer(step, tmp_path / "step.rsmi")
    assert "candidate 1" in (tmp_path / "step.rsmi").read_text().splitlines()[0]
