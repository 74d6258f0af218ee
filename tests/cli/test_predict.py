"""`flower predict`: what is printed, for one flask and for files, and what bad input gets."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.shell import ENVIRONMENT, PROGRAM, inside, outside
from tests.tiny_model import write_tiny_model
from tests.toy_model import AMIDE, ToyModel

BIG = "C" * 2000
TEXT = """\
toy: at most 20 steps, beam 8; 1 sample a step, seed 0

Outcome 1  77.5%  CC(=O)NCc1ccccc1 + CC[NH+](CC)CC + [Cl-]
   1  addition (94.7%): N5 attacks C2; C2=O3 pair moves to O3
      -> CC([O-])(Cl)[NH2+]Cc1ccccc1.CCN(CC)CC
   2  elimination (97.1%): lone pair of O3 forms C2=O3; C2-Cl4 breaks, Cl4 takes
      the pair
      -> CC(=O)[NH2+]Cc1ccccc1.[Cl-].CCN(CC)CC
   3  proton transfer (83.3%): N15 takes a proton from N5; N5-H pair stays on N5
      -> CC(=O)NCc1ccccc1.CC[NH+](CC)CC.[Cl-]

Other outcomes, not shown or not followed: 22.5%

Percentages are the model's probabilities, not yields: of an outcome, that the
flask ends there, by any of the ways found; of a step, that it comes next. Atoms
are numbered as in the input, from the left, hydrogens not counted.
"""


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> ToyModel:
    model = ToyModel()
    monkeypatch.setattr("flower.proposals.load_model", lambda *_, **__: model)
    return model


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_model(tmp_path_factory.mktemp("models") / "tiny")


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
    assert [outcome["rank"] for outcome in told["outcomes"]] == [1, 2, 3, 4]
    for outcome in told["outcomes"]:
        assert list(outcome) == ["rank", "probability", "smiles", "products", "steps"]
        assert 0.001 <= outcome["probability"] <= 1
        for step in outcome["steps"]:
            assert list(step) == ["reactants", "products", "mapped", "probability", "arrows"]
            assert all(list(arrow) == ["source", "sink"] for arrow in step["arrows"])


def test_the_options_reach_the_model(toy: ToyModel) -> None:
    options = {"samples": 2, "evaluations": 3, "seed": 4}
    arguments = [text for name, value in options.items() for text in (f"--{name}", value)]
    result = inside("predict", "O", *arguments, "--max-steps", 1, "--beam", 1)
    assert toy.calls == [{"top": 8, **options}]
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


# --- files


@pytest.fixture
def flasks(tmp_path: Path) -> Path:
    path = tmp_path / "flasks.smi"
    path.write_text(f"{AMIDE} amide\n\nC(\nO.[Pd]\n{BIG}\nO\n")
    return path


@pytest.mark.usefixtures("toy")
def test_of_a_file_each_line_gets_one_object_and_bad_ones_an_error(flasks: Path) -> None:
    result = inside("predict", flasks, "--format", "json")
    told = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert [one["status"] for one in told] == ["ok", "error", "error", "error", "error", "ok"]
    assert [one["input"] for one in told] == [AMIDE, "", "C(", "O.[Pd]", BIG, "O"]
    assert [bool(one["outcomes"]) for one in told] == [one["error"] is None for one in told]
    assert "2 done, 4 could not be used (line 2, 3, 4, 5)." in result.stderr


@pytest.mark.usefixtures("toy")
def test_of_a_file_the_text_is_a_table(flasks: Path) -> None:
    rows = [line.split("\t") for line in inside("predict", flasks).stdout.splitlines()]
    assert rows[0] == [
        "line", "input", "status", "probability", "products", "smiles", "steps", "finished",
        "error",
    ]  # fmt: skip
    assert {len(row) for row in rows} == {9}
    assert rows[1][2:5] == ["ok", "0.7755", "CC(=O)NCc1ccccc1.CC[NH+](CC)CC.[Cl-]"]
    assert rows[3][:3] == ["3", "C(", "error"]
    assert "every bracket needs its partner" in rows[3][-1]


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


# --- bad input

BAD = {
    "unparsable SMILES": (["CC(=O"], "every bracket needs its partner"),
    "impossible molecule": (["C[NH4]"], "nitrogen holds at most 8"),
    "empty text": ([""], "The SMILES is empty"),
    "unknown element": (["C[Pt]C"], "has not learnt; it knows H, "),
    "a flask of 2,000 atoms": ([BIG], "holds 2,000 heavy atoms; at most 300"),
    "no such file": (["none.smi"], "There is no file `none.smi`. Check the path."),
    "a folder": (["{folder}/"], "is a folder, not a file"),
    "a folder named as a file": (["{folder}/dir.csv"], "is a folder, not a file"),
    "a file of another kind": (["--input", __file__], "is of no known kind"),
    "a binary file": (["{folder}/binary.smi"], "is no text"),
    "a Parquet file that is none": (["{folder}/text.parquet"], "cannot be read as Parquet"),
    "an empty file": (["{folder}/empty.smi"], "holds no reactants"),
    "a missing column": (["{folder}/table.csv", "--column", "x"], "has no column `x`; its"),
    "a column without a file": (["C", "--column", "x"], "but no file is given"),
    "two inputs": (["C", "--input", "x.smi"], "Both REACTANTS and --input"),
    "no input": ([], "No reactants are given"),
    "no such model": (["C", "--model", "none"], "There is no model `none`"),
    "no such device": (["C", "--device", "abacus"], "The device `abacus` cannot be used"),
    "no steps": (["C", "--max-steps", "0"], "max_steps = 0: at least one is needed"),
    "no beam": (["C", "--beam", "-3"], "beam = -3: at least one is needed"),
    "no samples": (["C", "--samples", "0"], "samples = 0: at least one is needed"),
    "no evaluations": (["C", "--evaluations", "0"], "evaluations = 0: at least one is needed"),
    "a seed below zero": (["C", "--seed", "-1"], "seed = -1 is out of range"),
    "no number": (["C", "--top", "many"], "Invalid value for '--top'"),
    "no such format": (["C", "--format", "xml"], "Invalid value for '--format'"),
    "no such option": (["C", "--colour", "red"], "No such option: --colour"),
    "output in no folder": (["C", "-o", "{folder}/none/x"], "cannot be written (no such file"),
    "output that is a folder": (["C", "-o", "{folder}"], "is a folder; name a file in it"),
    "output below a file": (["C", "-o", "{folder}/table.csv/x"], "cannot be written (not a dir"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("bad")
    (place / "dir.csv").mkdir()
    (place / "binary.smi").write_bytes(b"\x00\x01\xff\x7fELF")
    (place / "text.parquet").write_text("C\n")
    (place / "empty.smi").touch()
    (place / "table.csv").write_text("smiles\nO\n")
    return place


def _said(stderr: str) -> str:
    return " ".join(re.sub("[│╭╮╰╯─]", " ", stderr).split())


IN_A_PROCESS_OF_ITS_OWN = (
    "unparsable SMILES", "empty text", "unknown element", "a flask of 2,000 atoms",
    "no such file", "a folder", "a file of another kind", "a binary file", "a missing column",
    "no such model", "no samples", "output in no folder",
)  # fmt: skip


@pytest.mark.parametrize(
    ("run", "case"),
    [*((inside, case) for case in BAD), *((outside, case) for case in IN_A_PROCESS_OF_ITS_OWN)],
)
def test_bad_input_is_one_sentence_and_code_2(
    run: Callable[..., Any], case: str, folder: Path, tiny: Path
) -> None:
    arguments, sentence = BAD[case]
    filled = [text.format(folder=folder) for text in arguments]
    model = [] if "--model" in filled else ["--model", tiny]
    result = run("predict", *filled, *model)
    code = result.exit_code if run is inside else result.returncode
    assert (code, result.stdout) == (2, ""), result.stderr
    assert sentence in _said(result.stderr)
    assert "Traceback" not in result.stderr
    if "Usage:" not in result.stderr:  # our own sentence, where Typer draws a box around its own
        assert result.stderr.count("\n") == 1
        assert result.stderr.startswith("Error: ")


def test_in_json_an_error_is_an_object_too(tiny: Path) -> None:
    result = inside("predict", "C(", "--format", "json", "--model", tiny)
    told = json.loads(result.stdout)
    assert (result.exit_code, told["status"], told["outcomes"]) == (2, "error", [])
    assert told["error"] in result.stderr


def test_a_batch_for_real_does_the_good_lines(flasks: Path, tiny: Path) -> None:
    result = outside("predict", flasks, "--format", "json", "--model", tiny, "--max-steps", 1)
    told = [json.loads(line)["status"] for line in result.stdout.splitlines()]
    assert (result.returncode, told) == (0, ["ok", *["error"] * 4, "ok"])
    assert "could not be used (line 2, 3, 4, 5)." in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.usefixtures("toy")
def test_a_batch_in_which_no_line_can_be_used_is_bad_input(tmp_path: Path) -> None:
    path = tmp_path / "bad.smi"
    path.write_text("C(\n\n")
    result = inside("predict", path)
    assert (result.exit_code, len(result.stdout.splitlines())) == (2, 3)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs POSIX permissions")
@pytest.mark.usefixtures("toy")
def test_a_file_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    path = tmp_path / "secret.smi"
    path.write_text("C\n")
    path.chmod(0)
    result = inside("predict", path)
    assert (result.exit_code, "Permission denied" in result.stderr) == (2, True)


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs Linux")
@pytest.mark.usefixtures("toy")
def test_a_file_that_fails_while_it_is_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "broken.smi"
    path.symlink_to("/proc/self/mem")  # opens, and fails on the first byte
    result = inside("predict", path)
    assert result.exit_code == 2
    assert "broken.smi` cannot be read" in result.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux")
def test_a_full_disk_is_one_sentence(tiny: Path) -> None:
    with Path("/dev/full").open("w") as full:
        command = [*PROGRAM, "predict", "C", "--model", str(tiny)]
        result = subprocess.run(
            command, stdout=full, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT
        )
    assert result.returncode == 2
    assert result.stderr.startswith("Error: the result cannot be written: no space left")
    assert result.stderr.count("\n") == 1


# --- leaving early


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals and pipes")
@pytest.mark.parametrize("leaving", ["Ctrl-C", "closed pipe"])
def test_who_leaves_early_sees_no_traceback(leaving: str, tiny: Path) -> None:
    command = [*PROGRAM, "predict", "-", "--format", "json", "--model", str(tiny)]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=ENVIRONMENT,
    ) as verb:
        assert verb.stdin is not None
        assert verb.stdout is not None
        assert verb.stderr is not None
        verb.stdin.write("O\n")
        verb.stdin.flush()
        if leaving == "Ctrl-C":
            verb.stdin.write("N\n")
            verb.stdin.flush()
            assert json.loads(verb.stdout.readline())["status"] == "ok"
            time.sleep(0.5)  # so that it waits for more
            verb.send_signal(signal.SIGINT)
        else:
            assert json.loads(verb.stdout.readline())["status"] == "ok"
            verb.stdout.close()
            verb.stdin.write("N\n" * 5)
            verb.stdin.close()
        complaint = verb.stderr.read()
        verb.wait(60)
    expected = (130, "Stopped by Ctrl-C.\n") if leaving == "Ctrl-C" else (1, "")
    assert (verb.returncode, complaint) == expected
