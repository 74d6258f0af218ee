"""Good folders and files, made anew in a moment: what the fuzzed files are put in place of."""

from __future__ import annotations

import csv
import gzip
import io
import json
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow
import pyarrow.parquet
import torch

from flower.evaluation import reactions as of_reactions
from flower.evaluation import steps as of_steps
from flower.evaluation.row_file import RowFile, RowFormat
from flower.installed import model_info
from flower.jobs import FileJob
from flower.jobs.checkpointed import CheckpointedFiles
from flower.mechanisms import read_file
from flower.mechanisms.expanding import ways_to_product
from flower.mechanisms.library import library, scale
from flower.network import FlowNetwork, build_network, save_confidence
from flower.proposals import load_model
from flower.records import StepStore
from flower.records.encoding import encode_steps
from flower.records.store import ARRAYS
from flower.records.store import SCHEMA as STORE_SCHEMA
from flower.records.store import VERSION as STORE_VERSION
from flower.records.store_writer import StepStoreWriter
from flower.training.batching import pad_steps
from flower.training.journal import Journal as TrainingLog
from flower.training.saving import Place, load_run, save_run
from flower.trust import FeasibilityCalibration, MetSurroundings, Trust
from flower.trust.confidence import FEATURES
from tests.tiny_model import TINY, write_tiny_model

ARRAY_FILES = tuple(f"{name}.npy" for name in ARRAYS)
_CORPUS = Path(__file__).with_name("corpus")
_ABOUT = {"column": "reaction", "model": "toy", "samples": 1}
_RUN_SETTINGS: dict[str, object] = {"network": {"width": 24}, "seed": 0}


def steps() -> list[str]:
    """The mapped steps of the corpus."""
    lines = (_CORPUS / "steps.txt").read_text().splitlines()
    return [line.partition("|")[0] for line in lines if ":1]" in line]


@cache
def folder(kind: str) -> Path:
    """A good folder: "model", "store" or "run"."""
    place = Path(tempfile.mkdtemp(prefix=f"flower-{kind}-"))
    if kind == "model":
        write_tiny_model(place)
        known = tuple(np.array([1, 2, 2**63 + 5], np.uint64) for _ in range(3))
        MetSurroundings(known).save(place)
        FeasibilityCalibration(0.7, 3.0).save(place)
        save_confidence(place, dict.fromkeys(FEATURES, 0.5))
        row = {"name": "mine.smi", "after": {"step_top1": 0.9}}
        told = {"compared": [row], "examples": "mine.smi", "n_fit": 9, "taught_before": []}
        (place / "finetuning.json").write_text(json.dumps(told))
    elif kind == "store":
        _write_store(place)
    else:
        network, averages, optimizer = _run()
        for p in network.parameters():
            p.grad = torch.ones_like(p)
        optimizer.step()
        save_run(place, Place(step=1, seen=3), network, averages, optimizer, _RUN_SETTINGS)
        (place / "log.csv").write_text("step,loss,valid_loss\n1,0.5,0.4\n2,0.4,0.3\n")
    return place


def _write_store(place: Path) -> None:
    encoded = encode_steps(steps())
    rows = np.array([[7, 0, 0, k] for k in range(len(encoded.counts))], np.int32)
    sums = encoded.counts.sum(0).tolist()
    counts = dict(zip(("atoms", "bonds", "changes"), sums, strict=True))
    about = {"schema": STORE_SCHEMA, "version": STORE_VERSION, "classes": ["Acylation"]}
    with StepStoreWriter(place / "whole") as writer:
        writer.append(encoded, rows)
        writer.finish({**about, "counts": {"steps": len(rows), **counts}, "elements": ["C", "N"]})
    for file in (place / "whole").iterdir():
        file.rename(place / file.name)
    (place / "whole").rmdir()


def _run() -> tuple[FlowNetwork, dict[str, torch.Tensor], torch.optim.Optimizer]:
    torch.manual_seed(0)
    network = build_network(TINY)
    averages = {name: p.detach().clone() for name, p in network.named_parameters()}
    return network, averages, torch.optim.AdamW(network.parameters())


def packed_tables() -> list[bytes]:
    """A table of steps as .tsv.gz."""
    rows = csv.reader((_CORPUS / "steps.csv").read_text().splitlines())
    text = "\n".join("\t".join(row) for row in rows)
    return [gzip.compress(text.encode(), mtime=0)]


