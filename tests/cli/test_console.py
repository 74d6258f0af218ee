"""Errors at the shell: one sentence on stderr, the right exit code, no traceback."""

import errno
import subprocess
import sys

import pytest
import typer
from typer.testing import CliRunner

from flower.cli.console import plain_errors
from flower.errors import InputError, ModelError


def _app_that_raises(error: BaseException) -> typer.Typer:
    app = typer.Typer()

    @app.command()
    @plain_errors()
    def verb(smiles: str) -> None:
        typer.echo(smiles)
        raise error

    return app


@pytest.mark.parametrize(
    ("error", "code", "sentence"),
    [
        (InputError("`C(` is no SMILES;\n close it."), 2, "Error: `C(` is no SMILES; close it.\n"),
        (ModelError("There is no model `x`."), 2, "Error: There is no model `x`.\n"),
        (KeyboardInterrupt(), 130, "Stopped by Ctrl-C.\n"),
        (
            FileNotFoundError(errno.ENOENT, "No such file or directory", "steps.csv"),
            2,
            "Error: `steps.csv`: no such file or directory; check the path and its permissions.\n",
        ),
    ],
)
def test_an_expected_error_is_one_sentence(error: BaseException, code: int, sentence: str) -> None:
    result = CliRunner().invoke(_app_that_raises(error), ["CCO"])
    assert (result.exit_code, result.stderr, result.stdout) == (code, sentence, "CCO\n")


def test_a_fault_of_ours_keeps_its_traceback() -> None:
    result = CliRunner().invoke(_app_that_raises(ZeroDivisionError("ours")), ["CCO"])
    assert isinstance(result.exception, ZeroDivisionError)


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX pipes")
def test_a_reader_who_has_gone_ends_the_verb_quietly() -> None:
    program = """
import typer
from flower.cli.console import plain_errors

app = typer.Typer()

@app.command()
@plain_errors()
def verb() -> None:
    for _ in range(100_000):
        print("CC(=O)NCc1ccccc1")

app()
"""
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as verb:
        assert verb.stdout is not None
        assert verb.stderr is not None
        verb.stdout.readline()
        verb.stdout.close()
        complaint = verb.stderr.read()
    assert (verb.returncode, complaint) == (1, "")
