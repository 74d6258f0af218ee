"""README.md shows what really happens."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from flower.cli.app import app

HOUSE = Path(__file__).parents[1]
AMIDE = "CC(=O)Cl.NCc1ccccc1.CCN(CC)CC"
MODEL = HOUSE / "models" / "flower-base" / "settings.json"


@pytest.mark.skipif(not MODEL.is_file(), reason="models/flower-base is not in this copy")
def test_the_readme_shows_the_prediction_as_it_is_printed() -> None:
    readme = (HOUSE / "README.md").read_text(encoding="utf-8")
    assert f'flower predict "{AMIDE}"\n```' in readme
    printed = CliRunner().invoke(app, ["predict", AMIDE])
    assert printed.exit_code == 0, printed.output
    assert f"```text\n{printed.stdout.rstrip()}\n```" in readme
