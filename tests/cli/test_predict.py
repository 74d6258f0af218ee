"""`flower predict`: what is printed, for one flask and for files, and what bad input gets."""

import json
import re
from pathlib import Path

import pytest

from tests.cli.shell import inside
from tests.prediction.test_predictor import trusted
from tests.tiny_model import write_tiny_model
from tests.toy_model import AMIDE, CalmModel, ToyModel

BIG = "C" * 2000
TEXT = """\
toy: at most 20 steps, beam 8; seed 0

Outcome 1  92.9%  CC(=O)NCc1ccccc1 + CC[NH+](CC)CC + [Cl-]
   1  addition (94.7%): N5 attacks C2; C2=O3 pair moves to O3
      -> CC([O-])(Cl)[NH2+]Cc1ccccc1.CCN(CC)CC
   2  elimination (97.1%): lone pair of O3 forms C2=O3; C2-Cl4 breaks, Cl4 takes
      the pair
      -> CC(=O)[NH2+]Cc1ccccc1.[Cl-].CCN(CC)CC
   3  proton transfer (83.3%): N15 takes a proton from N5; N5-H pair stays on N5
      -> CC(=O)NCc1ccccc1.CC[NH+](CC)CC.[Cl-]

Other outcomes, not shown or not followed: 7.1%

Percentages are the model's probabilities, not yields: of an outcome, that the
flask ends there, by any of the ways found; of a step, that it comes next. Atoms
are numbered as in the input, from the left, hydrogens not counted.
"""


# --- one flask


@pytest.mark.usefixtures("toy")
def test_the_amide_is_told_step_by_step() -> None:
    result = inside("predict", AMIDE, "--top", 1)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == TEXT


@pytest.mark.usefixtures("toy")
def test_nothing_but_smiles_passes_the_width_of_a_terminal() -> None:
    words = [line for line in inside("predict", AMIDE).stdout.splitlines() if "->" not in line]
    assert max(map(len, words)) <= 80


@pytest.mark.usefixtures("toy")
def test_json_is_one_object_of_the_published_schema() -> None:
    result = inside("predict", AMIDE, "--format", "json", "--seed", 3)
    told = json.loads(result.stdout)
    assert list(told) == ["input", "status", "error", "outcomes", "model", "seed"]
    assert (told["input"], told["status"], told["error"]) == (AMIDE, "ok", None)
    assert (told["model"], told["seed"]) == ("toy", 3)
    assert [outcome["rank"] for outcome in told["outcomes"]] == [1, 2, 3]
    for outcome in told["outcomes"]:
        assert list(outcome) == [
            "rank", "probability", "smiles", "products", "finished", "steps", "molecules",
        ]  # fmt: skip
        assert {molecule["role"] for molecule in outcome["molecules"]} <= {
            "product", "by-product", "leaving group", "unchanged",
        }  # fmt: skip
        assert 0.001 <= outcome["probability"] <= 1
        for step in outcome["steps"]:
            assert list(step) == [
                "reactants", "products", "mapped", "probability", "arrows", "description", "kind",
            ]  # fmt: skip
            assert all(list(arrow) == ["source", "sink"] for arrow in step["arrows"])


def test_the_options_reach_the_model(toy: ToyModel) -> None:
    drawing = {"samples": 2, "evaluations": 3}
    options = {**drawing, "seed": 4}
    arguments = [text for name, value in options.items() for text in (f"--{name}", value)]
    result = inside("predict", "O", *arguments, "--max-steps", 1, "--beam", 1)
    assert toy.loaded == [drawing]
    assert toy.calls == [{"top": 8, "seed": 4}]
    first = "toy: at most 1 step, beam 1; 2 samples a step, 3 evaluations each, seed 4"
    assert result.stdout.splitlines()[0] == first


@pytest.mark.usefixtures("toy")
def test_an_inert_flask_and_an_unfinished_one_say_so() -> None:
    assert "no new molecule\n  nothing happens\n" in inside("predict", "O").stdout
    assert "unfinished: more would happen" in inside("predict", AMIDE, "--max-steps", 1).stdout


