"""Some hundreds of broken inputs of every kind, and every input that has ever done harm."""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.fuzz.child import fed
from tests.fuzz.targets import TARGETS

_FAILED = json.loads(Path(__file__).with_name("failed.json").read_text(encoding="utf-8"))
_SLOW = {"model settings": 60, "model weights": 60, "training run": 60, "drawing": 40}
_LONGEST_S = 10


def _input(written: str | list[list[object]]) -> bytes:
    """An input as it is kept: text of bytes, or pieces of it each so many times."""
    if isinstance(written, str):
        return written.encode("latin-1")
    return b"".join(str(piece).encode("latin-1") * int(str(times)) for piece, times in written)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", TARGETS)
def test_broken_input_gets_a_sentence_and_does_no_harm(name: str, tmp_path: Path) -> None:
    target = TARGETS[name]
    seeds = target.seeds()
    fed(target, tmp_path, seeds[0])  # reads what is read once, such as the library
    accepted = 0
    for number in range(_SLOW.get(name, 300)):
        rng = random.Random(f"{name} quick {number}")
        data = target.mutate(rng.choice(seeds), rng, seeds)
        began = time.process_time()
        accepted += fed(target, tmp_path, data)
        assert time.process_time() - began < _LONGEST_S, data[:200]
    assert 0 < accepted < _SLOW.get(name, 300)  # else nothing was broken, or all of it


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", TARGETS)
def test_what_the_broken_inputs_are_made_of_is_accepted(name: str, tmp_path: Path) -> None:
    target = TARGETS[name]
    assert any(fed(target, tmp_path, data) for data in target.seeds())


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("name", "why", "written"),
    [(name, why, written) for name, kept in _FAILED.items() for why, written in kept.items()],
    ids=[f"{name}: {why}" for name, kept in _FAILED.items() for why in kept],
)
def test_what_once_did_harm_does_none(
    name: str, why: str, written: str | list[list[object]], tmp_path: Path
) -> None:
    began = time.process_time()
    fed(TARGETS[name], tmp_path, _input(written))
    assert time.process_time() - began < _LONGEST_S


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited by RLIMIT_AS of Linux")
@pytest.mark.parametrize(
    ("harm", "told"),
    [
        ("raise KeyError(data)", "an exception"),
        ("os.abort()", "ended with code -6"),
        ("bytes(3 * 10**9)", "an exception"),
        ("any(iter(int, 1))", "took more than 10 s"),
    ],
    ids=["exception", "abort", "memory", "hang"],
)
def test_the_runner_finds_harm(harm: str, told: str, tmp_path: Path) -> None:
    """Each kind of harm, done by a target made for it, is found with its input."""
    (tmp_path / "sitecustomize.py").write_text(
        "import os, sys\nsys.path.insert(0, os.getcwd())\n"
        "import tests.fuzz.targets as t\n"
        f"def harm(folder, data):\n    if data != b'seed': {harm}\n    return True\n"
        "t.TARGETS['harmful'] = t.Target(harm, lambda: [b'seed'], lambda d, r, s: b'bad', 1)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-m", "tests.fuzz.run", "harmful", "--inputs", "1",
         "--failures", str(tmp_path / "found")],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert ran.returncode == 1, ran.stderr
    assert (tmp_path / "found" / "harmful" / "1.input").read_bytes() == b"bad"
    why = (tmp_path / "found" / "harmful" / "1.txt").read_text().splitlines()[0]
    assert re.search(told, why), why
