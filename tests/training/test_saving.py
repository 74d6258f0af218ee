"""Runs on disk, beyond what the loop's own tests say."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from safetensors.torch import load_file, save_file

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


def test_a_run_begun_when_jumps_moved_pairs_alone_and_no_conditions_were_told_goes_on(
    steps_folder: Path, tmp_path: Path
) -> None:
    first = train(steps_folder, tmp_path, settings=SETTINGS, network=NETWORK)
    (file,) = tmp_path.glob("resume-*.safetensors")
    tensors = load_file(file)
    for name in list(tensors):
        parameter = name.split("/")[1]
        if parameter in ("odd", "conditions"):
            del tensors[name]
        elif parameter == "pair_bias":
            tensors[name] = tensors[name][:4].contiguous()
        elif parameter in ("pair.weight", "pair.bias"):
            kinds = tensors[name].unflatten(0, (2, 8, -1))[:, :4]
            tensors[name] = kinds.flatten(0, 2).contiguous()
    save_file(tensors, file)
    longer = replace(SETTINGS, epochs=2.0)
    assert train(steps_folder, tmp_path, settings=longer, network=NETWORK).seen == 2 * first.seen
