"""Runs on disk, beyond what the loop's own tests say."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from flower.errors import InputError
from flower.network import NetworkSettings
from flower.training import TrainSettings, train

SETTINGS = TrainSettings(epochs=1.0, batch_pairs=800, precision="fp32")
NETWORK = NetworkSettings(width=8, layers=1, heads=2, pair_rank=2)


def test_a_run_begun_before_a_setting_existed_goes_on_with_its_default(
    steps_folder: Path, tmp_path: Path
) -> None:
    first = train(steps_folder, tmp_path, settings=SETTINGS, network=NETWORK)
    resume = json.loads((tmp_path / "resume.json").read_text())
    assert resume["settings"].pop("batches_per_update") == 1
    (tmp_path / "resume.json").write_text(json.dumps(resume))
    other = replace(SETTINGS, batches_per_update=2)
    with pytest.raises(InputError, match="was begun with batches_per_update = 1, not 2"):
        train(steps_folder, tmp_path, settings=other, network=NETWORK)
    longer = replace(SETTINGS, epochs=2.0)
    assert train(steps_folder, tmp_path, settings=longer, network=NETWORK).seen == 2 * first.seen
