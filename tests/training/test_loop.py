"""A run that was stopped ends as if it had not been, and its averages and rates are as told."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
import torch
from safetensors.torch import load_file

from flower.errors import InputError
from flower.network import NetworkSettings, build_network, load_checkpoint
from flower.training import Progress, TrainSettings, TrainSummary, train

NETWORK = NetworkSettings(width=8, layers=1, heads=2, pair_rank=2, dropout=0.1)
SETTINGS = TrainSettings(
    epochs=4.0, batch_pairs=1000, warmup_steps=3, learning_rate=1e-2, validate_every=4,
    validation_steps=9, precision="fp32",
)  # fmt: skip
TIMES = ["seconds", "examples_per_s"]


class KilledError(BaseException):
    """Stands for a kill: nothing may catch it."""


def run(
    steps_folder: Path,
    output: Path,
    progress: Callable[[Progress], None] | None = None,
    settings: TrainSettings = SETTINGS,
    **more: object,
) -> TrainSummary:
    return train(
        steps_folder, output, valid=steps_folder, settings=settings, progress=progress,
        **{"network": NETWORK, **more},
    )  # fmt: skip


def kill_after(step: int) -> Callable[[Progress], None]:
    def progress(told: Progress) -> None:
        if told.step == step:
            raise KilledError

    return progress


def state_of(folder: Path) -> tuple[dict[str, torch.Tensor], pd.DataFrame, bytes]:
    (resume,) = folder.glob("resume-*.safetensors")
    log = pd.read_csv(folder / "log.csv").drop(columns=TIMES)
    return load_file(resume), log, (folder / "weights.safetensors").read_bytes()


def assert_same(one: Path, other: Path) -> None:
    tensors, log, weights = state_of(one)
    other_tensors, other_log, other_weights = state_of(other)
    assert tensors.keys() == other_tensors.keys()
    for name, tensor in tensors.items():
        assert torch.equal(tensor, other_tensors[name]), name
    pd.testing.assert_frame_equal(log, other_log, check_exact=True)
    assert weights == other_weights


@pytest.fixture(scope="module")
def whole(steps_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run that nothing stopped, of 16 batches or so."""
    folder = tmp_path_factory.mktemp("whole")
    assert run(steps_folder, folder).steps > 12
    return folder


@pytest.mark.parametrize("step", [1, 6, 11])
def test_a_run_killed_between_saves_ends_bit_by_bit_as_if_it_had_not_been(
    steps_folder: Path, whole: Path, tmp_path: Path, step: int
) -> None:
    with pytest.raises(KilledError):
        run(steps_folder, tmp_path, kill_after(step))
    torch.manual_seed(99)  # what happened to the global generator meanwhile must not matter
    begun_at: list[int] = []
    run(steps_folder, tmp_path, lambda told: begun_at.append(told.step))
    assert begun_at[0] == step // 4 * 4 + 1
    assert_same(tmp_path, whole)


