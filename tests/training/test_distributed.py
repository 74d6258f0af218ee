"""Several processes learn what one learns."""

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
import torch
from safetensors.torch import load_file

from flower.errors import InputError
from flower.flow import JumpFlow
from flower.network import NetworkSettings
from flower.records import StepStore
from flower.training import TrainSettings, train
from flower.training.distributed import Processes
from flower.training.loading import Update, Updates, ahead
from flower.training.saving import Place
from tests.cli.shell import ENVIRONMENT, inside

pytestmark = pytest.mark.slow

PAIRS = 800
"""The fifty flasks are five batches then: an epoch is two updates of two batches, and one of one,
which leaves nothing to the second process."""
# The rate is of 500 updates' warm-up, and stays, so that a run may be lengthened.
OPTIONS = (
    "--width", "8", "--layers", "1", "--heads", "2", "--precision", "fp32",
    "--batch-pairs", str(PAIRS), "--batches-per-update", "2", "--validate-every", "1",
    "--learning-rate", "0.1", "--decay-share", "0",
)  # fmt: skip


def on_one(steps: Path, output: Path, head: str, epochs: int) -> None:
    arguments = ("--output", output, "--head", head, "--epochs", epochs, *OPTIONS)
    told = inside("train", steps, *arguments)
    assert told.exit_code == 0, told.stderr


def on_two(steps: Path, output: Path, head: str, epochs: int) -> str:
    command = (
        sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2",
        "-m", "flower.cli", "train", str(steps), "--output", str(output), "--head", head,
        "--epochs", str(epochs), *OPTIONS,
    )  # fmt: skip
    environment = {**ENVIRONMENT, "OMP_NUM_THREADS": "1"}
    told = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=300)
    assert told.returncode == 0, told.stderr
    return told.stdout


def assert_alike(one: Path, other: Path) -> None:
    """The same losses and weights, up to the order in which gradients are added."""
    log, other_log = (pd.read_csv(folder / "log.csv") for folder in (one, other))
    assert log["seen"].tolist() == [28, 42, 50, 68, 91, 100]
    for name in ("step", "epoch", "seen", "learning_rate", "loss"):
        pd.testing.assert_series_equal(log[name], other_log[name], rtol=1e-5)
    weights, others = (load_file(folder / "weights.safetensors") for folder in (one, other))
    for name, tensor in weights.items():
        torch.testing.assert_close(tensor, others[name], rtol=0, atol=1e-4)


@pytest.mark.parametrize(("head", "first"), [("jumps", "two"), ("endpoint", "one")])
def test_two_processes_learn_what_one_does_and_a_run_may_change_their_number(
    steps_folder: Path, tmp_path: Path, head: str, first: str
) -> None:
    on_one(steps_folder, tmp_path / "whole", head, 2)
    shared = tmp_path / "shared"
    if first == "two":
        told = on_two(steps_folder, shared, head, 1)
        assert told.count("3 updates, 50 examples seen") == 1  # process 0 alone tells
        on_one(steps_folder, shared, head, 2)
    else:
        on_one(steps_folder, shared, head, 1)
        on_two(steps_folder, shared, head, 2)
    assert_alike(tmp_path / "whole", shared)


def test_batches_that_the_processes_cannot_share_alike_are_refused(
    steps_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("RANK", "1"), ("WORLD_SIZE", "4"), ("LOCAL_RANK", "1")):
        monkeypatch.setenv(name, value)
    told = inside("train", steps_folder, "--output", tmp_path / "model", *OPTIONS)
    assert told.exit_code == 2
    assert told.stderr.splitlines()[-1] == (
        "Error: batches_per_update is 2, which 4 processes cannot share alike; "
        "give a multiple of 4."
    )
    assert not (tmp_path / "model").exists()


@pytest.mark.parametrize(("rank", "world"), [("2", "2"), ("-1", "2"), ("0", "many")])
def test_an_environment_that_names_no_process_is_refused(rank: str, world: str) -> None:
    with pytest.raises(InputError, match="which name no process; start with torchrun"):
        Processes.of({"RANK": rank, "WORLD_SIZE": world})


def updates(steps: Path, world: int, place: Place = Place()) -> list[list[Update]]:  # noqa: B008
    """The first seven updates of four batches, by process."""
    settings = TrainSettings(batch_pairs=PAIRS // 2, batches_per_update=4)
    store, flow = StepStore.open(steps), JumpFlow(share_at_start=settings.share_at_start)
    return [
        list(Updates(store, flow, settings, Processes(rank, world)).between(place, 7))
        for rank in range(world)
    ]


@pytest.mark.parametrize("world", [2, 4])
def test_what_is_learnt_and_drawn_does_not_depend_on_who_computes_it(
    steps_folder: Path, world: int
) -> None:
    (alone,) = updates(steps_folder, 1)
    seeds = [batch.seed for update in alone for batch in update.batches]
    assert len(set(seeds)) == len(seeds)
    for whole, *parts in zip(alone, *updates(steps_folder, world), strict=True):
        assert {part[:3] for part in parts} == {whole[:3]}
        assert whole.flasks == sum(batch.counted for part in parts for batch in part.batches)
        for k, batch in enumerate(whole.batches):
            same = parts[k % world].batches[k // world]
            assert (same.seed, same.counted) == (batch.seed, batch.counted)
            assert torch.equal(same.targets.x_t.be, batch.targets.x_t.be)
        for k in range(len(whole.batches), world):
            (nothing,) = parts[k].batches
            assert (nothing.counted, len(nothing.flasks.real)) == (0, 1)


def test_updates_go_on_from_the_place_of_any_of_them(steps_folder: Path) -> None:
    ((first, second, *rest),) = updates(steps_folder, 1)
    place = Place(step=2, epoch=second.epoch, position=second.position)
    ((*others,),) = updates(steps_folder, 1, place)
    assert [update[:3] for update in others] == [update[:3] for update in rest]
    assert (first.epoch, rest[-1].epoch) == (0, 2)
    assert [a.seed for u in others for a in u.batches] == [a.seed for u in rest for a in u.batches]


def test_an_update_is_the_mean_over_all_flasks_of_its_batches(
    steps_folder: Path, tmp_path: Path
) -> None:
    """Without noise and at t = 0 nothing is random: many batches or one, the same first update."""
    gradients, losses = [], []
    for pairs, group in ((PAIRS, 5), (10**6, 1)):
        folder = tmp_path / str(group)
        settings = TrainSettings(
            epochs=1.0, batch_pairs=pairs, batches_per_update=group, noise=0.0,
            share_at_start=1.0, precision="fp32",
        )  # fmt: skip
        network = NetworkSettings(width=8, layers=1, heads=2, pair_rank=2, head="endpoint")
        assert train(steps_folder, folder, settings=settings, network=network).steps == 1
        losses.append(pd.read_csv(folder / "log.csv")["loss"].item())
        saved = load_file(folder / "resume-1.safetensors")
        gradients.append({k: v for k, v in saved.items() if k.startswith("exp_avg/")})
    assert losses[0] == pytest.approx(losses[1], rel=1e-5)
    for name, gradient in gradients[0].items():
        torch.testing.assert_close(gradient, gradients[1][name], rtol=1e-4, atol=1e-7)


def test_what_fails_in_the_loading_thread_fails_in_the_loop() -> None:
    def failing():  # type: ignore[no-untyped-def]
        yield Update(0, 1, 1, [])
        raise InputError("a damaged record")

    made = ahead(failing(), "cpu")
    assert next(made).position == 1
    with pytest.raises(InputError, match="a damaged record"):
        next(made)
