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


@pytest.mark.parametrize(
    ("name", "start"), [("a.svg", b"<svg"), ("a.PNG", b"\x89PNG"), ("a.pdf", b"%PDF-1.4")]
)
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


def told(folder: Path, flask: str = AMIDE) -> tuple[Path, flower.Prediction]:
    found = flower.predict(flask, model=ToyModel(), top=3)
    path = folder / "told.json"
    path.write_text(json.dumps(found.to_json_dict()))
    return path, found


@pytest.mark.slow
def test_of_a_prediction_the_first_outcome_is_drawn(tmp_path: Path) -> None:
    path, found = told(tmp_path)
    result = inside("draw", path, "-o", tmp_path / "first.svg")
    assert (result.exit_code, "outcome 1, --only draws another" in result.stderr) == (0, True)
    steps = [step.mapped for step in found.outcomes[0].steps]
    assert (tmp_path / "first.svg").read_text() == flower.draw(steps).svg


def test_only_names_the_outcome_by_its_rank(tmp_path: Path) -> None:
    path, found = told(tmp_path)
    changed = json.loads(path.read_text())
    changed["outcomes"][0]["steps"] = []  # as where it is that nothing happens
    path.write_text(json.dumps(changed))
    second = next(one for one in found.outcomes[1:] if one.steps)
    picture = tmp_path / "second.svg"
    assert inside("draw", path, "--only", second.rank, "-o", picture).exit_code == 0
    steps = [step.mapped for step in second.steps]
    assert picture.read_text() == flower.draw(steps[0] if len(steps) == 1 else steps).svg
    refused = inside("draw", path, "--only", 1, "-o", picture)
    assert (refused.exit_code, "outcomes with steps" in refused.stderr) == (2, True)


def test_a_prediction_in_which_nothing_happens_is_no_picture(tmp_path: Path) -> None:
    path, _ = told(tmp_path, "O")
    result = inside("draw", path, "-o", tmp_path / "a.svg")
    assert (result.exit_code, "nothing happens" in result.stderr) == (2, True)


@pytest.mark.parametrize("name", ["x.jpg", "x.json", "x.rxn", "x.html", "x.csv", "x.svg.gz"])
def test_a_name_of_no_picture_is_refused_and_no_folder(tmp_path: Path, name: str) -> None:
    result = inside("draw", STEP, "-o", tmp_path / name)
    assert (result.exit_code, "end it in .svg, .png or .pdf" in result.stderr) == (2, True)
    assert list(tmp_path.iterdir()) == []


def test_a_slash_names_a_folder_whatever_its_ending(tmp_path: Path) -> None:
    assert inside("draw", STEP, "-o", f"{tmp_path}/x.d/", "--as", "pdf").exit_code == 0
    (one,) = (tmp_path / "x.d").iterdir()
    assert one.read_bytes().startswith(b"%PDF")


def test_what_is_read_is_not_drawn_over(tmp_path: Path) -> None:
    steps, link = tmp_path / "steps.txt", tmp_path / "link.svg"
    steps.write_text(STEP)
    link.symlink_to(steps)
    result = inside("draw", steps, "-o", link)
    assert (result.exit_code, steps.read_text()) == (2, STEP)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((BROKEN,), "electron"),
        ((STEP, "--theme", "pink"), "pink"),
        ((STEP, "--spectators", "loud"), "loud"),
        ((STEP, "--as", "gif"), "gif"),
        ((STEP, "--width", 3), "width = 3"),
        ((STEP, "--scale", 0), "scale = 0"),
        ((STEP, "--only", 2), "holds 1 mechanism;"),
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
