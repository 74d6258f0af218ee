"""`flower preprocess`: what is printed where, and the exit codes."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flower.cli.app import app
from flower.records import StepStore

STEPS = "[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]|7\n[NH4+:1].[Cl-:2]>>[NH4+:1].[Cl-:2]|7\n"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "steps.txt"
    path.write_text(f"{STEPS}nonsense|8\n")
    return path


@pytest.mark.slow
def test_the_result_goes_to_stdout_and_progress_to_stderr(source: Path) -> None:
    output = source.parent / "arrays"
    arguments = ["preprocess", str(source), "--output", str(output), "--workers", "1"]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("2 elementary steps in ")
    assert "1 end a reaction; 0 classes; the largest flask has 2 atoms" in result.stdout
    assert "1 of 3 lines could not be read; " in result.stdout
    assert "  steps.txt, line 3: `nonsense`" in result.stdout
    assert "Reading steps" in result.stderr
    assert "Reading steps" not in result.stdout
    assert len(StepStore.open(output)) == 2

    again = CliRunner().invoke(app, arguments)
    assert (again.exit_code, again.stdout) == (2, "")
    assert "exists" in again.stderr

    told = CliRunner().invoke(app, [*arguments, "--overwrite", "--json"])
    summary = json.loads(told.stdout)
    assert (summary["steps"], summary["skipped"], summary["unchanged"]) == (2, 1, 1)
    assert summary["output"] == str(output)
    assert summary["largest_flask"] == {"atoms": 2, "line": 1, "source": "steps.txt"}
    assert summary["first_skipped"][0]["line"] == 3


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["none.txt", "--output", "arrays"], "There is no file `none.txt`"),
        ([__file__, "--output", "arrays"], "of no known kind"),
        (["none.txt"], "Missing option '--output'"),
    ],
)
def test_bad_input_is_one_sentence(arguments: list[str], sentence: str) -> None:
    result = CliRunner().invoke(app, ["preprocess", *arguments])
    assert result.exit_code == 2
    assert sentence in " ".join(result.stderr.replace("│", "").split())
    assert "Traceback" not in result.stderr
