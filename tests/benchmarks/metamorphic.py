"""What changes an answer and must not: order of writing, spectators, batches, processes.

python -m tests.benchmarks.metamorphic overall_valid.parquet --limit 60
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
from pathlib import Path

from rdkit import Chem

import flower
from flower.electrons import smiles_to_state, state_to_smiles
from flower.errors import InputError
from flower.proposals import load_model
from flower.records import read_reactions

SPECTATORS = {"hexane": "CCCCCC", "dichloromethane": "ClCCl", "sodium cation": "[Na+]"}
_LOOKED_AT = 3


def flasks(path: Path, limit: int) -> list[str]:
    """The first flasks of a file of overall reactions that the model can be asked about."""
    found: list[str] = []
    for record in read_reactions(path):
        before, agents, _ = record.reaction.split(">")
        flask = ".".join(filter(None, (before, agents)))
        try:
            if sum(z > 1 for z in smiles_to_state(flask).element) <= 50:
                found.append(flask)
        except InputError:
            continue
        if len(found) == limit:
            break
    return found


def written_otherwise(flask: str, rng: random.Random) -> str:
    """The same flask, its molecules and atoms in another order."""
    molecules = flask.split(".")
    rng.shuffle(molecules)
    mol = Chem.MolFromSmiles(".".join(molecules))
    order = list(range(mol.GetNumAtoms()))
    rng.shuffle(order)
    return str(Chem.MolToSmiles(Chem.RenumberAtoms(mol, order), canonical=False))


def ranked(prediction: flower.StepPrediction, without: str = "") -> list[tuple[str, float]]:
    """The next steps, most probable first, by the molecules after them, a spectator left out."""
    found = []
    for candidate in prediction.candidates:
        molecules = candidate.smiles.split(".")
        if without in molecules:
            molecules.remove(without)
        found.append((".".join(sorted(molecules)), candidate.probability))
    return found


def main() -> None:
    """Print one line for each thing that is changed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--limit", type=int, default=60)
    parser.add_argument("--model", default="flower-base")
    asked = parser.parse_args()
    model = load_model(asked.model, device="cpu")
    as_given = list(flower.iter_steps(flasks(asked.file, asked.limit), model=model, top=5))
    given = [one for one in as_given if one.status == "ok"]
    inputs = [one.input for one in given]
    print(f"{len(given)} flasks of at most 50 heavy atoms, {asked.model}")
    rng = random.Random(0)
    other = flower.step([written_otherwise(flask, rng) for flask in inputs], model=model, top=5)
    equal = sum(ranked(a) == ranked(b) for a, b in zip(given, other, strict=True))
    print(f"order of atoms and molecules: {equal} of {len(given)} answers equal to the last bit")
    for name, smiles in SPECTATORS.items():
        chosen = [k for k, flask in enumerate(inputs) if smiles not in flask.split(".")]
        with_it = flower.step([f"{inputs[k]}.{smiles}" for k in chosen], model=model, top=5)
        first = three = 0
        moved = []
        for k, found in zip(chosen, with_it, strict=True):
            before = ranked(given[k])
            after = ranked(found, state_to_smiles(smiles_to_state(smiles)))
            first += before[0][0] == after[0][0]
            three += [s for s, _ in before[:_LOOKED_AT]] == [s for s, _ in after[:_LOOKED_AT]]
            moved.append(abs(before[0][1] - dict(after).get(before[0][0], 0.0)))
        print(
            f"{name} added: first step the same for {first} of {len(chosen)}, first "
            f"{_LOOKED_AT} in the same order for {three}; probability of the first moves by "
            f"{sorted(moved)[len(moved) // 2]:.4f} (median), at most {max(moved):.3f}"
        )
    print(f"batches: probabilities differ by at most {_batches(model, inputs):.1e} (relative)")
    print(f"processes: {_processes(asked.model, inputs[:8], given[:8])}")


def _batches(model: flower.StepModel, inputs: list[str]) -> float:
    """Largest relative difference between asked alone and asked together."""
    states = [smiles_to_state(flask) for flask in inputs]
    alone = [model.propose([s], top=5)[0]
             for s in states]  # fmt: skip
    together = model.propose(states, top=5)
    worst = 0.0
    for one, other in zip(alone, together, strict=True):
        known = {candidate.smiles: candidate.probability for candidate in other}
        for candidate in one:
            if candidate.smiles in known:
                p = candidate.probability
                worst = max(worst, abs(known[candidate.smiles] - p) / p)
    return worst


def _processes(model: str, inputs: list[str], given: list[flower.StepPrediction]) -> str:
    code = (
        "import flower, json, sys; found = flower.step(json.loads(sys.argv[1]), model=sys.argv[2], "
        "top=5); print(json.dumps([one.to_json_dict() for one in found]))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, json.dumps(inputs), model],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    here = [json.loads(json.dumps(one.to_json_dict())) for one in given]
    same = sum(a == b for a, b in zip(here, json.loads(ran.stdout), strict=True))
    return f"{same} of {len(given)} answers of another process equal to the last bit"


if __name__ == "__main__":
    main()
