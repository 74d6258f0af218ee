"""Draw the general sample again.

    python -m tests.data.general_sample steps_train.parquet steps_valid.parquet OUT_DIR

Of every class up to three reactions, or one, and others in proportion to the sizes of the classes;
of each all steps.
"""

import gzip
import io
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from rdkit import Chem

COLUMNS = ["reaction_id", "path", "step", "reaction_class", "reaction"]
REPLAYED, CHECKED = (240, 3), (40, 1)  # reactions, and of each class so many first
LARGEST = 50  # heavy atoms of a flask
SEED = 0


def heavy_atoms(reaction: str) -> int:
    """Atoms of the reactants that are not hydrogen."""
    params = Chem.SmilesParserParams()
    params.sanitize = params.removeHs = False
    mol = Chem.MolFromSmiles(reaction.split(">>")[0], params)
    return sum(atom.GetAtomicNum() > 1 for atom in mol.GetAtoms())


def drawn(steps: pd.DataFrame, reactions: int, of_each: int) -> pd.DataFrame:
    """Return all steps of so many reactions, in the order of the file."""
    firsts = steps.groupby("reaction_id").first()
    firsts = firsts[firsts["reaction"].map(heavy_atoms) <= LARGEST]
    rng = np.random.default_rng(SEED)
    shuffled = firsts.iloc[rng.permutation(len(firsts))]
    first = shuffled.groupby("reaction_class").head(of_each)
    others = shuffled.drop(first.index)
    chosen = [*first.index, *others.index][:reactions]
    return steps.loc[steps["reaction_id"].isin(chosen), COLUMNS]


def write(rows: pd.DataFrame, path: Path) -> None:
    """Write CSV, zipped alike on any day."""
    text = rows.to_csv(index=False, lineterminator="\n").encode()
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as stream:
        stream.write(text)
    path.write_bytes(packed.getvalue())


if __name__ == "__main__":
    train, valid, out = map(Path, sys.argv[1:])
    for source, counts, name in ((train, REPLAYED, "replay"), (valid, CHECKED, "check")):
        rows = drawn(pd.read_parquet(source), *counts)
        write(rows, out / f"{name}.csv.gz")
        print(name, len(rows), "steps", rows["reaction_id"].nunique(), "reactions",
              rows["reaction_class"].nunique(), "classes")  # fmt: skip
