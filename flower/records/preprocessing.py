"""Preprocessing: steps files in, compact arrays out, on all cores."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from flower.electrons import ATOM_COLUMNS, PROTON_POOL, symbol
from flower.errors import InputError, reason
from flower.records.elementary import StepRecord
from flower.records.encoding import EncodedSteps, encode_steps
from flower.records.readers import read_steps
from flower.records.sources import DamagedFileError, file_kind
from flower.records.store import SCHEMA, STEP_COLUMNS, UNKNOWN, VERSION
from flower.records.store_writer import StepStoreWriter
from flower.records.tables import parquet_rows
from flower.records.workers import Lost, map_in_order

LINES_A_CHUNK = 64
_SKIPPED_NAMED = 20


class PreprocessProgress(NamedTuple):
    """Lines read so far, how many there are (None: not known), and how many were skipped."""

    lines: int
    total: int | None
    skipped: int


@dataclass(frozen=True)
class SkippedLine:
    """A line that could not be read, why, and the file it stands in."""

    line: int
    reason: str
    source: str


@dataclass(frozen=True)
class LargestFlask:
    """The flask with most atoms, hydrogens as counts, and where it stands."""

    atoms: int
    line: int
    source: str


@dataclass(frozen=True)
class PreprocessSummary:
    """What a run of `preprocess` read and wrote.

    Attributes:
        output: the folder written.
        lines: lines read, blank ones apart.
        steps: elementary steps written.
        unchanged: steps among them with both sides equal, the ends of reactions.
        skipped: lines that could not be read; all are in `skipped.csv`.
        first_skipped: the first of them.
        classes: number of reaction classes named.
        largest_flask: the flask with most atoms.
        seconds: time taken.
    """

    output: Path
    lines: int
    steps: int
    unchanged: int
    skipped: int
    first_skipped: tuple[SkippedLine, ...]
    classes: int
    largest_flask: LargestFlask
    seconds: float


class _Tally:
    """What is counted while lines go by."""

    def __init__(self) -> None:
        self.lines = 0
        self.steps = 0
        self.unchanged = 0
        self.rows = np.zeros(3, np.int64)
        self.skipped = 0
        self.first_skipped: list[SkippedLine] = []
        self.classes: dict[str, int] = {}
        self.elements: set[int] = set()
        self.largest = LargestFlask(0, 0, "")

    def add(self, encoded: EncodedSteps, records: Sequence[StepRecord], source: str) -> None:
        """Count steps that were read; ``records`` are theirs."""
        self.steps += len(records)
        self.unchanged += int((encoded.counts[:, 2] == 0).sum())
        self.rows += encoded.counts.sum(0)
        self.elements.update(np.unique(encoded.atoms[:, 0]).tolist())
        atoms = encoded.counts[:, 0] - 1  # without the proton pool
        if len(atoms) and atoms.max() > self.largest.atoms:
            line = records[int(atoms.argmax())].line
            self.largest = LargestFlask(int(atoms.max()), line, source)

    def skip(self, line: SkippedLine) -> None:
        self.skipped += 1
        if self.skipped <= _SKIPPED_NAMED:
            self.first_skipped.append(line)

    def step_row(self, record: StepRecord) -> tuple[int, int, int, int]:
        """The row of `STEP_COLUMNS`; classes are numbered as they appear."""
        name = record.reaction_class
        number = UNKNOWN if name is None else self.classes.setdefault(name, len(self.classes))
        reaction = UNKNOWN if record.reaction_id is None else record.reaction_id
        return reaction, UNKNOWN if record.path is None else record.path, number, record.line


def preprocess(
    source: str | Path | Sequence[str | Path],
    output: str | Path,
    workers: int | None = None,
    progress: Callable[[PreprocessProgress], None] | None = None,
    *,
    column: str = "reaction",
    overwrite: bool = False,
) -> PreprocessSummary:
    """Write the elementary steps of one or more files as the compact arrays of `StepStore`.

    Reads whatever `read_steps` reads, with ``workers`` processes (default: one per core). Lines
    that cannot be read are counted and named with their line and reason in `skipped.csv`, also
    where a process dies on one or takes a minute. The arrays are the same for any number of
    workers, and the folder appears when it is complete.

    Raises InputError if a source cannot be opened, ``output`` exists (unless ``overwrite``), or
    no line at all can be read.

    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "steps.txt").write_text("[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]|7")
    >>> preprocess(folder / "steps.txt", folder / "arrays", workers=1).steps
    1
    """
    started = time.monotonic()
    paths = [Path(source)] if isinstance(source, str | Path) else [Path(path) for path in source]
    workers = workers or available_cores()
    totals = [_check_source(path, column) for path in paths]
    total = None if None in totals else sum(count or 0 for count in totals)
    tally, told = _Tally(), []
    try:
        with StepStoreWriter(Path(output), overwrite) as writer:
            for path in paths:
                before = (tally.lines, tally.steps, tally.skipped)
                for _ in _write_source(path, column, workers, writer, tally):
                    if progress is not None:
                        progress(PreprocessProgress(tally.lines, total, tally.skipped))
                after = (tally.lines, tally.steps, tally.skipped)
                counts = (b - a for a, b in zip(before, after, strict=True))
                fields = zip(("lines", "steps", "skipped"), counts, strict=True)
                told.append({"name": path.name, "sha256": sha256(path), **dict(fields)})
            _require_steps(tally, paths)
            writer.finish(_meta(tally, told))
    except OSError as error:
        raise InputError(
            f"Writing `{output}` failed ({reason(error)}). Free space there or give another folder."
        ) from error
    return PreprocessSummary(
        Path(output),
        tally.lines,
        tally.steps,
        tally.unchanged,
        tally.skipped,
        tuple(tally.first_skipped),
        len(tally.classes),
        tally.largest,
        time.monotonic() - started,
    )


def available_cores() -> int:
    """Number of processor cores that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)  # Linux only
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def sha256(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _check_source(path: Path, column: str) -> int | None:
    """Fail now, not hours later, if a source cannot be read; its number of lines if cheap."""
    next(read_steps(path, column), None)
    if file_kind(path) == "parquet":
        return parquet_rows(path)
    if path.suffix.lower() == ".gz":
        return None
    with path.open("rb") as stream:
        return sum(1 for text in stream if text.strip()) - (file_kind(path) != "text")


def _write_source(
    path: Path, column: str, workers: int, writer: StepStoreWriter, tally: _Tally
) -> Iterator[None]:
    """Write the steps of a file, a pause after each chunk."""
    damage: list[DamagedFileError] = []

    def chunks() -> Iterator[list[StepRecord]]:
        chunk: list[StepRecord] = []
        try:
            for record in read_steps(path, column):
                chunk.append(record)
                if len(chunk) == LINES_A_CHUNK:
                    yield chunk
                    chunk = []
        except DamagedFileError as error:
            damage.append(error)
        yield from [chunk] if chunk else []

    def skip(line: int, reason: str) -> None:
        tally.skip(SkippedLine(line, reason, path.name))
        writer.skip(line, reason, path.name)

    with closing(map_in_order(_encode_records, chunks(), workers)) as pieces:
        for piece in pieces:
            records, outcome = piece.items, piece.outcome
            tally.lines += len(records)
            if isinstance(outcome, Lost):
                skip(records[0].line, outcome.reason)
            else:
                read = [records[place] for place in outcome.places]
                steps = np.array([tally.step_row(record) for record in read], np.int32)
                writer.append(outcome, steps.reshape(-1, 4))
                tally.add(outcome, read, path.name)
                for place, reason in outcome.failures:
                    skip(records[place].line, reason)
            yield
    for error in damage:
        tally.lines += 1
        skip(error.line, str(error))


def _encode_records(records: Sequence[StepRecord]) -> EncodedSteps:
    return encode_steps([record.reaction for record in records])


def _require_steps(tally: _Tally, paths: Sequence[Path]) -> None:
    if tally.steps == 0:
        names = ", ".join(f"`{path}`" for path in paths)
        reasons = "".join(f" Line {skip.line}: {skip.reason}" for skip in tally.first_skipped[:1])
        raise InputError(
            f"None of the {tally.lines} lines of {names} is an elementary step.{reasons} "
            "A line is `mapped_reactants>>mapped_products`, then `|id` if you like."
        )


def _meta(tally: _Tally, sources: list[dict[str, Any]]) -> dict[str, Any]:
    atoms, bonds, changes = tally.rows.tolist()
    return {
        "schema": SCHEMA,
        "version": VERSION,
        "counts": {
            "lines": tally.lines,
            "steps": tally.steps,
            "unchanged": tally.unchanged,
            "skipped": tally.skipped,
            "atoms": atoms,
            "bonds": bonds,
            "changes": changes,
        },
        "atom_columns": list(ATOM_COLUMNS),
        "step_columns": list(STEP_COLUMNS),
        "sources": sources,
        "classes": list(tally.classes),
        "elements": [symbol(z) for z in sorted(tally.elements - {PROTON_POOL})],
        "largest_flask": asdict(tally.largest),
    }
