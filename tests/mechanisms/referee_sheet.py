"""Random expansions as a sheet for a referee, step by step in SMILES.

python -m tests.mechanisms.referee_sheet overall_train.parquet sheet.txt [--count 60] [--each 2]

Of each mechanism at most ``--each``; of every step the molecules that change. Ways that the atom
map of the column ``mapped`` tells otherwise are left out, as `flower expand` leaves them out.
"""

import argparse
from collections import Counter
from pathlib import Path

import pandas as pd

from flower.electrons import state_to_smiles
from flower.errors import InputError
from flower.mechanisms import library
from flower.mechanisms.expanding import Expansion, ways_to_product
from flower.steps import mapped_step_to_states


def step_told(name: str, step: str) -> str:
    """A step as the molecules that it uses up and makes."""
    before, after = (
        Counter(state_to_smiles(side).split(".")) for side in mapped_step_to_states(step)
    )
    used, made = (
        ".".join(sorted((a - b).elements())) for a, b in ((before, after), (after, before))
    )
    return f"{name}: {used} -> {made}" if used else f"{name}"


def sheet(number: int, reaction: str, way: Expansion) -> str:
    """One expansion as text."""
    lines = [f"[{number}] {', then '.join(way.mechanisms)}", f"    {reaction}"]
    if way.added:
        lines.append(f"    added: {'.'.join(way.added)}")
    lines += [f"    - {step_told(*pair)}" for pair in zip(way.names, way.steps, strict=True)]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("overall", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--each", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    told = parser.parse_args()
    rows = pd.read_parquet(told.overall)[["reaction", "mapped"]]
    rows = rows.sample(frac=1, random_state=told.seed)
    seen, sheets = Counter[tuple[str, ...]](), list[str]()
    for reaction, mapped in rows.itertuples(index=False):
        if len(sheets) == told.count:
            break
        try:
            found = ways_to_product(reaction, library(), 1, mapped).ways
        except InputError:
            continue
        if found and seen[found[0].mechanisms] < told.each:
            seen[found[0].mechanisms] += 1
            sheets.append(sheet(len(sheets) + 1, reaction, found[0]))
    told.output.write_text("\n\n".join(sheets) + "\n", encoding="utf-8")
    print(f"{len(sheets)} expansions by {len(seen)} mechanisms or pairs of them: {told.output}")


if __name__ == "__main__":
    main()
