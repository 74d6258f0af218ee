"""`flower train`: a run of a few batches, and what bad input gets."""

import json
from pathlib import Path

import pytest

from flower.network import load_checkpoint
from flower.records import preprocess
from tests.cli.shell import inside

STEPS = "[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]|7\n[NH4+:1].[Cl-:2]>>[NH4+:1].[Cl-:2]|7\n"
SMALL = ("--width", 16, "--layers", 1, "--heads", 2, "--precision", "fp32")


@pytest.fixture(scope="module")
def arrays(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("train")
    (folder / "steps.txt").write_text(STEPS)
    preprocess([folder / "steps.txt"], folder / "arrays", workers=1)
    return folder / "arrays"


def test_a_model_is_trained_and_can_be_asked(arrays: Path, tmp_path: Path) -> None:
    model = tmp_path / "model"
    arguments = ("train", arrays, "--output", model, "--valid", arrays, "--epochs", 2, *SMALL)
    result = inside(*arguments, "--json")
    assert result.exit_code == 0, result.stderr
    summary = json.loads(result.stdout)
    assert (summary["output"], summary["steps"], summary["seen"]) == (str(model), 2, 4)
    assert summary["validation"] is not None
    network, settings = load_checkpoint(model)
    assert network.settings.width == 16
    assert set(settings.elements) >= {"N", "Cl"}
    answered = inside("step", "N.Cl", "--model", model)
    assert (answered.exit_code, answered.stdout[:14]) == (0, "model: one ste"), answered.stderr


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["{folder}", "--output", "{folder}/m", "--epochs", "0"], "epochs is 0"),
        (["{folder}", "--output", "{folder}/m", "--heads", "5"], "no multiple of heads 5"),
        (["{folder}", "--output", "{folder}/m", "--precision", "fp8"], "give auto, bf16 or fp32"),
        (["{folder}", "--output", "{folder}/m", "--device", "abacus"], "abacus"),
        (["{folder}", "--output", "{folder}/m", "--from", "no-model"], "There is no model"),
        (["{folder}/none", "--output", "{folder}/m"], "none"),
        (["{folder}", "--output", "{folder}/file/m"], "file"),
        (["{folder}"], "Missing option '--output'"),
    ],
)
def test_bad_input_is_one_sentence_and_code_2(
    arguments: list[str], sentence: str, arrays: Path
) -> None:
    (arrays / "file").touch()
    small = () if "--heads" in arguments else SMALL[:6]
    result = inside("train", *(text.format(folder=arrays) for text in arguments), *small)
    assert result.exit_code == 2, result.exception
    assert sentence in " ".join(result.stderr.replace("│", "").split())
    assert "Traceback" not in result.stderr
