"""Files of answers in every kind, of a run that was stopped too."""

import json
from pathlib import Path

import pandas as pd
import pytest

import flower
from flower.errors import InputError
from tests.toy_model import ToyModel


@pytest.fixture
def flasks(tmp_path: Path) -> Path:
    path = tmp_path / "flasks.csv"
    path.write_text('id,smiles,name\n007,N.Cl,"2,4-""x"""\n008,C(,\n009,O,tab\there\n')
    return path


def stopped(source: Path, output: Path) -> None:
    def stop(progress: flower.FileProgress) -> None:
        if progress.lines == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        flower.predict_file(source, output, model=ToyModel(), progress=stop)


@pytest.mark.parametrize("again", [False, True])
@pytest.mark.parametrize("ending", ["json", "jsonl", "csv", "tsv", "txt", "parquet"])
def test_the_ending_decides(flasks: Path, tmp_path: Path, ending: str, again: bool) -> None:
    output = tmp_path / f"told.{ending}"
    if again:
        stopped(flasks, output)
    assert flower.predict_file(flasks, output, model=ToyModel()).resumed == 2 * again
    assert {path.name for path in tmp_path.iterdir()} == {flasks.name, output.name}
    if ending in ("json", "jsonl"):
        text = output.read_text()
        told = json.loads(text) if ending == "json" else [json.loads(x) for x in text.splitlines()]
        assert [one["columns"]["id"] for one in told] == ["007", "008", "009"]
        assert [one["status"] for one in told] == ["ok", "error", "ok"]
        return
    if ending == "parquet":
        table = pd.read_parquet(output)
        assert table["line"].tolist() == [2, 3, 4]
        assert table["probability"].isna().tolist() == [False, True, False]
    else:
        quoting = 0 if ending == "csv" else 3
        table = pd.read_csv(
            output, sep="," if ending == "csv" else "\t", dtype=str, quoting=quoting
        )
    assert table["id"].tolist() == ["007", "008", "009"]
    assert table["name"].tolist()[0] == '2,4-"x"'
    assert table["status"].tolist() == ["ok", "error", "ok"]


@pytest.mark.parametrize("name", ["told.svg", "told.rxn", "told.xyz", "told.jsonl.gz"])
def test_another_ending_is_refused(flasks: Path, tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match=r"end it in \.jsonl, \.json, \.csv"):
        flower.predict_file(flasks, tmp_path / name, model=ToyModel())
    assert [path.name for path in tmp_path.iterdir()] == [flasks.name]


def test_an_ending_that_contradicts_is_refused(flasks: Path, tmp_path: Path) -> None:
    for name, written in (("told.csv", "json"), ("told.jsonl", "text")):
        with pytest.raises(InputError, match="by its ending"):
            flower.predict_file(flasks, tmp_path / name, written=written, model=ToyModel())  # type: ignore[arg-type]


def test_a_parquet_that_is_read_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "flasks.parquet"
    pd.DataFrame({"smiles": ["O"]}).to_parquet(path)
    before = path.read_bytes()
    with pytest.raises(InputError, match="is a file that is read"):
        flower.predict_file(path, path, model=ToyModel())
    assert path.read_bytes() == before
