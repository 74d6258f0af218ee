"""A model folder from elsewhere: nothing in it harms, whatever its hash says."""

import hashlib
import json
import os
from pathlib import Path

import pytest
import torch
from safetensors.torch import save

from flower.errors import ModelError
from flower.network import (
    ModelSettings,
    NetworkSettings,
    build_network,
    load_checkpoint,
    save_checkpoint,
    save_confidence,
)

TINY = NetworkSettings(width=8, layers=1, heads=2, pair_rank=2)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    torch.manual_seed(2)
    save_checkpoint(tmp_path / "model", build_network(TINY).state_dict(), ModelSettings(TINY))
    return tmp_path / "model"


def put(folder: Path, data: bytes) -> None:
    """Put weights there with their hash, as whoever means harm would."""
    (folder / "weights.safetensors").write_bytes(data)
    change(folder, weights_sha256=hashlib.sha256(data).hexdigest())


def change(folder: Path, **settings: object) -> None:
    path = folder / "settings.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | settings))


def safetensors(header: object, data: bytes = b"") -> bytes:
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + data


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_weights_that_are_not_finite_are_refused(folder: Path, number: float) -> None:
    weights = build_network(TINY).state_dict()
    weights["norm.bias"][0] = number
    put(folder, save(weights))
    with pytest.raises(ModelError, match=r"norm\.bias holds numbers that are not finite"):
        load_checkpoint(folder)


@pytest.mark.parametrize("kind", [torch.float64, torch.complex64, torch.int64, torch.bool])
def test_weights_of_another_type_are_refused(folder: Path, kind: torch.dtype) -> None:
    put(folder, save({name: t.to(kind) for name, t in build_network(TINY).state_dict().items()}))
    with pytest.raises(ModelError, match="is of type"):
        load_checkpoint(folder)


@pytest.mark.parametrize(
    "data",
    [
        safetensors({"a": {"dtype": "F32", "shape": [10**12], "data_offsets": [0, 4 * 10**12]}}),
        safetensors({"a": {"dtype": "F32", "shape": [2**62, 4], "data_offsets": [0, 0]}}),
        safetensors({"a": {"dtype": "F32", "shape": [-1], "data_offsets": [0, 0]}}),
        (2**63).to_bytes(8, "little") + b"{}",
        b"\xff" * 8,
        safetensors({f"a{k}": {"dtype": "F32", "shape": [0], "data_offsets": [0, 0]}
                     for k in range(20_000)}),
    ],
    ids=["terabytes", "overflow", "negative", "long header", "no header", "20,000 tensors"],
)  # fmt: skip
def test_a_header_that_lies_is_refused_without_taking_memory(folder: Path, data: bytes) -> None:
    put(folder, data)
    with pytest.raises(ModelError, match="copy the whole folder again"):
        load_checkpoint(folder)


def test_weights_larger_than_any_model_are_not_read(folder: Path) -> None:
    with (folder / "weights.safetensors").open("wb") as file:
        file.truncate(10**13)
    with pytest.raises(ModelError, match="has 10,000,000,000,000 bytes, and at most"):
        load_checkpoint(folder)


@pytest.mark.parametrize("name", ["settings.json", "weights.safetensors"])
def test_a_link_out_of_the_folder_is_not_followed(folder: Path, name: str, tmp_path: Path) -> None:
    (folder / name).rename(tmp_path / "elsewhere")
    (folder / name).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ModelError, match="a link that leads out of the folder"):
        load_checkpoint(folder)


def test_weights_that_are_a_pipe_are_not_waited_for(folder: Path) -> None:
    (folder / "weights.safetensors").unlink()
    os.mkfifo(folder / "weights.safetensors")
    with pytest.raises(ModelError, match="no regular file"):
        load_checkpoint(folder)


def test_a_model_is_not_written_through_a_link(folder: Path, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("keep me")
    for name in ("weights.safetensors.part", "settings.json.part"):
        (folder / name).symlink_to(precious)
    save_checkpoint(folder, build_network(TINY).state_dict(), ModelSettings(TINY))
    assert precious.read_text() == "keep me"
    load_checkpoint(folder)


@pytest.mark.parametrize(
    "settings",
    [
        {"evaluations": 10**9},
        {"evaluations": 0},
        {"evaluations": float("inf")},
        {"noise": float("nan")},
        {"noise": -1},
        {"sharpness": 0},
        {"sharpness": "1.0"},
        {"elements": "CNO"},
        {"elements": [["C"]]},
        {"training": []},
    ],
    ids=str,
)
def test_settings_with_which_no_model_predicts_are_refused(
    folder: Path, settings: dict[str, object]
) -> None:
    change(folder, **settings)
    with pytest.raises(ModelError, match="cannot be read as the settings of a model"):
        load_checkpoint(folder)


def test_a_folder_without_the_hash_of_its_weights_is_refused(folder: Path) -> None:
    path = folder / "settings.json"
    told = json.loads(path.read_text())
    del told["weights_sha256"]
    path.write_text(json.dumps(told))
    with pytest.raises(ModelError, match="weights_sha256"):
        load_checkpoint(folder)


@pytest.mark.parametrize(
    "confidence", [[], "sure", {"logit": "1"}, {"logit": True}, {"logit": None}]
)
def test_a_confidence_that_is_no_table_of_numbers_is_refused(
    folder: Path, confidence: object
) -> None:
    change(folder, confidence=confidence)
    with pytest.raises(ModelError, match="cannot be read as the settings"):
        load_checkpoint(folder)


def test_a_confidence_is_written_beside_all_that_stands_there(folder: Path) -> None:
    change(folder, other=7)
    before = json.loads((folder / "settings.json").read_text())
    save_confidence(folder, {"logit": 0.5})
    after = json.loads((folder / "settings.json").read_text())
    assert after == {**before, "confidence": {"logit": 0.5}}
    assert load_checkpoint(folder)[1].confidence == {"logit": 0.5}


def test_a_confidence_is_not_lost_where_saving_was_cut_short(folder: Path) -> None:
    old = (folder / "settings.json").read_bytes()
    save_checkpoint(folder, build_network(TINY).state_dict(), ModelSettings(TINY))
    (folder / "settings.json").replace(folder / "settings.json.part")
    (folder / "settings.json").write_bytes(old)  # of the weights before
    save_confidence(folder, {"logit": 0.5})
    assert load_checkpoint(folder)[1].confidence == {"logit": 0.5}
