"""How many textbook steps are steps of the library.

python -m tests.benchmarks.polar polar_steps.tsv

Rows of a table of named polar steps (columns `tax_code`, `reaction_name`, `rsmi`, mapped, `epd`,
its arrows) with at most four arrows, outside code POLAR.08 (net changes of several steps). A row
counts if one to three steps that follow each other in a mechanism, begun anywhere in it, make its
products of its reactants, molecule for molecule; a transfer of a proton from any acid to any base
is a step, too. Resonance forms are one molecule here, and a table may draw any of them. A bare
proton of the table is one on water.
"""

import argparse
import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

import pandas as pd
from rdkit import Chem

from flower.electrons import (
    State,
    apply_change,
    problem_with,
    smiles_to_state,
    state_to_mol,
    state_to_smiles,
)
from flower.errors import InputError
from flower.mechanisms import library
from flower.mechanisms.library import scale
from flower.mechanisms.passing import transfer_change
from flower.mechanisms.screening import Flask
from flower.mechanisms.step_template import StepTemplate
from flower.mechanisms.written_step import WrittenStep

MOST_STEPS = 3
MOST_ARROWS = 4
_PROTON = re.compile(r"\[H\+(:\d+)?\]")


def rows_of(path: Path) -> pd.DataFrame:
    """The rows near an elementary step."""
    rows = pd.read_csv(path, sep="\t")
    few = rows["epd"].map(lambda text: len(ast.literal_eval(text)) <= MOST_ARROWS)
    return rows[few & ~rows["tax_code"].str.startswith("POLAR.08")]


def runs() -> Iterator[tuple[WrittenStep, ...]]:
    """Every run of steps of the library, each once, that begins with a written step."""
    seen = set[tuple[object, ...]]()
    for template in library():
        for route in template.routes:
            for first, step in enumerate(route):
                if isinstance(step.template, StepTemplate):
                    run = route[first : first + MOST_STEPS]
                    key = tuple((s.template.name, getattr(s.template, "text", "")) for s in run)
                    if key not in seen:
                        seen.add(key)
                        yield run


def reached(
    run: Sequence[WrittenStep], state: State, bound: Mapping[int, int] | None = None
) -> Iterator[str]:
    """The flasks after one, two and three steps of a run."""
    if not run:
        return
    (template, optional), rest = run[0][:2], run[1:]
    mol = state_to_mol(state)
    if optional:
        yield from reached(rest, state, bound)
    if not (template.numbers <= (bound or {}).keys() or isinstance(template, StepTemplate)):
        return
    for binding in template.matches(state, bound or {}, mol):
        form, change = template.taken(state, binding)
        if form is None:
            continue
        try:
            after = apply_change(form.without_stereo(), change)
            if problem_with(after, change.nodes()) is None:
                yield state_to_smiles(after, stereo=False)
                known = {number: node for number, node in binding.items() if number > 0}
                yield from reached(rest, after, known)
        except InputError:
            continue


def species(smiles: str) -> tuple[tuple[str, int], ...]:
    """The molecules of a flask whatever resonance form they are drawn in.

    Sigma bonds, hydrogens and the charge of a whole molecule tell which it is.

    >>> species("C[CH-]C=O") == species("CC=C[O-]"), species("C=CO") == species("CC=O")
    (True, False)
    """
    found = list[tuple[str, int]]()
    for text in smiles.split("."):
        mol = Chem.RWMol(state_to_mol(smiles_to_state(text).without_stereo()))
        charge = Chem.GetFormalCharge(mol)
        hydrogens = [atom.GetTotalNumHs() for atom in mol.GetAtoms()]
        for bond in mol.GetBonds():
            bond.SetBondType(Chem.BondType.SINGLE)
            bond.SetIsAromatic(False)
        for atom, count in zip(mol.GetAtoms(), hydrogens, strict=True):
            atom.SetIsAromatic(False)
            atom.SetFormalCharge(0)
            atom.SetNumRadicalElectrons(0)
            atom.SetNoImplicit(True)
            atom.SetNumExplicitHs(count)
        found.append((Chem.MolToSmiles(mol), charge))
    return tuple(sorted(found))


def proton_transfers(state: State) -> Iterator[str]:
    """The flasks after a proton has passed from any acid to any base."""
    mol = state_to_mol(state)
    for acid in scale().acids_of(state, mol):
        for base in scale().bases_of(state, mol):
            if acid.nodes[0] != base.nodes[0]:
                try:
                    change = transfer_change(state, acid.nodes[0], base.nodes)
                    yield state_to_smiles(apply_change(state, change), stereo=False)
                except InputError:
                    continue


def with_hydronium(reaction: str) -> list[str]:
    """Both sides, with water that carries what the table writes as a bare proton.

    >>> with_hydronium("[CH3:1][OH2+:2]>>[CH3:1][OH:2].[H+:3]")
    ['[CH3:1][OH2+:2].O', '[CH3:1][OH:2].[OH3+]']
    """
    sides = [side.split(".") for side in reaction.split(">>")]
    bare = [sum(bool(_PROTON.fullmatch(one)) for one in side) for side in sides]
    return [
        ".".join(
            [
                *("[OH3+]" if _PROTON.fullmatch(one) else one for one in side),
                *["O"] * (max(bare) - n),
            ]
        )
        for side, n in zip(sides, bare, strict=True)
    ]


def is_found(reaction: str, every_run: Sequence[Sequence[WrittenStep]]) -> bool:
    """Whether a row is one to three steps of the library."""
    before, after = with_hydronium(reaction)
    state = smiles_to_state(before).without_stereo()
    flask = Flask(state_to_mol(state))
    wanted = species(state_to_smiles(smiles_to_state(after), stereo=False))
    fitting = (reached(run, state) for run in every_run if run[0].template.may_match(flask))
    seen = set[str]()
    for flask_after in chain(proton_transfers(state), *fitting):
        if flask_after not in seen and species(flask_after) == wanted:
            return True
        seen.add(flask_after)
    return False


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("table", type=Path)
    parser.add_argument("--missing", type=Path, help="write the rows that are not found there")
    parser.add_argument("--every", type=int, default=1, help="look at each n-th row alone")
    told = parser.parse_args()
    rows = rows_of(told.table).iloc[:: told.every].copy()
    every_run = list(runs())
    found = []
    for reaction in rows["rsmi"]:
        try:
            found.append(is_found(reaction, every_run))
        except InputError:
            found.append(False)
    rows["found"] = found
    print(
        f"{sum(found)} of {len(found)} rows ({sum(found) / len(found):.1%}), {len(every_run)} runs"
    )
    for code, of_code in rows.groupby(rows["tax_code"].str[:8]):
        print(f"  {code}: {of_code['found'].sum()} of {len(of_code)}")
    missing = Counter(rows[~rows["found"]]["reaction_name"])
    for name, count in missing.most_common(25):
        print(f"  not found: {count:3}  {name}")
    if told.missing:
        rows[~rows["found"]].to_csv(told.missing, sep="\t", index=False)


if __name__ == "__main__":
    main()
