"""Write the reactions of a first course as small flasks: what a chemist types first.

python -m tests.training.drills drills.smi
flower expand drills.smi -o drills/

What is in `drills.yaml` says; `flower expand` drops a line whose mechanism the library does not
have. Flasks of the textbook set and of the first reactions of the benchmark are left out.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path

import yaml
from rdkit import Chem, RDLogger
from rdkit.Chem.rdChemReactions import ChemicalReaction, ReactionFromSmarts

from flower.electrons import canonical

HOUSE = Path(__file__).parents[2]
HELD_OUT = ("data/sets/textbook/reactions.csv", "tests/benchmarks/first_reactions.csv")
Table = Mapping[str, Mapping[str, str]]


def substrates(table: Table, told: str) -> Iterator[str]:
    """The molecules of a list, or of chains and groups: `primary halogen, alcohols`."""
    for one in told.split(","):
        chains, _, groups = one.strip().partition(" ")
        if not groups:
            yield from table["molecules"][chains].split()
            continue
        for chain, group in product(
            table["chains"][chains].split(), table["groups"][groups].split()
        ):
            yield chain.replace("@", group) if "@" in chain else chain + group


def put_in(table: Table, told: str) -> Iterator[str]:
    """What is put in, or each of a list with each of another: `alcohols + catalyst`."""
    first, *others = ([*table["lists"].get(one, one).split()] for one in told.split(" + "))
    for parts in product(first, *others):
        yield "".join(one if one.startswith(">") else f".{one}" for one in parts)[1:]


def reactions(table: Table, families: list[Mapping[str, str]]) -> Iterator[str]:
    """Yield `reactants>>product`, stages after ` > `, each line once, isomers apart."""
    seen = set[str]()
    for family in families:
        rule = ReactionFromSmarts(family["gives"])
        for substrate, put in product(
            substrates(table, family["of"]), put_in(table, family["with"])
        ):
            first, _, later = put.partition(">")
            flask = canonical(f"{substrate}.{first}")
            for made in products(rule, substrate, first):
                line = f"{flask}{f' > {later} ' if later else ''}>>{made}"
                if made not in flask.split(".") and line not in seen:
                    seen.add(line)
                    yield line


def products(rule: ChemicalReaction, substrate: str, put: str) -> list[str]:
    """The products of a substrate, alone or with one of the molecules put in, in order."""
    others: list[tuple[Chem.Mol, ...]] = [()]
    if rule.GetNumReactantTemplates() == 2:
        others = [(Chem.MolFromSmiles(one),) for one in put.split(".")]
    found = set[str]()
    for other in others:
        for (made,) in rule.RunReactants((Chem.MolFromSmiles(substrate), *other)):
            try:
                Chem.SanitizeMol(made)
            except ValueError:
                continue
            found.add(canonical(Chem.MolToSmiles(made)))
    return sorted(found)


def held_out() -> set[str]:
    """The flasks that are asked for figures."""
    flasks = set[str]()
    for file in HELD_OUT:
        with (HOUSE / file).open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                flasks.add(canonical(flask_of(row["reaction"])))
    return flasks


def flask_of(reaction: str) -> str:
    """What is there at first."""
    return reaction.partition(">>")[0].partition(" > ")[0].strip()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("output", type=Path)
    output: Path = parser.parse_args().output
    RDLogger.DisableLog("rdApp.*")
    told = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
    asked = held_out()
    lines = [one for one in reactions(told, told["families"]) if flask_of(one) not in asked]
    output.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines):,} reactions: {output}")


if __name__ == "__main__":
    main()
