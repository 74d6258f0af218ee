"""Run `flower` as a test does: quickly inside this process, or for real in another one."""

import os
import subprocess
import sys
from pathlib import Path

from typer.testing import CliRunner, Result

from flower.cli.app import app

PROGRAM = (sys.executable, "-c", "from flower.cli.app import app; app()")
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "COLUMNS": "80"}


def inside(*arguments: object, stdin: str = "") -> Result:
    """Run a verb in this process."""
    return CliRunner().invoke(app, [str(argument) for argument in arguments], input=stdin)


def outside(*arguments: object, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run a verb in a process of its own."""
    command = [*PROGRAM, *(str(argument) for argument in arguments)]
    return subprocess.run(
        command, input=stdin, capture_output=True, text=True, env=ENVIRONMENT, timeout=300
    )
