"""`flower models list|info`: the models at hand."""

import json
from pathlib import Path

from tests.cli.shell import inside
from tests.tiny_model import ELEMENTS, write_tiny_model


def test_own_models_stand_beside_the_shipped_ones(tmp_path: Path) -> None:
    write_tiny_model(tmp_path / "mine")
    (tmp_path / "damaged").mkdir()
    (tmp_path / "damaged" / "settings.json").write_text("{")
    result = inside("models", "list", tmp_path)
    assert result.exit_code == 0, result.stderr
    lines = result.stdout.splitlines()
    assert lines[-1].startswith(f"{tmp_path / 'mine'}: ")
    assert all("parameters, " in line for line in lines)
    told = json.loads(inside("models", "list", tmp_path, "--json").stdout)
    assert len(told) == len(lines)
    assert told[-1]["elements"] == list(ELEMENTS)


def test_a_model_is_described(tmp_path: Path) -> None:
    write_tiny_model(tmp_path / "mine")
    result = inside("models", "info", tmp_path / "mine")
    assert result.exit_code == 0, result.stderr
    assert "flow: jumps" in result.stdout
    assert "card: none" in result.stdout
    assert json.loads(inside("models", "info", tmp_path / "mine", "--json").stdout)["taught"] == []


def test_no_model_is_one_sentence_and_code_2() -> None:
    result = inside("models", "info", "no-model")
    assert (result.exit_code, "There is no model `no-model`" in result.stderr) == (2, True)
