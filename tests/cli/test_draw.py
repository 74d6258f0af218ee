"""`flower draw`: pictures of steps, of files, and what bad input gets."""

import json
import re
from pathlib import Path

import pytest

import flower
from tests.cli.shell import inside
from tests.toy_model import AMIDE, ToyModel

STEP, END = "[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]", "[NH4+:1].[Cl-:2]>>[NH4+:1].[Cl-:2]"
BROKEN = "[NH3:1].[ClH:2]>>[NH4+:1].[ClH:2]"


@pytest.mark.parametrize(("name", "start"), [("a.svg", b"<svg"), ("a.PNG", b"\x89PNG")])
def test_one_step_is_one_picture(tmp_path: Path, name: str, start: bytes) -> None:
    result = inside("draw", STEP, "-o", tmp_path / name)
    assert (result.exit_code, result.stdout) == (0, "")
    assert (tmp_path / name).read_bytes().startswith(start)


def test_a_file_of_several_mechanisms_fills_a_folder(tmp_path: Path) -> None:
    steps = tmp_path / "steps.txt"
    steps.write_text(f"{STEP}|1\n{END}|1\n{BROKEN}|2\n{STEP}\n")
    result = inside("draw", steps, "-o", tmp_path / "out")
    assert result.exit_code == 0
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [
        "1-reaction-1.svg",
        "3-line-4.svg",
    ]
    assert "reaction 2: " in result.stderr
    assert "2 of 3 drawn" in result.stderr
    one = (tmp_path / "out" / "1-reaction-1.svg").read_text()
    assert one == flower.draw(STEP).svg  # the end has no arrow to draw


def test_a_prediction_is_drawn_from_its_json(tmp_path: Path) -> None:
    told = tmp_path / "told.json"
    told.write_text(json.dumps(flower.predict(AMIDE, model=ToyModel()).to_json_dict()))
    result = inside("draw", told, "--only", 1, "-o", tmp_path / "amide.svg", "--theme", "dark")
    assert result.exit_code == 0
    assert (tmp_path / "amide.svg").stat().st_size > 10_000


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((BROKEN,), "electron"),
        ((STEP, "--theme", "pink"), "pink"),
        ((STEP, "--spectators", "loud"), "loud"),
        ((STEP, "--as", "gif"), "gif"),
        ((STEP, "--width", 3), "width = 3"),
        ((STEP, "--scale", 0), "scale = 0"),
        ((STEP, "--only", 2), "holds 1 mechanisms"),
        (("nowhere.txt",), "There is no file"),
    ],
)
def test_bad_input_gets_a_sentence(
    tmp_path: Path, arguments: tuple[object, ...], sentence: str
) -> None:
    result = inside("draw", *arguments, "-o", tmp_path / "a.png")
    assert result.exit_code == 2
    assert re.search(sentence, result.stderr), result.stderr
    assert not (tmp_path / "a.png").exists()


def test_several_mechanisms_do_not_fit_one_picture(tmp_path: Path) -> None:
    steps = tmp_path / "steps.txt"
    steps.write_text(f"{STEP}\n{STEP}\n")
    result = inside("draw", steps, "-o", tmp_path / "a.svg")
    assert (result.exit_code, "name a folder" in result.stderr) == (2, True)


def test_a_file_of_which_nothing_can_be_drawn_is_bad_input(tmp_path: Path) -> None:
    steps = tmp_path / "steps.txt"
    steps.write_text(f"{BROKEN}\n")
    assert inside("draw", steps, "-o", tmp_path / "out").exit_code == 2
    steps.write_text("")
    assert "holds no step" in inside("draw", steps, "-o", tmp_path / "out").stderr
