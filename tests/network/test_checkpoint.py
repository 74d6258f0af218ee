"""A model folder comes back as it was written, or says in a sentence why not."""

import json
import os
import pickle
import shutil
from dataclasses import replace
from importlib import resources
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from flower.errors import ModelError
from flower.network import (
    ModelSettings,
    NetworkSettings,
    build_network,
    find_model,
    load_checkpoint,
    save_checkpoint,
)

TINY = NetworkSettings(width=8, layers=1, heads=2, pair_rank=2)
SETTINGS = ModelSettings(
    network=TINY, noise=0.2, evaluations=2, sharpness=1.3, elements=("C", "O"),
    training={"epochs": 3.0},
)  # fmt: skip


@pytest.fixture
def weights() -> dict[str, torch.Tensor]:
    torch.manual_seed(2)
    return build_network(TINY).state_dict()


@pytest.fixture
def folder(tmp_path: Path, weights: dict[str, torch.Tensor]) -> Path:
    save_checkpoint(tmp_path / "model", weights, SETTINGS)
    return tmp_path / "model"


def settings_of(folder: Path) -> dict[str, object]:
    return dict(json.loads((folder / "settings.json").read_text()))


def rewrite(folder: Path, **changes: object) -> None:
    (folder / "settings.json").write_text(json.dumps(settings_of(folder) | changes))


def test_a_model_comes_back_bit_by_bit(folder: Path, weights: dict[str, torch.Tensor]) -> None:
    network, settings = load_checkpoint(folder)
    assert settings == SETTINGS
    assert not network.training
    assert network.settings == TINY
    assert network.state_dict().keys() == weights.keys()
    for name, tensor in network.state_dict().items():
        assert torch.equal(tensor, weights[name]), name
        assert tensor.device.type == "cpu"
    assert sorted(path.name for path in folder.iterdir()) == [
        "settings.json", "weights.safetensors",
    ]  # fmt: skip


@pytest.mark.parametrize("head", ["jumps", "endpoint"])
def test_the_head_comes_back_with_the_model(tmp_path: Path, head: str) -> None:
    sizes = replace(TINY, head=head)
    save_checkpoint(tmp_path, build_network(sizes).state_dict(), ModelSettings(network=sizes))
    network, settings = load_checkpoint(tmp_path)
    assert settings.network.head == network.settings.head == head


def test_settings_written_before_there_was_a_choice_of_heads_mean_the_endpoint(
    tmp_path: Path,
) -> None:
    sizes = replace(TINY, head="endpoint")
    save_checkpoint(tmp_path, build_network(sizes).state_dict(), ModelSettings(network=sizes))
    old = settings_of(tmp_path)["network"]
    assert isinstance(old, dict)
    del old["head"]
    rewrite(tmp_path, network=old)
    network, settings = load_checkpoint(tmp_path)
    assert settings.network.head == network.settings.head == "endpoint"


def test_half_precision_halves_the_file_and_keeps_three_digits(
    folder: Path, tmp_path: Path, weights: dict[str, torch.Tensor]
) -> None:
    save_checkpoint(tmp_path / "half", weights, SETTINGS, half=True)
    stored = load_file(tmp_path / "half" / "weights.safetensors")
    assert {tensor.dtype for tensor in stored.values()} == {torch.float16}
    sizes = [(f / "weights.safetensors").stat().st_size for f in (tmp_path / "half", folder)]
    assert sizes[0] < 0.7 * sizes[1]
    network, _ = load_checkpoint(tmp_path / "half")
    for name, tensor in network.state_dict().items():
        assert tensor.dtype == torch.float32
        torch.testing.assert_close(tensor, weights[name], rtol=1e-3, atol=1e-6)


def test_a_loaded_network_can_learn(folder: Path) -> None:
    network, _ = load_checkpoint(folder)
    assert all(p.requires_grad and not p.is_meta for p in network.parameters())


def test_nothing_is_pickled(folder: Path, tmp_path: Path) -> None:
    """A pickled file in place of the weights is refused without being run."""

    class Trap:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.mkdir, (str(tmp_path / "sprung"),)

    (folder / "weights.safetensors").write_bytes(pickle.dumps(Trap()))
    with pytest.raises(ModelError):
        load_checkpoint(folder)
    torch.save({"trap": torch.zeros(1)}, folder / "weights.safetensors")
    with pytest.raises(ModelError):
        load_checkpoint(folder)
    assert not (tmp_path / "sprung").exists()


