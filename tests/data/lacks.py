"""Learn what records of reactions leave out: `data/sets/lacks/lacks.safetensors`.

python -m tests.data.lacks expand overall_train.parquet expanded.jsonl [--count 12000] [--seed 5]
python -m tests.data.lacks fit data/sets/lacks/lacks.safetensors expanded.jsonl [more.jsonl ...]

The first says of random reactions what the written mechanisms, who are told the product, have to
put in beside what is recorded; called again, it goes on. Of a table such as `overall_more` it takes
those with reagents, screens of few products apart. The second fits what is put in to the
surroundings of the flask's atoms, and tells how well it does on a fifth of the first file, kept
aside.
"""

import argparse
import json
from collections import Counter
from itertools import chain
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from rdkit import Chem
from safetensors.numpy import save_file

from flower.electrons import State, flask_to_state, state_to_mol, state_to_smiles
from flower.errors import InputError
from flower.mechanisms import expand
from flower.questions.lacks import AGAIN, BITS, PUT_IN, TWICE_USED, surroundings

WITHIN_S = 6.0
FEWEST = 8  # reactions of a class that is learnt
PENALTY = 3e-4  # of squared weights; up to 1e-3 it is much the same
_SCREENS = ("cn_ch_hte", "suzuki_hte", "deoxyf_hte", "hitea_pfizer", "nicolit")
_LARGEST = 60  # heavy atoms, of reactions beside those of `overall_train`
ASIDE = 5  # one in so many
_ONE_BASE = {"CCN(C(C)C)C(C)C", "c1ccncc1", "CN1CCOCC1", "C1CCNCC1"}
_BASE = "CCN(CC)CC"
_IONS = {"[Na+]", "[K+]", "[Li+]", "[Cs+]"}
_SODIUM = {"[OH-]": 1, "[H-]": 1, "[BH3-]C#N": 1, "[BH4-]": 1, "O=C([O-])[O-]": 2}
_LITHIUM = {"[AlH4-]": 1}
_MOST = {"[H][H]": 4, "[Fe]": 3, "[Zn]": 3}
_USUAL_MOST = 2
_AMINE = Chem.MolFromSmarts("[NX3;!H0;!$(N*=[O,S,N]);!$(N-[#7,#8,#16])]")


def class_of(flask: State, added: list[str]) -> tuple[str, ...] | None:
    """What was put in, in one of few forms; None for what is nothing that a flask may lack."""
    there = set(state_to_smiles(flask, stereo=False).split("."))
    found = Counter[str]()
    for one in ".".join(added).split("."):
        smiles = state_to_smiles(flask_to_state(one), stereo=False)
        smiles = _BASE if smiles in _ONE_BASE else smiles
        if smiles in _IONS:
            continue
        if smiles in there and smiles not in (_BASE, "CC(=O)O"):
            mol = Chem.MolFromSmiles(smiles)
            if mol.HasSubstructMatch(_AMINE):
                smiles = _BASE
            elif mol.HasSubstructMatch(TWICE_USED):
                smiles = AGAIN
        found[smiles] += 1
    if "[H][H]" in found:  # with what is recorded, enough for a nitro group
        found["[H][H]"] = 1 if found["[H][H]"] == 1 else 3
    for smiles in found:
        found[smiles] = min(found[smiles], _MOST.get(smiles, _USUAL_MOST))
        if found[smiles] and smiles in there and not _is_reagent(smiles):
            return None
    if set(found) <= {"O"}:  # a work-up, which changes no product but for protons
        return ()
    for salts, ion in ((_SODIUM, "[Na+]"), (_LITHIUM, "[Li+]")):
        ions = sum(found[smiles] * count for smiles, count in salts.items() if smiles in found)
        if ions:
            found[ion] = ions
    return tuple(sorted(found.elements()))


def _is_reagent(smiles: str) -> bool:
    mol = Chem.MolFromSmiles(smiles)
    return smiles == AGAIN or mol is None or mol.GetNumHeavyAtoms() <= 7


