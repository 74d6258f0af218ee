"""The log of a run: one row a validation, whole at any moment."""

import sys
from pathlib import Path

import pandas as pd
import pytest
import torch

from flower.training.journal import Journal, Recent
from flower.training.validation import Validation


@pytest.fixture(autouse=True)
def no_tensorboard(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a machine where it is not installed."""
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", None)


def test_rows_of_a_killed_run_beyond_its_state_are_dropped(tmp_path: Path) -> None:
    journal = Journal(tmp_path, 0)
    for step in (10, 20, 30):
        journal.write({"step": step, "loss": 1 / step}, None)
    Journal(tmp_path, 20).write({"step": 30, "loss": 7.0}, None)
    log = pd.read_csv(tmp_path / "log.csv")
    assert log["step"].tolist() == [10, 20, 30]
    assert log["loss"].tolist() == [0.1, 0.05, 7.0]


def test_a_run_that_begins_anew_has_a_new_log(tmp_path: Path) -> None:
    Journal(tmp_path, 0).write({"step": 10}, None)
    Journal(tmp_path, 0).write({"step": 5}, None)
    assert pd.read_csv(tmp_path / "log.csv")["step"].tolist() == [5]


def test_columns_that_come_later_leave_the_earlier_rows_empty(tmp_path: Path) -> None:
    journal = Journal(tmp_path, 0)
    journal.write({"step": 1}, None)
    journal.write({"step": 2}, Validation(1.0, 0.5, 0.25, 0.75))
    log = pd.read_csv(tmp_path / "log.csv")
    assert log["valid_top1"].isna().tolist() == [True, False]
    assert log.iloc[1].to_dict() == {
        "step": 2, "valid_loss": 1, "valid_top1": 0.5, "valid_done": 0.25,
        "valid_raw_conserved": 0.75,
    }  # fmt: skip


def test_tensorboard_gets_the_same_figures_where_it_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, float, int]] = []

    class Writer:
        def __init__(self, folder: Path) -> None:
            assert folder == tmp_path / "tensorboard"

        def add_scalar(self, name: str, value: float, step: int) -> None:
            told.append((name, value, step))

        def flush(self) -> None:
            pass

    module = type(sys)("torch.utils.tensorboard")
    module.SummaryWriter = Writer  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", module)
    Journal(tmp_path, 0).write({"step": 4, "loss": 0.5}, Validation(1.0, 0.5, 0.25, 0.75))
    assert ("loss", 0.5, 4) in told
    assert ("valid_top1", 0.5, 4) in told


def test_the_recent_loss_is_a_mean_over_flasks() -> None:
    recent = Recent()
    assert recent.loss == 0
    recent.add(total=6.0, flasks=3)
    recent.add(total=1.0, flasks=1)
    assert recent.loss == 7 / 4
    assert recent.rate > 0


def test_losses_on_a_device_are_read_now_and_then_alone() -> None:
    recent = Recent(read_every=3)
    told = []
    for loss in (1.0, 2.0, 3.0, 6.0, 9.0):
        recent.add(torch.tensor(loss), flasks=4, own=1)
        told.append(recent.loss)
    assert told == [1, 1, 1, 3, 3]
    recent.read()
    assert (recent.loss, recent.own, recent.flasks) == (21 / 5, 5, 20)
