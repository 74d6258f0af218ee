"""One process that feeds a target: what it does now is told in a file that outlives it.

The parent watches that file; a crash, a hang or memory spent is found there with its input.
"""

from __future__ import annotations

import json
import mmap
import os
import random
import resource
import shutil
import struct
import sys
import tempfile
import time
import traceback
import warnings
from pathlib import Path

from flower.errors import FlowerError
from tests.fuzz.mutation import LARGEST
from tests.fuzz.structure_targets import STRUCTURES
from tests.fuzz.targets import TARGETS, Target

MEMORY_BYTES = 2_000_000_000
"""Beyond what Python, RDKit, PyTorch and Arrow take once they are loaded."""
SLOW_FILE = "FUZZ_SLOW"
"""Where inputs are written that take more than `SLOW_S` of the processor or make room for more
than `GROWN_BYTES`, if that is set."""
SLOW_S, GROWN_BYTES = 0.2, 50_000_000
DONE, STARTED, BEGAN, ACCEPTED, SIZE = 0, 8, 16, 24, 32  # places in the file that is watched
HEAD = 40


class Watched:
    """The file that the parent watches: inputs done, when the present one began, and itself."""

    def __init__(self, path: Path) -> None:
        file = os.open(path, os.O_RDWR | os.O_CREAT)
        os.ftruncate(file, HEAD + LARGEST)
        self.memory = mmap.mmap(file, HEAD + LARGEST)
        os.close(file)

    def put(self, place: int, value: float) -> None:
        self.memory[place : place + 8] = struct.pack("<d", value)

    def get(self, place: int) -> float:
        (value,) = struct.unpack("<d", self.memory[place : place + 8])
        return float(value)

    def begin(self, data: bytes) -> None:
        self.memory[HEAD : HEAD + len(data)] = data
        self.put(SIZE, len(data))
        self.put(STARTED, time.process_time() + 1e-9)
        self.put(BEGAN, time.monotonic())

    def end(self, accepted: bool) -> None:
        self.put(STARTED, 0.0)
        self.put(DONE, self.get(DONE) + 1)
        self.put(ACCEPTED, self.get(ACCEPTED) + accepted)

    def input(self) -> bytes:
        return bytes(self.memory[HEAD : HEAD + int(self.get(SIZE))])


def fed(target: Target, folder: Path, data: bytes) -> bool:
    """Run one input; whether it was accepted. What is no `FlowerError` rises."""
    try:
        return target.run(folder, data)
    except FlowerError:
        return False


def limit_memory() -> None:
    """Allow `MEMORY_BYTES` of address space more than there is now."""
    (size,) = Path("/proc/self/statm").read_text().split()[:1]
    limit = int(size) * resource.getpagesize() + MEMORY_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _peak_bytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main(name: str, watched_at: str, seed: int, count: int, engine: str) -> None:
    """Feed ``count`` inputs, then tell coverage and memory on stdout."""
    warnings.simplefilter("ignore")
    target, watched = {**TARGETS, **STRUCTURES}[name], Watched(Path(watched_at))
    slow = os.environ.get(SLOW_FILE)
    folder = Path(tempfile.mkdtemp(prefix="flower-fuzz-"))
    seeds = target.seeds()
    for data in seeds:
        fed(target, folder, data)  # whatever is loaded or made once, is now
    limit_memory()

    def one(data: bytes) -> None:
        data = data[:LARGEST]
        watched.begin(data)
        began, held = time.process_time(), _peak_bytes()
        try:
            accepted = fed(target, folder, data)
        except Exception:
            traceback.print_exc()
            sys.stderr.flush()
            os._exit(70)
        watched.end(accepted)
        took, grown = time.process_time() - began, _peak_bytes() - held
        if slow and (took > SLOW_S or grown > GROWN_BYTES):
            told = {"target": name, "seconds": round(took, 2), "megabytes": round(grown / 1e6)}
            with Path(slow).open("a") as file:
                file.write(json.dumps({**told, "input": data.decode("latin-1")}) + "\n")
        if watched.get(DONE) >= count:
            shutil.rmtree(folder, ignore_errors=True)
            print(json.dumps({"peak_bytes": _peak_bytes()}), flush=True)
            sys.stderr.flush()
            os._exit(0)

    if engine == "random":
        for number in range(sys.maxsize):
            rng = random.Random(f"{name} {seed} {number}")
            one(target.mutate(rng.choice(seeds), rng, seeds))
    else:
        _guided(target, seeds, seed, one)


def _guided(target: Target, seeds: list[bytes], seed: int, one: object) -> None:
    """Let atheris keep what reaches new code of `flower`, and mutate it further."""
    import atheris

    corpus = Path(tempfile.mkdtemp(prefix="flower-corpus-"))
    for number, data in enumerate(seeds):
        (corpus / str(number)).write_bytes(data)

    def mutate(data: bytes, most: int, number: int) -> bytes:
        rng = random.Random(number)
        if rng.random() < 0.05:
            return bytes(atheris.Mutate(data, most))
        # What was found is added to, but not for ever: it drifts to what no reader accepts.
        return target.mutate(data if rng.random() < 0.5 else rng.choice(seeds), rng, seeds)[:most]

    options = [f"-seed={seed + 1}", f"-max_len={LARGEST}", "-rss_limit_mb=0", "-timeout=0",
               "-print_final_stats=1", "-verbosity=1", "-len_control=0"]  # fmt: skip
    atheris.Setup([sys.argv[0], *options, str(corpus)], one, custom_mutator=mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    name, watched_at, seed, count, engine = sys.argv[1:]
    main(name, watched_at, int(seed), int(count), engine)
