"""`flower step`: the ranked candidates for one elementary step."""

import json
from pathlib import Path

import pytest

from tests.cli.shell import inside, outside
from tests.tiny_model import write_tiny_model
from tests.toy_model import AMIDE, ToyModel

TEXT = """\
toy: one step; seed 0

   1  addition (94.7%): N5 attacks C2; C2=O3 pair moves to O3
      -> CC([O-])(Cl)[NH2+]Cc1ccccc1.CCN(CC)CC
   2  end (5.3%): nothing more happens

Percentages are the model's probabilities that the step comes next, not yields.
Atoms are numbered as in the input, from the left, hydrogens not counted.
"""


@pytest.mark.usefixtures("toy")
def test_the_candidates_are_told_in_words() -> None:
    result = inside("step", AMIDE)
    assert (result.exit_code, result.stdout, result.stderr) == (0, TEXT, "")


@pytest.mark.usefixtures("toy")
@pytest.mark.parametrize(("flask", "counted"), [("[2H]O", True), ("[H-].O", True), ("O", False)])
def test_hydrogens_that_are_numbered_are_told(flask: str, counted: bool) -> None:
    told = " ".join(inside("step", flask).stdout.split())
    assert ("But isotopes, hydride" in told) is counted


def test_the_options_reach_the_model(toy: ToyModel) -> None:
    inside("step", "O", "--top", 2, "--samples", 3, "--evaluations", 4, "--seed", 5)
    assert toy.loaded == [{"samples": 3, "evaluations": 4}]
    assert toy.calls == [{"top": 2, "seed": 5}]


@pytest.mark.usefixtures("toy")
def test_given_that_it_reacts_the_steps_share_the_probability_of_the_end() -> None:
    told = inside("step", AMIDE, "--reacts", "--top", 1).stdout
    assert "   1  addition (100.0%): N5 attacks C2" in told
    assert "nothing more happens" not in told
    inert = inside("step", "O", "--reacts")
    assert "\n\nThe model proposes no step that leads to molecules.\n\n" in inert.stdout
    assert (inert.exit_code, inert.stderr) == (0, "")


@pytest.mark.usefixtures("toy")
def test_heat_is_refused_of_a_model_that_has_not_learnt_it() -> None:
    told = inside("step", AMIDE, "--heat", "--light")
    assert (told.exit_code, told.stdout) == (2, "")
    assert "`toy` has not learnt what heat light does" in told.stderr


@pytest.mark.usefixtures("toy")
def test_json_has_the_steps_of_a_prediction() -> None:
    told = json.loads(inside("step", AMIDE, "--format", "json").stdout)
    assert list(told) == ["input", "status", "error", "candidates", "model", "seed"]
    first = told["candidates"][0]
    assert list(first) == ["rank", "probability", "smiles", "products", "step"]
    assert list(first["step"]) == [
        "reactants", "products", "mapped", "probability", "arrows", "description", "kind",
    ]  # fmt: skip


@pytest.mark.usefixtures("toy")
def test_of_a_file_each_line_gets_its_most_probable_step() -> None:
    rows = inside("step", "-", stdin=f"{AMIDE}\nC(\n").stdout.splitlines()
    told = [row.split("\t") for row in rows]
    assert told[0][3:] == [
        "probability", "products", "smiles", "kind", "description", "note", "error",
    ]  # fmt: skip
    assert told[1][:4] == ["1", AMIDE, "ok", "0.9474"]
    assert told[1][6:8] == ["addition", "N5 attacks C2; C2=O3 pair moves to O3"]
    assert told[2][:4] == ["2", "C(", "error", ""]


@pytest.mark.slow
def test_a_model_folder_answers_for_real(tmp_path: Path) -> None:
    model = write_tiny_model(tmp_path / "tiny", head="endpoint")
    good = outside("step", "CC=O.N", "--model", model, "--evaluations", 2)
    assert good.returncode == 0, good.stderr
    assert good.stdout.startswith("tiny: one step; 1 sample a step, 2 evaluations each, seed 0\n")
    bad = outside("step", "CC(=O", "--model", model)
    assert (bad.returncode, bad.stdout) == (2, "")
    assert bad.stderr.startswith("Error: `CC(=O` has 1 `(`")
