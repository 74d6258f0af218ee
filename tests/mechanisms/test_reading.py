"""Mechanisms in YAML: what is wrong is told with its line, and nothing in a file can harm."""

from pathlib import Path

import pytest
import yaml

from flower.errors import InputError
from flower.mechanisms import located_yaml, read_file, read_mechanism_templates, scale

GOOD = """\
- name: proton to amine
  class: acids and bases
  description: Hydrogen chloride protonates an amine.
  reference: Clayden, ch. 8
  steps:
    - step: proton transfer
      smarts: "[N;X3:1].[Cl:2][H:3]>>[N+:1][H:3].[Cl-:2]"
      arrows: "1 -> 1-3, 2-3 -> 2"
  examples: ["CN.Cl>>C[NH3+]"]
"""


def _refusal(text: str) -> str:
    with pytest.raises(InputError) as refused:
        read_mechanism_templates(text, "my.yaml", scale())
    return str(refused.value)


def test_a_mechanism_is_read() -> None:
    (one,) = read_mechanism_templates(GOOD, "my.yaml", scale())
    assert (one.name, len(one.routes), len(one.routes[0])) == ("proton to amine", 1, 1)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("name: proton to amine", "nome: x", "`nome` is not known there"),
        ("  class: acids and bases\n", "", "`class` is missing"),
        ('[Cl-:2]"', '[Cl:2]"', "line 6: step 1 of `proton to amine`: "),
        ('[Cl-:2]"', '[Cl:2]"', "1 electron fewer"),
        ("[N;X3:1]", "[N;X3:1", "line 6: step 1 of `proton to amine`: `"),
        (
            "  examples:",
            "    - step: x\n      proton: 9 -> base\n  examples:",
            "line 9: step 2 of `proton to amine`: No step before has found atom 9",
        ),
        ("steps:", "steps: &a", ""),
    ],
)
def test_what_is_wrong_is_told(old: str, new: str, told: str) -> None:
    assert old in GOOD
    if new == "steps: &a":
        assert "alias" in _refusal(GOOD.replace(old, new) + "- *a\n")
    else:
        assert told in _refusal(GOOD.replace(old, new))


def test_two_of_one_name_are_refused() -> None:
    assert "two mechanisms named `proton to amine`" in _refusal(GOOD + GOOD)


@pytest.mark.parametrize(
    "bomb",
    [
        "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]",
        "[" * 5000,
        "!!python/object/apply:os.system ['true']",
        "- " * 3000 + "x",
        "a: 1\na: 2",
        "a: 1\n---\nb: 2",
        'a: "\\U00110000"',
        "",
        "\x00",
        "x" * 2_000_001,
    ],
)
@pytest.mark.parametrize("loader", ["CSafeLoader", "SafeLoader"])
def test_a_bomb_is_refused(bomb: str, loader: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if not hasattr(yaml, loader):
        pytest.skip("PyYAML is without libyaml here")
    monkeypatch.setattr(located_yaml, "_LOADER", getattr(yaml, loader))
    assert "my.yaml" in _refusal(bomb)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.yaml"):
        read_file(tmp_path / "none.yaml", scale())
