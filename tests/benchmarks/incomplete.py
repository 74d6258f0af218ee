"""How far the record lets anyone predict: do flasks hold what their reaction needs?

flower evaluate overall_test.parquet --limit 300 --output rows.jsonl
flower evaluate overall_test.parquet --limit 300 --complete --output completed.jsonl
python -m tests.benchmarks.incomplete rows.jsonl --completed completed.jsonl

Reactions without recorded steps are parted by what the written mechanisms say of them, who are told
the product: it forms from the molecules recorded; it forms if something is put in beside, such as
the base or the palladium that the record leaves out; no way is known. Of each part the ranks that
the model gave, who is not told the product, with the flask as it is recorded, and with what such
flasks lack put in (`flower complete`).
"""

import argparse
from collections import Counter, defaultdict
from pathlib import Path

import pandas as pd

from flower.errors import InputError
from flower.mechanisms import expand

RANKS = (1, 3, 5)
WITHIN_S = 20.0


def part(reaction: str, missing: Counter[str]) -> str:
    """Say what a reaction is given too little of, and count it."""
    try:
        ways = expand(reaction, time_limit_s=WITHIN_S)
    except InputError:
        ways = ()
    if not ways:
        return "not at all"
    if any(not way.added for way in ways):
        return "from the molecules recorded"
    missing.update(set(ways[0].added))
    return "with more put in"


def shares(ranks: list[float]) -> str:
    """Return top-1/3/5 of ranks, in %."""
    told = (100 * sum(rank <= k for rank in ranks) / len(ranks) for k in RANKS)
    return " / ".join(f"{share:.1f}" for share in told)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=Path, help="what `flower evaluate --output` wrote")
    parser.add_argument("--completed", type=Path, help="what it wrote with --complete")
    given = parser.parse_args()
    rows = pd.read_json(given.rows, lines=True)
    rows = rows[~rows.has_steps.astype(bool)]
    found, missing = defaultdict[str, list[int]](list), Counter[str]()
    for number, row in enumerate(rows.to_dict("records")):
        reaction = f"{row['reactants']}>>{'.'.join(row['products'])}"
        for name in (part(reaction, missing), "all"):
            found[name].append(number)
    asked = {"as recorded": rows["rank"].tolist()}
    if given.completed:
        others = pd.read_json(given.completed, lines=True).set_index("line")["rank"]
        asked["completed"] = others.loc[rows["line"]].tolist()
    heads = [f"top-{'/'.join(map(str, RANKS))}, {name}" for name in asked]
    print(f"| written mechanisms reach the product | reactions | {' | '.join(heads)} |")
    print("|---" * (2 + len(heads)) + "|")
    for name, numbers in sorted(found.items(), key=lambda one: len(one[1])):
        told = (shares([ranks[number] for number in numbers]) for ranks in asked.values())
        print(f"| {name} | {len(numbers)} | {' | '.join(told)} |")
    print("\nPut in most often:", ", ".join(f"`{one}` {n}" for one, n in missing.most_common(8)))


if __name__ == "__main__":
    main()
