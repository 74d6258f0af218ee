"""The cards of the shipped models say what is so."""

import csv
import hashlib
import json
import re
from pathlib import Path

import pytest

import flower
from flower.network import as_saved
from tests.models import figures

MODELS = Path(__file__).parents[2] / "models"
FOLDERS = sorted(path.parent for path in MODELS.glob("*/settings.json"))

if not FOLDERS:
    pytest.skip("no model is in this copy", allow_module_level=True)

every_model = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)


def card(folder: Path) -> str:
    return " ".join((folder / "card.md").read_text(encoding="utf-8").split())


@every_model
def test_the_card_names_the_weights_by_their_hash(folder: Path) -> None:
    digest = hashlib.sha256((folder / "weights.safetensors").read_bytes()).hexdigest()
    assert digest in card(folder)
    assert json.loads((folder / "settings.json").read_text("utf-8"))["weights_sha256"] == digest


@every_model
def test_the_card_counts_the_parameters_and_the_batches(folder: Path) -> None:
    weights = as_saved(flower.load_model(folder).network.state_dict())
    parameters = sum(weight.numel() for weight in weights.values())
    training = json.loads((folder / "settings.json").read_text("utf-8"))["training"]
    for number in (parameters, training["step"], training["seen"]):
        assert f"{number:,}" in card(folder)


@pytest.mark.parametrize("page", figures.PAGES, ids=lambda page: page.name)
def test_the_page_repeats_the_figures_beside_the_weights(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert figures.with_figures(text, figures.PAGES[page]()) == text


@every_model
def test_the_figures_were_measured_on_these_weights(folder: Path) -> None:
    model = flower.load_model(folder)
    digest = model.digest
    for name in ("steps_valid", "steps_test", "reactions_test", "polar_aside"):
        path = folder / f"{name}.json"
        if name.startswith("steps") or path.is_file():
            found = json.loads(path.read_text("utf-8"))
            assert (found["model"], found["model_digest"]) == (folder.name, digest)
            assert "/" not in found["source"]  # no path of one machine


@every_model
def test_weights_stay_small(folder: Path) -> None:
    assert (folder / "weights.safetensors").stat().st_size < 16e6


def test_the_base_card_repeats_the_runs_on_new_classes() -> None:
    folder = MODELS / "flower-base"
    with (folder / "new_classes.csv").open(encoding="utf-8", newline="") as stream:
        runs = list(csv.DictReader(stream))
    names = ("step_top1", "step_top3", "pathway_top1", "pathway_top3")
    for size in ("0", "8", "32", "128"):
        rows = [row for row in runs if row["examples"] == size]
        assert len(rows) == (5 if size == "0" else 15)
        a, b, c, d = (100 * sum(float(row[n]) for row in rows) / len(rows) for n in names)
        label = "all" if size == "128" else size
        assert re.search(rf"\| {label} \| {a:.1f} / {b:.1f} \| {c:.1f} / {d:.1f} \|", card(folder))
