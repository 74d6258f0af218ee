"""Ranks of one answer, the form steps are compared in, and rows as JSON."""

import json

import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdkit import Chem

from flower.electrons import smiles_to_state, state_to_mol, state_to_smiles
from flower.errors import InputError
from flower.evaluation.steps import (
    Answer,
    AnsweredStep,
    UnreadRow,
    from_json,
    read_recorded,
    to_json,
)
from flower.records import StepRecord

FLASKS = [
    "CCO", "OCC", "C[CH+]O", "CC[OH2+]", "CC[O-]", "CCO.[H+]", "[H][H]", "[H-].[H+]", "[H-].[Na+]",
    "[NaH]", "c1ccccc1O", "C1=CC=CC=C1O", "O=C1C=CCC=C1", "C=CO", "CC=O", "F/C=C/F", "F/C=C\\F",
    "C[C@H](O)N", "C[C@@H](O)N", "[2H]C", "C", "[CH3-].[H+]", "N#N", "[BH4-]", "B.[H-]", "CC(=O)O",
    "C[N+](=O)[O-]", "O=S(C)C", "C[S+]([O-])C",
]  # fmt: skip


def test_the_compared_form_tells_flasks_apart_as_written_out_hydrogens_do() -> None:
    states = [smiles_to_state(flask).without_stereo() for flask in FLASKS]
    compared = [state_to_smiles(state, stereo=False) for state in states]
    explicit = [Chem.MolToSmiles(Chem.AddHs(state_to_mol(state))) for state in states]
    pairs = set(zip(compared, explicit, strict=True))
    assert len(set(compared)) == len(set(explicit)) == len(pairs)
    assert len(pairs) == len(FLASKS) - 4  # ethanol, phenol and two stereo pairs


@given(st.lists(st.sampled_from([0.1, 0.2, 0.25, 0.3]), min_size=1, max_size=9))
def test_ties_share_the_best_rank(probabilities: list[float]) -> None:
    answer = Answer(tuple((str(i), p) for i, p in enumerate(probabilities)))
    expected = pandas.Series(probabilities).rank(method="min", ascending=False)
    assert [answer.rank(str(i)) for i in range(len(probabilities))] == expected.tolist()
    assert answer.rank("another") is None


def test_sums_that_differ_by_rounding_are_a_tie() -> None:
    answer = Answer((("CO", 0.1 + 0.2), ("CN", 0.3)))
    assert answer.candidates[0][1] > answer.candidates[1][1]
    assert answer.rank("CN") == 1


def test_a_recorded_step_loses_maps_and_stereo() -> None:
    step, state = read_recorded(
        StepRecord(5, "[F:1]/[CH:2]=[CH:3]/[F:4].[H+:9]>>[F:1][CH+:2][CH2:3][F:4]", 3, 1, 0, "x")
    )
    assert (step.reactants, step.products) == ("FC=CF.[H+]", "F[CH+]CF")
    assert (step.line, step.pathway, step.reaction_class, step.heavy_atoms) == (5, (3, 1), "x", 4)
    assert len(state) == 5  # four heavy atoms and the proton pool


@pytest.mark.parametrize("reaction", ["", "CCO", "[CH4:1]>>[NH3:1]"])
def test_a_line_that_is_no_step_is_refused(reaction: str) -> None:
    with pytest.raises(InputError):
        read_recorded(StepRecord(1, reaction))


def test_rows_are_the_same_after_writing_and_reading() -> None:
    recorded, _ = read_recorded(StepRecord(2, "[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]", 7, None))
    likely = (("[Cl-].[NH4+]", 0.1 + 0.2), ("Cl.N", 0.1))
    answer = Answer(likely, 2, 2, 1.0, 0.5, evaluations=7, seconds=0.125)
    refused = Answer((), refused="the flask is too large")
    for row in (
        AnsweredStep(recorded, answer),
        AnsweredStep(recorded, refused),
        UnreadRow(3, "no step", (7, 0)),
    ):
        told = json.loads(json.dumps(to_json(row)))
        assert from_json(told) == row
    assert to_json(AnsweredStep(recorded, answer))["rank"] == 1
