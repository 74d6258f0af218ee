"""`flower predict --then`: stages told, written, drawn and refused."""

import json
from pathlib import Path

import pytest

from tests.cli.shell import inside
from tests.toy_model import AMIDE, ToyModel


@pytest.mark.usefixtures("toy")
def test_stages_are_told_one_after_the_other() -> None:
    result = inside(
        "predict", "CC(=O)Cl.NCc1ccccc1", "--with", "TEA", "--then", "water", "--top", 1
    )
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert "TEA was read as `CCN(CC)CC`. water was read as `O`." in lines
    first, second = (k for k, line in enumerate(lines) if line.startswith("  Stage "))
    assert lines[first].startswith("  Stage 1: with TEA  ")
    assert lines[second].startswith("  Stage 2: water  ")
    assert lines[second + 1] == "      nothing happens"
    assert [line[:5] for line in lines[first:second] if line[3:4].isdigit()] == [
        "   1 ", "   2 ", "   3 ",
    ]  # fmt: skip


@pytest.mark.usefixtures("toy")
def test_a_solvent_is_put_into_the_flask() -> None:
    told = json.loads(inside("predict", "CCO", "--solvent", "DCM", "--json").stdout)
    assert told["input"] == "CCO with DCM"
    assert told["outcomes"][0]["smiles"] == "CCO.ClCCl"


@pytest.mark.usefixtures("toy")
@pytest.mark.parametrize("verb", ["predict", "impurities"])
def test_all_solvents_are_put_into_the_flask(verb: str) -> None:
    result = inside(verb, AMIDE, "--solvent", "DCM", "--solvent", "DMF", "--json")
    assert json.loads(result.stdout)["input"] == f"{AMIDE} with DCM, DMF"


@pytest.mark.usefixtures("toy")
@pytest.mark.parametrize(
    "asked",
    [["predict", "N.Cl", "--report", "{}/a.html"], ["score", "N.Cl>>[NH4+].[Cl-]"]],
    ids=lambda asked: asked[0],
)
def test_energies_are_of_one_solvent(asked: list[str], tmp_path: Path) -> None:
    filled = [one.format(tmp_path) for one in asked]
    result = inside(*filled, "--energies", "--solvent", "THF", "--solvent", "DMF")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--solvent is given 2 times, and energies are computed in one" in result.stderr


@pytest.mark.usefixtures("toy")
def test_lines_of_a_file_have_stages_of_their_own_and_those_of_all(tmp_path: Path) -> None:
    lines = [f"{AMIDE} then O", f"{AMIDE} then OO amide", "O then water", "N withanolide then some"]
    (tmp_path / "flasks.smi").write_text("\n".join(lines) + "\n")
    result = inside("predict", tmp_path / "flasks.smi", "--then", "CO", "--json")
    told = [json.loads(line) for line in result.stdout.splitlines()]
    assert [len(one.get("stages", ())) for one in told] == [3, 0, 3, 2]
    assert "has `amide` behind a space" in told[1]["error"]
    assert told[3]["input"] == "N then CO"
    assert "line 2" in result.stderr


@pytest.mark.slow
@pytest.mark.usefixtures("toy")
def test_the_json_of_stages_is_drawn_and_scored(tmp_path: Path) -> None:
    out, picture = tmp_path / "out.json", tmp_path / "all.svg"
    then = "CC(=O)Cl.NC.NC"
    assert inside("predict", AMIDE, "--then", then, "--json", "-o", out).exit_code == 0
    drawn = inside("draw", out, "-o", picture)
    assert drawn.exit_code == 0, drawn.stderr
    assert "Mechanism in 2 stages" in picture.read_text()
    assert inside("score", out).exit_code == 0


@pytest.mark.slow
@pytest.mark.usefixtures("toy")
def test_a_report_shows_the_stages_and_no_network(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    result = inside("predict", AMIDE, "--then", "O", "--report", page)
    assert result.exit_code == 0, result.stderr
    text = page.read_text(encoding="utf-8")
    assert "<h3>Stage 2: O</h3>" in text
    assert 'id="network"' not in text
    result = inside("predict", AMIDE, "--then", "O", "--network", tmp_path / "net.json")
    assert (result.exit_code, "--network is of one flask" in result.stderr) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["CCO", "--with", "NaBH"], "the nearest are NaBH4, NaH and NaOH"),
        (["CCO", "--then", "HCl without THF"], "Stage 2 takes `C1CCOC1` away, which no flask"),
        (["CCO.TEA"], "write `CCO.CCN(CC)CC`, or `CCO with TEA`"),
        (["CCO > HCl"], "for stages write `CCO then HCl`"),
        (["CC(C)=O.CN > Cl > O"], "write `CC(C)=O.CN then Cl then O`, and a reaction without room"),
        (["CC=O > NaBH4 > HCl"], "for stages `CC=O then NaBH4 then HCl`"),
        (["CCO", "--then", ""], "then holds an empty text"),
    ],
)
@pytest.mark.usefixtures("toy")
def test_what_cannot_be_done_is_one_sentence(arguments: list[str], sentence: str) -> None:
    result = inside("predict", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert sentence in " ".join(result.stderr.split())
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("stages", [["--then", "HCl"], ["CCO then HCl"], ["CCO heat"]])
def test_a_network_of_stages_is_refused_before_any_work(
    stages: list[str], tmp_path: Path, toy: ToyModel
) -> None:
    flask = ["CCO"] if len(stages) == 2 else []
    result = inside("predict", *flask, *stages, "--network", tmp_path / "n.json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--network is of one flask, and stages are given; leave them out" in result.stderr
    assert (toy.calls, list(tmp_path.iterdir())) == ([], [])
