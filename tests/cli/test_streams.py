"""Streams that the shell has closed, and Python without its docstrings, harm nothing."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.shell import ENVIRONMENT, PROGRAM
from tests.tiny_model import write_tiny_model


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_model(tmp_path_factory.mktemp("tiny") / "model")


def run(closed: str, *arguments: object) -> "subprocess.CompletedProcess[str]":
    command = ["sh", "-c", f'exec "$@" {closed}', "sh", *PROGRAM, *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, env=ENVIRONMENT, timeout=300, check=False
    )


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")
@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_file_is_written_whatever_is_closed(closed: str, tiny: Path, tmp_path: Path) -> None:
    written = tmp_path / "out.json"
    ran = run(closed, "predict", "CCBr.[OH-]", "--model", tiny, "-o", written)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert json.loads(written.read_text())["input"] == "CCBr.[OH-]"


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")
def test_what_cannot_be_printed_is_told(tiny: Path) -> None:
    ran = run(">&-", "predict", "CCBr.[OH-]", "--model", tiny)
    assert (ran.returncode, ran.stderr.count("\n")) == (2, 1)
    assert "stdout is closed" in ran.stderr
    assert run(">&- 2>&-", "predict", "CCBr.[OH-]", "--model", tiny).returncode == 2
    assert run("2>&-", "predict", "CCBr.[OH-]", "--model", tiny).stdout


def test_python_without_docstrings_answers_likewise(tiny: Path) -> None:
    asked = ("predict", "CCBr.[OH-]", "--model", str(tiny), "--format", "json")
    told = [
        subprocess.run(
            [PROGRAM[0], *options, *PROGRAM[1:], *asked],
            capture_output=True, text=True, env=ENVIRONMENT, timeout=300, check=True,
        ).stdout
        for options in ((), ("-OO",))
    ]  # fmt: skip
    assert told[0] == told[1] != ""
