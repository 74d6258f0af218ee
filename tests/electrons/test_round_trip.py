"""Every recorded state, written and read again: 150 steps of each file, or all of them.

`python -m pytest tests/electrons/test_round_trip.py --every-state` takes every row; the count
and the exceptions it finds are in the documentation of `flower.electrons`.
"""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from rdkit import Chem, rdBase

from flower.electrons import State, change_between, problem_with, state_to_smiles
from flower.steps import UNDRAWN, Step, mapped_step_to_states

DATA = Path(__file__).parents[2] / "../shared/data"
SAMPLED = 150
EXCEPTIONS: dict[str, frozenset[int]] = {"steps_valid": frozenset(), "steps_test": frozenset()}
"""Rows whose states do not come back, by file: none."""

ROWS = {"steps_valid": 4491, "steps_test": 4472}


class Recorded(NamedTuple):
    """A recorded step: its row, its two sides as text, and the states read from them."""

    row: int
    sides: list[str]
    states: tuple[State, State]


@pytest.fixture(scope="module", params=sorted(ROWS))
def steps(request: pytest.FixtureRequest) -> list[Recorded]:
    """Read the steps of one file, once for all tests."""
    path = DATA / f"{request.param}.parquet"
    if not path.exists():
        pytest.skip(f"needs the recorded steps, {path.name}, which do not come with the project")
    import pandas as pd

    reactions = pd.read_parquet(path, columns=["reaction"])["reaction"]
    rows = np.arange(len(reactions))
    if request.config.getoption("--every-state"):
        assert len(rows) == ROWS[request.param]
    else:
        rows = np.random.default_rng(0).choice(rows, SAMPLED, replace=False)
    known = EXCEPTIONS[request.param]
    return [
        Recorded(int(row), reactions[row].split(">>"), mapped_step_to_states(reactions[row]))
        for row in rows
        if int(row) not in known
    ]


def merged(side: str) -> str:
    """RDKit's own canonical SMILES of a side: maps removed, hydrogens merged."""
    parameters = Chem.SmilesParserParams()
    parameters.removeHs = False
    with rdBase.BlockLogs():
        mol = Chem.MolFromSmiles(side, parameters)
        for atom in mol.GetAtoms():
            atom.SetAtomMapNum(0)
        return str(Chem.CanonSmiles(Chem.MolToSmiles(Chem.RemoveHs(mol))))


def identical(one: State, other: State) -> bool:
    columns = ("element", "hydrogens", "lone", "bonds", "isotope", "centres", "double_bonds")
    return all(np.array_equal(getattr(one, c), getattr(other, c)) for c in columns)


def test_every_state_comes_back_as_canonical_smiles(steps: list[Recorded]) -> None:
    wrong = []
    for row, sides, states in steps:
        for state, side in zip(states, sides, strict=True):
            if state_to_smiles(state) != merged(side):
                wrong.append((row, state_to_smiles(state), merged(side)))
    assert not wrong


def test_every_state_comes_back_from_mapped_text_entry_for_entry(steps: list[Recorded]) -> None:
    wrong = []
    for row, _, states in steps:
        text = Step.between(*states).mapped
        again = mapped_step_to_states(text)
        if not all(identical(a, b) for a, b in zip(states, again, strict=True)):
            wrong.append((row, text))
    assert not wrong


def test_every_step_has_arrows_words_and_a_kind(steps: list[Recorded]) -> None:
    for row, _, (reactants, products) in steps:
        step = Step.between(reactants, products)
        assert bool(step.arrows) == (not step.change.is_empty), row
        assert step.description != UNDRAWN, row
        assert step.kind != "electron shift", row
        assert (step.kind == "end") == step.change.is_empty, row


def test_the_atoms_that_react_end_as_the_rules_allow(steps: list[Recorded]) -> None:
    wrong = {}
    for row, _, (reactants, products) in steps:
        problem = problem_with(products, change_between(reactants, products).nodes())
        if problem is not None:
            wrong[row] = problem
    assert not wrong
