"""README.md shows what really happens."""

import pytest

from tests.outputs import README, with_outputs

MODEL = README.parent / "models" / "flower-base" / "settings.json"
SHOWN = ('predict "CC(=O)Cl.NCc1ccccc1.CCN(CC)CC"', 'score "CCBr.[OH-]>>C=C.O.[Br-]"')


@pytest.mark.skipif(not MODEL.is_file(), reason="models/flower-base is not in this copy")
def test_the_readme_shows_what_is_printed() -> None:
    page = README.read_text(encoding="utf-8")
    assert all(f"```text\n$ flower {line}\n" in page for line in SHOWN)
    assert f"flower {SHOWN[0]}\n```" in page  # the line of the first lines
    assert with_outputs(page) == page
