"""Real processes, killed with SIGKILL at random moments; twenty of each verb in the benchmark."""

import sys
from pathlib import Path

import pytest

from tests.cli.conftest import tiny as tiny
from tests.jobs.killing import Command, files_in, kill_and_compare
from tests.toy_model import AMIDE

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")]


def test_a_killed_prediction_goes_on_to_the_same_file(tiny: Path, tmp_path: Path) -> None:
    flasks = tmp_path / "flasks.smi"
    flasks.write_text(f"{AMIDE}\nC(\n" * 15)
    command = Command(
        "predict",
        lambda folder: (
            "predict", flasks, "--model", tiny, "--format", "json", "--workers", 2,
            "--max-steps", 2, "-o", folder / "out.jsonl",
        ),
        files_in,
    )  # fmt: skip
    killed = kill_and_compare(command, tmp_path, kills=2)
    assert killed.kills == 2


def test_a_killed_expansion_goes_on_to_the_same_two_files(tmp_path: Path) -> None:
    reactions = tmp_path / "reactions.smi"
    reactions.write_text("CC(=O)Cl.CN.CCN(CC)CC>>CNC(C)=O\nC.O>>CO\nnonsense\n" * 40)
    command = Command(
        "expand",
        lambda folder: ("expand", reactions, "--output", folder / "steps.csv", "--workers", 2),
        files_in,
    )
    assert kill_and_compare(command, tmp_path, kills=2).kills == 2
