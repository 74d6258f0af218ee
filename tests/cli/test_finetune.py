"""`flower finetune`: what bad input gets, and the table."""

import json
from pathlib import Path

import pytest

from tests.cli.shell import inside

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["{folder}/none.txt", "--output", "{folder}/m"], "none.txt"),
        (["{folder}/few.smi", "--output", "{folder}/m"], "too few to hold some out"),
        (["{folder}/few.smi", "--output", "{folder}"], "exists already"),
        (["{folder}/few.smi", "--output", "{folder}/m", "--from", "no-model"], "There is no model"),
        (["{folder}/few.smi", "--output", "{folder}/m", "--method", "x"], "give all, last-blocks"),
        (["{folder}/few.smi", "--output", "{folder}/m", "--mechanism", "no.yaml"], "no.yaml"),
        (["{folder}/few.smi"], "Missing option '--output'"),
    ],
)
def test_bad_input_is_one_sentence_and_code_2(
    arguments: list[str], sentence: str, tmp_path: Path
) -> None:
    (tmp_path / "few.smi").write_text("CC(=O)Cl.NC>>CC(=O)NC\n")
    result = inside("finetune", *(text.format(folder=tmp_path) for text in arguments))
    assert result.exit_code == 2, result.exception
    assert sentence in " ".join(result.stderr.replace("│", "").split())
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "m").exists()


def test_a_model_is_taught_and_told_of(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flower.finetuning.finetune_model.general_sample", lambda: tmp_path)
    chains = ("C", "CC", "CCC", "CCCC", "CCCCC", "C(C)C")
    mine = tmp_path / "mine.smi"
    mine.write_text("".join(f"CC(=O)Cl.N{c}.CCN(CC)CC>>CC(=O)N{c}\n" for c in chains))
    arguments = ("finetune", mine, "--from", tiny, "--epochs", 1)
    result = inside(*arguments, "--output", tmp_path / "m")
    assert result.exit_code == 0, result.stderr
    assert "4 reactions (16 steps) learnt in 1.0 epochs" in result.stdout
    assert f"--model {tmp_path / 'm'}" in result.stdout
    result = inside(*arguments, "--output", tmp_path / "n", "--json", "--no-split")
    told = json.loads(result.stdout)
    assert (told["n_fit"], told["n_held_out"], told["compared"]) == (6, 0, [])


def test_a_written_mechanism_is_enough(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flower.finetuning.finetune_model.general_sample", lambda: tmp_path)
    mine = tmp_path / "mine.yaml"
    mine.write_text(
        "- name: water adds to ketene\n"
        "  class: addition\n"
        "  description: Water adds to a ketene.\n"
        "  reference: mine\n"
        "  steps:\n"
        "  - step: water adds to the carbonyl group\n"
        '    smarts: "[C:1]=[C:2]=[O:3].[OH2:4]>>[C-:1][C:2](=[O:3])[O+:4]"\n'
        '    arrows: "4 -> 4-2, 1=2 -> 1"\n'
        "  - step: the proton passes to carbon\n"
        '    proton: "4 -> 1"\n'
        '  examples: ["C=C=O.O>>CC(=O)O", "CC=C=O.O>>CCC(=O)O"]\n'
    )
    arguments = ("finetune", "--mechanism", mine, "--from", tiny, "--epochs", 1, "--flasks", 8)
    result = inside(*arguments, "--output", tmp_path / "m")
    assert result.exit_code == 0, result.stderr
    assert "6 reactions (" in result.stdout
    assert inside("finetune", "--output", tmp_path / "n").exit_code == 2
