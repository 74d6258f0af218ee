"""Several folders of arrays as one: each step once, its source kept, what is to stay unseen out."""

from __future__ import annotations

import csv
from collections.abc import Container, Iterator, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Bool, Int64

from flower.electrons import atomic_number
from flower.records.encoding import EncodedStep, EncodedSteps
from flower.records.store import UNKNOWN, FlaskArrays, StepStore
from flower.records.store_writer import SKIPPED_FILE, StepStoreWriter
from flower.records.tally import SkippedLine, Tally
from flower.records.unseen import Unseen

_STEPS_AT_ONCE = 4096


class SeenSteps:
    """Which steps have been met: those of the same bytes and conditions are the same."""

    def __init__(self) -> None:
        self._digests = set[bytes]()

    def is_new(self, step: EncodedStep, conditions: int) -> bool:
        """Whether a step is met for the first time.

        >>> from flower.records.encoding import encode_step
        >>> seen, step = SeenSteps(), encode_step("[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]")
        >>> [seen.is_new(step, conditions) for conditions in (0, 1, 0)]
        [True, True, False]
        """
        digest = blake2b(bytes([conditions]), digest_size=16)
        for rows in step:
            digest.update(len(rows).to_bytes(4, "little"))
            digest.update(rows.tobytes())
        met = digest.digest()
        if met in self._digests:
            return False
        self._digests.add(met)
        return True


def split_steps(arrays: FlaskArrays | EncodedSteps) -> Iterator[EncodedStep]:
    """Yield the steps that lie one after the other in arrays."""
    ends = np.cumsum(arrays.counts, axis=0)
    for start, end in zip((ends - arrays.counts).tolist(), ends.tolist(), strict=True):
        yield EncodedStep(
            arrays.atoms[start[0] : end[0]],
            arrays.bonds[start[1] : end[1]],
            arrays.changes[start[2] : end[2]],
        )


def merge(
    stores: Sequence[StepStore],
    writer: StepStoreWriter,
    tally: Tally,
    unseen: Unseen | None,
    of_files: Container[Path] = (),
) -> list[dict[str, Any]]:
    """Write the steps of some stores one after the other; return what to say of their sources.

    Of steps that are equal, with their conditions, the first is kept. Where there are molecules
    that are to stay ``unseen``, all steps of a path that forms one of them are left out. Folders
    ``of_files`` are soon gone, and not named.
    """
    seen, sources = SeenSteps(), list[dict[str, Any]]()
    for store in stores:
        own = _sources(store)
        if store.folder not in of_files:
            own = [{"folder": store.folder.name, **one} for one in own]
        kept = np.zeros(len(own), np.int64)
        left = _left_out(store, unseen) if unseen else np.zeros(len(store), bool)
        tally.left_out += int(left.sum())
        for arrays in _blocks(store, np.flatnonzero(~left)):
            told = map(seen.is_new, split_steps(arrays), arrays.conditions.tolist())
            new = np.fromiter(told, bool, len(arrays.index))
            tally.duplicates += int((~new).sum())
            _write(store, arrays.index[new], own, len(sources), writer, tally)
            kept += np.bincount(store.source[arrays.index[new]], minlength=len(own))
        _note_skipped(store, writer, tally)
        for one, count in zip(own, kept.tolist(), strict=True):
            one["steps"] = count
        tally.lines += sum(int(one.get("lines", one["steps"])) for one in own)
        tally.elements.update(map(atomic_number, store.meta.get("elements", ())))
        sources += own
    return sources


def _sources(store: StepStore) -> list[dict[str, Any]]:
    """What its `meta.json` says of each of its sources."""
    told = store.meta.get("sources")
    number = int(store.source.max(initial=0)) + 1
    known = [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []
    known += [{"name": store.folder.name}] * (number - len(known))
    return [dict(one) for one in known]


def _blocks(store: StepStore, places: Int64[np.ndarray, " s"]) -> Iterator[FlaskArrays]:
    for first in range(0, len(places), _STEPS_AT_ONCE):
        yield store.batch(places[first : first + _STEPS_AT_ONCE])


def _write(
    store: StepStore,
    places: Int64[np.ndarray, " s"],
    sources: Sequence[Mapping[str, Any]],
    first_source: int,
    writer: StepStoreWriter,
    tally: Tally,
) -> None:
    arrays = store.batch(places)
    steps = np.array(store.steps[places])
    names = store.classes
    for number in np.unique(steps[:, 2]).tolist():
        if number != UNKNOWN:
            tally.class_number(names[number])
    known = [tally.classes.get(name, UNKNOWN) for name in names]
    steps[:, 2] = np.array([*known, UNKNOWN])[steps[:, 2]]  # the last is that of none
    source = store.source[places]
    atoms, bonds, changes, counts = arrays[:4]
    encoded = EncodedSteps(atoms, bonds, changes, counts, places, arrays.conditions, [])
    writer.append(encoded, steps, source + np.int16(first_source))
    told = [str(one.get("name", "")) for one in sources]
    tally.count(encoded, steps[:, 3], [told[k] for k in source.tolist()])


def _left_out(store: StepStore, unseen: Unseen) -> Bool[np.ndarray, " s"]:
    """The steps of paths that form what is to stay unseen; a step of no reaction is a path."""
    forms = np.zeros(len(store), bool)
    for arrays in _blocks(store, np.arange(len(store))):
        found = map(unseen.are_formed_by, split_steps(arrays))
        forms[arrays.index] = np.fromiter(found, bool, len(arrays.index))
    alone = np.where(store.steps[:, 0] == UNKNOWN, np.arange(len(store)), UNKNOWN)
    keys = np.stack([store.source, store.steps[:, 0], store.steps[:, 1], alone], axis=1)
    path = np.unique(keys, axis=0, return_inverse=True)[1].reshape(-1)
    left = np.zeros(path.max(initial=-1) + 1, bool)
    left[path[forms]] = True
    return np.asarray(left[path])


def _note_skipped(store: StepStore, writer: StepStoreWriter, tally: Tally) -> None:
    """Carry over which lines could not be read."""
    file = Path(store.folder) / SKIPPED_FILE
    if not file.is_file():
        return
    with file.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            line, why, name = int(row["line"]), row["reason"], row["source"]
            tally.skip(SkippedLine(line, why, name))
            writer.skip(line, why, name)
