"""GFN2-xTB reaction energies against reaction enthalpies from the literature.

python -m tests.benchmarks.enthalpies

Enthalpies are computed from the gas-phase formation enthalpies and proton affinities beside the
reactions in data/sets/enthalpies, at 298 K; energies are electronic, without vibrations, as
`flower score --energies` tells them.
"""

import csv
from collections import defaultdict
from importlib import resources
from pathlib import Path

from flower.electrons import canonical
from flower.energies import EnergySettings, step_energies
from flower.steps import read_step

KJ_A_KCAL = 4.184
FOLDER = Path(str(resources.files("flower.data"))) / "sets" / "enthalpies"


def rows(name: str) -> list[dict[str, str]]:
    """The rows of one of the tables."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def enthalpy_of_side(side: str) -> float:
    """Sum over molecules in kcal/mol; that of a protonated base against a free proton."""
    known = {canonical(row["smiles"]): float(row["kj_mol"]) for row in rows("formation.csv")}
    for row in rows("proton_affinities.csv"):
        base = known.setdefault(canonical(row["smiles"]), 0.0)  # on both sides alike
        known[canonical(row["conjugate_acid"])] = base - float(row["kj_mol"])
    return sum(known[canonical(molecule)] for molecule in side.split(".")) / KJ_A_KCAL


def enthalpy(reaction: str) -> float:
    """Of a reaction, in kcal/mol."""
    reactants, products = reaction.split(">>")
    return enthalpy_of_side(products) - enthalpy_of_side(reactants)


def main() -> None:
    reactions = rows("reactions.csv")
    steps = [read_step(row["reaction"]) for row in reactions]
    settings = EnergySettings(conformers=8, workers=2, time_limit_s=300)
    found = step_energies([(step.reactants, step.products) for step in steps], settings)
    print(f"{found[0].method}\n")
    print("| reaction | class | literature | GFN2-xTB | difference |\n|---|---|---|---|---|")
    errors = defaultdict(list)
    for row, energy in zip(reactions, found, strict=True):
        told = enthalpy(row["reaction"])
        if energy.energy_kcal_mol is None:
            print(f"| {row['name']} | {row['class']} | {told:.1f} | {energy.note} | |")
            continue
        error = energy.energy_kcal_mol - told
        errors[row["class"]].append(error)
        print(
            f"| {row['name']} | {row['class']} | {told:.1f} | {energy.energy_kcal_mol:.1f} "
            f"| {error:+.1f} |"
        )
    print("\n| class | reactions | mean error | mean absolute error |\n|---|---|---|---|")
    every = [error for some in errors.values() for error in some]
    for name, some in [*errors.items(), ("all", every)]:
        mean, size = sum(some) / len(some), sum(map(abs, some)) / len(some)
        print(f"| {name} | {len(some)} | {mean:+.1f} | {size:.1f} |")


if __name__ == "__main__":
    main()
