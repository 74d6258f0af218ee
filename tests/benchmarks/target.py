"""How often a way to a given product is found, as recorded or not, and at what cost.

python -m tests.benchmarks.target steps_valid.parquet overall_valid.parquet --output target.tsv

Recorded reactions at even distances, path 0, of flasks with at most `--largest` heavy atoms, asked
in the style of the recorded steps: once freely, once for the recorded product. A way is as recorded
if it passes no flask, protons aside, that the record does not pass. Rows that the output holds
already are not asked again.
"""

import argparse
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import flower
from flower.electrons import smiles_to_state, state_to_smiles, uncharged
from flower.electrons.numbering import in_canonical_order
from flower.errors import InputError
from flower.search import Pathway, SearchSettings, Target, beam_search
from flower.search.pathway import protons_aside
from flower.steps import mapped_step_to_states


def sample(steps: Path, overall: Path, limit: int, largest: int) -> pd.DataFrame:
    """The steps of recorded reactions at even distances, each with the product recorded."""
    rows = pd.read_parquet(steps)
    rows = rows[rows.path == 0]
    recorded = pd.read_parquet(overall).set_index("reaction_id")["reaction"]
    first = rows.groupby("reaction_id").reaction.first().str.split(">>").str[0]
    heavy = first.str.count(r"\[(?!H)")
    ids = sorted(heavy.index[heavy <= largest])
    taken = np.unique(np.linspace(0, len(ids) - 1, min(limit, len(ids))).round().astype(int))
    rows = rows[rows.reaction_id.isin([ids[k] for k in taken])]
    return rows.assign(product=rows.reaction_id.map(recorded).str.split(">>").str[1])


def flasks(steps: "pd.Series[str]") -> list[str]:
    """The flasks that recorded steps pass, protons aside, the first one first."""
    states = [state for step in steps for state in mapped_step_to_states(step)]
    return [protons_aside(state_to_smiles(state, stereo=False)) for state in states]


def asked(model: Any, steps: pd.DataFrame, settings: SearchSettings) -> dict[str, Any]:
    """Ask about one reaction, freely and for its product."""
    before, _ = mapped_step_to_states(steps.reaction.iloc[0])
    flask, _ = in_canonical_order(smiles_to_state(state_to_smiles(before)))
    product = max(steps["product"].iloc[0].split("."), key=len)
    target, passed = Target(product), set(flasks(steps.reaction))

    def propose(states: Any, minimum: Any) -> Any:
        return model.propose(
            states, top=settings.candidates, seed=settings.seed, minimum_probability=minimum
        )

    told: dict[str, Any] = {"heavy_atoms": len(flask) - 1}
    for name, wanted in (("free", None), ("target", target)):
        begun = time.process_time()
        result = beam_search(propose, flask, settings, wanted)
        told[f"{name}_seconds"] = round(time.process_time() - begun, 2)
        told[f"{name}_states"] = result.states
        ranks = [k for k, end in enumerate(result.endings, 1) if _holds(end.pathway, target)]
        told[f"{name}_rank"] = ranks[0] if ranks else 0
        way = result.endings[ranks[0] - 1].pathway if ranks else None
        told[f"{name}_as_recorded"] = way is not None and passed.issuperset(_to(way, target))
        told[f"{name}_steps"] = 0 if way is None else len(way.steps)
    return told


def _holds(way: Pathway, target: Target) -> bool:
    return target.is_in(way.smiles, charge_aside=True)


def _to(way: Pathway, target: Target) -> list[str]:
    """The flasks of a way, protons aside, up to where the product appears."""
    found = list[str]()
    for flask in way.passed:
        found.append(protons_aside(flask))
        if target.neutral in map(uncharged, flask.split(".")):
            break
    return found


def told(table: pd.DataFrame) -> None:
    """Print the figures."""
    print(f"{len(table)} reactions, median {table.heavy_atoms.median():.0f} heavy atoms")
    for name, words in (("free", "free prediction"), ("target", "product given")):
        rank = table[f"{name}_rank"]
        print(
            f"{words:16} first {int((rank == 1).sum()):3}, found {int((rank > 0).sum()):3}, as "
            f"recorded {int(table[f'{name}_as_recorded'].sum()):3}; "
            f"{table[f'{name}_states'].median():.0f} states, "
            f"{table[f'{name}_seconds'].median():.1f} s of one core (medians)"
        )


def main(
    steps: Path, overall: Path, limit: int, largest: int, beam: int, max_steps: int, output: Path
) -> None:
    """Ask what is not asked yet, then print the figures."""
    rows = sample(steps, overall, limit, largest)
    found = pd.read_csv(output, sep="\t") if output.exists() else pd.DataFrame({"reaction_id": []})
    settings = SearchSettings(beam=beam, max_steps=max_steps, style="recorded")
    predictor = flower.Predictor.load("flower-base", settings)
    model = predictor.model.under(predictor.conditions)
    for identity, steps_of in rows.groupby("reaction_id"):
        if identity in set(found.reaction_id):
            continue
        try:
            one = {"reaction_id": identity, **asked(model, steps_of, settings)}
        except InputError as problem:
            print(identity, problem)
            continue
        found = pd.concat([found, pd.DataFrame([one])], ignore_index=True)
        found.to_csv(output, sep="\t", index=False)
    told(found)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("steps", type=Path)
    parser.add_argument("overall", type=Path)
    parser.add_argument("--limit", type=int, default=50)
    parser.add_argument("--largest", type=int, default=40)
    parser.add_argument("--beam", type=int, default=4)
    parser.add_argument("--max-steps", type=int, default=12)
    parser.add_argument("--output", type=Path, default=Path("target.tsv"))
    main(**vars(parser.parse_args()))
