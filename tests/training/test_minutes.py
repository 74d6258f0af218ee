"""A run of a stated time ends by the clock, and its learning rate falls by it."""

from pathlib import Path

import pandas as pd
import pytest

from flower.training import TrainSettings, train
from flower.training import clock as clock_module
from tests.training.test_loop import NETWORK, SETTINGS, KilledError, kill_after

SECONDS_AN_UPDATE = 3.0


class FakeTime:
    """A clock that goes on by three seconds each time an update is over."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def fake_time(monkeypatch: pytest.MonkeyPatch) -> FakeTime:
    fake = FakeTime()
    monkeypatch.setattr(clock_module, "time", fake)
    read = clock_module.Clock.read

    def later(clock: clock_module.Clock) -> float:
        fake.now += SECONDS_AN_UPDATE
        return read(clock)

    monkeypatch.setattr(clock_module.Clock, "read", later)
    return fake


def by_clock(**more: object) -> TrainSettings:
    told = {**SETTINGS.__dict__, "minutes": 1.0, "decay_share": 0.5, "epochs": 0.1, **more}
    return TrainSettings(**told)


def test_a_run_of_a_minute_ends_after_a_minute_and_its_rate_falls_to_the_end(
    steps_folder: Path, tmp_path: Path, fake_time: FakeTime
) -> None:
    settings = by_clock(validate_every=1)
    totals: list[int] = []
    summary = train(
        steps_folder, tmp_path, settings=settings, network=NETWORK,
        progress=lambda told: totals.append(told.steps),
    )  # fmt: skip
    assert (summary.steps, summary.seconds) == (20, 60.0)
    assert totals == [20] * 20
    log = pd.read_csv(tmp_path / "log.csv")
    wanted = [1e-2 * min(1.0, (k + 1) / 3, (60 - SECONDS_AN_UPDATE * k) / 30) for k in range(20)]
    assert log["learning_rate"].tolist() == pytest.approx(wanted)


@pytest.mark.slow
def test_a_run_killed_goes_on_at_its_point_of_the_clock(
    steps_folder: Path, tmp_path: Path, fake_time: FakeTime
) -> None:
    settings = by_clock()
    whole = train(steps_folder, tmp_path / "whole", settings=settings, network=NETWORK)
    with pytest.raises(KilledError):
        train(
            steps_folder, tmp_path / "killed", settings=settings, network=NETWORK,
            progress=kill_after(10),
        )  # fmt: skip
    fake_time.now += 5000  # nobody trains meanwhile
    begun: list[int] = []
    resumed = train(
        steps_folder, tmp_path / "killed", settings=settings, network=NETWORK,
        progress=lambda told: begun.append(told.step),
    )  # fmt: skip
    assert begun[0] == 9
    assert (resumed.steps, resumed.seconds) == (whole.steps, whole.seconds) == (20, 60.0)
    for name in ("weights.safetensors", "log.csv"):
        one, other = ((tmp_path / run / name) for run in ("whole", "killed"))
        if name == "log.csv":
            logs = [pd.read_csv(file).drop(columns="examples_per_s") for file in (one, other)]
            pd.testing.assert_frame_equal(*logs, check_exact=True)
        else:
            assert one.read_bytes() == other.read_bytes()
    assert train(steps_folder, tmp_path / "killed", settings=settings, network=NETWORK).steps == 20
    longer = train(
        steps_folder, tmp_path / "killed", settings=by_clock(minutes=1.5), network=NETWORK
    )
    assert longer.steps == 30
