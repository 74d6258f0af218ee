"""The examples of the pages on planners run as they stand, and print what is told."""

import re
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

import flower

HOW_TO = Path(flower.__file__).parent / "docs" / "how_to"
NEEDS = {
    "syntheseus": "syntheseus",
    "aizynthfinder": "aizynthfinder.aizynthfinder",
}


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # those of the planners
@pytest.mark.parametrize("page", NEEDS)
def test_the_example_runs_and_prints_what_is_told(page: str) -> None:
    pytest.importorskip(NEEDS[page], reason=f"{page} is not installed", exc_type=ImportError)
    text = (HOW_TO / f"{page}.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"^```python\n(.*?)^```", text, re.M | re.S)
    (told,) = re.findall(r"^```text\n(.*?)^```", text, re.M | re.S)
    printed = StringIO()
    with redirect_stdout(printed):
        exec(compile(code, f"{page}.md", "exec"), {"__name__": "__main__"})
    assert printed.getvalue() == told