def expand_some(table: Path, output: Path, count: int, seed: int) -> None:
    """Write a line of JSON for each reaction: the flask, and what each way has put in."""
    rows = pd.read_parquet(table)
    if "has_reagents" in rows:
        fits = rows["has_reagents"] & (rows["n_heavy"] <= _LARGEST)
        rows = rows[fits & ~rows["source"].isin(_SCREENS)]
    rows = rows.sample(count, random_state=seed)
    done = len(output.read_text().splitlines()) if output.exists() else 0
    with output.open("a") as lines:
        for reaction in rows["reaction"].iloc[done:]:
            try:
                ways = expand(reaction, time_limit_s=WITHIN_S)
            except InputError:
                ways = ()
            told = {"r": reaction, "n": len(ways), "added": [sorted(way.added) for way in ways[:3]]}
            lines.write(json.dumps(told) + "\n")
            lines.flush()


def read(path: Path) -> list[tuple[State, tuple[str, ...] | None]]:
    """Return the flasks that the mechanisms explain, and what each lacks."""
    found = []
    for line in path.read_text().splitlines():
        told = json.loads(line)
        if not told["n"]:
            continue
        try:
            flask = flask_to_state(told["r"].split(">")[0])
            complete = any(not added for added in told["added"])
            found.append((flask, () if complete else class_of(flask, told["added"][0])))
        except InputError:
            continue
    return found


def fitted(bits: torch.Tensor, classes: torch.Tensor, count: int) -> tuple[torch.Tensor, ...]:
    """Return weights and constants of a multinomial logistic regression."""
    weights = torch.zeros(bits.shape[1], count, requires_grad=True)
    constants = torch.zeros(count, requires_grad=True)
    optimizer = torch.optim.LBFGS(
        [weights, constants], max_iter=300, history_size=20, line_search_fn="strong_wolfe"
    )

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        value = torch.nn.functional.cross_entropy(bits @ weights + constants, classes)
        value = value + PENALTY * (weights**2).sum()
        value.backward()
        return value

    optimizer.step(loss)
    return weights.detach(), constants.detach()


def fit(sources: list[Path], output: Path) -> None:
    """Fit, tell the figures of the fifth of the first file kept aside, and write the fit to all."""
    read_first, *others = map(read, sources)
    rows = [*read_first, *chain.from_iterable(others)]
    counts = Counter(lack for _, lack in rows if lack is not None)
    classes = [lack for lack, count in counts.most_common() if count >= FEWEST or not lack]
    place = {lack: k for k, lack in enumerate(classes)}
    bits = torch.zeros(len(rows), BITS)
    for row, (flask, _) in enumerate(rows):
        bits[row, surroundings(state_to_mol(flask))] = 1.0
    told = torch.tensor([place.get(lack, -1) if lack is not None else -1 for _, lack in rows])
    aside = torch.arange(len(rows)) % ASIDE == 0
    aside[len(read_first) :] = False
    known = told >= 0
    weights, constants = fitted(bits[known & ~aside], told[known & ~aside], len(classes))
    order = (bits[aside] @ weights + constants).argsort(1, descending=True)
    hits = order == told[aside][:, None]
    for name, which in (("all", told[aside] > -2), ("nothing is lacking", told[aside] == 0),
                        ("something is", told[aside] != 0)):  # fmt: skip
        shares = " / ".join(f"{hits[which][:, :k].any(1).float().mean():.1%}" for k in (1, 2, 3, 4))
        print(f"{name}: {int(which.sum())} kept aside, among the first 1 / 2 / 3 / 4: {shares}")
    weights, constants = fitted(bits[known], told[known], len(classes))
    output.parent.mkdir(exist_ok=True)
    save_file(
        {
            "weights": weights.numpy().astype(np.float16),
            "constants": constants.numpy().astype(np.float16),
        },
        output,
        {PUT_IN: json.dumps(classes)},
    )
    print(f"{len(rows)} flasks, {len(classes)} classes: {output}")
    for lack in classes:
        print(f"{counts[lack]:6}  {' + '.join(lack) or 'nothing'}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    one = verbs.add_parser("expand")
    one.add_argument("table", type=Path)
    one.add_argument("output", type=Path)
    one.add_argument("--count", type=int, default=12_000)
    one.add_argument("--seed", type=int, default=5)
    other = verbs.add_parser("fit")
    other.add_argument("output", type=Path)
    other.add_argument("source", type=Path, nargs="+")
    told = parser.parse_args()
    if told.verb == "expand":
        expand_some(told.table, told.output, told.count, told.seed)
    else:
        fit(told.source, told.output)


if __name__ == "__main__":
    main()
