"""`flower score`: what is printed of a step, a mechanism, a file."""

import json
from pathlib import Path

import pytest

import flower
from tests.cli.shell import inside
from tests.toy_model import AMIDE, ToyModel

TRANSFER = "[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]"


@pytest.fixture
def prediction(tmp_path: Path) -> Path:
    path = tmp_path / "told.json"
    found = flower.predict(AMIDE, model=ToyModel(), top=1)
    path.write_text(json.dumps(found.to_json_dict()))
    return path


@pytest.mark.usefixtures("toy")
def test_a_step_is_told_in_words() -> None:
    told = inside("score", TRANSFER)
    assert told.exit_code == 0
    lines = told.stdout.splitlines()
    assert lines[0] == "toy: 1 step"
    assert lines[2].startswith("   1  proton transfer: N1 takes a proton from Cl2")
    assert "not among its first 20," in told.stdout
    assert "it would rather go to Cl.N" in told.stdout
    assert max(map(len, lines)) <= 80


@pytest.mark.usefixtures("toy")
def test_a_step_as_json_is_one_object() -> None:
    told = json.loads(inside("score", TRANSFER, "--format", "json").stdout)
    assert (told["input"], told["weakest_step"]) == (TRANSFER, 1)
    assert told["steps"][0]["mapped"].startswith("[Cl:2][H:6].[N:1]")


@pytest.mark.usefixtures("toy")
def test_a_prediction_is_scored_outcome_by_outcome(prediction: Path) -> None:
    rows = [line.split("\t") for line in inside("score", prediction).stdout.splitlines()]
    assert rows[0][:4] == ["name", "status", "steps", "probability"]
    ((name, status, steps, probability, *_),) = rows[1:]
    assert (name, status, steps) == (f"{AMIDE}, outcome 1", "ok", "3")
    assert float(probability) == pytest.approx(0.947 * 0.971 * 0.833, rel=1e-2)


@pytest.mark.usefixtures("toy")
def test_a_file_has_one_object_a_line_and_names_what_cannot_be_used(tmp_path: Path) -> None:
    steps = tmp_path / "steps.txt"
    steps.write_text(f"{TRANSFER}|1\n[NH3:1]>>[NH4+:1]|2\n")
    result = inside("score", steps, "--format", "json", "-o", tmp_path / "out.jsonl")
    told = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [one["status"] for one in told] == ["ok", "error"]
    assert "1 done, 1 could not be used (reaction 2)." in result.stderr
    assert result.exit_code == 0


@pytest.mark.usefixtures("toy")
@pytest.mark.parametrize(
    "given", ["[NH3:1]>>[NH4+:1]", "nowhere.txt", "[NH3:1].[Pd:2]>>[NH3:1].[Pd:2]"]
)
def test_bad_input_gets_a_sentence(given: str) -> None:
    result = inside("score", given)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Error: ")
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.usefixtures("toy")
def test_a_file_of_which_nothing_can_be_scored_is_bad_input(tmp_path: Path) -> None:
    steps = tmp_path / "steps.txt"
    steps.write_text("[NH3:1]>>[NH4+:1]\n")
    assert inside("score", steps).exit_code == 2
    steps.write_text("\n")
    assert "holds no step" in inside("score", steps).stderr


def test_energies_are_told_and_drawn(tiny: Path, tmp_path: Path) -> None:
    pytest.importorskip("tblite")
    pytest.importorskip("ase")
    profile = tmp_path / "profile.svg"
    result = inside(
        "score", "N.Cl>>[NH4+].[Cl-]", "--model", tiny, "--energies", "--solvent", "water",
        "--cache", tmp_path / "cache", "--profile", profile,
    )  # fmt: skip
    assert result.exit_code == 0, result.stderr
    assert "reaction energy -" in result.stdout
    assert "GFN2-xTB, ALPB water, 5 conformers, seed 0" in result.stdout
    assert profile.read_text().startswith("<svg")
    assert len(list((tmp_path / "cache").iterdir())) == 4


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--solvent", "water"], "--solvent is of energies alone"),
        (["--energies", "--solvent", "beer"], "no ALPB parameters for the solvent `beer`"),
        (["--energies", "--conformers", "0"], "`conformers` is 0"),
        (["--energies", "--time-limit-s", "0"], "give seconds above 0"),
    ],
)
def test_energies_that_cannot_be_had_are_refused(
    arguments: list[str], sentence: str, tiny: Path
) -> None:
    result = inside("score", "N.Cl>>[NH4+].[Cl-]", "--model", tiny, *arguments)
    assert result.exit_code == 2
    assert sentence in " ".join(result.stderr.split())


def test_a_profile_is_of_one_mechanism(toy: ToyModel, tmp_path: Path) -> None:
    steps = tmp_path / "steps.txt"
    steps.write_text(f"{TRANSFER}|1\n{TRANSFER}|2\n")
    result = inside("score", steps, "--profile", tmp_path / "a.svg")
    assert (result.exit_code, "holds 2 mechanisms" in result.stderr) == (2, True)
