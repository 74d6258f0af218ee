"""Does the model know its book? What it makes of worked examples of the written mechanisms.

python -m tests.benchmarks.book --output book.jsonl [--examples 1] [--limit 1281]

Each example, with all that its mechanism supplies and without stages, is a flask of which nothing
is told but the molecules; the product is that of the example. The flasks are small and the
mechanisms are what the model was taught, on other molecules: this is no test of what it can do, but
of what it has not learnt. A run that was stopped goes on.
"""

import argparse
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from flower.errors import InputError
from flower.evaluation import evaluate
from flower.mechanisms import library
from flower.mechanisms.expanding import END, ways_to_product
from flower.steps.overall import plain

RANKS = (1, 3, 5)


def examples(each: int) -> Iterator[tuple[str, str]]:
    """Yield mechanism and `flask>>product`, those of one stage."""
    for template in library():
        found = 0
        for example in template.examples:
            try:
                ways = ways_to_product(example, [template], most=1).ways
            except InputError:
                continue
            if found == each or not ways or ways[0].names.count(END) > 1:
                continue
            found += 1
            flask = plain(ways[0].steps[0].split(">>")[0])
            yield template.name, f"{flask}>>{example.rpartition('>')[2].strip()}"


def main() -> None:
    """Tell how many examples are found, and the mechanisms of which none is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, required=True, help="JSON lines, one an example")
    parser.add_argument("--examples", type=int, default=1, help="of a mechanism")
    parser.add_argument("--limit", type=int, help="examples")
    parser.add_argument("--model", default="flower-base")
    given = parser.parse_args()
    table = given.output.with_suffix(".csv")
    if not table.exists():
        rows = pd.DataFrame(examples(given.examples), columns=["reaction_class", "reaction"])
        rows.to_csv(table, index=False)
    evaluate(table, model=given.model, rows="reactions", limit=given.limit, output=given.output)
    told = pd.read_json(given.output, lines=True)
    ranks = defaultdict[str, list[float]](list)
    for name, rank in zip(told.reaction_class, told["rank"], strict=True):
        ranks[name].append(rank)
    shares = " / ".join(f"{(told['rank'] <= k).mean():.1%}" for k in RANKS)
    print(f"{len(told)} examples of {len(ranks)} mechanisms: first / three / five {shares}")
    for name in sorted(one for one, found in ranks.items() if not min(found) <= 1):
        print(f"  {name}: {', '.join(f'{rank:g}' for rank in ranks[name])}")


if __name__ == "__main__":
    main()
