"""Kill a command at random moments, run it again, and see whether its output is that of one run."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.cli.shell import ENVIRONMENT, PROGRAM

_ENDS_WITHIN_S = 60.0


@dataclass(frozen=True)
class Command:
    """A verb that writes into a folder.

    Attributes:
        name: for the record.
        arguments: of `flower`, for a folder to write into.
        told: what is to be the same in the end, given that folder.
        once: it refuses an output that is complete, as one is whose process was killed at its exit.
    """

    name: str
    arguments: Callable[[Path], Sequence[object]]
    told: Callable[[Path], dict[str, bytes]]
    once: bool = False


@dataclass(frozen=True)
class Killed:
    """What came of it: kills, whole runs compared, and the longest a process outlived its parent.

    ``going_on`` counts the starts that found something of an earlier one to go on with.
    """

    kills: int
    runs: int
    going_on: int
    outlived_s: float


def files_in(folder: Path) -> dict[str, bytes]:
    """The bytes of all files."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def begun(command: Command, folder: Path) -> subprocess.Popen[str]:
    """The command, started."""
    arguments = [*PROGRAM, *(str(a) for a in command.arguments(folder))]
    return subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT
    )


def finished(command: Command, folder: Path) -> float:
    """Run it to its end; return the seconds it took."""
    started = time.monotonic()
    with begun(command, folder) as process:
        _, complaint = process.communicate()
    assert process.returncode == 0, complaint
    return time.monotonic() - started


def kill_and_compare(
    command: Command, folder: Path, kills: int, seed: int = 0, longest_s: float | None = None
) -> Killed:
    """Kill ``kills`` times, each at a random moment of what is left; assert that nothing differs.

    A moment lies within the time of a whole run, or within ``longest_s``. Where a run is over
    before its moment it is compared, and another begun.
    """
    dice = random.Random(seed)
    whole = folder / "whole"
    whole.mkdir()
    length_s = finished(command, whole)
    wanted = command.told(whole)
    assert wanted
    done = runs = going_on = 0
    outlived_s = 0.0
    place = folder / "killed"
    place.mkdir()
    while done < kills:
        moment = dice.uniform(0.0, min(length_s, longest_s or length_s))
        process = begun(command, place)
        try:
            process.wait(moment)
        except subprocess.TimeoutExpired:
            children = psutil.Process(process.pid).children(recursive=True)
            process.send_signal(signal.SIGKILL)
            done += 1
            _, complaint = process.communicate()
            outlived_s = max(outlived_s, _seconds_to_end(children))
            if command.once and command.told(place) == wanted:
                shutil.rmtree(place)
                place.mkdir()
        else:
            _, complaint = process.communicate()
            assert process.returncode == 0, complaint
            runs += 1
            assert command.told(place) == wanted
            shutil.rmtree(place)
            place.mkdir()
        going_on += "Going on after" in complaint
    finished(command, place)
    assert command.told(place) == wanted
    return Killed(done, runs + 1, going_on, outlived_s)


def _seconds_to_end(processes: list[psutil.Process]) -> float:
    started = time.monotonic()
    _, alive = psutil.wait_procs(processes, timeout=_ENDS_WITHIN_S)
    assert not alive, f"{len(alive)} processes outlive their parent"
    return time.monotonic() - started
