"""What a run learns: the class so often, and of what was known its share."""

from pathlib import Path

import numpy as np
import pytest

from flower.finetuning.replay import (
    CHECKED,
    REPLAYED,
    general_sample,
    mixture,
    read_sample,
    some,
    write_sample,
)
from flower.records import StepRecord


@pytest.mark.parametrize("replay", [0.0, 0.25, 0.5, 0.8])
@pytest.mark.parametrize("pools", [[40, 1000, 0], [40, 10, 0], [40, 300, 200]])
def test_the_class_is_met_each_epoch_and_the_rest_has_its_share(
    pools: list[int], replay: float
) -> None:
    places = mixture(pools, epochs=5, replay=replay, seed=1)
    counts = np.bincount(places, minlength=sum(pools))
    assert (counts[:40] == 5).all()
    assert (places >= 40).mean() == pytest.approx(replay, abs=0.01)
    for first, size in ((40, pools[1]), (40 + pools[1], pools[2])):
        if size and replay:
            met = counts[first : first + size]
            assert met.max() - met.min() <= 1


def test_the_general_sample_comes_with_the_package() -> None:
    replayed, checked = (read_sample(general_sample(), name) for name in (REPLAYED, CHECKED))
    assert (len(replayed), sum(map(len, replayed))) == (240, 1318)
    assert (len(checked), sum(map(len, checked))) == (40, 190)
    assert not {a[0].reaction for a in replayed} & {b[0].reaction for b in checked}


def test_a_sample_is_read_as_it_was_written_and_alike_on_any_day(tmp_path: Path) -> None:
    steps = [
        StepRecord(2, "[NH3:1]>>[NH3:1]", 4, 0, 0, "salts", conditions="library heat"),
        StepRecord(3, "a>>b", 5, conditions=""),
    ]
    write_sample(tmp_path / "a.csv.gz", steps)
    write_sample(tmp_path / "b.csv.gz", steps)
    assert (tmp_path / "a.csv.gz").read_bytes() == (tmp_path / "b.csv.gz").read_bytes()
    assert [list(one) for one in read_sample(tmp_path, "a.csv.gz")] == [[s] for s in steps]
    assert read_sample(tmp_path, "none.csv.gz") == []


def test_a_folder_carries_no_more_than_two_hundred_of_a_class() -> None:
    examples = [(StepRecord(n, "a>>b", n),) for n in range(300)]
    kept = some(examples, seed=0)
    assert len(kept) == 200
    assert kept == sorted(kept, key=lambda one: one[0].line)
