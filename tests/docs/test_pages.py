"""Every line of shell that a page shows as `bash` is run, and every public name is documented."""

import re
import shlex
from pathlib import Path

import pytest

import flower
from tests.cli.shell import inside

pytestmark = pytest.mark.slow

HOUSE = Path(__file__).parents[2]
DOCS = HOUSE / "flower" / "docs"
BLOCK = re.compile(r"^```bash\n(.*?)^```", re.M | re.S)
ROOMS = ("flower", "data", "models")
OWN_TEST = {DOCS / "tutorials" / "sentence_to_model.md"}
PAGES = [
    page
    for page in (HOUSE / "README.md", *sorted(DOCS.rglob("*.md")))
    if BLOCK.search(page.read_text(encoding="utf-8")) and page not in OWN_TEST
]


def run(line: str) -> None:
    """Run `flower ...`, or `echo TEXT > FILE`, as a shell does."""
    program, *arguments = shlex.split(line, comments=True)
    if program == "echo":
        text, how, name = arguments
        with Path(name).open({">": "w", ">>": "a"}[how], encoding="utf-8") as file:
            file.write(f"{text}\n")
        return
    assert program == "flower"
    result = inside(*arguments)
    assert result.exit_code == 0, f"{line}\n{result.stderr}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_line_of_a_page_runs(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for block in BLOCK.findall(page.read_text(encoding="utf-8")):
        for line in block.splitlines():
            if line.strip():
                run(line)


def test_every_public_name_is_in_the_reference() -> None:
    page = (DOCS / "reference" / "python.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^::: flower\.(\w+)$", page, re.M))
    assert told == set(flower.__all__) - {"__version__"}


def test_every_test_and_command_that_a_page_names_is_there() -> None:
    pages = [
        HOUSE / "README.md",
        *(page for room in ROOMS for page in (HOUSE / room).rglob("*.md")),
    ]
    missing = []
    for page in pages:
        text = page.read_text(encoding="utf-8")
        modules = re.findall(r"(?:python -m|`)\s?(tests(?:\.\w+)+)", text)
        named = {module.replace(".", "/") for module in modules}
        named |= {path.removesuffix(".py") for path in re.findall(r"\btests/[\w/]+\.py\b", text)}
        for path in sorted(named):
            if not ((HOUSE / f"{path}.py").is_file() or (HOUSE / path).is_dir()):
                missing.append(f"{page.relative_to(HOUSE)}: {path}")
    assert missing == []
