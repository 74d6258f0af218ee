"""`flower complete`: text and JSON."""

import json
from pathlib import Path

import pytest

from tests.cli.shell import inside
from tests.toy_model import AMIDE


@pytest.mark.usefixtures("toy")
def test_text_and_json_tell_the_same(tmp_path: Path) -> None:
    text = inside("complete", AMIDE, "--least", 0)
    assert text.exit_code == 0, text.stderr
    told = json.loads(inside("complete", AMIDE, "--least", 0, "--json").stdout)
    assert "What the flask may lack" in text.stdout
    for one in told["outcomes"]:
        assert one["product"] in text.stdout
    place = tmp_path / "out.txt"
    assert inside("complete", AMIDE, "--least", 0, "-o", place).exit_code == 0
    assert place.read_text() == text.stdout


@pytest.mark.usefixtures("toy")
def test_reagents_by_name_are_put_in_beside() -> None:
    told = json.loads(inside("complete", "CC(=O)Cl.NC", "--with", "TEA", "--json").stdout)
    assert told["outcomes"][0]["product"] == "CNC(C)=O"
    assert "TEA" in told["note"]


@pytest.mark.usefixtures("toy")
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["CC("], "CC("),
        (["CCO", "--least", "7"], "least = 7"),
        (["CCO then HCl"], "has stages"),
        (["CCO", "--with", "NaBH"], "the nearest are NaBH4"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(arguments: list[str], sentence: str) -> None:
    result = inside("complete", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert sentence in " ".join(result.stderr.split())


@pytest.mark.usefixtures("toy")
def test_a_file_of_flasks_gets_a_line_each(tmp_path: Path) -> None:
    source = tmp_path / "flasks.smi"
    source.write_text(f"{AMIDE}\nC(\n")
    result = inside("complete", source, "--most", 1)
    assert result.exit_code == 0
    head, first, second = result.stdout.splitlines()
    assert head.split("\t")[4:6] == ["product", "put in"]
    assert first.split("\t")[4] == "CC(=O)NCc1ccccc1"
    assert second.split("\t")[2] == "error"
    table = tmp_path / "one.csv"
    assert inside("complete", AMIDE, "--most", 1, "-o", table).exit_code == 0
    assert table.read_text().startswith("rank,probability,product,put in")
