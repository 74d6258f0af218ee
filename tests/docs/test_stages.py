"""The five reactions of the page on stages, as the model that ships answers them."""

import json
import re
import shlex
from pathlib import Path

import pytest

from tests.cli.shell import inside

PAGE = Path(__file__).parents[2] / "flower" / "docs" / "how_to" / "stages.md"
_ROW = re.compile(r"^\| [^|]+ \| `([^`]+)` \| [^|]+, ([\d.]+) % \|$", re.M)
ROWS = _ROW.findall(PAGE.read_text(encoding="utf-8"))


def test_the_table_has_five() -> None:
    assert len(ROWS) == 5


@pytest.mark.slow
@pytest.mark.parametrize(("line", "percent"), ROWS)
def test_a_row_is_what_the_shell_prints(line: str, percent: str) -> None:
    result = inside("predict", *shlex.split(line), "--json")
    assert result.exit_code == 0, result.stderr
    best = json.loads(result.stdout)["outcomes"][0]
    assert f"{100 * best['probability']:.1f}" == percent
