"""How often a recorded step, its map numbers taken away, is mapped as it was recorded.

python -m tests.benchmarks.mapping steps_valid.parquet --limit 600

Rows are taken at even distances. Changes are compared up to the symmetry of the reactants: the
canonical SMILES of the reactants, each reacting atom numbered by what happens to it.
"""

import argparse
import time
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
from rdkit import Chem, rdBase

from flower.electrons import State, change_between, state_to_mol
from flower.errors import InputError
from flower.steps import mapped_step_to_states, read_step
from flower.steps.reading import moved_electrons


def without_map_numbers(step: str) -> str:
    """The step as it would be typed: molecules in their order, hydrogens not told."""
    sides = []
    for side in step.split(">>"):
        with rdBase.BlockLogs():
            mol = Chem.MolFromSmiles(side)
        for atom in mol.GetAtoms():
            atom.SetAtomMapNum(0)
        sides.append(Chem.MolToSmiles(mol))
    return ">>".join(sides)


def signature(reactants: State, products: State) -> str:
    """Equal for steps that are the same up to the symmetry and the order of the atoms."""
    change = change_between(reactants, products)
    happens: dict[int, list[tuple[object, ...]]] = {}
    for i, d in change.lone.tolist():
        happens.setdefault(i, []).append(("lone", d))
    for i, d in change.hydrogens.tolist():
        happens.setdefault(i, []).append(("bond", "H", d))
    for i, j, d in change.bonds.tolist():
        for a, b in ((i, j), (j, i)):
            other = Chem.Atom(int(reactants.element[b])).GetSymbol()
            happens.setdefault(a, []).append(("bond", other, d))
    names = {i: str(sorted(map(str, what))) for i, what in happens.items()}
    classes = sorted(set(names.values()))
    mol = state_to_mol(reactants.without_stereo())
    for i, name in names.items():
        if i < len(reactants) - 1:
            mol.GetAtomWithIdx(i).SetAtomMapNum(1 + classes.index(name))
    text = Chem.MolToSmiles(mol)
    return f"{text} {classes}"


def main(steps: Path, limit: int, show: int) -> None:
    """Print how often, and how fast."""
    rows = pd.read_parquet(steps)["reaction"]
    places = np.unique(np.linspace(0, len(rows) - 1, min(limit, len(rows))).round().astype(int))
    found: Counter[str] = Counter()
    seconds = []
    for place in places.tolist():
        step = rows.iloc[place]
        given, text = mapped_step_to_states(step), without_map_numbers(step)
        begin = time.perf_counter()
        try:
            reading = read_step(text)
        except InputError as problem:
            seconds.append(time.perf_counter() - begin)
            print(place, problem)
            continue
        seconds.append(time.perf_counter() - begin)
        moved = moved_electrons(change_between(*given))
        same = signature(*given) == signature(reading.reactants, reading.products)
        found["mapped"] += 1
        found["no more electrons than recorded"] += reading.moved <= moved
        found["fewer electrons than recorded"] += reading.moved < moved
        found["as recorded, up to symmetry"] += same
        if (reading.moved > moved or not same) and show:
            show -= 1
            ours = change_between(reading.reactants, reading.products)
            print(place, moved, reading.moved, f"{seconds[-1]:.2f} s", text)
            print("   recorded", *(p.tolist() for p in change_between(*given)))
            print("   here    ", *(p.tolist() for p in ours))
    for name, number in found.items():
        print(f"{name:34}{number:6,} of {len(places):,}  {number / len(places):7.2%}")
    print(f"seconds a step: median {np.median(seconds):.3f}, worst {max(seconds):.2f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("steps", type=Path)
    parser.add_argument("--limit", type=int, default=600)
    parser.add_argument("--show", type=int, default=0, help="steps mapped otherwise to print")
    main(**vars(parser.parse_args()))