@pytest.mark.usefixtures("toy")
def test_the_result_can_be_written_to_a_file(tmp_path: Path) -> None:
    output = tmp_path / "result.txt"
    result = inside("predict", AMIDE, "--top", 1, "-o", output)
    assert (result.exit_code, result.stdout, output.read_text()) == (0, "", TEXT)
    assert list(tmp_path.iterdir()) == [output]


@pytest.mark.usefixtures("toy")
def test_bad_input_leaves_an_earlier_result_alone(tmp_path: Path) -> None:
    output = tmp_path / "result.txt"
    output.write_text("precious")
    assert inside("predict", "C(", "-o", output).exit_code == 2
    assert (output.read_text(), list(tmp_path.iterdir())) == ("precious", [output])


@pytest.mark.usefixtures("toy")
def test_a_way_to_a_target_is_told() -> None:
    told = inside("predict", AMIDE, "--target", "CC(=O)NCc1ccccc1").stdout
    assert "Way 1 to CC(=O)NCc1ccccc1  77." in told
    assert "unfinished" not in told


@pytest.mark.usefixtures("toy")
def test_a_target_that_is_not_found_is_told_plainly() -> None:
    result = inside("predict", AMIDE, "--target", "CCCC")
    assert result.exit_code == 0
    assert "No way to CCCC was found.\nThat proves nothing: a larger --beam" in result.stdout


@pytest.mark.usefixtures("toy")
@pytest.mark.parametrize(("option", "value"), [("--max-states", 1), ("--time-limit-s", 1e-9)])
def test_a_search_ended_by_a_budget_says_so(option: str, value: float) -> None:
    told = inside("predict", AMIDE, option, value).stdout
    assert f"ended with {option} used up" in told
    assert "unfinished" in told


@pytest.mark.usefixtures("toy")
def test_the_network_is_written_for_one_flask(tmp_path: Path, flasks: Path) -> None:
    path = tmp_path / "network.json"
    assert inside("predict", AMIDE, "--network", path).exit_code == 0
    assert json.loads(path.read_text())["schema"] == "flower-network"
    result = inside("predict", flasks, "--network", path)
    assert (result.exit_code, "one flask at a time" in result.stderr) == (2, True)


@pytest.mark.slow
@pytest.mark.usefixtures("toy")
def test_of_a_file_a_report_is_one_page(tmp_path: Path, flasks: Path) -> None:
    page, table = tmp_path / "all.html", tmp_path / "told.tsv"
    assert inside("predict", flasks, "--report", page).exit_code == 0
    told = page.read_text(encoding="utf-8")
    assert '<section id="index">' in told
    assert inside("predict", flasks, "-o", table, "--report", page).exit_code == 0
    assert page.read_text(encoding="utf-8") == told
    assert table.read_text(encoding="utf-8").startswith("line\t")
    result = inside("predict", flasks, "--report", page, "--energies")
    assert (result.exit_code, "--energies is of one flask" in result.stderr) == (2, True)
    result = inside("predict", flasks, "--report", page, "--json")
    assert (result.exit_code, "give --output for the JSON" in result.stderr) == (2, True)


