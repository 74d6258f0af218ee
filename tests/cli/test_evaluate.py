"""`flower evaluate`: what is printed and written where, and the exit codes."""

import json
from pathlib import Path

import pytest
import torch
from typer.testing import CliRunner

from flower.cli.app import app
from flower.network import (
    ModelSettings,
    NetworkSettings,
    build_network,
    save_checkpoint,
)
from tests.evaluation.overall import write_reactions
from tests.evaluation.scripted import write_rows
from tests.toy_model import ToyModel


@pytest.fixture
def model(tmp_path: Path) -> Path:
    torch.manual_seed(0)
    size = NetworkSettings(width=16, layers=1, heads=2, pair_rank=4)
    settings = ModelSettings(network=size, elements=("N", "O", "F", "Cl", "Br", "I"))
    save_checkpoint(tmp_path / "tiny", build_network(size).state_dict(), settings)
    return tmp_path / "tiny"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write_rows(tmp_path / "steps.csv")


def test_the_table_goes_to_stdout_and_files_where_told(source: Path, model: Path) -> None:
    figures, page = source.with_name("figures.json"), source.with_name("page.html")
    arguments = ["evaluate", str(source), "--model", str(model), "--device", "cpu"]
    told = ["--json", str(figures), "--report", str(page)]
    result = CliRunner().invoke(app, [*arguments, *told])
    assert result.exit_code == 0, result.stderr
    assert "tiny: 7 steps, 3 pathways" in result.stdout
    assert "pathways, best route" in result.stdout
    assert "steps, without credit" in result.stdout
    assert "<b>&base" in result.stdout
    assert "Row 8 could not be read:" in result.stdout
    assert "Evaluating" in result.stderr
    assert "Evaluating" not in result.stdout
    written = json.loads(figures.read_text())
    assert (written["n_steps"], written["n_unread"]) == (7, 1)
    assert written["evaluations_per_step"] > 1
    assert f"{written['step_top1']:.1%}" in result.stdout
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert sorted(path.name for path in source.parent.iterdir()) == [
        "figures.json", "page.html", "steps.csv", "tiny",
    ]  # fmt: skip


@pytest.mark.slow
def test_a_second_run_with_resume_says_the_same(source: Path, model: Path) -> None:
    arguments = ["evaluate", str(source), "--model", str(model), "--device", "cpu"]
    arguments += ["--resume", str(source.with_name("rows.jsonl"))]
    first, second = (CliRunner().invoke(app, arguments) for _ in range(2))
    assert (first.exit_code, second.exit_code) == (0, 0), first.stderr + second.stderr
    assert first.stdout == second.stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["none.csv"], "There is no file `none.csv`"),
        (["{source}", "--model", "no_such_model"], "There is no model `no_such_model`"),
        (["{source}", "--json", "no/such/folder.json"], "There is no folder `no/such`"),
        (["{source}", "--report", "{folder}"], "is a folder; name a file to write"),
        (["{source}", "--top", "3"], "top = 3"),
        (["{source}", "--column", "smiles"], "has no column `smiles`"),
        (["{source}", "--rows", "flasks"], "rows = `flasks` is unknown"),
        ([], "Missing argument 'FILE'"),
    ],
)
def test_bad_input_is_one_sentence(source: Path, arguments: list[str], sentence: str) -> None:
    given = [text.format(source=source, folder=source.parent) for text in arguments]
    result = CliRunner().invoke(app, ["evaluate", *given])
    assert result.exit_code == 2
    assert sentence in " ".join(result.stderr.replace("│", "").split())
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


def test_overall_reactions_are_told_by_their_products(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flower.proposals.load_model", lambda *_, **__: ToyModel())
    source, figures = write_reactions(tmp_path / "reactions.csv"), tmp_path / "figures.json"
    page = tmp_path / "page.html"
    arguments = ["evaluate", str(source), "--json", str(figures), "--report", str(page)]
    result = CliRunner().invoke(app, [*arguments, "--beam", "1", "--max-steps", "9"])
    assert result.exit_code == 0, result.stderr
    written = json.loads(figures.read_text())
    assert (written["beam"], written["max_steps"], written["top"]) == (1, 9, 5)
    # with a beam of one the dimethylamide, ranked second otherwise, is not reached
    assert [written[f"product_top{k}"] for k in (1, 3, 5)] == pytest.approx([1 / 6, 2 / 6, 2 / 6])
    for told in (
        "toy: 6 overall reactions", "16.7%", "33.3%", "without steps", "<b>&rest",
        "the model has not learnt Br", "Row 8 could not be read:",
    ):  # fmt: skip
        assert told in result.stdout, told
    assert "20 steps" not in page.read_text(encoding="utf-8")
    assert "9 steps at most" in page.read_text(encoding="utf-8")


def test_unmapped_steps_and_inert_flasks_are_told_for_what_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flower.proposals.load_model", lambda *_, **__: ToyModel())
    source = tmp_path / "rows.txt"
    source.write_text("CC(=O)Cl.NC>>CC([O-])(Cl)[NH2+]C\nCCO>>CCO\n")
    steps = CliRunner().invoke(app, ["evaluate", str(source)])
    assert "toy: 2 steps" in steps.stdout, steps.stderr
    assert "Each row was taken for one elementary step; with --rows reactions" in steps.stdout
    searched = CliRunner().invoke(app, ["evaluate", str(source), "--rows", "reactions"])
    assert "toy: 1 overall reactions" in searched.stdout, searched.stderr
    assert "1 flasks in which nothing happens" in searched.stdout
