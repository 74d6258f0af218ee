"""Feed `flower` with molecules, steps, mechanisms and requests that are valid and hard.

    python -m tests.fuzz.structure                           # every target, 13,000 inputs in all
    python -m tests.fuzz.structure "hard drawings" --inputs 1000
    python -m tests.fuzz.structure --inputs 100000 --keep    # and keep the slowest as tests

They are made by grammars (`tests/fuzz/skeletons.py`, `tests/fuzz/hostile.py`): ladders, cages,
cubanes, lattices, regular graphs, dendrimers, stars, conjugation, many equal molecules. What counts
is not whether one crashes but what it costs: time of the processor and memory. An input fails as
in `tests.fuzz.run`. The slowest are printed, and with ``--keep`` merged into `slowest.json`, which
`test_structure.py` holds to a bound.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from tests.fuzz.child import SLOW_FILE
from tests.fuzz.run import run_target
from tests.fuzz.structure_targets import STRUCTURES

SLOWEST = Path(__file__).with_name("slowest.json")
MOST_KEPT = 100
_LONGEST = 20_000  # characters of one that is kept


def merged(before: list[dict[str, Any]], found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The slowest of some inputs, equal ones once: by turns of each target, while there are any.

    >>> one, other = ({"target": "a", "seconds": s, "input": s} for s in (1, 2))
    >>> [kept["seconds"] for kept in merged([one], [other, other])]
    [2, 1]
    """
    unlike = {(one["target"], one["input"]): one for one in [*found, *before]}
    short = [one for one in unlike.values() if len(str(one["input"])) < _LONGEST]
    short.sort(key=lambda one: -one["seconds"])
    rank, before_it = dict[int, int](), Counter[str]()
    for one in short:
        rank[id(one)] = before_it[one["target"]]
        before_it[one["target"]] += 1
    kept = sorted(short, key=lambda one: rank[id(one)])[:MOST_KEPT]
    return sorted(kept, key=lambda one: (one["target"], -one["seconds"]))


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("target", nargs="*", metavar="TARGET", help=", ".join(STRUCTURES))
    parser.add_argument("--inputs", type=int, default=13_000, help="of all targets together")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--failures", type=Path, default=Path("fuzz-failures"))
    parser.add_argument("--keep", action="store_true", help=f"merge the slowest into {SLOWEST}")
    asked = parser.parse_args()
    names = asked.target or list(STRUCTURES)
    parts = sum(STRUCTURES[name].share for name in names)
    found, failures = list[dict[str, Any]](), 0
    print("| target | inputs | accepted | seconds | slowest | peak memory | failures |")
    print("|---|---|---|---|---|---|---|", flush=True)
    for name in names:
        inputs = -(-asked.inputs * STRUCTURES[name].share // parts)
        with tempfile.TemporaryDirectory() as scratch:
            slow = Path(scratch) / "slow.jsonl"
            slow.touch()
            os.environ[SLOW_FILE] = str(slow)
            told = run_target(name, inputs, "random", asked.seed, asked.failures)
            rows = [json.loads(line) for line in slow.read_text().splitlines()]
        found += rows
        failures += told.failures
        print(
            f"| {name} | {told.inputs:,} | {told.accepted / max(1, told.inputs):.1%} | "
            f"{told.seconds:.0f} | {max([0.0, *(one['seconds'] for one in rows)]):.1f} s | "
            f"{told.peak_bytes / 1e6:.0f} MB | {told.failures} |",
            flush=True,
        )
    for one in sorted(found, key=lambda one: -one["seconds"])[:10]:
        print(f"{one['seconds']:.1f} s, {one['megabytes']} MB more, {one['target']}: "
              f"{one['input'][:90]!r}")  # fmt: skip
    if asked.keep:
        before = json.loads(SLOWEST.read_text()) if SLOWEST.exists() else []
        SLOWEST.write_text(json.dumps(merged(before, found), indent=1) + "\n")
    raise SystemExit(1 if failures else 0)


if __name__ == "__main__":
    main()
