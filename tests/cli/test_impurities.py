"""`flower impurities`: text, CSV, JSON and a page."""

import csv
import json
from pathlib import Path

import pytest

from tests.cli.shell import inside
from tests.toy_model import AMIDE


@pytest.mark.usefixtures("toy")
def test_every_form_tells_the_same_molecules(tmp_path: Path) -> None:
    text = inside("impurities", AMIDE)
    assert text.exit_code == 0, text.stderr
    told = json.loads(inside("impurities", AMIDE, "--json").stdout)
    smiles = [one["smiles"] for one in told["molecules"]]
    assert smiles[0] == "CC(=O)NCc1ccccc1"
    for name in ("out.csv", "out.html", "out.json", "out.txt"):
        assert inside("impurities", AMIDE, "-o", tmp_path / name).exit_code == 0
    with (tmp_path / "out.csv").open() as file:
        assert [row["smiles"] for row in csv.DictReader(file)] == smiles
    assert json.loads((tmp_path / "out.json").read_text()) == told
    page = (tmp_path / "out.html").read_text(encoding="utf-8")
    assert all(one in page for one in smiles)
    assert (tmp_path / "out.txt").read_text() == text.stdout


@pytest.mark.slow
@pytest.mark.usefixtures("toy")
def test_stages_and_names_are_read_as_predict_reads_them() -> None:
    told = inside("impurities", "CC(=O)Cl.NCc1ccccc1", "--with", "TEA", "--then", "CC(=O)Cl.NC")
    assert told.exit_code == 0, told.stderr
    assert "CNC(C)=O" in told.stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["CCO"], "Nothing happens to `CCO`"),
        (["N.Cl", "-o", "a.xls"], "a.xls"),
        ([AMIDE, "--json", "-o", "a.csv"], "--json is for a .json file or the screen"),
        ([AMIDE, "--with", "NaBH"], "the nearest are NaBH4"),
    ],
)
@pytest.mark.usefixtures("toy")
def test_what_cannot_be_done_is_one_sentence(arguments: list[str], sentence: str) -> None:
    result = inside("impurities", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert sentence in " ".join(result.stderr.split())


@pytest.mark.usefixtures("toy")
def test_molecules_that_are_left_out_are_counted() -> None:
    every = json.loads(inside("impurities", AMIDE, "--json").stdout)
    assert every["left_out"] == 0
    assert "left out by" not in inside("impurities", AMIDE).stdout
    told = json.loads(inside("impurities", AMIDE, "--lightest", 500, "--json").stdout)
    assert (len(told["molecules"]), told["left_out"]) == (1, len(every["molecules"]) - 1)
    words = inside("impurities", AMIDE, "--lightest", 500).stdout
    assert f"{told['left_out']} molecule" in words
    assert "left out by --least, --lightest or --heaviest." in " ".join(words.split())