@cache
def parquet_tables() -> list[bytes]:
    """Tables of steps as Parquet, their columns of various types."""
    texts = pyarrow.array(steps())
    tables = [
        {"reaction": texts, "reaction_id": pyarrow.array(range(len(texts)))},
        {"reaction": texts.dictionary_encode(), "step": pyarrow.array([1.5] * len(texts))},
        {"reaction": texts.cast(pyarrow.binary()), "path": pyarrow.array([True] * len(texts))},
        {"reaction": pyarrow.array([[text] for text in steps()])},
    ]
    written = []
    for columns in tables:
        for compression in ("none", "gzip"):
            stream = io.BytesIO()
            pyarrow.parquet.write_table(pyarrow.table(columns), stream, compression=compression)
            written.append(stream.getvalue())
    return written


def read_mechanism_file(path: Path) -> object:
    """Read a user's mechanisms, and lay the first on a flask."""
    found = read_file(path, scale())
    for template in found[:1]:
        ways_to_product("CC(=O)Cl.CN.CCN(CC)CC>>CNC(C)=O", [template])
    return found


def expand_one(place: Path, data: bytes) -> bool:
    """An overall reaction, expanded by the library."""
    return bool(ways_to_product(data.decode("latin-1"), library()).ways)


_FORMS: dict[str, RowFormat[Any]] = {
    "steps": RowFormat(of_steps.to_json, of_steps.from_json),
    "reactions": RowFormat(of_reactions.to_json, of_reactions.from_json),
}


def read_journal(kind: str) -> Callable[[Path, bytes], bool]:
    """Go on with an evaluation."""

    def run(place: Path, data: bytes) -> bool:
        path = place / "rows.jsonl"
        with CheckpointedFiles([path], _ABOUT, restart=True) as files:
            files.add(["1"], [data.decode("utf-8", "replace")], {})
        with FileJob([path], _ABOUT) as job:
            RowFile(job, _FORMS[kind])
        return True

    return run


@cache
def journals() -> list[bytes]:
    """Rows of both kinds of evaluation."""
    step = {
        "line": 1, "reactants": "Cl.N", "products": "[Cl-].[NH4+]", "pathway": [7, 0],
        "reaction_class": None, "kind": "proton transfer", "heavy_atoms": 2, "rank": 1,
        "candidates": [["[Cl-].[NH4+]", 0.9]], "valid": 1, "conserved": 1, "raw_conserved": None,
        "raw_valid": None, "evaluations": 7, "seconds": 0.1, "refused": None,
    }  # fmt: skip
    outcome = {"probability": 0.9, "products": ["CC(N)=O"], "finished": True}
    reaction = {
        "line": 1, "reactants": "CC(=O)Cl.N", "products": ["CC(N)=O"], "reaction_class": "Amides",
        "has_steps": True, "rank": 1, "outcomes": [outcome], "if_reacts": [outcome],
        "seconds": 0.5, "refused": None,
    }  # fmt: skip
    unread = {"line": 2, "unread": "no step", "pathway": None}
    return [
        bytes([k]) + "\n".join([json.dumps(row), json.dumps(unread), ""]).encode()
        for k, row in enumerate((step, reaction))
    ]


def open_model(place: Path) -> object:
    """Load a model as a prediction and `flower models info` do."""
    model_info(place)
    model = load_model(place, device="cpu")
    return Trust.of(model)


def open_judge(place: Path) -> object:
    """Read the calibration of a model and what it has met, and use it."""
    judge = FeasibilityCalibration.load(place)
    MetSurroundings.load(place)
    return judge and judge.feasibility(-3.0)


def open_store(place: Path) -> object:
    """Open arrays of steps and make the batch that is trained on."""
    store = StepStore.open(place)
    assert len(store.classes) < 10**6
    sizes = store.sizes
    chosen = np.flatnonzero(sizes < 300)[:8]
    return pad_steps(store.batch(chosen)) if len(chosen) else None


def resume_run(place: Path) -> object:
    """Go on with a training run."""
    return load_run(place, *_run(), _RUN_SETTINGS)


def open_log(place: Path) -> object:
    """Read the figures of a training run."""
    return TrainingLog(place, 1).since_lowest