@pytest.mark.slow
@pytest.mark.parametrize("file", [1, 2, 3, 4, 5])
def test_a_kill_between_two_files_of_a_save_leaves_a_model_and_a_run_to_resume(
    steps_folder: Path, whole: Path, tmp_path: Path, file: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each save moves five files into place: the log, the model's two, the run's two."""
    moved = 0
    replace = os.replace

    def replace_until_killed(source: Path, target: Path) -> None:
        nonlocal moved
        moved += 1
        if moved == 5 + file:  # of the second save
            raise KilledError
        replace(source, target)

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", replace_until_killed)
        with pytest.raises(KilledError):
            run(steps_folder, tmp_path)
    _, settings = load_checkpoint(tmp_path)
    assert settings.training["step"] == (4 if file <= 2 else 8)
    run(steps_folder, tmp_path)
    assert_same(tmp_path, whole)


def test_a_run_that_ended_may_be_lengthened_and_nothing_else(
    steps_folder: Path, tmp_path: Path
) -> None:
    short = TrainSettings(**{**SETTINGS.__dict__, "epochs": 1.0})
    first = run(steps_folder, tmp_path, settings=short)
    assert run(steps_folder, tmp_path).steps == 4 * first.steps
    steps = pd.read_csv(tmp_path / "log.csv")["step"].tolist()
    assert steps == sorted(set(steps))
    for change in ({"learning_rate": 1e-3}, {"seed": 5}):
        (name, _) = next(iter(change.items()))
        with pytest.raises(InputError, match=rf"begun with {name} = .*; give the same settings"):
            run(steps_folder, tmp_path, settings=TrainSettings(**{**SETTINGS.__dict__, **change}))
    with pytest.raises(InputError, match=r"begun with network\.width = .*; give the same settings"):
        run(steps_folder, tmp_path, network=NetworkSettings(width=4, layers=1, heads=2))


def test_another_training_set_is_refused(steps_folder: Path, whole: Path, tmp_path: Path) -> None:
    for file in whole.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    pointer = json.loads((tmp_path / "resume.json").read_text())
    pointer["settings"]["training_set"] = ["of another file"]
    (tmp_path / "resume.json").write_text(json.dumps(pointer))
    with pytest.raises(InputError, match="begun with training_set"):
        run(steps_folder, tmp_path)


@pytest.mark.slow
def test_the_averages_are_an_exponential_mean_of_the_weights(
    steps_folder: Path, tmp_path: Path
) -> None:
    settings = TrainSettings(**{**SETTINGS.__dict__, "validate_every": 1, "ema_decay": 0.4})
    torch.manual_seed(settings.seed)
    mean = dict(build_network(NETWORK).named_parameters())

    def check(told: Progress) -> None:
        saved = load_file(tmp_path / f"resume-{told.step}.safetensors")
        decay = min(0.4, told.step / (told.step + 9))
        for name in mean:
            mean[name] = decay * mean[name] + (1 - decay) * saved[f"weight/{name}"]
            torch.testing.assert_close(mean[name], saved[f"average/{name}"])

    run(steps_folder, tmp_path, check, settings)
    model, _ = load_checkpoint(tmp_path)
    for name, parameter in model.named_parameters():
        torch.testing.assert_close(parameter, mean[name])


def test_the_first_step_of_adam_is_the_learning_rate_against_the_gradient(
    steps_folder: Path, tmp_path: Path
) -> None:
    """Recomputed: of AdamW's first step only the sign of the gradient remains, and the decay."""
    torch.manual_seed(SETTINGS.seed)
    before = dict(build_network(NETWORK).named_parameters())
    settings = TrainSettings(**{**SETTINGS.__dict__, "validate_every": 1})
    with pytest.raises(KilledError):
        run(steps_folder, tmp_path, kill_after(1), settings)
    saved = load_file(tmp_path / "resume-1.safetensors")
    rate = 1e-2 / 3
    for name, start in before.items():
        kept = 1 - rate * (0.05 if start.ndim > 1 else 0.0)
        moved = (saved[f"weight/{name}"] - start * kept).abs()
        assert moved.max() <= rate * 1.001
        gradient = saved[f"exp_avg/{name}"] / 0.1
        far = gradient.abs() > 1e-5  # where epsilon is nothing beside it
        torch.testing.assert_close(moved[far], torch.full_like(moved[far], rate), rtol=2e-3, atol=0)


def test_the_log_opens_in_a_spreadsheet_and_tells_the_schedule(whole: Path) -> None:
    log = pd.read_csv(whole / "log.csv")
    assert list(log.columns) == [
        "step", "epoch", "seen", *TIMES, "learning_rate", "loss",
        "valid_loss", "valid_top1", "valid_done", "valid_raw_conserved",
    ]  # fmt: skip
    assert log.notna().all().all()
    steps = int(log["step"].iloc[-1])
    assert log["seen"].iloc[-1] == 4 * 50
    for step, rate in zip(log["step"], log["learning_rate"], strict=True):
        falling = (steps - (step - 1)) / (0.3 * steps)
        assert rate == pytest.approx(1e-2 * min(1, step / 3, falling))


@pytest.mark.slow
def test_both_precisions_learn_and_begin_alike(steps_folder: Path, tmp_path: Path) -> None:
    losses = {}
    for precision in ("fp32", "bf16"):
        settings = TrainSettings(**{**SETTINGS.__dict__, "precision": precision})
        run(steps_folder, tmp_path / precision, settings=settings)
        losses[precision] = pd.read_csv(tmp_path / precision / "log.csv")["loss"]
        assert losses[precision].iloc[-1] < losses[precision].iloc[0]
        stored = load_file(tmp_path / precision / "weights.safetensors")
        assert {tensor.dtype for tensor in stored.values()} == {torch.float32}
    assert losses["bf16"].iloc[0] == pytest.approx(losses["fp32"].iloc[0], rel=0.02)
    assert not losses["bf16"].equals(losses["fp32"])


def test_another_seed_gives_another_model(steps_folder: Path, whole: Path, tmp_path: Path) -> None:
    run(steps_folder, tmp_path, settings=TrainSettings(**{**SETTINGS.__dict__, "seed": 1}))
    assert state_of(tmp_path)[2] != state_of(whole)[2]


def test_training_goes_on_from_a_model(steps_folder: Path, whole: Path, tmp_path: Path) -> None:
    settings = TrainSettings(**{**SETTINGS.__dict__, "learning_rate": 1e-9})
    run(steps_folder, tmp_path, settings=settings, start_from=whole)
    before, after = (load_checkpoint(folder)[0].state_dict() for folder in (whole, tmp_path))
    for name, tensor in before.items():
        torch.testing.assert_close(tensor, after[name], rtol=0, atol=1e-6)
    other = NetworkSettings(width=4, layers=1, heads=2)
    with pytest.raises(InputError, match="not those of"):
        run(steps_folder, tmp_path / "b", start_from=whole, network=other)


@pytest.mark.parametrize(("begun", "head"), [("endpoint", "jumps"), ("jumps", "endpoint")])
def test_another_head_is_learnt_on_the_trunk_of_a_model(
    steps_folder: Path, tmp_path: Path, begun: str, head: str
) -> None:
    short = TrainSettings(**{**SETTINGS.__dict__, "epochs": 0.3, "learning_rate": 1e-9})
    run(steps_folder, tmp_path / "begun", settings=short, head=begun)
    train(
        steps_folder, tmp_path / "on", settings=short, head=head, start_from=tmp_path / "begun"
    )  # fmt: skip
    before, after = (load_checkpoint(tmp_path / name)[0] for name in ("begun", "on"))
    assert (before.settings.head, after.settings.head) == (begun, head)
    kept = {
        name: (tensor, before.state_dict()[name])
        for name, tensor in after.state_dict().items()
        if name.split(".")[0] not in ("pair", "pair_bias", "atom", "odd")
    }
    assert len(kept) > 20
    for one, other in kept.values():
        torch.testing.assert_close(one, other, rtol=0, atol=1e-6)


@pytest.mark.parametrize("head", ["jumps", "endpoint"])
def test_a_run_of_either_head_is_resumed_bit_by_bit(
    steps_folder: Path, tmp_path: Path, head: str
) -> None:
    short = TrainSettings(**{**SETTINGS.__dict__, "epochs": 2.0})
    run(steps_folder, tmp_path / "whole", settings=short, head=head)
    with pytest.raises(KilledError):
        run(steps_folder, tmp_path / "killed", kill_after(5), short, head=head)
    torch.manual_seed(99)
    run(steps_folder, tmp_path / "killed", settings=short, head=head)
    assert_same(tmp_path / "killed", tmp_path / "whole")
    other = "jumps" if head == "endpoint" else "endpoint"
    with pytest.raises(InputError, match=rf"begun with network\.head = {head}, not {other}"):
        run(steps_folder, tmp_path / "killed", settings=short, head=other)


def test_without_validation_the_run_has_no_figures_of_it(
    steps_folder: Path, tmp_path: Path
) -> None:
    summary = train(steps_folder, tmp_path, settings=SETTINGS, network=NETWORK)
    assert summary.validation is None
    assert not any("valid" in name for name in pd.read_csv(tmp_path / "log.csv").columns)


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("resume.json", "{"),
        ("resume.json", '{"file": "resume-0.safetensors", "place": {}, "settings": {}}'),
        ("resume-*.safetensors", "nothing"),
    ],
)
def test_a_damaged_run_is_refused_with_a_sentence(
    steps_folder: Path, whole: Path, tmp_path: Path, file: str, text: str
) -> None:
    for source in whole.iterdir():
        if source.is_file():
            (tmp_path / source.name).write_bytes(source.read_bytes())
    (damaged,) = tmp_path.glob(file)
    damaged.write_text(text)
    with pytest.raises(InputError, match=r"cannot be resumed .*; begin anew in another folder"):
        run(steps_folder, tmp_path)
