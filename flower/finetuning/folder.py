"""The folder of a fine-tuned model."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, replace
from pathlib import Path

from flower.finetuning.card import card
from flower.finetuning.replay import CHECKED, REPLAYED
from flower.finetuning.result import Finetuned
from flower.finetuning.settings import FinetuneSettings
from flower.network import load_checkpoint, save_checkpoint

FIGURES = "finetuning.json"


def write_model(
    work: Path, run: Path, base: Path, found: Finetuned, settings: FinetuneSettings
) -> None:
    """Write weights, settings, card, figures and the examples to replay.

    What only the model begun with was calibrated by is left out, and so are its figures.
    """
    network, trained = load_checkpoint(run)
    _, begun = load_checkpoint(base)
    told = replace(
        trained,
        evaluations=begun.evaluations,
        sharpness=begun.sharpness,
        training={
            **trained.training,
            "started_from": found.start_from,
            "finetuning": asdict(settings),
            "epochs_learnt": round(found.epochs, 2),
        },
    )
    folder = found.folder
    folder.mkdir(parents=True, exist_ok=True)
    for name in (REPLAYED, CHECKED):
        if (work / name).is_file():
            shutil.copyfile(work / name, folder / name)
    figures = json.dumps(found.to_json_dict(), indent=2) + "\n"
    (folder / FIGURES).write_text(figures, encoding="utf-8")
    (folder / "card.md").write_text(card(found, settings), encoding="utf-8")
    save_checkpoint(folder, network.state_dict(), told, half=True)
