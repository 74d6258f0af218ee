"""What a batch tells of heat and light depends on its seed alone; the style is always told."""

from pathlib import Path

import numpy as np

from flower.flow import JumpFlow
from flower.records import Conditions, StepStore, preprocess
from flower.training import TrainSettings
from flower.training.distributed import Processes
from flower.training.loading import Updates
from flower.training.saving import Place


def test_batches_tell_heat_of_seven_in_ten_hot_steps_the_same_whenever_they_are_made(
    tmp_path: Path,
) -> None:
    step = "[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]"
    source = tmp_path / "steps.csv"
    rows = [f"{step},{told}" for told in ["library heat"] * 300 + ["library"] * 300]
    source.write_text("\n".join(["reaction,conditions", *rows]))
    preprocess(source, tmp_path / "arrays", workers=1)
    store = StepStore.open(tmp_path / "arrays")
    settings = TrainSettings(batch_pairs=900)
    updates = Updates(store, JumpFlow(), settings, Processes.of({}))

    def told(place: Place) -> np.ndarray:
        batches = [b for one in updates.between(place, 6) for b in one.batches]
        return np.concatenate([batch.flasks.conditions.numpy() for batch in batches])

    once = told(Place())
    assert (once[:, 0] == 1).all()
    assert not once[:, 2].any()
    hot = (store.conditions & Conditions.HEAT > 0).sum() * len(once) / len(store)
    assert 0.6 * hot < once[:, 1].sum() < 0.8 * hot
    np.testing.assert_array_equal(once, told(Place()))
