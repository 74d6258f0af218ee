"""Fine-tuning from file to folder: learnt, judged, carried along, refused."""

import gzip
import json
from pathlib import Path

import pytest

import flower
from flower.finetuning import FinetuneProgress, FinetuneSettings, finetune
from flower.finetuning.replay import CHECKED, REPLAYED, read_sample
from flower.trust import FeasibilityCalibration, MetSurroundings
from tests.tiny_model import write_tiny_model

pytestmark = pytest.mark.slow

STEPS = (
    "[N:1]([H:4])([H:5])[H:6].[Cl:2][H:3]>>[N+:1]([H:4])([H:5])([H:6])[H:3].[Cl-:2]|{0}\n"
    "[N+:1]([H:4])([H:5])([H:6])[H:3].[Cl-:2]>>[N+:1]([H:4])([H:5])([H:6])[H:3].[Cl-:2]|{0}\n"
)
OTHER = STEPS.replace("Cl", "Br")
FAST = FinetuneSettings(
    epochs=40, learning_rate=5e-3, precision="fp32", patience=40, batch_pairs=500
)


@pytest.fixture
def general(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small general sample in the place of the bundled one."""
    folder = tmp_path / "general"
    folder.mkdir()
    text = STEPS.replace("Cl", "I")
    for name in (REPLAYED, CHECKED):
        lines = [line.replace("|", ",") for line in text.format(1).splitlines()]
        plain = "\n".join(["reaction,reaction_id", *lines, ""])
        (folder / name).write_bytes(gzip.compress(plain.encode()))
    monkeypatch.setattr("flower.finetuning.finetune_model.general_sample", lambda: folder)
    return folder


def _examples(path: Path, text: str, reactions: int = 6) -> Path:
    path.write_text("".join(text.format(n) for n in range(reactions)))
    return path


@pytest.mark.usefixtures("general")
def test_a_class_is_learnt_and_the_next_keeps_it(tmp_path: Path) -> None:
    base = write_tiny_model(tmp_path / "base", spread=0.02)
    told: list[FinetuneProgress] = []
    first = finetune(
        _examples(tmp_path / "salts.txt", STEPS), tmp_path / "a", start_from=base, settings=FAST,
        progress=told.append,
    )  # fmt: skip
    assert [row.name for row in first.compared] == ["salts", "general sample"]
    assert first.compared[0].after.step_top1 == 1.0
    assert (first.n_fit, first.n_fit_steps, first.n_held_out) == (4, 8, 2)
    stages = dict.fromkeys(one.stage for one in told)
    assert list(stages)[-1] == "general sample, after"
    assert all(one.loss is not None for one in told if one.stage == "learning")

    outcome = flower.step("N.Cl", model=tmp_path / "a").candidates[0]
    assert outcome.products == ("[Cl-]", "[NH4+]")
    card = (tmp_path / "a" / "card.md").read_text()
    assert "4 reactions (8 elementary steps)" in card
    assert "They are your reactions" in card
    assert "too little was held out" in card
    figures = json.loads((tmp_path / "a" / "finetuning.json").read_text())
    assert figures["compared"][0]["after"]["step_top1"] == 1.0

    second = finetune(
        _examples(tmp_path / "bromides.txt", OTHER), tmp_path / "b", start_from=tmp_path / "a",
        settings=FAST,
    )  # fmt: skip
    assert [row.name for row in second.compared] == ["bromides", "learnt before", "general sample"]
    assert second.compared[1].after.step_top1 == 1.0  # not forgotten
    taught = flower.model_info(tmp_path / "b").taught
    assert [one[:2] for one in taught] == [("salts", 4), ("bromides", 4)]
    assert len(read_sample(tmp_path / "b", REPLAYED)) == 8
    assert len(read_sample(tmp_path / "b", CHECKED)) == 4


@pytest.mark.usefixtures("general")
def test_with_enough_held_out_the_feasibility_is_fitted_anew(tmp_path: Path) -> None:
    base = write_tiny_model(tmp_path / "base")
    MetSurroundings.of([]).save(base)
    settings = FinetuneSettings(epochs=1, precision="fp32")
    told: list[FinetuneProgress] = []
    examples = _examples(tmp_path / "salts.txt", STEPS, reactions=50)
    folder = tmp_path / "a"
    finetune(examples, folder, start_from=base, settings=settings, progress=told.append)
    assert told[-1].stage == "calibrating"
    assert FeasibilityCalibration.load(folder) is not None
    step = flower.score("N.Cl>>[NH4+].[Cl-]", model=folder).steps[0]
    assert step.feasibility is not None
    assert step.unfamiliar == 0  # what was learnt was met
    assert "Fitted anew" in (folder / "card.md").read_text()


@pytest.mark.usefixtures("general")
@pytest.mark.parametrize("method", ["last-blocks", "low-rank"])
def test_part_of_the_weights_can_learn(method: str, tmp_path: Path) -> None:
    base = write_tiny_model(tmp_path / "base", spread=0.02)
    settings = FinetuneSettings(method=method, epochs=3, precision="fp32", held_out=0.0, rank=2)
    found = finetune(
        _examples(tmp_path / "salts.txt", STEPS), tmp_path / "a", start_from=base, settings=settings
    )
    assert (found.n_fit, found.n_held_out, found.epochs) == (6, 0, 3.0)
    assert "Held out**: nothing" in (tmp_path / "a" / "card.md").read_text()
    flower.step("N.Cl", model=tmp_path / "a")


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "mine").touch()
    with pytest.raises(flower.InputError, match="exists already"):
        finetune(tmp_path / "salts.txt", tmp_path / "a")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"method": "some"}, "give all, last-blocks, low-rank"),
        ({"replay": 1.0}, "replay is 1.0"),
        ({"held_out": -0.1}, "held_out is -0.1"),
        ({"epochs": 0}, "epochs is 0"),
        ({"learning_rate": 0.0}, "learning_rate is 0.0"),
        ({"seed": -1}, "seed is -1"),
    ],
)
def test_settings_that_cannot_teach_are_refused(
    arguments: dict[str, float | str], sentence: str
) -> None:
    with pytest.raises(flower.InputError, match=sentence):
        FinetuneSettings(**arguments)  # type: ignore[arg-type]
