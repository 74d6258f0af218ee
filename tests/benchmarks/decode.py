"""How long the integer decode takes.

python -m tests.benchmarks.decode
"""

from statistics import median
from time import perf_counter

import numpy as np

from flower.flow import EntryLogProbabilities, decode


def flask_with_open_entries(
    rng: np.random.Generator, n: int, entries: int
) -> EntryLogProbabilities:
    """A flask of n nodes that is sure of all but some entries: half bonds, then lone, hydrogens."""
    logits = [np.full((*shape, 5), -30.0) for shape in ((n, n), (n,), (n,))]
    for part in logits:
        part[..., 2] = 0
    bonds = [tuple(sorted(rng.choice(n, 2, replace=False))) for _ in range(entries // 2)]
    nodes = [(int(i),) for i in rng.choice(n, entries - entries // 2)]
    half = len(nodes) // 2
    for part, places in zip(logits, (bonds, nodes[:half], nodes[half:]), strict=True):
        for place in places:
            part[place] = rng.normal(scale=2, size=5)
            part[place][2] += 3
    return EntryLogProbabilities(
        *(part - np.log(np.exp(part).sum(-1, keepdims=True)) for part in logits)
    )


def milliseconds(n: int, entries: int, candidates: int, repeats: int = 15) -> tuple[float, float]:
    rng = np.random.default_rng(0)
    spent = []
    for _ in range(repeats):
        log_p = flask_with_open_entries(rng, n, entries)
        start = perf_counter()
        decode(log_p, candidates)
        spent.append(1000 * (perf_counter() - start))
    return min(spent), median(spent)


if __name__ == "__main__":
    print("nodes  open entries  candidates  best ms  median ms")
    for n in (46, 100):
        for entries in (10, 30, 60, 120):
            for candidates in (16, 64):
                best, middle = milliseconds(n, entries, candidates)
                print(f"{n:5d}  {entries:12d}  {candidates:10d}  {best:7.2f}  {middle:9.2f}")