@pytest.fixture
def calm(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model that takes the amide's flask for nearly inert."""
    monkeypatch.setattr("flower.proposals.load_model", lambda *_, **__: CalmModel())


@pytest.mark.usefixtures("calm")
def test_where_nothing_happens_a_second_headline_tells_what_would() -> None:
    told = inside("predict", AMIDE).stdout
    first, _, second = told.partition("\nIf it reacts at all\n")
    assert "Outcome 1  90.0%  no new molecule\n  nothing happens\n" in first
    assert "Outcome 2  9.7%  CC(=O)NCc1ccccc1 +" in first
    assert "\nOutcome 1  98.0%  CC(=O)NCc1ccccc1 +" in second
    assert "\n  the flask of outcome 2 above\n" in second


@pytest.mark.usefixtures("calm")
def test_given_that_it_reacts_the_probability_that_it_does_not_is_told() -> None:
    told = inside("predict", AMIDE, "--reacts").stdout
    assert "\nIf it reacts at all; that nothing happens: 90.0%\n" in told
    assert "\nOutcome 1  98.0%  CC(=O)NCc1ccccc1 +" in told
    assert "nothing happens\n" not in told
    as_json = json.loads(inside("predict", AMIDE, "--reacts", "--format", "json").stdout)
    assert as_json["nothing_happens"] == pytest.approx(0.9)
    plain = json.loads(inside("predict", AMIDE, "--format", "json").stdout)
    assert plain["if_reacts"] == as_json["outcomes"]


@pytest.mark.usefixtures("calm")
def test_a_table_has_a_column_for_what_happens_if_it_reacts(flasks: Path) -> None:
    rows = [line.split("\t") for line in inside("predict", flasks).stdout.splitlines()]
    assert rows[1][10] == "CC(=O)NCc1ccccc1.CC[NH+](CC)CC.[Cl-]"
    given = [line.split("\t") for line in inside("predict", flasks, "--reacts").stdout.splitlines()]
    assert (given[1][6], given[1][10]) == (rows[1][10], "")


@pytest.mark.slow
@pytest.mark.usefixtures("calm")
def test_a_page_tells_what_happens_if_it_reacts(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    assert inside("predict", AMIDE, "--report", page).exit_code == 0
    _, _, second = page.read_text(encoding="utf-8").partition("<h3>If it reacts at all</h3>")
    assert "<b>98.0 %</b>" in second


@pytest.mark.slow
def test_confidence_and_what_was_never_met_are_told(tmp_path: Path) -> None:
    folder, page = trusted(write_tiny_model(tmp_path / "tiny", seed=3)), tmp_path / "page.html"
    arguments = ("predict", AMIDE, "--model", folder, "--reacts", "--max-steps", 1)
    told = " ".join(inside(*arguments, "--report", page).stdout.split())
    assert re.search(r"confidence \d+\.\d%, unfamiliar \d+%", told)
    assert "reacting atoms are in surroundings that the model has never met; be careful." in told
    assert "Confidence: of outcomes told so" in told
    assert "Unfamiliar: the share" in told
    (as_json,) = map(json.loads, inside(*arguments, "--format", "json").stdout.splitlines())
    first = as_json["outcomes"][0]
    assert list(first)[:5] == ["rank", "probability", "confidence", "unfamiliar", "caution"]
    assert as_json["unfamiliar"] == first["unfamiliar"] > 0.15
    drawn = page.read_text(encoding="utf-8")
    assert f'<p class="mark">{first["caution"]}</p>' in drawn
    assert "; confidence " in drawn


# --- files


@pytest.mark.usefixtures("toy")
def test_of_a_file_each_line_gets_one_object_and_bad_ones_an_error(flasks: Path) -> None:
    result = inside("predict", flasks, "--format", "json")
    told = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert [one["status"] for one in told] == ["ok", "error", "error", "error", "error", "ok"]
    assert [one["input"] for one in told] == [AMIDE, "", "C(", "O.[Pd]", BIG, "O"]
    assert [bool(one["outcomes"]) for one in told] == [one["error"] is None for one in told]
    assert "2 done, 4 could not be used (lines 2, 3, 4, 5)." in result.stderr


@pytest.mark.usefixtures("toy")
def test_of_a_file_the_text_is_a_table(flasks: Path) -> None:
    rows = [line.split("\t") for line in inside("predict", flasks).stdout.splitlines()]
    assert rows[0] == [
        "line", "input", "status", "probability", "confidence", "unfamiliar", "products", "smiles",
        "steps", "finished", "if it reacts", "note", "error", "name",
    ]  # fmt: skip
    assert {len(row) for row in rows} == {14}
    assert rows[1][2:7] == ["ok", "0.9288", "", "", "CC(=O)NCc1ccccc1.CC[NH+](CC)CC.[Cl-]"]
    assert [row[-1] for row in rows[1:]] == ["amide", "", "", "", "", ""]
    assert rows[3][:3] == ["3", "C(", "error"]
    assert "every bracket needs its partner" in rows[3][-2]


@pytest.mark.usefixtures("toy")
@pytest.mark.parametrize("column", [None, "left side"])
def test_a_table_is_read_by_its_column(column: str | None, tmp_path: Path) -> None:
    path = tmp_path / "flasks.csv"
    path.write_text(f"name,{column or 'smiles'}\nwater,O\namide,{AMIDE}\n")
    chosen = ("--column", column) if column else ()
    result = inside("predict", "--input", path, *chosen, "--format", "json")
    assert [json.loads(line)["input"] for line in result.stdout.splitlines()] == ["O", AMIDE]


@pytest.mark.usefixtures("toy")
def test_the_standard_input_is_read_line_by_line() -> None:
    told = inside("predict", "-", "--format", "json", stdin="O water\nN\n").stdout.splitlines()
    assert [json.loads(line)["input"] for line in told] == ["O", "N"]
    told = inside("predict", "-", "--column", "a", "--format", "json", stdin="b,a\nO,N\n").stdout
    assert json.loads(told)["input"] == "N"


def test_a_report_shows_the_energy_profile(tmp_path: Path) -> None:
    pytest.importorskip("tblite")
    pytest.importorskip("ase")
    page = tmp_path / "page.html"
    result = inside(
        "predict", "N.Cl", "--max-steps", 2, "--report", page, "--energies", "--solvent", "water",
    )  # fmt: skip
    assert result.exit_code == 0, result.stderr
    assert "Energies of the first outcome" in page.read_text(encoding="utf-8")


@pytest.mark.usefixtures("toy")
def test_a_report_says_why_there_are_no_energies(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    result = inside("predict", "O", "--report", page, "--energies")
    assert result.exit_code == 0, result.stderr
    assert "no energies, for nothing happens" in page.read_text(encoding="utf-8")


def test_energies_without_a_report_are_refused() -> None:
    result = inside("predict", "N.Cl", "--energies")
    assert (result.exit_code, "give --report FILE and --energies" in result.stderr) == (2, True)


@pytest.mark.parametrize("as_json", [False, True])
def test_what_stands_beside_a_flask_is_carried_to_its_answer(
    toy: ToyModel, tmp_path: Path, as_json: bool
) -> None:
    path = tmp_path / "flasks.csv"
    path.write_text("id;Smiles;status\na1;N.Cl;new\na2;C(;old\n")
    result = inside("predict", path, *(["--json"] if as_json else []), "--workers", 1)
    lines = result.stdout.splitlines()
    if as_json:
        assert [json.loads(line)["columns"] for line in lines] == [
            {"id": "a1", "status": "new"}, {"id": "a2", "status": "old"},
        ]  # fmt: skip
        return
    head, *rows = (line.split("\t") for line in lines)
    assert (head[0], head[-3:]) == ("line", ["error", "id", "given status"])
    assert [row[-2:] for row in rows] == [["a1", "new"], ["a2", "old"]]


def test_a_file_of_one_reaction_is_told_as_its_flask(toy: ToyModel, tmp_path: Path) -> None:
    from rdkit.Chem import rdChemReactions

    reaction = rdChemReactions.ReactionFromSmarts(f"{AMIDE}>>CC(=O)NCc1ccccc1", useSmiles=True)
    path = tmp_path / "amide.rxn"
    path.write_text(rdChemReactions.ReactionToRxnBlock(reaction))
    told = json.loads(inside("predict", path, "--json").stdout)
    smiles = inside("predict", AMIDE, "--json").stdout
    assert told["outcomes"] == json.loads(smiles)["outcomes"]
    assert "products of the reaction were not looked at" in told["note"]
    refused = inside("predict", tmp_path / "none.mol")
    assert (refused.exit_code, "There is no file" in refused.stderr) == (2, True)
