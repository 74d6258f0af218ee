"""Named textbook steps for training, and those whose names are kept aside as a test.

python -m tests.training.polar_steps polar_steps.tsv train.csv aside.csv

Of a table of named polar steps (columns `reaction_name` and `rsmi`, mapped) those near an
elementary step (`tests.benchmarks.polar`). By a hash of the name three names of ten are
kept aside: no row of such a name is in ``train.csv``.
"""

import argparse
import hashlib
from pathlib import Path

import pandas as pd

from tests.benchmarks.polar import rows_of

KEPT_ASIDE = 3  # names of ten


def is_kept_aside(name: str) -> bool:
    """Whether steps of that name are never trained on."""
    return hashlib.sha256(name.encode()).digest()[0] * 10 < KEPT_ASIDE * 256


def steps_of(rows: pd.DataFrame) -> pd.DataFrame:
    """The columns of a file of steps; they are written as the library writes them."""
    return pd.DataFrame(
        {
            "reaction_id": range(len(rows)),
            "step": 0,
            "reaction_class": rows["reaction_name"].to_numpy(),
            "conditions": "library",
            "reaction": rows["rsmi"].to_numpy(),
        }
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("table", type=Path)
    parser.add_argument("train", type=Path)
    parser.add_argument("aside", type=Path)
    told = parser.parse_args()
    rows = rows_of(told.table)
    aside = rows["reaction_name"].map(is_kept_aside)
    for path, chosen in ((told.train, rows[~aside]), (told.aside, rows[aside])):
        steps_of(chosen).to_csv(path, index=False)
        print(f"{path}: {len(chosen)} steps of {chosen['reaction_name'].nunique()} names")


if __name__ == "__main__":
    main()
