"""Candidates are checked anew; a network's entries are judged before the integer decode."""

from pathlib import Path

import numpy as np
import pytest
import torch

import flower
from flower.electrons import (
    Candidate,
    apply_change,
    change_between,
    make_change,
    problem_with,
    smiles_to_state,
    state_to_smiles,
)
from flower.evaluation.evaluated_model import EvaluatedModel, check_candidate
from flower.flow.endpoint import BOND_CHANGES, HYDROGEN_CHANGES, LONE_CHANGES
from flower.network import ModelSettings, NetworkSettings, build_network, save_checkpoint
from flower.prediction.predictor import Predictor
from flower.proposals import FlowModel, predictor, reactant_electrons
from flower.steps import mapped_step_to_states
from tests.evaluation.scripted import ANSWERS, write_rows

ELEMENTS = ("H", "C", "N", "O", "F", "Cl", "Br", "I")
SIZE = NetworkSettings(width=16, layers=1, heads=2, pair_rank=4, head="endpoint")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A model of random weights, wild enough that its entries often do not conserve."""
    torch.manual_seed(3)
    network = build_network(SIZE)
    weights = {
        name: torch.randn_like(tensor) * 0.6 if tensor.is_floating_point() else tensor
        for name, tensor in sorted(
            network.state_dict().items(), key=lambda one: one[0] == "conditions"
        )
    }
    settings = ModelSettings(network=SIZE, elements=ELEMENTS, evaluations=2)
    save_checkpoint(tmp_path / "wild", weights, settings)
    return tmp_path / "wild"


def _candidate(step: str) -> tuple[flower.State, Candidate]:
    reactants, products = mapped_step_to_states(step)
    smiles = state_to_smiles(products, stereo=False)
    return reactants, Candidate(change_between(reactants, products), products, smiles, 1.0)


def test_a_good_candidate_passes_both_checks() -> None:
    for step in ("[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]", "[H:1][H:2]>>[H-:1].[H+:2]"):
        assert check_candidate(*_candidate(step)) == (True, True)


def test_no_candidate_is_believed() -> None:
    reactants, good = _candidate("[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]")
    assert check_candidate(reactants, good._replace(smiles="N.[Cl-]")) == (True, False)
    assert check_candidate(reactants, good._replace(smiles="C(")) == (False, True)
    other = smiles_to_state("[NH4+].[Br-]")
    assert check_candidate(reactants, good._replace(products=other))[1] is False
    more = good.products
    more.lone[1] += 2  # two electrons from nowhere: chloride with ten
    assert check_candidate(reactants, good._replace(products=more)) == (False, False)


def test_figures_before_the_decode_are_those_of_the_most_probable_entries(
    folder: Path, tmp_path: Path
) -> None:
    model = flower.load_model(folder, "cpu")
    model.settings = ModelSettings(network=SIZE, elements=ELEMENTS, evaluations=1)
    flasks = ["CC(=O)Cl.N", "CCO.Cl", "CN(C)C.O", "[OH-].CC(=O)OC", "C=CC=O.N", "BrCC.[I-]"]
    states = [smiles_to_state(smiles) for smiles in flasks]
    expected = [_entries_taken_alone(model, state) for state in states]
    assert {conserved for conserved, _ in expected} == {True, False}
    asked = EvaluatedModel(Predictor.load(model, top=10))
    answers = asked.answer(states)
    assert [(a.raw_conserved, a.raw_valid) for a in answers] == expected
    for answer in answers:
        assert answer.valid == answer.conserved == len(answer.candidates)


def _entries_taken_alone(model: FlowModel, state: flower.State) -> tuple[bool, bool]:
    """The network's most probable value of each entry, added to the state without any decode."""
    flasks = model.flasks([state])
    reactants = reactant_electrons(flasks)
    with torch.no_grad():
        logits = predictor(model.network, model.flow, flasks)(reactants, torch.zeros(1))
    bonds, lone, hydrogens = (
        np.array(classes)[part[0].argmax(-1).numpy()]
        for part, classes in zip(
            logits[:3], (BOND_CHANGES, LONE_CHANGES, HYDROGEN_CHANGES), strict=True
        )
    )
    bonds = np.triu(bonds, 1)
    if 2 * bonds.sum() + lone.sum() + 2 * hydrogens.sum() or hydrogens.sum():
        return False, False
    change = make_change(
        [(i, j, bonds[i, j]) for i, j in np.argwhere(bonds).tolist()],
        [(i, lone[i]) for i in np.flatnonzero(lone).tolist()],
        [(i, hydrogens[i]) for i in np.flatnonzero(hydrogens).tolist()],
    )
    products = apply_change(state, change)
    if problem_with(products, change.nodes()) is not None:
        return True, False
    try:
        state_to_smiles(products)
    except flower.InputError:
        return True, False
    return True, True


def test_evaluations_are_those_the_network_really_does(folder: Path, tmp_path: Path) -> None:
    source = write_rows(tmp_path / "one.csv", [(1, 0, "x", "[NH3:1].[ClH:2]", "[NH4+:1].[Cl-:2]")])
    model = flower.load_model(folder, "cpu")
    calls: list[int] = []
    model.network.register_forward_hook(lambda *_: calls.append(1))
    for options, expected in (({}, 2), ({"evaluations": 1}, 1), ({"samples": 3}, 6)):
        calls.clear()
        found = flower.evaluate(source, model=model.drawing(**options))
        assert (len(calls), found.asked.evaluations_per_step) == (expected, expected)
        assert found.asked.samples == options.get("samples", 1)


def test_models_with_other_weights_or_settings_are_told_apart(folder: Path) -> None:
    model = flower.load_model(folder, "cpu")

    first = model.digest
    assert model.digest == first
    model.settings = ModelSettings(network=SIZE, elements=ELEMENTS, sharpness=0.5)
    second = model.digest
    assert second != first
    with torch.no_grad():
        next(model.network.parameters()).view(-1)[0] += 1e-3
    assert model.digest not in (first, second)


def test_a_flask_that_is_too_large_is_not_asked_about(folder: Path) -> None:
    asked = EvaluatedModel(Predictor.load(folder, device="cpu", top=10))
    large, small = asked.answer([smiles_to_state(".".join(["O"] * 301)), smiles_to_state("O")])
    assert "more than 300 heavy atoms" in str(large.refused)
    assert (large.candidates, large.raw_valid, small.refused) == ((), None, None)


def test_a_model_from_a_folder_answers_every_row(folder: Path, tmp_path: Path) -> None:
    source = write_rows(
        tmp_path / "s.csv", [(1, 0, "x", a, b) for a in ANSWERS for b in ANSWERS[a]]
    )
    found = flower.evaluate(source, model=folder, device="cpu")
    assert (found.asked.model, found.n_steps, found.n_refused) == ("wild", 13, 0)
    assert (found.valid, found.conserved) == (1, 1)
    assert found.seconds_per_step is not None
    assert found.seconds_per_step > 0
