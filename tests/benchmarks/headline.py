"""How often the headline product is the recorded one.

python -m tests.benchmarks.headline steps_valid.parquet overall_valid.parquet

Every recorded pathway goes from the first state of its path to each state marked as its end; those
that make the recorded product are counted. Charge and stereo are set aside.
"""

import argparse
from collections import Counter
from pathlib import Path

import pandas as pd
from rdkit import Chem

from flower.electrons import uncharged
from flower.steps import mapped_step_to_states
from flower.steps.roles import label_molecules


def counts(steps: Path, overall: Path) -> Counter[str]:
    """Count pathways, and those whose headline or largest new molecule is the recorded product."""
    rows = pd.read_parquet(steps)
    recorded = pd.read_parquet(overall).set_index("reaction_id")["reaction"]
    found: Counter[str] = Counter()
    for (reaction, _), path in rows.groupby(["reaction_id", "path"]):
        first = path["reaction"].iloc[0].split(">>")[0]
        ends = path["reaction"][path["description"] == "End of reaction"]
        wanted = {uncharged(smiles) for smiles in recorded[reaction].split(">>")[1].split(".")}
        for end in dict.fromkeys(row.split(">>")[1] for row in ends):
            labelled = label_molecules(*mapped_step_to_states(f"{first}>>{end}"))
            new = [m.smiles for m in labelled if m.role != "unchanged"]
            if wanted.isdisjoint(map(uncharged, new)):
                found["without the recorded product"] += 1
                continue
            found["pathways"] += 1
            found["headline"] += labelled[0].headline and uncharged(new[0]) in wanted
            found["largest"] += uncharged(min(new, key=_by_size)) in wanted
    return found


def _by_size(smiles: str) -> tuple[int, str]:
    return -Chem.MolFromSmiles(smiles).GetNumHeavyAtoms(), smiles


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("steps", type=Path)
    parser.add_argument("overall", type=Path)
    for name, number in counts(**vars(parser.parse_args())).items():
        print(f"{name:30}{number:8,}")
