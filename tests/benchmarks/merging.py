"""What it saves, or costs, to ask the model about several flasks in one call.

python -m tests.benchmarks.merging

CPU seconds of one process, which another load on the machine disturbs least.
"""

import csv
from collections.abc import Sequence
from pathlib import Path
from time import process_time

import flower
from flower.electrons import State, smiles_to_state

TABLE = Path(__file__).parents[2] / "data" / "sets" / "textbook" / "reactions.csv"
FAMILIES = ("acyl substitution", "amide coupling")  # twelve flasks
TOGETHER, REPEATS = 8, 3


def cpu_s(model: "flower.proposals.StepModel", calls: Sequence[Sequence[State]]) -> float:
    """Return the CPU seconds of some calls, the least of a few tries."""
    spent = []
    for _ in range(REPEATS):
        began = process_time()
        for states in calls:
            model.propose(states, top=8)
        spent.append(process_time() - began)
    return min(spent)


def main() -> None:
    """Print the time of one merged call as a share of that of the calls alone."""
    model = flower.load_model(device="cpu")
    with TABLE.open(encoding="utf-8", newline="") as rows:
        flasks = [
            smiles_to_state(row["reaction"].split(">>")[0])
            for row in csv.DictReader(rows)
            if row["reaction_class"] in FAMILIES
        ]
    model.propose(flasks[:1], top=8)
    for flask in sorted(flasks, key=len)[:: len(flasks) // 4]:
        same = [flask] * TOGETHER
        share = cpu_s(model, [same]) / cpu_s(model, [[state] for state in same])
        print(f"{TOGETHER} flasks of {len(flask)} atoms in one call: {share:.2f} of the time alone")
    share = cpu_s(model, [flasks]) / cpu_s(model, [[state] for state in flasks])
    sizes = sorted(map(len, flasks))
    print(f"{len(flasks)} flasks of {sizes[0]} to {sizes[-1]} atoms: {share:.2f} of the time alone")


if __name__ == "__main__":
    main()
