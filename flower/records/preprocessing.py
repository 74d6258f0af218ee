"""Preprocessing: steps files in, compact arrays out, on all cores."""

from __future__ import annotations

import hashlib
import heapq
import shutil
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby, islice
from pathlib import Path

import numpy as np

from flower.errors import DamagedFileError, InputError, reason
from flower.jobs import FileJob, Lost, Piece, Tell, available_cores, map_in_order, sha256
from flower.jobs.files import link_target, refuse_inputs
from flower.records.chunk import Chunk
from flower.records.conditions import read_conditions
from flower.records.elementary import StepRecord
from flower.records.encoding import EncodedSteps, encode_steps
from flower.records.merging import merge
from flower.records.readers import read_steps
from flower.records.store import StepStore
from flower.records.store_writer import StepStoreWriter, check_output
from flower.records.tables import count_lines
from flower.records.tally import PreprocessSummary, SkippedLine, Tally
from flower.records.unseen import Unseen
from flower.version import installed_version

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
    workers, and the folder appears when it is complete. Stopped at any moment, the same call goes
    on after the last lines that are in `OUTPUT.steps.part`, and leaves the same folder.

    ``conditions`` (words such as `library heat`) are those of the steps of files that tell none:
    text, and tables without such a column. By default these are recorded templates.

    A folder of arrays is a source, too. Where one is, or where there are molecules to
    ``leave_out``, steps that are equal, conditions included, are kept once, and the array `source`
    numbers the sources of `meta.json`. ``leave_out`` is a file of products, or of reactions that
    have them, of which the largest that is no reactant counts, charge and stereo aside, if it has
    six heavy atoms or more: all steps of a path that forms one are left out, so that nothing of a
    test set is trained on.

    Raises InputError if a source or ``conditions`` cannot be read, ``output`` exists (unless
    ``restart``, which begins anew), or no line at all can be read.

    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "steps.txt").write_text("[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]|7")
    >>> preprocess(folder / "steps.txt", folder / "arrays", workers=1).steps
    1
    """
    started = time.monotonic()
    paths = [Path(source)] if isinstance(source, str | Path) else [Path(path) for path in source]
    folder = link_target(Path(output))
    refuse_inputs([folder], [*paths, *([] if leave_out is None else [Path(leave_out)])])
    check_output(folder, restart)
    read_conditions(conditions)  # says now what is wrong with them
    if leave_out is not None or any(path.is_dir() for path in paths):
        reading = partial(
            preprocess, workers=workers, progress=progress, column=column, conditions=conditions,
            restart=restart,
        )  # fmt: skip
        for path in paths:  # says now what is wrong with one
            _ = StepStore.open(path) if path.is_dir() else _check_source(path, column)
        tally = _merged(paths, folder, leave_out, restart, reading, f"{column} {conditions}")
        return tally.summary(Path(output), time.monotonic() - started)
    totals = [_check_source(path, column) for path in paths]
    job = FileJob(
        [folder.with_name(f"{folder.name}.steps")],
        {
            "verb": "preprocess",
            "sources": [path.name for path in paths],
            "column": column,
            "conditions": conditions,
        },
        inputs=paths,
        total=None if None in totals else sum(count or 0 for count in totals),
        progress=progress,
        restart=restart,
    )
    records = _Records(paths, column)
    with job:
        work = partial(_encoded, workers=workers or available_cores(), untold=conditions)
        for piece in job.through(records, repr, "the sources", work):
            chunk = _chunk(piece)
            counts = {"lines": chunk.lines, "failed": len(chunk.skipped)}
            job.add([*map(repr, piece.items)], [chunk.text()], counts)
        try:
            with job.parts[0].open() as chunks:
                tally = _laid_out(map(Chunk.read, chunks), records, folder, restart)
        except OSError as error:
            raise InputError(
                f"Writing `{output}` failed ({reason(error)}). Free space there; the same command "
                "then goes on."
            ) from error
        job.discard()
    _require_steps(tally, paths)
    return tally.summary(Path(output), time.monotonic() - started)


class _Records:
    """The lines of several files, each with the number of its file, from 0.

    Attributes:
        damage: of the files that break off, and where.
    """

    def __init__(self, paths: Sequence[Path], column: str) -> None:
        self.paths, self._column = paths, column
        self.damage: dict[int, DamagedFileError] = {}

    def __iter__(self) -> Iterator[tuple[int, StepRecord]]:
        for number, path in enumerate(self.paths):
            try:
                for record in read_steps(path, self._column):
                    yield number, record
            except DamagedFileError as error:
                self.damage[number] = error


def _encoded(
    records: Iterable[tuple[int, StepRecord]], workers: int, untold: str
) -> Generator[Piece[tuple[int, StepRecord], EncodedSteps], None, None]:
    """Encode records, ``untold`` being the conditions of those that tell none."""

    def chunks() -> Iterator[list[tuple[int, StepRecord]]]:
        for _, of_source in groupby(records, lambda numbered: numbered[0]):
            while chunk := list(islice(of_source, LINES_A_CHUNK)):
                yield chunk

    yield from map_in_order(partial(_encode_records, untold=untold), chunks(), workers)


def _encode_records(numbered: Sequence[tuple[int, StepRecord]], untold: str) -> EncodedSteps:
    records = [record for _, record in numbered]
    told = [untold if record.conditions is None else record.conditions for record in records]
    return encode_steps([record.reaction for record in records], told)


def _chunk(piece: Piece[tuple[int, StepRecord], EncodedSteps]) -> Chunk:
    number, records = piece.items[0][0], [record for _, record in piece.items]
    if not isinstance(piece.outcome, Lost):
        return Chunk.of(number, records, piece.outcome)
    why = piece.outcome.reason
    return Chunk.of(number, records, encode_steps([])._replace(failures=[(0, why)]))


def _laid_out(chunks: Iterable[Chunk], records: _Records, output: Path, restart: bool) -> Tally:
    """Write the arrays of what has been encoded, unless there is no step at all."""
    tally = Tally()
    known = np.zeros((len(records.paths), 3), int)
    broken = [
        Chunk(number, 1, [], [(error.line, str(error))], encode_steps([]))
        for number, error in sorted(records.damage.items())
    ]
    with StepStoreWriter(output, restart) as writer:
        for chunk in heapq.merge(chunks, broken, key=lambda chunk: chunk.source):
            name = records.paths[chunk.source].name
            tally.lines += chunk.lines
            rows = np.array([tally.step_row(*step) for step in chunk.steps], np.int32)
            rows = rows.reshape(-1, 4)
            writer.append(chunk.encoded, rows, chunk.source)
            tally.count(chunk.encoded, rows[:, 3], [name] * len(rows))
            for line, why in chunk.skipped:
                tally.skip(SkippedLine(line, why, name))
                writer.skip(line, why, name)
            known[chunk.source] += np.array([chunk.lines, len(rows), len(chunk.skipped)])
        if tally.steps:
            counts = (zip(("lines", "steps", "skipped"), of, strict=True) for of in known.tolist())
            sources = [
                {"name": path.name, "sha256": sha256(path), **dict(told)}
                for path, told in zip(records.paths, counts, strict=True)
            ]
            writer.finish(tally.meta(sources))
    return tally


def _merged(
    paths: Sequence[Path],
    output: Path,
    leave_out: str | Path | None,
    restart: bool,
    read: Callable[[Path, Path], object],
    options: str,
) -> Tally:
    """Write the steps of folders, and of files that ``read`` makes folders of first, as one."""
    unseen = None if leave_out is None else Unseen.read(leave_out)
    tally = Tally()
    folders = [path if path.is_dir() else _beside(output, path, options) for path in paths]
    made = {*folders} - {*paths}
    for path, folder in zip(paths, folders, strict=True):
        if folder in made and (restart or not folder.exists()):
            read(path, folder)
    with StepStoreWriter(output, restart) as writer:
        sources = merge([StepStore.open(folder) for folder in folders], writer, tally, unseen, made)
        if tally.steps:
            counts = {"duplicates": tally.duplicates, "left_out": tally.left_out}
            writer.finish({**tally.meta(sources), "merged": counts})
    for folder in made:
        shutil.rmtree(folder, ignore_errors=True)
    if not tally.steps:
        raise InputError(
            f"Every one of the {tally.left_out:,} steps belongs to a path that forms a product "
            f"of `{leave_out}`; give other steps, or another list."
        )
    return tally


def _beside(output: Path, source: Path, options: str) -> Path:
    """Where the arrays of a file are, once they are complete, until they are merged."""
    known = hashlib.sha256(
        f"{installed_version()} {sha256(source)} {options}".encode()
    ).hexdigest()[:8]
    return output.with_name(f".{output.name}.{known}")


def _check_source(path: Path, column: str) -> int | None:
    """Fail now, not hours later, if a source cannot be read; its number of lines if cheap."""
    next(read_steps(path, column), None)
    return count_lines(path)


def _require_steps(tally: Tally, paths: Sequence[Path]) -> None:
    if tally.steps == 0:
        names = ", ".join(f"`{path}`" for path in paths)
        reasons = "".join(f" Line {skip.line}: {skip.reason}" for skip in tally.first_skipped[:1])
        raise InputError(
            f"None of the {tally.lines} lines of {names} is an elementary step.{reasons} "
            "A line is `mapped_reactants>>mapped_products`, then `|id` if you like."
        )
