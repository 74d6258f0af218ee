"""Real processes, killed with SIGKILL at random moments; twenty of each verb in the benchmark."""

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.jobs.killing import Command, files_in, kill_and_compare
from tests.toy_model import AMIDE

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")]

STEP = "[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]|{}\n[NH4+:1].[Cl-:2]>>[NH4+:1].[Cl-:2]|{}\n"
SOURCES = {
    "flasks.smi": f"{AMIDE}\nC(\n" * 15,
    "mechanisms.txt": "".join(
        f"CCBr.[OH-]>>CCO.[Br-]|{2 * k}\nnonsense|{2 * k + 1}\n" for k in range(20)
    ),
    "reactions.smi": "CC(=O)Cl.CN.CCN(CC)CC>>CNC(C)=O\nC.O>>CO\nnonsense\n" * 40,
    "steps.txt": "".join(STEP.format(k, k) for k in range(60)),
}


def untimed_rows(folder: Path) -> dict[str, bytes]:
    """The rows of an evaluation but the time that each took."""
    rows = [json.loads(line) for line in (folder / "rows.jsonl").read_text().splitlines()]
    return {"rows": json.dumps([{**row, "seconds": None} for row in rows]).encode()}


def arrays(folder: Path) -> dict[str, bytes]:
    return files_in(folder / "arrays") if (folder / "arrays").exists() else {}


Arguments = Callable[[Path, Path], Sequence[object]]
"""Of a verb, for the folder of `SOURCES` and one to write into."""

VERBS: dict[str, tuple[Arguments, Callable[[Path], dict[str, bytes]]]] = {
    "predict": (
        lambda place, to: (
            place / "flasks.smi", "--json", "--max-steps", 2, "-o", to / "out.jsonl",
            "--model", place / "tiny", "--workers", 2,
        ),
        files_in,
    ),
    "step": (
        lambda place, to: (
            place / "flasks.smi", "-o", to / "out.tsv", "--model", place / "tiny", "--workers", 2,
        ),
        files_in,
    ),
    "score": (
        lambda place, to: (
            place / "mechanisms.txt", "--json", "-o", to / "out.jsonl", "--model", place / "tiny",
            "--workers", 2,
        ),
        files_in,
    ),
    "expand": (
        lambda place, to: (
            place / "reactions.smi", "--output", to / "steps.csv", "--workers", 2,
        ),
        files_in,
    ),
    "compose": (
        lambda place, to: (
            "--name", "acid chloride and amine", "--flasks", 4, "--inert", 30, "--workers", 2,
            "--output", to / "flasks.csv",
        ),
        files_in,
    ),
    "evaluate": (
        lambda place, to: (
            place / "steps.txt", "--output", to / "rows.jsonl", "--model", place / "tiny",
        ),
        untimed_rows,
    ),
    "preprocess": (
        lambda place, to: (
            place / "steps.txt", "--output", to / "arrays", "--workers", 2,
        ),
        arrays,
    ),
}  # fmt: skip


@pytest.mark.parametrize("verb", VERBS)
def test_what_a_kill_has_stopped_goes_on_to_the_same_files(
    verb: str, tiny: Path, tmp_path: Path
) -> None:
    for name, text in SOURCES.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "tiny").symlink_to(tiny)
    arguments, told = VERBS[verb]
    command = Command(
        verb, lambda folder: (verb, *arguments(tmp_path, folder)), told, once=verb == "preprocess"
    )
    assert kill_and_compare(command, tmp_path, kills=2).kills == 2
