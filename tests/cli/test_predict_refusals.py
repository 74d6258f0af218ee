"""`flower predict`: what bad input, a full disk and Ctrl-C get."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.shell import ENVIRONMENT, PROGRAM, inside, outside

BIG = "C" * 2000
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
    [
        *((inside, case) for case in BAD),
        *(pytest.param(outside, one, marks=pytest.mark.slow) for one in IN_A_PROCESS_OF_ITS_OWN),
    ],
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
    assert "could not be used (lines 2, 3, 4, 5)." in result.stderr
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
    assert (result.exit_code, "(permission denied)" in result.stderr) == (2, True)


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
        at_last = threading.Timer(120, verb.kill)
        at_last.start()
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
        at_last.cancel()
    expected = (130, "Stopped by Ctrl-C.\n") if leaving == "Ctrl-C" else (1, "")
    assert (verb.returncode, complaint) == expected
