"""How often overall reactions, given without numbers, are mapped as they were recorded.

python -m tests.benchmarks.overall_maps overall_valid.parquet --limit 50 --output maps.tsv

Rows at even distances, of flasks with at most `--largest` heavy atoms; the numbers of column
`mapped` are the record. With `--written` the written mechanisms alone are asked, which takes
milliseconds. Maps are compared by the condensed graph of the reaction, up to its symmetry; and once
more with oxygens and halogens of one neighbour set aside, which recorded maps guess. Rows that the
output holds already are not asked again.
"""

import argparse
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import flower
from flower.electrons import smiles_to_state, state_to_smiles, uncharged
from flower.errors import InputError
from flower.mechanisms.atom_map import read_atom_map
from flower.prediction.predictor import Predictor
from flower.questions.condensed import condensed
from flower.questions.mapping import Mapper
from flower.steps.overall import overall_reaction


def sample(overall: Path, limit: int, largest: int) -> pd.DataFrame:
    """Rows at even distances."""
    rows = pd.read_parquet(overall)
    heavy = rows.reaction.str.split(">>").str[0].str.count(r"Br|Cl|\[[^\]]*\]|[A-GI-Za-z]")
    rows = rows[(heavy <= largest) & rows.mapped.str.contains(">>", regex=False)]
    taken = np.unique(np.linspace(0, len(rows) - 1, min(limit, len(rows))).round().astype(int))
    return rows.iloc[taken]


def main_product(reaction: str) -> str:
    """The largest product, uncharged."""
    smiles = state_to_smiles(smiles_to_state(reaction.split(">>")[1]), stereo=False)
    return uncharged(max(smiles.split("."), key=lambda one: len(smiles_to_state(one))))


def by_written(reaction: str) -> dict[str, Any]:
    """Map by the written mechanisms alone."""
    ways = flower.expand(reaction, ways=1)
    if not ways:
        return {"support": "not found", "heavy": ""}
    missing = ".".join(ways[0].added)
    return {
        "support": "library",
        "heavy": overall_reaction(ways[0].steps).heavy,
        "missing": missing,
    }


def by_mapper(mapper: Mapper, reaction: str) -> dict[str, Any]:
    """Map as `flower map` does."""
    found = mapper.map(reaction)
    missing = ".".join(found.missing)
    return {
        "support": found.support or found.status,
        "heavy": found.heavy or "",
        "missing": missing,
    }


def judged(heavy: str, recorded: str) -> dict[str, bool]:
    """Whether a map is the recorded one, strictly, and as far as recorded maps do not guess."""
    if not heavy:
        return {"same": False, "alike": False}
    product = main_product(recorded)
    same = condensed(heavy, product) == condensed(recorded, product)
    return {"same": same, "alike": same or _colours(heavy, product) == _colours(recorded, product)}


def _colours(reaction: str, product: str) -> Any:
    found = read_atom_map(reaction)
    products = found.products if found else []
    return next((one.reaction.colours() for one in products if one.smiles == product), None)


def told(table: pd.DataFrame) -> None:
    """Print the figures."""
    found = table[table.heavy.fillna("") != ""]
    groups = [("found", found), *((str(name), rows) for name, rows in found.groupby("support"))]
    print(f"{len(table)} reactions, median {table.seconds.median():.1f} s of one core")
    for name, rows in groups:
        added = int(rows.missing.notna().sum())
        print(
            f"{name:12} {len(rows):4}: as recorded {int(rows.same.sum()):4}, but for exchanged "
            f"atoms {int(rows.alike.sum()):4}; with something added {added}"
        )


def main(
    overall: Path, limit: int, largest: int, beam: int, max_steps: int, written: bool, output: Path
) -> None:
    """Ask what is not asked yet, then print the figures."""
    rows = sample(overall, limit, largest)
    found = pd.read_csv(output, sep="\t") if output.exists() else pd.DataFrame({"reaction_id": []})
    mapper = None if written else Mapper(Predictor.load(beam=beam, max_steps=max_steps))
    for row in rows[~rows.reaction_id.isin(found.reaction_id)].itertuples():
        begun = time.process_time()
        try:
            one = by_mapper(mapper, row.reaction) if mapper else by_written(row.reaction)
        except InputError as problem:
            one = {"support": "error", "heavy": ""}
            print(row.reaction_id, problem)
        seconds = round(time.process_time() - begun, 2)
        one = {"reaction_id": row.reaction_id, **one, "seconds": seconds}
        one |= judged(one["heavy"], row.mapped)
        found = pd.concat([found, pd.DataFrame([one])], ignore_index=True)
        found.to_csv(output, sep="\t", index=False)
    told(pd.read_csv(output, sep="\t"))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("overall", type=Path)
    parser.add_argument("--limit", type=int, default=50)
    parser.add_argument("--largest", type=int, default=40)
    parser.add_argument("--beam", type=int, default=4)
    parser.add_argument("--max-steps", type=int, default=12)
    parser.add_argument("--written", action="store_true")
    parser.add_argument("--output", type=Path, default=Path("maps.tsv"))
    main(**vars(parser.parse_args()))
