"""The fifty textbook steps as compact arrays."""

from pathlib import Path

import pytest

from tests.training.textbook import STEPS


@pytest.fixture(scope="session")
def steps_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `flower preprocess` makes of the reference's text format."""
    import flower

    folder = tmp_path_factory.mktemp("textbook")
    text = "".join(f"{step.mapped}|{number}\n" for number, step in enumerate(STEPS))
    (folder / "steps.txt").write_text(text, encoding="utf-8")
    assert flower.preprocess(folder / "steps.txt", folder / "arrays", workers=1).skipped == 0
    return folder / "arrays"
