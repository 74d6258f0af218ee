"""The file of `scripted`, written once for each test."""

from pathlib import Path

import pytest

from tests.evaluation.scripted import write_rows


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write_rows(tmp_path / "steps.csv")
