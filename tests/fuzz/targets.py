"""Everything that reads outside text, as functions of bytes that may raise `FlowerError` alone."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import NoReturn

import flower
from flower.electrons import (
    PROTON_POOL,
    State,
    apply_change,
    change_between,
    smiles_to_state,
    state_to_smiles,
)
from flower.electrons.numbering import in_canonical_order
from flower.errors import FlowerError
from flower.prediction.flask import read_flask
from flower.prediction.reaction_network import ReactionNetwork
from flower.proposals import StepModel
from flower.records import read_mechanisms, read_reactants, read_reactions, read_steps
from flower.steps import Step, mapped_step_to_states, read_step
from tests.fuzz import foundations
from tests.fuzz.mutation import (
    Mutator,
    broken_bytes,
    broken_header,
    broken_json,
    broken_smiles,
    broken_step,
)

_ROWS = 200  # of a file that are looked at


@dataclass(frozen=True)
class Target:
    """What is fuzzed.

    Attributes:
        run: reads an input; may raise `FlowerError` alone. Returns whether it was accepted.
        seeds: valid inputs, or nearly so.
        mutate: makes other inputs of them.
        share: of the inputs of a run over all targets, in parts.
    """

    run: Callable[[Path, bytes], bool]
    seeds: Callable[[], list[bytes]]
    mutate: Mutator
    share: int


class EveryElement(StepModel):
    """A model that knows every element, which is never asked."""

    name = "none"
    elements = frozenset(range(1, 119)) | {PROTON_POOL}

    def propose(self, *asked: object, **how: object) -> NoReturn:
        raise AssertionError("nobody asks")


def smiles(folder: Path, data: bytes) -> bool:
    """A flask: read, ordered, written, and read again with every atom and electron."""
    state = read_flask(data.decode("latin-1"), EveryElement())
    ordered, _ = in_canonical_order(state)
    _check_same(state, ordered)
    written = state_to_smiles(ordered)
    again = smiles_to_state(written)
    _check_same(state, again)
    assert state_to_smiles(again, stereo=False) == state_to_smiles(ordered, stereo=False)
    return True


def step(folder: Path, data: bytes) -> bool:
    """An elementary step, mapped or not: both sides hold the same, the change is what differs."""
    reading = read_step(data.decode("latin-1"))
    _check_same(reading.reactants, reading.products)
    change = change_between(reading.reactants, reading.products)
    after = apply_change(reading.reactants, change)
    assert state_to_smiles(after, stereo=False) == state_to_smiles(reading.products, stereo=False)
    assert Step(reading.reactants, change).kind
    return True


def drawing(folder: Path, data: bytes) -> bool:
    """Steps, one a line, drawn as a mechanism."""
    flower.draw(data.decode("latin-1").splitlines())
    return True


def _check_same(one: State, other: State) -> None:
    assert one.electron_total == other.electron_total
    assert one.hydrogen_total == other.hydrogen_total
    assert sorted(one.element.tolist()) == sorted(other.element.tolist())


def _file(name: str, read: Callable[[Path], object]) -> Callable[[Path, bytes], bool]:
    def run(folder: Path, data: bytes) -> bool:
        path = folder / name
        path.write_bytes(data)
        found = read(path)
        if isinstance(found, Iterator):
            for _ in islice(found, _ROWS):
                pass
        return True

    return run


def _steps_of(path: Path) -> Iterator[object]:
    for record in islice(read_steps(path), 20):
        if len(record.reaction) < 2000:
            try:
                yield mapped_step_to_states(record.reaction)
            except FlowerError as error:
                yield error


def _either(*runs: Callable[[Path, bytes], bool]) -> Callable[[Path, bytes], bool]:
    """The first byte chooses which file of a folder the others are."""

    def run(folder: Path, data: bytes) -> bool:
        return runs[data[0] % len(runs)](folder, data[1:]) if data else False

    return run


def _chosen(mutate: Mutator) -> Mutator:
    return lambda data, rng, seeds: data[:1] + mutate(data[1:], rng, [s[1:] for s in seeds])


def _in_folder(
    kind: str, name: str, read: Callable[[Path], object]
) -> Callable[[Path, bytes], bool]:
    """Put the bytes in place of one file of a good folder."""

    def run(folder: Path, data: bytes) -> bool:
        good, place = foundations.folder(kind), folder / kind
        if not place.exists():
            shutil.copytree(good, place)
        try:
            (place / name).write_bytes(data)
            if name == "weights.safetensors":  # past the check of the hash
                settings = json.loads((place / "settings.json").read_text())
                settings["weights_sha256"] = hashlib.sha256(data).hexdigest()
                (place / "settings.json").write_text(json.dumps(settings))
            read(place)
        finally:
            for file in (name, "settings.json"):
                if (good / file).exists():
                    shutil.copyfile(good / file, place / file)
        return True

    return run


def _lines(name: str) -> Callable[[], list[bytes]]:
    path = Path(__file__).with_name("corpus") / name
    return cache(lambda: [line.split(b"|")[0] for line in path.read_bytes().split(b"\n") if line])


def _whole(*names: str) -> Callable[[], list[bytes]]:
    folder = Path(__file__).with_name("corpus")
    return cache(lambda: [(folder / name).read_bytes() for name in names])


def _files_of(kind: str, names: Iterable[str]) -> Callable[[], list[bytes]]:
    return cache(
        lambda: [
            bytes([k]) + (foundations.folder(kind) / name).read_bytes()
            for k, name in enumerate(names)
        ]
    )


def _folder_target(
    kind: str, read: Callable[[Path], object], names: tuple[str, ...], mutate: Mutator, share: int
) -> Target:
    runs = [_in_folder(kind, name, read) for name in names]
    return Target(_either(*runs), _files_of(kind, names), _chosen(mutate), share)


TARGETS: dict[str, Target] = {
    "smiles": Target(smiles, _lines("smiles.txt"), broken_smiles, 330),
    "step": Target(step, _lines("steps.txt"), broken_step, 130),
    "drawing": Target(drawing, _lines("mapped.txt"), broken_step, 2),
    "steps.txt": Target(_file("a.txt", _steps_of), _whole("steps.txt"), broken_bytes, 40),
    "steps.csv": Target(_file("a.csv", _steps_of), _whole("steps.csv"), broken_bytes, 40),
    "steps.tsv.gz": Target(
        _file("a.tsv.gz", _steps_of), foundations.packed_tables, broken_bytes, 40
    ),
    "steps.parquet": Target(
        _file("a.parquet", _steps_of), foundations.parquet_tables, broken_bytes, 40
    ),
    "reactants.csv": Target(
        _file("a.csv", read_reactants), _whole("reactants.csv"), broken_bytes, 70
    ),
    "reactions.smi": Target(
        _file("a.smi", read_reactions), _whole("reactions.smi"), broken_bytes, 80
    ),
    "prediction.json": Target(
        _file("a.json", read_mechanisms), _whole("prediction.jsonl"), broken_json, 60
    ),
    "network.json": Target(
        _file("a.json", ReactionNetwork.load), _whole("network.json"), broken_json, 55
    ),
    "mechanisms.yaml": Target(
        _file("a.yaml", foundations.read_mechanism_file),
        _whole("mechanisms.yaml"),
        broken_bytes,
        25,
    ),
    "expanding": Target(foundations.expand_one, _lines("expanding.txt"), broken_bytes, 1),
    "journal.jsonl": Target(
        _either(*(foundations.read_journal(of) for of in ("steps", "reactions"))),
        foundations.journals,
        _chosen(broken_json),
        30,
    ),
    "model settings": _folder_target(
        "model", foundations.open_model, ("settings.json", "finetuning.json"), broken_json, 2
    ),
    "model weights": _folder_target(
        "model", foundations.open_model, ("weights.safetensors",), broken_header, 3
    ),
    "feasibility": _folder_target(
        "model", foundations.open_judge, ("feasibility.json",), broken_json, 12
    ),
    "surroundings": _folder_target(
        "model", foundations.open_judge, ("surroundings.safetensors",), broken_header, 10
    ),
    "steps store": _folder_target("store", foundations.open_store, ("meta.json",), broken_json, 8),
    "steps arrays": _folder_target(
        "store", foundations.open_store, foundations.ARRAY_FILES, broken_header, 12
    ),
    "training run": _folder_target("run", foundations.resume_run, ("resume.json",), broken_json, 3),
    "training state": _folder_target(
        "run", foundations.resume_run, ("resume-1.safetensors",), broken_header, 4
    ),
    "training log": _folder_target("run", foundations.open_log, ("log.csv",), broken_bytes, 8),
}
