"""Preprocessing: steps files in, compact arrays out, on all cores."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from flower.errors import DamagedFileError, InputError, reason
from flower.jobs import FileProgress, Lost, Tell, available_cores, map_in_order, sha256
from flower.jobs.files import refuse_inputs
from flower.records.conditions import read_conditions
from flower.records.elementary import StepRecord
from flower.records.encoding import EncodedSteps, encode_steps
from flower.records.merging import merge
from flower.records.readers import read_steps
from flower.records.store import StepStore
from flower.records.store_writer import StepStoreWriter
from flower.records.tables import count_lines
from flower.records.tally import PreprocessSummary, SkippedLine, Tally
from flower.records.unseen import Unseen

LINES_A_CHUNK = 64


def preprocess(
    source: str | Path | Sequence[str | Path],
    output: str | Path,
    workers: int | None = None,
    progress: Tell | None = None,
    *,
    column: str = "reaction",
    restart: bool = False,
    conditions: str = "",
    leave_out: str | Path | None = None,
) -> PreprocessSummary:
    """Write the elementary steps of one or more files as the compact arrays of `StepStore`.

    Reads whatever `read_steps` reads, with ``workers`` processes (default: one per core). Lines
    that cannot be read are counted and named with their line and reason in `skipped.csv`, also
    where a process dies on one or takes a minute. The arrays are the same for any number of
    workers, and the folder appears when it is complete.

    ``conditions`` (words such as `library heat`) are those of the steps of files that tell none:
    text, and tables without such a column. By default these are recorded templates.

    A folder of arrays is a source, too. Where one is, or where there are molecules to
    ``leave_out``, steps that are equal, conditions included, are kept once, and the array `source`
    numbers the sources of `meta.json`. ``leave_out`` is a file of products, or of reactions that
    have them, of which the largest that is no reactant counts, charge and stereo aside, if it has
    six heavy atoms or more: all steps of a path that forms one are left out, so that nothing of a
    test set is trained on.

    Raises InputError if a source or ``conditions`` cannot be read, ``output`` exists (unless
    ``restart``), or no line at all can be read.

    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "steps.txt").write_text("[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]|7")
    >>> preprocess(folder / "steps.txt", folder / "arrays", workers=1).steps
    1
    """
    started = time.monotonic()
    paths = [Path(source)] if isinstance(source, str | Path) else [Path(path) for path in source]
    workers = workers or available_cores()
    refuse_inputs([Path(output)], [*paths, *([] if leave_out is None else [Path(leave_out)])])
    read_conditions(conditions)  # says now what is wrong with them
    if leave_out is not None or any(path.is_dir() for path in paths):
        reading = partial(
            preprocess, workers=workers, progress=progress, column=column, conditions=conditions
        )
        for path in paths:  # says now what is wrong with one
            _ = StepStore.open(path) if path.is_dir() else _check_source(path, column)
        tally = _merged(paths, Path(output), leave_out, restart, reading)
        return tally.summary(Path(output), time.monotonic() - started)
    tally, told = Tally(), []
    totals = [_check_source(path, column) for path in paths]
    total = None if None in totals else sum(count or 0 for count in totals)
    try:
        with StepStoreWriter(Path(output), restart) as writer:
            for number, path in enumerate(paths):
                records = partial(_records, path, column, conditions)
                before = (tally.lines, tally.steps, tally.skipped)
                for _ in _write_source(path, number, records, workers, writer, tally):
                    if progress is not None:
                        progress(FileProgress(tally.lines, total, tally.skipped))
                after = (tally.lines, tally.steps, tally.skipped)
                counts = (b - a for a, b in zip(before, after, strict=True))
                fields = zip(("lines", "steps", "skipped"), counts, strict=True)
                told.append({"name": path.name, "sha256": sha256(path), **dict(fields)})
            _require_steps(tally, paths)
            writer.finish(tally.meta(told))
    except OSError as error:
        raise InputError(
            f"Writing `{output}` failed ({reason(error)}). Free space there or give another folder."
        ) from error
    return tally.summary(Path(output), time.monotonic() - started)


def _merged(
    paths: Sequence[Path],
    output: Path,
    leave_out: str | Path | None,
    restart: bool,
    read: Callable[[Path, Path], object],
) -> Tally:
    """Write the steps of folders, and of files that ``read`` makes folders of first, as one."""
    unseen = None if leave_out is None else Unseen.read(leave_out)
    tally = Tally()
    with StepStoreWriter(output, restart) as writer:
        stores = []
        for number, path in enumerate(paths):
            if not path.is_dir():
                read(path, writer.folder / f"source-{number}")
            made = path if path.is_dir() else writer.folder / f"source-{number}"
            stores.append(StepStore.open(made))
        sources = merge(stores, writer, tally, unseen)
        if not tally.steps:
            raise InputError(
                f"Every one of the {tally.left_out:,} steps belongs to a path that forms a product "
                f"of `{leave_out}`; give other steps, or another list."
            )
        for number in range(len(paths)):
            shutil.rmtree(writer.folder / f"source-{number}", ignore_errors=True)
        counts = {"duplicates": tally.duplicates, "left_out": tally.left_out}
        writer.finish({**tally.meta(sources), "merged": counts})
    return tally


def _check_source(path: Path, column: str) -> int | None:
    """Fail now, not hours later, if a source cannot be read; its number of lines if cheap."""
    next(read_steps(path, column), None)
    return count_lines(path)


def _records(path: Path, column: str, untold: str) -> Iterator[StepRecord]:
    """The steps of a file, with the conditions of those that tell none."""
    for record in read_steps(path, column):
        yield record if record.conditions is not None else replace(record, conditions=untold)


def _write_source(
    path: Path,
    number: int,
    records_of: Callable[[], Iterator[StepRecord]],
    workers: int,
    writer: StepStoreWriter,
    tally: Tally,
) -> Iterator[None]:
    """Write the steps of a file, the source of that number, a pause after each chunk."""
    damage: list[DamagedFileError] = []

    def chunks() -> Iterator[list[StepRecord]]:
        chunk: list[StepRecord] = []
        try:
            for record in records_of():
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
                writer.append(outcome, steps.reshape(-1, 4), number)
                tally.add(outcome, read, path.name)
                for place, reason in outcome.failures:
                    skip(records[place].line, reason)
            yield
    for error in damage:
        tally.lines += 1
        skip(error.line, str(error))


def _encode_records(records: Sequence[StepRecord]) -> EncodedSteps:
    told = [record.conditions or "" for record in records]
    return encode_steps([record.reaction for record in records], told)


def _require_steps(tally: Tally, paths: Sequence[Path]) -> None:
    if tally.steps == 0:
        names = ", ".join(f"`{path}`" for path in paths)
        reasons = "".join(f" Line {skip.line}: {skip.reason}" for skip in tally.first_skipped[:1])
        raise InputError(
            f"None of the {tally.lines} lines of {names} is an elementary step.{reasons} "
            "A line is `mapped_reactants>>mapped_products`, then `|id` if you like."
        )
