"""Feed the readers of `flower` with broken input, each in a process of its own.

    python -m tests.fuzz.run                        # every target, 20,000 inputs in all
    python -m tests.fuzz.run smiles --inputs 100000
    python -m tests.fuzz.run --inputs 1000000 --engine atheris

An input fails if anything but a `FlowerError` comes of it, if it takes more than 10 s, more than
2 GB, or the process with it. The engine `random` mutates seeds; `atheris` (`pip install atheris`)
also keeps what reaches new code. Failing inputs are written to ``--failures``; a table is printed.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from tests.fuzz.child import ACCEPTED, BEGAN, DONE, STARTED, Watched
from tests.fuzz.targets import TARGETS

LONGEST_S = 10.0
_MOST_FAILURES = 40  # of one target, after which it is left


class Told(NamedTuple):
    """What came of one target."""

    inputs: int
    accepted: int
    edges: str
    seconds: float
    peak_bytes: int
    failures: int


def run_target(name: str, inputs: int, engine: str, seed: int, failures: Path) -> Told:
    """Feed one target, with a new process after each failure."""
    began, done, accepted, failed, peak, edges = time.monotonic(), 0, 0, 0, 0, ""
    while done < inputs and failed < _MOST_FAILURES:
        with tempfile.TemporaryDirectory() as scratch:
            at = Path(scratch) / "watched"
            watched = Watched(at)
            module = "tests.fuzz.child" if engine == "random" else "tests.fuzz.guided"
            command = [sys.executable, "-m", module, name, str(at), str(seed + failed),
                       str(inputs - done), engine]  # fmt: skip
            with (
                (Path(scratch) / "out").open("w+") as out,
                (Path(scratch) / "err").open("w+") as err,
            ):
                scratched = {**os.environ, "TMPDIR": scratch, "OMP_NUM_THREADS": "1"}
                child = subprocess.Popen(command, stdout=out, stderr=err, env=scratched)
                why = _watch(child, watched)
                out.seek(0)
                told = out.read()
                err.seek(0)
                said = err.read()
            done += int(watched.get(DONE))
            accepted += int(watched.get(ACCEPTED))
            edges = next((w for line in said.splitlines()[::-1] if "cov:" in line
                          for w in [line.split("cov:")[1].split()[0]]), edges)  # fmt: skip
            if why is None:
                peak = max(peak, *(json.loads(line)["peak_bytes"] for line in told.splitlines()))
            else:
                failed, done = failed + 1, done + 1
                _keep(failures, name, failed, watched.input(), f"{why}\n{said[-4000:]}")
    return Told(done, accepted, edges, time.monotonic() - began, peak, failed)


def _watch(child: subprocess.Popen[bytes], watched: Watched) -> str | None:
    """Wait until it ends; say what went wrong, if anything did."""
    while child.poll() is None:
        time.sleep(0.05)
        started = watched.get(STARTED)
        busy = started and _processor_s(child.pid) - started > LONGEST_S
        if busy or (started and time.monotonic() - watched.get(BEGAN) > 30 * LONGEST_S):
            child.kill()
            child.wait()
            return f"took more than {LONGEST_S:g} s"
    if child.returncode == 0:
        return None
    return "an exception" if child.returncode == 70 else f"ended with code {child.returncode}"


def _processor_s(pid: int) -> float:
    """Seconds of processor time: other work on the machine must not make an input look slow."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _keep(failures: Path, name: str, number: int, data: bytes, why: str) -> None:
    folder = failures / name.replace(" ", "-")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{number}.input").write_bytes(data)
    (folder / f"{number}.txt").write_text(why)
    last = [line for line in why.splitlines() if line.strip()]
    print(f"{name}: {last[0]}: {last[-1][:150]}", file=sys.stderr, flush=True)


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("target", nargs="*", metavar="TARGET", help=", ".join(TARGETS))
    parser.add_argument("--inputs", type=int, default=20_000, help="of all targets together")
    parser.add_argument("--engine", choices=("random", "atheris"), default="random")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--failures", type=Path, default=Path("fuzz-failures"))
    asked = parser.parse_args()
    names = asked.target or list(TARGETS)
    parts = sum(TARGETS[name].share for name in names)
    print("| target | inputs | accepted | edges | seconds | peak memory | failures |")
    print("|---|---|---|---|---|---|---|", flush=True)
    total = 0
    for name in names:
        inputs = -(-asked.inputs * TARGETS[name].share // parts)
        told = run_target(name, inputs, asked.engine, asked.seed, asked.failures)
        total += told.failures
        print(
            f"| {name} | {told.inputs:,} | {told.accepted / max(1, told.inputs):.1%} | "
            f"{told.edges or '–'} | {told.seconds:.0f} | {told.peak_bytes / 1e6:.0f} MB | "
            f"{told.failures} |",
            flush=True,
        )
    raise SystemExit(1 if total else 0)


if __name__ == "__main__":
    main()
