"""The tutorial shows what really happens, from the sentence to the model."""

import json
import re
import shlex
from pathlib import Path

import pytest

from tests.cli.shell import inside

pytestmark = pytest.mark.slow

HOUSE = Path(__file__).parents[2]
ALDEHYDE = "COc1cccc(C=O)c1"
PAGE = HOUSE / "flower" / "docs" / "tutorials" / "sentence_to_model.md"


@pytest.fixture
def blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """The page's blocks by kind; its two files lie in the folder that is worked in."""
    found: dict[str, list[str]] = {"yaml": [], "text": [], "bash": []}
    for kind, text in re.findall(r"```(\w+)\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S):
        found[kind].append(text)
    monkeypatch.chdir(tmp_path)
    Path("hass.yaml").write_text(found["yaml"][0], encoding="utf-8")
    Path("hass.smi").write_text(found["text"][0], encoding="utf-8")
    return found


def _run(line: str, *more: str) -> str:
    program, *arguments = shlex.split(line)
    assert program == "flower"
    result = inside(*arguments, *more)
    assert result.exit_code == 0, result.stderr
    return result.stdout


def _first(line: str) -> tuple[list[str], int]:
    """New molecules and number of steps of the outcome ranked first."""
    outcome = json.loads(_run(line, "--format", "json"))["outcomes"][0]
    return outcome["products"], len(outcome["steps"])


def test_an_electron_lost_is_told_with_its_bromine(blocks: dict[str, list[str]]) -> None:
    wrong = blocks["yaml"][0].replace("[C:4].[Br-:5]", "[C:4].[Br:5]")
    assert wrong != blocks["yaml"][0]
    Path("wrong.yaml").write_text(wrong, encoding="utf-8")
    result = inside("mechanisms", "wrong.yaml")
    assert result.exit_code == 2
    told = "The product side has 1 electron fewer than the reactant side, at atom 5 (Br)."
    assert told in " ".join(result.stderr.split())
    assert told in " ".join(PAGE.read_text(encoding="utf-8").split())


@pytest.mark.skipif(
    not (HOUSE / "models" / "flower-base" / "settings.json").is_file(),
    reason="models/flower-base is not in this copy",
)
def test_every_line_of_the_page_does_what_it_says(blocks: dict[str, list[str]]) -> None:
    before, check, expand, teach, after = blocks["bash"]
    assert ALDEHYDE not in _first(before)[0]
    assert "1 mechanisms, 1 examples, 0 counter-examples, 0 fail" in _run(check)
    assert "12 of 12 reactions (100.0%) expanded into 36 elementary steps" in _run(expand)
    assert "10 reactions (30 steps) learnt" in _run(teach)
    products, n_steps = _first(after)
    assert {ALDEHYDE, "CC(C)=N[O-]", "O=C([O-])O", "[Br-]"} == {*products}
    assert n_steps == 2
