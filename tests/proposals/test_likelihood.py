"""The likelihood of a given step agrees with what the model proposes, alone or in a batch."""

import math
from pathlib import Path

import pytest
import torch

from flower.electrons import Change, State, make_change, smiles_to_state
from flower.proposals import FlowModel, load_model
from tests.tiny_model import write_tiny_model

TRANSFER = make_change(lone=[(0, -2), (1, 2)], hydrogens=[(0, 1), (1, -1)])
FLASKS = ("N.Cl", "CN.Cl.Cl", "O.Cl.C=O")


@pytest.fixture(params=["jumps", "endpoint"])
def model(request: pytest.FixtureRequest, tmp_path: Path) -> FlowModel:
    torch.manual_seed(3)
    return load_model(write_tiny_model(tmp_path / request.param, head=request.param), "cpu")


def asked() -> list[tuple[State, list[Change]]]:
    found = []
    for smiles in FLASKS:
        state = smiles_to_state(smiles)
        nitrogen = int((state.element > 6).argmax())
        chlorine = int((state.element == 17).argmax())
        transfer = make_change(
            lone=[(nitrogen, -2), (chlorine, 2)], hydrogens=[(nitrogen, 1), (chlorine, -1)]
        )
        found.append((state, [transfer, make_change()]))
    return found


def test_likelihoods_are_those_of_probabilities(model: FlowModel) -> None:
    for values in model.log_likelihoods(asked()):
        assert all(value < 0 for value in values)
        assert sum(map(math.exp, values)) < 1


def test_other_flasks_of_a_batch_change_nothing(model: FlowModel) -> None:
    together = model.log_likelihoods(asked())
    for (state, changes), values in zip(asked(), together, strict=True):
        assert model.log_likelihoods([(state, changes)])[0] == pytest.approx(
            values, rel=1e-3, abs=1e-4
        )


def test_the_end_is_as_likely_as_it_is_proposed(model: FlowModel) -> None:
    state, changes = asked()[0]
    end = model.log_likelihoods([(state, changes)])[0][1]
    (candidates,) = model.propose([state], top=50)
    (proposed,) = [c.probability for c in candidates if c.change.is_empty]
    assert math.exp(end) == pytest.approx(proposed, rel=1e-3)


def test_a_step_that_may_happen_at_two_like_molecules_is_as_likely_as_both(
    model: FlowModel,
) -> None:
    two = smiles_to_state("N.Cl.Cl")
    both = model.log_likelihoods([(two, [TRANSFER])])[0][0]
    first = make_change(lone=[(0, -2), (1, 2)], hydrogens=[(0, 1), (1, -1)])
    second = make_change(lone=[(0, -2), (2, 2)], hydrogens=[(0, 1), (2, -1)])
    assert model.log_likelihoods([(two, [first, second])])[0] == pytest.approx(
        [both, both], rel=1e-4
    )


def test_single_electrons_are_what_jumps_alone_can_do(model: FlowModel) -> None:
    split = make_change(lone=[(0, 1), (1, 1)], bonds=[(0, 1, -1)])
    ((told,),) = model.log_likelihoods([(smiles_to_state("ClCl"), [split])])
    assert (told > -math.inf) == (model.flow.head == "jumps")
    assert told < 0


def test_no_step_is_no_likelihood(model: FlowModel) -> None:
    assert model.log_likelihoods([]) == []
    assert model.log_likelihoods([(smiles_to_state("N.Cl"), [])])[0] == []
