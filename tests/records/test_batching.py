from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from flower.electrons import change_between, flask_features, smiles_to_state
from flower.electrons.features import BOND_ORDER
from flower.errors import InputError
from flower.network import FlaskBatch
from flower.proposals import pad_flasks
from flower.records import Conditions, SizeBucketedBatches, StepStore, preprocess
from flower.steps import mapped_step_to_states
from flower.training.batching import pad_steps
from flower.training.loading import moved

Write = Callable[[str, str], Path]


def test_a_batch_holds_the_states_and_their_change(
    store_folder: Path, amide_steps: list[str], proton_transfer: str
) -> None:
    batch, change, _ = pad_steps(StepStore.open(store_folder).batch(np.arange(5)))
    for row, step in enumerate([*amide_steps, proton_transfer]):
        before, after = mapped_step_to_states(step)
        n = len(before)
        assert batch.real[row].tolist() == [True] * n + [False] * (6 - n)
        bonds = torch.tensor(BOND_ORDER)[batch.bond_code[row, :n, :n]]
        assert bonds.tolist() == before.bonds.tolist()
        assert (bonds + change.bond[row, :n, :n]).tolist() == after.bonds.tolist()
        for name in ("lone", "hydrogens"):
            start, changed = getattr(batch, name)[row, :n], getattr(change, name)[row, :n]
            assert start.tolist() == getattr(before, name).tolist()
            assert (start + changed).tolist() == getattr(after, name).tolist()
        assert batch.charge[row, :n].tolist() == before.charge.tolist()
        assert batch.element[row, :n].tolist() == before.element.tolist()


def test_shapes_kinds_and_padding(store_folder: Path) -> None:
    batch = pad_steps(StepStore.open(store_folder).batch(np.array([4, 1])))
    assert batch.index.tolist() == [4, 1]
    for name, tensor in (*batch.flasks._asdict().items(), *batch.change._asdict().items()):
        assert tensor.is_contiguous()
        assert tensor.dtype == (torch.bool if name == "real" else torch.long), name
        if name == "conditions":
            assert tensor.shape == (2, 3)
        elif name in ("bond_code", "bond"):
            assert tensor.shape == (2, 6, 6)
            assert torch.equal(tensor, tensor.mT)
            assert not tensor[0, 3:].any()
        else:
            assert tensor.shape == (2, 6)
            assert not tensor[0, 3:].any()


def test_each_step_of_a_batch_tells_its_conditions(write: Write, tmp_path: Path) -> None:
    step = "[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]"
    rows = [f"{step},{told}" for told in ("", "library", "light library", "heat")]
    source = write("steps.csv", "\n".join(["reaction,conditions", *rows]))
    preprocess(source, tmp_path / "arrays", workers=1)
    batch = pad_steps(StepStore.open(tmp_path / "arrays").batch(np.array([3, 2, 1, 0])))
    assert batch.flasks.conditions.tolist() == [[0, 1, 0], [1, 0, 1], [1, 0, 0], [0, 0, 0]]


def test_flasks_are_asked_under_no_conditions_unless_they_are_told() -> None:
    flasks = [flask_features(smiles_to_state(smiles)) for smiles in ("C", "N")]
    assert pad_flasks(flasks).conditions.tolist() == [[0, 0, 0], [0, 0, 0]]
    asked = [Conditions.LIBRARY, Conditions.LIGHT | Conditions.LIBRARY]
    assert pad_flasks(flasks, asked).conditions.tolist() == [[1, 0, 0], [1, 0, 1]]


def test_a_step_that_changes_nothing_alone(store_folder: Path) -> None:
    batch = pad_steps(StepStore.open(store_folder).batch(np.array([3])))
    assert not any(part.any() for part in batch.change)
    assert batch.change.changes() == [()]


def test_padding_is_the_same_to_predict_from_and_to_train_on(
    store_folder: Path, amide_steps: list[str], proton_transfer: str
) -> None:
    trained = pad_steps(StepStore.open(store_folder).batch(np.arange(5))).flasks
    steps = [mapped_step_to_states(step) for step in (*amide_steps, proton_transfer)]
    asked = pad_flasks(
        [flask_features(before, change_between(before, after).nodes()) for before, after in steps]
    )
    for name, one, other in zip(FlaskBatch._fields, trained, asked, strict=True):
        assert torch.equal(one, other), name


def test_flasks_to_predict_from_look_like_those_trained_on(store_folder: Path) -> None:
    states = [smiles_to_state(smiles) for smiles in ("c1ccccc1.[Na+]", "N", "C#N.CC(=O)[O-]")]
    batch = pad_flasks([flask_features(state) for state in states])
    for row, state in enumerate(states):
        n = len(state)
        orders = torch.tensor(BOND_ORDER)[batch.bond_code[row, :n, :n]]
        assert orders.tolist() == state.bonds.tolist()
        assert batch.lone[row, :n].tolist() == state.lone.tolist()
        assert batch.real[row].sum() == n
    assert set(batch.bond_code[0].unique().tolist()) == {0, 4, 5}

    steps = pad_steps(StepStore.open(store_folder).batch(np.array([0])))
    assert isinstance(steps.flasks, FlaskBatch)


def test_no_flask_is_no_batch() -> None:
    with pytest.raises(InputError, match="Give at least one"):
        pad_flasks([])


def test_moving_to_a_device_moves_every_tensor(store_folder: Path) -> None:
    batch = pad_steps(StepStore.open(store_folder).batch(np.array([0])))
    assert {tensor.device.type for tensor in batch.flasks.to("meta")} == {"meta"}
    assert {tensor.device.type for tensor in moved(batch, "meta").change} == {"meta"}


def test_an_epoch_meets_every_step_once(store_folder: Path) -> None:
    store = StepStore.open(store_folder)
    batches = SizeBucketedBatches(store.sizes, budget=200)
    seen = [pad_steps(store.batch(index)).index for index in batches]
    assert sorted(torch.cat(seen).tolist()) == [0, 1, 2, 3, 4]
