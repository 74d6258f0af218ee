"""`flower compose`: what is printed, and the exit codes."""

import json
from pathlib import Path

import pytest

from tests.cli.shell import inside


@pytest.mark.slow
def test_the_summary_counts_flasks_and_names_what_got_fewer(tmp_path: Path) -> None:
    output = tmp_path / "steps.csv"
    told = inside(
        "compose", "--output", output, "--name", "acid chloride and amine",
        "--name", "arylhydrazine from a diazonium ion by tin(II) chloride",
        "--flasks", 2, "--inert", 3, "--workers", 1,
    )  # fmt: skip
    assert told.exit_code == 0, told.stderr
    assert told.stdout.startswith("5 flasks (")
    assert "3 in which nothing happens) with " in told.stdout
    assert "1 of 2 mechanisms got fewer than 2 flasks, 1 none; " in told.stdout
    assert "       0  arylhydrazine from a diazonium ion by tin(II) chloride" in told.stdout
    report = output.with_name("steps.csv.report.csv").read_text()
    assert "no worked example goes by this mechanism first: 1" in report
    again = inside(
        "compose", "--output", output, "--name", "acid chloride and amine",
        "--flasks", 1, "--workers", 1, "--json",
    )  # fmt: skip
    assert json.loads(again.stdout)["mechanisms"] == {"acid chloride and amine": 1}


def test_bad_input_is_one_sentence(tmp_path: Path) -> None:
    told = inside("compose", "--output", tmp_path / "steps.csv", "--name", "no such thing")
    assert (told.exit_code, told.stdout) == (2, "")
    assert "No mechanism is named `no such thing`" in told.stderr
