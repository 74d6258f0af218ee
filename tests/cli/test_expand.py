"""`flower expand` and `flower mechanisms`: what is printed, and the exit codes."""

import json
from pathlib import Path

import pytest

from flower.jobs.checkpointed import CheckpointedFiles
from flower.mechanisms import checking, library
from tests.cli.shell import inside


@pytest.mark.slow
def test_the_summary_names_the_mechanisms(tmp_path: Path) -> None:
    source, output = tmp_path / "a.smi", tmp_path / "steps.txt"
    source.write_text("CC(=O)Cl.CN.CCN(CC)CC>>CNC(C)=O\nC.O>>CO\n")
    told = inside("expand", source, "--output", output, "--workers", 1)
    assert told.exit_code == 0, told.stderr
    assert told.stdout.startswith("1 of 2 reactions (50.0%) expanded into 4 elementary steps in ")
    assert "       1  acid chloride and amine" in told.stdout
    assert "steps.txt.unexpanded.csv says why 1 were not expanded" in told.stdout
    again = inside("expand", source, "--output", output, "--workers", 1, "--json")
    assert json.loads(again.stdout)["expanded"] == 1


@pytest.mark.slow
def test_going_on_is_told_on_stderr(tmp_path: Path) -> None:
    source, output = tmp_path / "a.smi", tmp_path / "steps.txt"
    source.write_text("C.O>>CO\n" * 20)
    # What a kill leaves: the files under the names they grow by, and their checkpoint.
    about = {"verb": "expand", "column": "reaction", "ways": 8, "mechanism": []}
    paths = [output, output.with_name("steps.txt.unexpanded.csv")]
    with CheckpointedFiles(paths, about) as files:
        files.add(["1 C.O>>CO"], ["", "line,reason,reaction\n1,none,C.O>>CO\n"], {"lines": 1})
    told = inside("expand", source, "--output", output, "--workers", 1)
    assert "Going on after 1 of 20; --restart begins anew.\n" in told.stderr
    assert told.stdout.startswith("0 of 20 reactions")
    assert len(paths[1].read_text().splitlines()) == 21


def test_one_reaction_is_told_or_drawn(tmp_path: Path) -> None:
    told = inside("expand", "CC(C)=O.C[Mg]Br > HCl >> CC(C)(C)O", "--ways", 1)
    assert told.exit_code == 0, told.stderr
    assert told.stdout.startswith("Grignard reagent and an aldehyde or ketone\nneeds: dry\n   1  ")
    assert "      -> CC(C)(C)O.[Cl-].[Mg+][Br]\n   4  nothing more happens\n" in told.stdout
    added = inside("expand", "O=C(O)c1ccccc1.NC>>O=C(NC)c1ccccc1", "--ways", 1)
    assert "\nput in: CC(C)N=C=NC(C)C\n" in added.stdout
    (way,) = json.loads(inside("expand", "CCBr.[OH-]>>CCO", "--ways", 1, "--json").stdout)
    assert way["mechanisms"] == ["hydrolysis of an alkyl halide by hydroxide"]
    picture = tmp_path / "way.svg"
    assert inside("expand", "CCBr.[OH-]>>CCO", "-o", picture).exit_code == 0
    assert picture.read_text().startswith("<svg")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["none.smi", "--output", "steps.txt"], "none.smi"),
        (["none.smi"], "`none.smi` is neither a reaction"),
        (["pyproject.toml"], "name it by --output"),
        (["CCO>>CCBr"], "No written mechanism leads"),
        (["CCO>>"], "is no reaction"),
        (["CCBr.[OH-]>>CCO", "-o", "x.csv"], "end it in .svg, .png or .pdf"),
    ],
)
def test_bad_input_is_one_sentence(
    arguments: list[str],
    sentence: str,
    pytestconfig: pytest.Config,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(pytestconfig.rootpath)
    told = inside("expand", *arguments)
    assert (told.exit_code, told.stdout) == (2, "")
    assert sentence in " ".join(told.stderr.split())


@pytest.mark.slow
def test_the_library_is_listed_and_a_file_of_ones_own_is_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = library()[::150]  # all are run by tests/mechanisms/test_library.py
    monkeypatch.setattr(checking, "library", lambda: some)
    listed = inside("mechanisms")
    assert listed.exit_code == 0, listed.stderr
    assert f"{len(some)} mechanisms, " in listed.stdout
    assert [one.name for one in some if f"  {one.name}: " not in listed.stdout] == []
    mine = tmp_path / "mine.yaml"
    mine.write_text("- name: x\n  class: y\n")
    told = inside("mechanisms", mine)
    assert told.exit_code == 2
    assert "mine.yaml`, line 1: `x` has no steps; write a list under `steps`." in told.stderr


def test_one_mechanism_is_shown_step_by_step_and_drawn(tmp_path: Path) -> None:
    picture = tmp_path / "amide.svg"
    told = inside("mechanisms", "acid chloride and amine", "-o", picture)
    assert told.exit_code == 0, told.stderr
    assert "the halide leaves: " in told.stdout
    assert picture.read_text().startswith("<svg")


def test_a_name_that_no_mechanism_has_is_told_with_names_like_it() -> None:
    told = inside("mechanisms", "acid chloride and amin")
    assert (told.exit_code, told.stdout) == (2, "")
    assert "`acid chloride and amine`" in told.stderr


def test_a_counter_example_that_applies_is_told_with_its_line(tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(
        """- name: amine and acid chloride
  class: acylation
  description: Addition, then loss of chloride.
  reference: a textbook, ch. 10
  needs: ["C(=O)Cl"]
  steps:
    - step: addition
      smarts: "[C:1](=[O:2])[Cl:3].[N;X3;!H0:4]>>[C:1]([O-:2])([Cl:3])[N+:4]"
      arrows: "4 -> 4-1, 1=2 -> 2"
    - step: chloride leaves
      smarts: "[C:1]([O-:2])[Cl:3]>>[C:1]=[O:2].[Cl-:3]"
      arrows: "2 -> 2=1, 1-3 -> 3"
  examples:
    - "CC(=O)Cl.CN>>CNC(C)=O"
  counter_examples:
    - "CC(=O)Cl.NC(C)=O"
"""
    )
    told = inside("mechanisms", mine)
    assert told.exit_code == 2
    assert "mine.yaml`, line 16: the counter-example `CC(=O)Cl.NC(C)=O`" in told.stderr
