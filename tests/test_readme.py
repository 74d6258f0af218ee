"""README.md and the docs show what really happens."""

from pathlib import Path

import pytest

from tests.outputs import HOUSE, PAGES, README, with_outputs

MODEL = HOUSE / "models" / "flower-base" / "settings.json"
FIRST = 'predict "CC(=O)Cl.NCc1ccccc1.CCN(CC)CC"'


@pytest.mark.skipif(not MODEL.is_file(), reason="models/flower-base is not in this copy")
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_shows_what_is_printed(path: Path) -> None:
    page = path.read_text(encoding="utf-8")
    assert with_outputs(page) == page


def test_the_readme_shows_its_first_line_with_what_it_prints() -> None:
    page = README.read_text(encoding="utf-8")
    assert f"```text\n$ flower {FIRST} --top 1\n" in page
    assert f"flower {FIRST}\n```" in page


def test_the_line_for_windows_is_that_for_posix() -> None:
    page = README.read_text(encoding="utf-8")
    (posix,) = (line for line in page.splitlines() if line.endswith(FIRST) and "bin/" in line)
    windows = posix.replace(" && ", "; ").replace("python3 ", "py ").replace("/bin/", "\\Scripts\\")
    assert f"```powershell\n{windows}\n```" in page
