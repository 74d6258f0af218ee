"""A Ray cluster of this machine: the same file, also if one of its processes is killed."""

import os
import signal
import sys
from pathlib import Path

import psutil
import pytest

import flower
from flower.errors import InputError
from tests.toy_model import AMIDE

pytestmark = pytest.mark.slow

ACTOR = "ray::_Actor"


@pytest.fixture
def flasks(tmp_path: Path) -> Path:
    path = tmp_path / "flasks.smi"
    path.write_text(f"{AMIDE}\nC(\nO\n" * 10)
    return path


@pytest.mark.filterwarnings("ignore")  # Ray's own
def test_an_actor_that_is_killed_costs_nothing(flasks: Path, tiny: Path, tmp_path: Path) -> None:
    pytest.importorskip("ray")
    whole, output = tmp_path / "whole", tmp_path / "output"
    flower.predict_file(flasks, whole, model=tiny, max_steps=2, workers=1)
    killed: list[int] = []

    def kill(progress: flower.FileProgress) -> None:
        if progress.lines >= 5 and not killed:
            actors = [p for p in psutil.process_iter() if ACTOR in " ".join(_command(p))]
            assert len(actors) == 2
            os.kill(actors[0].pid, signal.SIGKILL)
            killed.append(actors[0].pid)

    summary = flower.predict_file(
        flasks, output, model=tiny, max_steps=2, workers=2, engine="ray", progress=kill
    )
    assert killed
    assert (summary.lines, summary.failed) == (30, 10)
    assert output.read_bytes() == whole.read_bytes()


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def test_without_ray_a_sentence_says_what_to_install(
    flasks: Path, tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(InputError, match=r'pip install "flower-mechanisms\[ray\]"'):
        flower.predict_file(flasks, tmp_path / "output", model=tiny, engine="ray")
    assert [path.name for path in tmp_path.iterdir()] == ["flasks.smi"]
