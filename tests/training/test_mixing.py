"""Steps are met as often as their sources and classes weigh, and a stopped run goes on exactly."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import flower
from cli.app import app
from flower.errors import InputError
from flower.records import StepSelection, StepStore
from flower.training import TrainSettings, read_weights, train
from flower.training.mixing import places_of_epoch, times_met
from tests.training.test_loop import NETWORK, SETTINGS, KilledError, assert_same, kill_after
from tests.training.textbook import STEPS

CLASSES = ["usual"] * 32 + ["less usual"] * 7 + ["rare"]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> StepStore:
    """Forty steps of three classes from one file, ten of no class from another."""
    folder = tmp_path_factory.mktemp("mixed")
    mapped = [step.mapped for step in STEPS]
    table = {"reaction": mapped[:40], "reaction_class": CLASSES, "reaction_id": range(40)}
    pd.DataFrame(table).to_csv(folder / "book.csv", index=False)
    text = "".join(f"{step}|{k}\n" for k, step in enumerate(mapped[40:50]))
    (folder / "other.txt").write_text(text)
    flower.preprocess([folder / "book.csv", folder / "other.txt"], folder / "arrays", workers=1)
    store = StepStore.open(folder / "arrays")
    assert [len(store), len(store.classes)] == [50, 3]
    return store


def test_rare_classes_are_met_more_often_four_times_at_most(store: StepStore) -> None:
    times = times_met(store, TrainSettings(flatten=1.0))
    mean = 40 / 3
    assert times.tolist() == pytest.approx([1] * 32 + [mean / 7] * 7 + [4] + [1] * 10)
    rooted = times_met(store, TrainSettings(flatten=0.5))
    assert rooted[39] == pytest.approx(mean**0.5)
    assert (times_met(store, TrainSettings(flatten=0.0)) == 1).all()


def test_weights_of_sources_and_classes_multiply(store: StepStore) -> None:
    weights = {"book.csv": 0.5, "other.txt": 3.0, "rare": 2.0}
    times = times_met(store, TrainSettings(flatten=0.0, weights=weights))
    assert times.tolist() == [0.5] * 39 + [1.0] + [3.0] * 10
    part = StepSelection(store, np.array([45, 39, 0]))
    assert times_met(part, TrainSettings(flatten=0.0, weights=weights)).tolist() == [3, 1, 0.5]


def test_what_was_merged_is_weighed_by_the_folder_that_it_was_in(
    store: StepStore, tmp_path: Path
) -> None:
    recorded = tmp_path / "recorded.txt"
    recorded.write_text("".join(f"{step.mapped}|{k}\n" for k, step in enumerate(STEPS[30:45])))
    flower.preprocess(recorded, tmp_path / "more", workers=1)
    flower.preprocess([tmp_path / "more", store.folder], tmp_path / "all", workers=1)
    merged = StepStore.open(tmp_path / "all")
    assert len(merged) == 50
    weights = {store.folder.name: 0.5, "other.txt": 3.0, "more": 2.0}
    times = times_met(merged, TrainSettings(flatten=0.0, weights=weights))
    assert times.tolist() == [2.0] * 15 + [0.5] * 30 + [1.5] * 5


def test_an_epoch_meets_each_step_the_whole_times_and_once_more_at_random() -> None:
    times = np.repeat([0.25, 1.0, 2.6], 4000)
    often = np.bincount(places_of_epoch(times, 0, 0), minlength=len(times)).reshape(3, -1)
    assert often[0].mean() == pytest.approx(0.25, abs=0.03)
    assert set(often[1]) == {1}
    assert set(often[2]) == {2, 3}
    assert often[2].mean() == pytest.approx(2.6, abs=0.03)
    assert (places_of_epoch(times, 0, 0) == places_of_epoch(times, 0, 0)).all()
    assert len(places_of_epoch(times, 0, 1)) != len(places_of_epoch(times, 0, 0))
    assert places_of_epoch(np.array([0.0, 1e-9]), 0, 0).tolist() == [1]


def test_a_run_with_weights_is_resumed_bit_by_bit(store: StepStore, tmp_path: Path) -> None:
    told = {**SETTINGS.__dict__, "flatten": 0.8, "weights": {"other.txt": 1.7}, "leave_out": 0.7}
    settings = TrainSettings(**told)
    whole = train(store, tmp_path / "whole", settings=settings, network=NETWORK)
    met = [len(places_of_epoch(times_met(store, settings), 0, epoch)) for epoch in range(4)]
    assert abs(whole.seen - sum(met)) < 15  # as many updates as four times the first epoch
    with pytest.raises(KilledError):
        train(
            store, tmp_path / "killed", settings=settings, network=NETWORK,
            progress=kill_after(whole.steps - 2),
        )  # fmt: skip
    train(store, tmp_path / "killed", settings=settings, network=NETWORK)
    assert_same(tmp_path / "killed", tmp_path / "whole")
    other = TrainSettings(**{**told, "weights": {"other.txt": 1.0}})
    with pytest.raises(InputError, match=r"begun with weights = .*; give the same settings"):
        train(store, tmp_path / "killed", settings=other, network=NETWORK)


def test_a_run_begun_before_there_were_such_settings_is_not_changed_by_them(
    store: StepStore, tmp_path: Path
) -> None:
    told = {**SETTINGS.__dict__, "flatten": 0.0, "leave_out": 0.0}
    short = TrainSettings(**{**told, "epochs": 1.0})
    train(store, tmp_path, settings=short, network=NETWORK)
    pointer = json.loads((tmp_path / "resume.json").read_text())
    for name in ("flatten", "leave_out", "leave_out_each", "weights", "minutes"):
        del pointer["settings"][name]
    (tmp_path / "resume.json").write_text(json.dumps(pointer))
    with pytest.raises(InputError, match=r"begun with leave_out = 0\.0, not 0\.4"):
        train(store, tmp_path, settings=SETTINGS, network=NETWORK)
    assert train(store, tmp_path, settings=TrainSettings(**told), network=NETWORK).steps > 0


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("w.csv", "book.csv,heavy\nother.txt,x\n", "`other.txt,x` is not `name,weight`"),
        ("w.csv", "book.csv,-1\n", "the weight of `book.csv` is -1.0, not a number from 0"),
        ("w.json", '["book.csv"]', "it is no JSON object"),
        ("w.json", '{"book.csv": "much"}', "the weight of `book.csv` is no number"),
        ("w.json", "{", "cannot be read as weights"),
    ],
)
def test_weights_that_cannot_be_read_are_refused(
    tmp_path: Path, name: str, text: str, message: str
) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(InputError, match=message):
        read_weights(tmp_path / name)
    with pytest.raises(InputError, match="cannot be read as weights"):
        read_weights(tmp_path / "missing.csv")


def test_weights_that_name_nothing_or_leave_nothing_are_refused(store: StepStore) -> None:
    with pytest.raises(InputError, match=r"no source or class `boook` .* book\.csv, other\.txt"):
        times_met(store, TrainSettings(weights={"boook": 2.0}))
    with pytest.raises(InputError, match="leave no step"):
        times_met(store, TrainSettings(weights={"book.csv": 0.0, "other.txt": 0.0}))
    with pytest.raises(InputError, match="weight of `rare` is -1"):
        TrainSettings(weights={"rare": -1.0})


def test_the_shell_takes_weights_from_a_file_and_one_by_one(
    store: StepStore, tmp_path: Path
) -> None:
    (tmp_path / "w.json").write_text('{"rare": 2, "other.txt": 0}')
    arguments = [
        "train", str(store.folder), "--output", str(tmp_path / "model"), "--epochs", "1",
        "--batch-pairs", "1000", "--width", "8", "--layers", "1", "--heads", "2", "--flatten", "0",
        "--weights", str(tmp_path / "w.json"),
    ]  # fmt: skip
    found = CliRunner().invoke(app, [*arguments, "--weight", "usual=0.5", "--json"])
    assert found.exit_code == 0, found.output
    settings = json.loads((tmp_path / "model" / "settings.json").read_text())["training"]
    assert settings["weights"] == {"rare": 2.0, "other.txt": 0.0, "usual": 0.5}
    assert 9 + 4 < settings["seen"] < 9 + 28
    refused = CliRunner().invoke(app, [*arguments, "--weight", "usual"])
    assert refused.exit_code != 0
