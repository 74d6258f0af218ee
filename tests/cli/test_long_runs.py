"""Files that take long: Ctrl-C, a closed pipe, a full disk, places that cannot be written to."""

import os
import resource
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.cli.shell import ENVIRONMENT, PROGRAM, inside
from tests.toy_model import AMIDE, ToyModel

pytestmark = pytest.mark.slow

WATERS = "O\n" * 40


@pytest.fixture
def waters(tmp_path: Path) -> Path:
    path = tmp_path / "waters.smi"
    path.write_text(WATERS)
    return path


def left_by(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {"waters.smi"}


@pytest.mark.usefixtures("toy")
def test_a_full_disk_is_a_sentence_and_the_run_goes_on(waters: Path, tmp_path: Path) -> None:
    """A limit on the size of files stands for the disk."""
    output = tmp_path / "out.jsonl"
    arguments = ("predict", waters, "--workers", 1, "--format", "json", "-o", output)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4000, before[1]))
    try:
        result = inside(*arguments)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert result.exit_code == 2
    told = result.stderr.splitlines()
    assert len(told) == 1
    assert told[0].startswith(f"Error: `{output}.part` cannot be written (file too large); make")
    assert left_by(tmp_path) == {"out.jsonl.part", "out.jsonl.checkpoint"}
    again = inside(*arguments)
    assert again.exit_code == 0
    assert again.stderr.startswith("Going on after ")
    assert left_by(tmp_path) == {"out.jsonl"}
    assert len(output.read_text().splitlines()) == 40


@pytest.mark.parametrize("place", ["/proc/out.jsonl", "waters.smi/out.jsonl", "none/out.jsonl"])
@pytest.mark.parametrize("verb", ["predict", "step", "score"])
def test_where_nothing_can_be_written_a_sentence_says_so(
    verb: str, place: str, waters: Path, toy: ToyModel, tmp_path: Path
) -> None:
    output = tmp_path / place
    source = waters
    if verb == "score":
        source = tmp_path / "steps.txt"
        source.write_text("N.Cl>>[NH4+].[Cl-]\n")
    result = inside(verb, source, "-o", output)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"Error: `{output}` cannot be written (")
    assert result.stderr.count("\n") == 1
    assert not toy.calls  # before anything that takes time


@pytest.mark.usefixtures("toy")
def test_a_file_that_another_run_is_writing_is_left_alone(waters: Path, tmp_path: Path) -> None:
    from flower.jobs.checkpointed import CheckpointedFiles

    output = tmp_path / "out.jsonl"
    with CheckpointedFiles([output], {}):
        result = inside("predict", waters, "-o", output)
    assert (result.exit_code, "is being written by another process" in result.stderr) == (2, True)


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals and pipes")
@pytest.mark.parametrize("leaving", ["Ctrl-C", "closed pipe"])
def test_who_leaves_a_file_early_sees_no_traceback(
    leaving: str, tiny: Path, tmp_path: Path
) -> None:
    flasks, output = tmp_path / "flasks.smi", tmp_path / "out.jsonl"
    flasks.write_text(f"{AMIDE}\n" * 2000)
    command = [*PROGRAM, "predict", flasks, "--format", "json", "--model", tiny, "--workers", "2"]
    command += ["-o", output] if leaving == "Ctrl-C" else []
    with subprocess.Popen(
        [str(part) for part in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=ENVIRONMENT,
        start_new_session=True,
    ) as verb:
        assert verb.stdout is not None
        assert verb.stderr is not None
        at_last = threading.Timer(600, os.killpg, (verb.pid, signal.SIGKILL))
        at_last.start()
        part = tmp_path / "out.jsonl.part"
        if leaving == "Ctrl-C":
            while verb.poll() is None and not (part.exists() and part.stat().st_size):
                time.sleep(0.1)
            os.killpg(verb.pid, signal.SIGINT)  # as a terminal does: the workers hear it too
        else:
            assert verb.stdout.readline()
            verb.stdout.close()
        complaint = [line for line in verb.stderr if not line.endswith(" done\n")]
        verb.wait(60)
        at_last.cancel()
    if leaving == "closed pipe":
        assert (verb.returncode, complaint) == (1, [])
        return
    assert verb.returncode == 130
    assert complaint[0].endswith(f" of 2,000 are in {part}; the same command goes on with them.\n")
    assert complaint[1:] == ["Stopped by Ctrl-C.\n"]