def test_damaged_weights_are_refused(folder: Path) -> None:
    path = folder / "weights.safetensors"
    whole = path.read_bytes()
    one_bit = bytearray(whole)
    one_bit[len(whole) // 2] ^= 1
    for damaged in (whole[:-1], whole[: len(whole) // 2], b"", bytes(one_bit), whole + b"\0"):
        path.write_bytes(damaged)
        with pytest.raises(ModelError, match=r"SHA-256 differs\); copy the whole folder again"):
            load_checkpoint(folder)
    path.unlink()
    with pytest.raises(ModelError, match=r"has no readable weights\.safetensors"):
        load_checkpoint(folder)


def digest(path: Path) -> str:
    import hashlib

    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("content", ["text", "other sizes", "other names", "fewer"])
def test_foreign_weights_with_the_right_hash_are_refused(
    folder: Path, weights: dict[str, torch.Tensor], content: str
) -> None:
    path = folder / "weights.safetensors"
    if content == "text":
        path.write_text("these are no weights")
    else:
        other = {
            "other sizes": build_network(NetworkSettings(width=4, layers=1, heads=2)).state_dict(),
            "other names": {f"module.{name}": tensor for name, tensor in weights.items()},
            "fewer": dict(list(weights.items())[:-1]),
        }[content]
        save_file(other, path)
    rewrite(folder, weights_sha256=digest(path))
    with pytest.raises(ModelError, match=r"does not fit its settings.json .*copy the whole folder"):
        load_checkpoint(folder)


@pytest.mark.parametrize(
    "sizes",
    [
        {"width": 10**9, "heads": 1},
        {"width": 10**12, "heads": 1},
        {"layers": 10**9},
        {"expansion": 10**9},
        {"pair_rank": 10**12},
        {"layers": 2},
        {"width": 7.5, "heads": 1.5},
    ],
)
def test_absurd_sizes_are_refused_without_taking_memory(
    folder: Path, sizes: dict[str, object]
) -> None:
    network = settings_of(folder)["network"]
    assert isinstance(network, dict)
    rewrite(folder, network=network | sizes)
    with pytest.raises(ModelError):
        load_checkpoint(folder)


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "[]", "3", '"flower-model"', "null", "{}", "[" * 100_000, "\0" * 100,
        '{"schema": "flower-model", "version": 1}', "x" * 2_000_000,
    ],
    ids=lambda text: f"{text[:12]!r}",
)  # fmt: skip
def test_settings_that_are_none_are_refused(folder: Path, text: str) -> None:
    (folder / "settings.json").write_text(text)
    with pytest.raises(ModelError, match="cannot be read as the settings of a model"):
        load_checkpoint(folder)


@pytest.mark.parametrize(
    "changes",
    [
        {"network": {"width": 0}},
        {"network": {"width": "wide"}},
        {"network": {"depth": 3}},
        {"network": None},
        {"elements": None},
        {"noise": "much"},
        {"evaluations": []},
        {"sharpness": None},
    ],
    ids=str,
)
def test_settings_of_a_wrong_kind_are_refused(folder: Path, changes: dict[str, object]) -> None:
    rewrite(folder, **changes)
    with pytest.raises(ModelError, match="cannot be read as the settings of a model"):
        load_checkpoint(folder)


def test_settings_that_are_not_text_are_refused(folder: Path) -> None:
    (folder / "settings.json").write_bytes(bytes(range(256)))
    with pytest.raises(ModelError, match="cannot be read as the settings"):
        load_checkpoint(folder)


def test_another_version_and_another_schema_are_told(folder: Path) -> None:
    rewrite(folder, version=2)
    with pytest.raises(ModelError, match="of version 2; this flower reads `flower-model` of vers"):
        load_checkpoint(folder)
    rewrite(folder, version=1, schema="flower-steps")
    with pytest.raises(ModelError, match="is `flower-steps` of version 1"):
        load_checkpoint(folder)


def test_settings_that_a_later_version_added_are_passed_over(folder: Path) -> None:
    rewrite(folder, colour="blue")
    assert load_checkpoint(folder)[1] == SETTINGS


@pytest.mark.parametrize("moved", [0, 1])
def test_a_kill_while_saving_leaves_the_old_model_or_the_new(
    folder: Path, weights: dict[str, torch.Tensor], moved: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = {name: tensor + 1 for name, tensor in weights.items()}
    replace, done = os.replace, []

    def replace_until_killed(source: Path, target: Path) -> None:
        if len(done) == moved:
            raise KeyboardInterrupt
        done.append(target)
        replace(source, target)

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", replace_until_killed)
        with pytest.raises(KeyboardInterrupt):
            save_checkpoint(folder, new, ModelSettings(network=TINY, noise=0.7))
    network, settings = load_checkpoint(folder)
    assert settings.noise == (0.7 if moved else 0.2)
    expected = new if moved else weights
    assert all(torch.equal(t, expected[name]) for name, t in network.state_dict().items())
    save_checkpoint(folder, new, SETTINGS)
    assert load_checkpoint(folder)[1] == SETTINGS


def test_a_model_is_found_by_folder_and_by_the_name_it_ships_under(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert find_model(folder) == folder
    assert find_model(str(folder)) == folder
    monkeypatch.setattr(resources, "files", lambda package: tmp_path)
    assert find_model("model") == folder


def test_a_shipped_name_goes_before_a_folder_of_the_same_name(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources, "files", lambda package: tmp_path)
    for name in ("model", "mine"):
        shutil.copytree(folder, tmp_path / "here" / name)
    monkeypatch.chdir(tmp_path / "here")
    assert find_model("model") == folder
    assert find_model("./model") == find_model(Path("model")) == Path("model")
    assert find_model("mine") == Path("mine")


@pytest.mark.parametrize("name", ["no-such-model", "../model", "", "a/b", "."])
def test_a_model_that_is_not_there_is_told_with_those_that_are(
    folder: Path, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    monkeypatch.setattr(resources, "files", lambda package: tmp_path)
    if name == "../model":
        assert find_model(name) == Path(name)
        return
    with pytest.raises(ModelError, match=r"no model `.*`.*give a folder .*shipped here: model"):
        find_model(name)
