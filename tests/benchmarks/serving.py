"""How many predictions a minute `flower serve` answers, to one client and to many.

python -m tests.benchmarks.serving [--seconds 20] [--rounds 3]

Clients ask for flasks of the textbook set one after the other, and when sent away come again after
the seconds they were told. Three ways to work are compared, in turns, so that what else the
machine does falls on all of them alike: one request after the other, eight at once each asking the
model for itself, and eight at once whose questions are merged.
"""

import argparse
import csv
import os
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from statistics import median, quantiles
from threading import Thread
from time import perf_counter, sleep

import psutil

HOUSE = Path(__file__).parents[2]
WAYS = {
    "one after the other": ("--workers", "1"),
    "eight at once": ("--workers", "8", "--together", "1"),
    "eight at once, merged": ("--workers", "8"),
}
CLIENTS = (1, 8, 50)
FAMILIES = ("acyl substitution", "amide coupling")  # twelve flasks


@dataclass
class Asked:
    """What some clients met with."""

    seconds: float = 0.0
    cpu_s: float = 0.0
    waits: list[float] = field(default_factory=list)
    refused: int = 0

    def told(self) -> str:
        """Return a row: predictions a minute, what each cost, seconds of waiting, refusals."""
        late = quantiles(self.waits, n=20)[-1] if len(self.waits) > 1 else self.waits[0]
        return (
            f"{60 * len(self.waits) / self.seconds:4.0f} a minute, "
            f"{self.cpu_s / len(self.waits):.2f} s of CPU each, waited {median(self.waits):5.2f} s "
            f"(median), {late:5.2f} s (95 %), {self.refused} times 429"
        )


@contextmanager
def serving(*options: str) -> Iterator[tuple[str, psutil.Process]]:
    """Run `flower serve` in a process of its own; gives its address and the process."""
    code = "from flower.cli.app import app; app()"
    command = [sys.executable, "-c", code, "serve", "--port", "0", *options]
    environment = {**os.environ, "PYTHONPATH": str(HOUSE)}
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        address = re.search(r"http://[\d.:]+", process.stderr.readline())
        assert address is not None
        yield address[0], psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(60)


def ask(address: str, flasks: list[str], clients: int, seconds: float) -> Asked:
    """Let some clients ask for a while; those whose answer comes later still count."""
    import httpx

    met, numbers = Asked(), count()
    began = perf_counter()

    def client() -> None:
        with httpx.Client(timeout=300) as http:
            while perf_counter() - began < seconds:
                asked = {"reactants": flasks[next(numbers) % len(flasks)]}
                sent = perf_counter()
                response = http.post(f"{address}/v1/predict", json=asked)
                if response.status_code == 429:
                    met.refused += 1
                    sleep(int(response.headers["retry-after"]))
                    continue
                response.raise_for_status()
                met.waits.append(perf_counter() - sent)

    threads = [Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    met.seconds = perf_counter() - began
    return met


def main() -> None:
    """Print a row for each way to work and number of clients."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    table = HOUSE / "data" / "sets" / "textbook" / "reactions.csv"
    with table.open(encoding="utf-8", newline="") as rows:
        flasks = [
            row["reaction"].split(">>")[0]
            for row in csv.DictReader(rows)
            if row["reaction_class"] in FAMILIES
        ]
    total: dict[tuple[int, str], Asked] = defaultdict(Asked)
    for _ in range(options.rounds):
        for name, way in WAYS.items():
            with serving(*way) as (address, process):
                ask(address, flasks, 1, 0.1)  # warms up
                for clients in CLIENTS:
                    told, before = total[clients, name], process.cpu_times()
                    met = ask(address, flasks, clients, options.seconds)
                    after = process.cpu_times()
                    told.cpu_s += after.user + after.system - before.user - before.system
                    told.seconds += met.seconds
                    told.waits += met.waits
                    told.refused += met.refused
    for clients in CLIENTS:
        for name in WAYS:
            print(f"{clients:2} clients, {name:22} {total[clients, name].told()}", flush=True)


if __name__ == "__main__":
    main()
