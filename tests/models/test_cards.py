"""The cards of the shipped models say what is so."""

import csv
import hashlib
import json
import re
from pathlib import Path

import pytest

import flower
from flower.evaluation.asked import AskedModel
from flower.network import as_saved

MODELS = Path(__file__).parents[2] / "models"
FOLDERS = sorted(path.parent for path in MODELS.glob("*/settings.json"))
RANKS = (1, 2, 3, 5, 10)

if not FOLDERS:
    pytest.skip("no model is in this copy", allow_module_level=True)

every_model = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)


def card(folder: Path) -> str:
    return " ".join((folder / "card.md").read_text(encoding="utf-8").split())


def figures(folder: Path, split: str) -> dict[str, float]:
    found: dict[str, float] = json.loads((folder / f"steps_{split}.json").read_text("utf-8"))
    return found


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


@every_model
@pytest.mark.parametrize("split", ["valid", "test"])
def test_the_card_repeats_the_figures_of_its_evaluation(folder: Path, split: str) -> None:
    told, found = card(folder), figures(folder, split)
    rows = {
        "step top-1/2/3/5/10": [found[f"step_top{k}"] for k in RANKS],
        "the same, strict": [found[f"step_top{k}_strict"] for k in RANKS],
        "pathway top-1/3/10": [found[f"pathway_top{k}"] for k in (1, 3, 10)],
        "conserved before": [found["conserved_raw"]],
        "valid and conserved before": [found["valid_raw"]],
        "conserved after": [found["conserved"]],
        "valid after": [found["valid"]],
    }
    column = ("valid", "test").index(split)
    for name, values in rows.items():
        row = re.search(rf"\| {re.escape(name)} \|([^|]*)\|([^|]*)\|", told)
        assert row, f"the card has no row `{name}`"
        expected = " / ".join(f"{100 * value:.1f}" for value in values)
        assert row[column + 1].strip() == expected


@every_model
def test_the_figures_were_measured_on_these_weights_and_all_rows(folder: Path) -> None:
    model = flower.load_model(folder)
    digest = AskedModel.begin(model, "cpu", samples=1, evaluations=None, seed=0, top=10).digest
    for split in ("valid", "test"):
        found = figures(folder, split)
        assert found["model_digest"] == digest
        assert found["limit"] is None
        assert found["source"] == f"steps_{split}.parquet"  # no path of one machine
        assert f"{found['n_steps']:,}" in card(folder)


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
