"""How many expanded reactions agree, step by step, with recorded elementary steps.

python -m tests.benchmarks.agreement overall_valid.parquet steps_valid.parquet

Steps are compared by the molecules that change, so that a spectator that one of both lacks does not
matter. Of a reaction, the best way is looked at; "some way" is any of those that are written.
"""

import argparse
import tempfile
from collections import Counter
from pathlib import Path

import pandas as pd

from flower.electrons import state_to_smiles
from flower.mechanisms import expand_file
from flower.steps import mapped_step_to_states

Changed = tuple[frozenset[tuple[str, int]], frozenset[tuple[str, int]]]


def changed(step: str) -> Changed:
    """Molecules that a mapped step uses up and makes; both empty where nothing happens."""
    before, after = (
        Counter(state_to_smiles(side, stereo=False).split("."))
        for side in mapped_step_to_states(step)
    )
    return frozenset((before - after).items()), frozenset((after - before).items())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("overall", type=Path)
    parser.add_argument("steps", type=Path)
    parser.add_argument("--show", type=int, default=5, help="disagreements to print")
    told = parser.parse_args()
    ids = pd.read_parquet(told.overall, columns=["reaction_id"])["reaction_id"]
    steps = pd.read_parquet(told.steps)
    recorded: dict[int, set[Changed]] = {}
    for reaction_id, step in zip(steps["reaction_id"], steps["reaction"], strict=True):
        recorded.setdefault(reaction_id, set()).add(changed(step))
    with tempfile.TemporaryDirectory() as scratch:
        done = expand_file(told.overall, Path(scratch) / "steps.csv")
        found = pd.read_csv(done.output)
    found["recorded_as"] = found["reaction_id"].map(lambda line: ids[line - 1])
    found = found[found["recorded_as"].isin(list(recorded))]
    found["agrees"] = [
        changed(step) in recorded[one]
        for step, one in zip(found["reaction"], found["recorded_as"], strict=True)
    ]
    ways = found.groupby(["recorded_as", "path"]).agg(
        agrees=("agrees", "all"), share=("agrees", "mean"), mechanism=("mechanism", "first")
    )
    best, some = ways.xs(0, level="path"), ways["agrees"].groupby("recorded_as").any()
    print(f"{done.expanded} of {done.lines} expanded; {len(best)} of them have recorded steps")
    print(
        f"best way agrees in every step: {best['agrees'].mean():.1%}; some way: {some.mean():.1%}"
    )
    print(f"steps of the best way that are recorded: {found[found['path'] == 0].agrees.mean():.1%}")
    wrong = best[~best["agrees"]]
    print("\nreactions that disagree, by mechanism, of all:")
    for name, count in wrong["mechanism"].value_counts().head(15).items():
        print(f"  {count:4} of {(best['mechanism'] == name).sum():4}  {name}")
    odd = found[(found["path"] == 0) & ~found["agrees"]]
    print("\nsteps that are not recorded:")
    for (name, words), count in (
        odd.groupby(["mechanism", "description"]).size().nlargest(12).items()
    ):
        print(f"  {count:4}  {name}: {words}")
    for one in wrong.index[: told.show]:
        row = odd[odd["recorded_as"] == one].iloc[0]
        used, made = changed(row["reaction"])
        print(f"\n{one} {row['mechanism']}: {row['description']}")
        print("  ", ".".join(m for m, _ in used), ">>", ".".join(m for m, _ in made))
        for before, after in recorded[one]:
            print(
                "     recorded:",
                ".".join(m for m, _ in before),
                ">>",
                ".".join(m for m, _ in after),
            )


if __name__ == "__main__":
    main()
