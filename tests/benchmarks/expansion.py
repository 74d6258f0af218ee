"""What the library makes of overall reactions: how many, how fast, in what style, against the maps.

python -m tests.benchmarks.expansion overall_valid.parquet [--sample 5000]

Prints the share of reactions that are expanded to the recorded product, with atom maps of the
source (column `mapped`, where there is one) as a second opinion; the first way of each held against
the style of writing (`flower.mechanisms.style`); and how many aromatic substitutions by a
nucleophile it writes in flasks with palladium, copper or nickel on a ring that nothing activates.
"""

import argparse
import time
from collections import Counter
from multiprocessing import Pool
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from rdkit import Chem

from flower.errors import InputError
from flower.mechanisms import library
from flower.mechanisms.expanding import ways_to_product
from flower.mechanisms.style import FAULTS, faults_of

METAL = Chem.MolFromSmarts("[Pd,Cu,Ni]")
ACTIVATED = Chem.MolFromSmarts(
    "c([F,Cl,Br,I,$(S(=O)=O),$(O[S,c])])"
    "[$([n]),$(c[$([N+](=O)[O-]),$(C#N),$(C=[O,N]),$(S(=O)=O),$(C(F)(F)F),F,Cl]),"
    "$(aa[$([n]),$(c[$([N+](=O)[O-]),$(C#N),$(C=[O,N]),$(S(=O)=O),$(C(F)(F)F)])]),$(c[n])]"
)


class Looked(NamedTuple):
    """What came of a reaction: its first mechanisms, its faults, whether maps spoke against it."""

    mechanisms: tuple[str, ...]
    faults: tuple[str, ...]
    told: str
    disagrees: bool


def look(reaction: str, mapped: str | None) -> Looked | None:
    """Expand a reaction and hold its first way against the style; None if it cannot be read."""
    try:
        found = ways_to_product(reaction, library(), 1, mapped=mapped)
    except InputError:
        return None
    if not found.ways:
        return Looked((), (), "", bool(found.disagreeing))
    way = found.ways[0]
    faults = faults_of(way)
    told = "; ".join(f"{fault.kind}: {fault.told}" for fault in faults)
    kinds = tuple(sorted({fault.kind for fault in faults}))
    return Looked(way.mechanisms, kinds, told, bool(found.disagreeing))


def _look(row: tuple[str, str | None]) -> Looked | None:
    return look(*row)


def substituted_beside_metal(reaction: str, looked: Looked) -> bool:
    """Whether a nucleophile replaces the halogen of an unactivated ring where a metal couples."""
    if not any("aromatic substitution" in name for name in looked.mechanisms):
        return False
    mol = Chem.MolFromSmiles(reaction.split(">")[0])
    return mol is not None and mol.HasSubstructMatch(METAL) and not mol.HasSubstructMatch(ACTIVATED)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("overall", type=Path)
    parser.add_argument("--sample", type=int, help="a random sample of the file; all if left out")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--faults", type=int, default=10, help="to print in full")
    parser.add_argument("--missed", type=Path, help="write what is not expanded there")
    told = parser.parse_args()
    rows = pd.read_parquet(told.overall)
    if told.sample:
        rows = rows.sample(told.sample, random_state=told.seed)
    maps = rows["mapped"] if "mapped" in rows else rows["reaction"]
    asked = [
        (reaction, mapped if isinstance(mapped, str) and ">" in mapped else None)
        for reaction, mapped in zip(rows["reaction"], maps, strict=True)
    ]
    begun = time.perf_counter()
    with Pool(told.workers) as pool:
        looked = pool.map(_look, asked, chunksize=16)
    seconds = time.perf_counter() - begun
    expanded = [
        (r, one) for (r, _), one in zip(asked, looked, strict=True) if one and one.mechanisms
    ]
    share = len(expanded) / len(asked)
    print(
        f"{len(expanded)} of {len(asked)} ({share:.1%}) expanded in {seconds:.0f} s, "
        f"{len(asked) / seconds:.1f} a second with {told.workers} processes"
    )
    spoken = sum(one.disagrees for one in looked if one)
    lost = sum(one.disagrees and not one.mechanisms for one in looked if one)
    reached = len(expanded) + lost
    print(
        f"maps: {lost} left out ({1 - lost / reached:.1%} agree), "
        f"{spoken - lost} more have a way that disagrees"
    )
    counts = Counter(kind for _, one in expanded for kind in one.faults)
    for kind in FAULTS:
        print(f"  {counts[kind]:5}  {kind}")
    beside = [r for r, one in expanded if substituted_beside_metal(r, one)]
    print(f"  {len(beside):5}  substitution of an unactivated ring beside Pd, Cu or Ni")
    for reaction, one in [pair for pair in expanded if pair[1].faults][: told.faults]:
        print(f"    {', then '.join(one.mechanisms)} | {one.told} | {reaction}")
    for reaction in beside[: told.faults]:
        print(f"    {reaction}")
    if told.missed:
        gone = [
            r for (r, _), one in zip(asked, looked, strict=True) if not (one and one.mechanisms)
        ]
        told.missed.write_text("\n".join(gone) + "\n")


if __name__ == "__main__":
    main()
