"""`flower calibrate`: what is printed, and the exit codes."""

import json
from pathlib import Path

import pytest

from tests.cli.shell import inside
from tests.feasibility.test_calibration import write_overall, write_steps
from tests.tiny_model import write_tiny_model


@pytest.mark.slow
@pytest.mark.usefixtures("toy")
def test_what_was_fitted_is_printed(tmp_path: Path) -> None:
    folder = write_tiny_model(tmp_path / "model")
    source = write_overall(tmp_path / "overall.smi")
    result = inside("calibrate", folder, source, "--workers", 1)
    assert result.exit_code == 0, result.stderr
    assert "24 reactions, 0 left out; the first outcome is right for 66.7%" in result.stdout
    assert "90% to 100%" in result.stdout or "60% to 70%" in result.stdout
    assert f"Written into {folder}" in result.stdout


def test_the_figures_are_printed_as_json(tmp_path: Path) -> None:
    folder, steps = write_tiny_model(tmp_path / "model"), write_steps(tmp_path / "steps.txt")
    result = inside(
        "calibrate", folder, steps, "--trained-on", steps, "--workers", 1, "--json", "--limit", 11
    )
    assert result.exit_code == 0, result.stderr
    told = json.loads(result.stdout)
    assert (told["schema"], told["feasibility"]["n_recorded"]) == ("flower-calibration", 11)
    assert told["met"]["n_steps"] == 12
    table = inside("calibrate", folder, steps, "--workers", 1).stdout
    assert "against 12 recorded steps, wrong ones" in table


def test_no_file_is_a_sentence(tmp_path: Path) -> None:
    result = inside("calibrate", write_tiny_model(tmp_path / "model"))
    assert result.exit_code == 2
    assert "No file is given to calibrate with" in " ".join(result.stderr.split())
