"""The page on the architecture is true to the tree."""

import re
from pathlib import Path

HOUSE = Path(__file__).parents[2]
PAGE = HOUSE / "flower" / "docs" / "explanation" / "architecture.md"


def test_every_file_and_name_that_is_told_is_there() -> None:
    text = PAGE.read_text(encoding="utf-8")
    paths = set(re.findall(r"`((?:flower|cli|data|models)/[\w/.]*)`", text))
    assert len(paths) > 10
    assert [path for path in sorted(paths) if not (HOUSE / path).exists()] == []
    code = "".join(path.read_text(encoding="utf-8") for path in HOUSE.glob("flower/**/*.py"))
    names = {"Predictor", "SearchSettings", "State", "Candidate", "Prediction", "Flow"}
    assert [name for name in names if f"class {name}" not in code or name not in text] == []
