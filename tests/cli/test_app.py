"""The command `flower` as a whole: its version, its help, and bad usage."""

import subprocess
import sys

from typer.testing import CliRunner

import flower
from flower.cli.app import VERBS, app


def test_the_version_is_that_of_the_package() -> None:
    result = CliRunner().invoke(app, ["--version"])
    assert (result.exit_code, result.stdout) == (0, f"flower {flower.__version__}\n")


def test_the_help_lists_every_verb() -> None:
    result = CliRunner().invoke(app, ["--help"])
    assert result.exit_code == 0
    assert [verb.__name__ for verb in VERBS if verb.__name__ not in result.stdout] == []


def test_every_verb_explains_itself() -> None:
    codes = {verb.__name__: CliRunner().invoke(app, [verb.__name__, "--help"]) for verb in VERBS}
    assert {name: result.exit_code for name, result in codes.items() if result.exit_code} == {}


def test_help_is_asked_for_by_h_too() -> None:
    for words in ([], ["predict"], ["models", "info"]):
        short, long = (CliRunner().invoke(app, [*words, way]) for way in ("-h", "--help"))
        assert (short.exit_code, short.output) == (0, long.output)


def test_help_answers_without_loading_anything_heavy() -> None:
    program = """
import sys
from flower.cli.app import app
try:
    app(["--help"])
except SystemExit as done:
    assert done.code == 0
heavy = {"torch", "torch_geometric", "rdkit", "numpy", "pandas", "pyarrow"}
print("loaded:", *sorted(heavy & sys.modules.keys()))
"""
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines()[-1] == "loaded:"


def test_an_unknown_verb_is_bad_usage() -> None:
    result = CliRunner().invoke(app, ["transmute"])
    assert result.exit_code == 2
    assert "transmute" in result.stderr
