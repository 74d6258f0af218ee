"""Expand files of overall reactions into elementary steps for training, on all cores."""

from __future__ import annotations

import csv
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple, TextIO

from flower.errors import InputError, reason
from flower.mechanisms.checking import read_own
from flower.mechanisms.expanding import Expanded, Expansion, ways_to_product
from flower.mechanisms.library import library
from flower.mechanisms.template import MechanismTemplate
from flower.records import DamagedFileError, ReactionRecord, read_reactions
from flower.records.preprocessing import available_cores
from flower.records.sources import file_kind
from flower.records.tables import parquet_rows
from flower.records.workers import Lost, map_in_order

_LINES_A_CHUNK = 16
_TIME_LIMIT_S = 120.0  # of a chunk; one line that takes so long alone is told as such
_NAMED_ELSEWHERE = 3
_COLUMNS = ("reaction_id", "path", "step", "mechanism", "description", "added", "reaction")


class ExpandProgress(NamedTuple):
    """Lines read so far, how many there are (None: not known), and how many were expanded."""

    lines: int
    total: int | None
    expanded: int


@dataclass(frozen=True)
class ExpandSummary:
    """What a run of `expand_file` read and wrote.

    Attributes:
        output: the file of steps.
        unexpanded: the table of lines that were not expanded, and why.
        lines: reactions read, blank lines apart.
        expanded: those with at least one way to the product.
        several: those with more than one.
        steps: elementary steps written, ends included.
        added: reactions whose first way needed molecules that the line did not have.
        mechanisms: how many reactions each mechanism, or two in a row, explains first.
        seconds: time taken.
    """

    output: Path
    unexpanded: Path
    lines: int
    expanded: int
    several: int
    steps: int
    added: int
    mechanisms: dict[str, int]
    seconds: float


def expand_file(
    source: str | Path,
    output: str | Path,
    mechanism: str | Path | Sequence[str | Path] = (),
    *,
    column: str = "reaction",
    ways: int = 8,
    limit: int | None = None,
    workers: int | None = None,
    progress: Callable[[ExpandProgress], None] | None = None,
) -> ExpandSummary:
    """Expand overall reactions into full-flask, atom-mapped, balanced elementary steps.

    ``source`` holds one reaction a line (.smi, .txt) or in ``column`` of a table (.csv, .tsv,
    .parquet). ``output`` ends in .txt (`mapped>>mapped|line`, the format of the reference) or in
    .csv (columns `reaction_id`, the line; `path`, 0 for the best way; `step`, `mechanism`,
    `description`, `added`, `reaction`). Both can be read by `preprocess`, `train` and `evaluate`.
    Lines that were not expanded are told with their reasons in `OUTPUT.unexpanded.csv`.

    ``mechanism`` names files of your own mechanisms: they go first, and the library is asked where
    they lead nowhere. At most ``ways`` ways are written of each reaction, best first.

    Raises InputError if a file cannot be read or written, or if no line is a reaction.

    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "mine.smi").write_text("CC(=O)Cl.CN.CCN(CC)CC>>CNC(C)=O")
    >>> expand_file(folder / "mine.smi", folder / "steps.txt", workers=1).steps
    4
    """
    started = time.monotonic()
    path, output = Path(source), Path(output)
    if output.suffix.lower() not in (".txt", ".csv"):
        raise InputError(f"`{output}` is neither .txt nor .csv; end its name in one of them.")
    files = _names(mechanism)
    _templates(files)  # says now what is wrong with them
    total = _count(path, column, limit)
    tally = _Tally()
    unexpanded = output.with_name(f"{output.name}.unexpanded.csv")
    work = partial(_expand_lines, files=files, ways=ways)
    with ExitStack() as stack:
        steps = _StepsFile(stack.enter_context(_written(output)), output.suffix.lower() == ".csv")
        failures = csv.writer(stack.enter_context(_written(unexpanded)), lineterminator="\n")
        failures.writerow(("line", "reason", "reaction"))
        chunks = _chunks(path, column, limit, tally)
        pieces = map_in_order(work, chunks, workers or available_cores(), _TIME_LIMIT_S)
        for piece in stack.enter_context(closing(pieces)):
            lost = isinstance(piece.outcome, Lost)
            outcomes = [piece.outcome.reason] if isinstance(piece.outcome, Lost) else piece.outcome
            assert not lost or len(piece.items) == 1
            for record, outcome in zip(piece.items, outcomes, strict=True):
                tally.lines += 1
                if isinstance(outcome, str):
                    failures.writerow((record.line, outcome, record.reaction))
                else:
                    tally.add(outcome)
                    steps.write(record.line, outcome)
            if progress is not None:
                progress(ExpandProgress(tally.lines, total, tally.expanded))
        if tally.damage is not None:
            failures.writerow((tally.damage.line, str(tally.damage), ""))
        if not tally.lines:
            raise InputError(f"`{path}` has no reaction; write one a line, `reactants>>products`.")
    return ExpandSummary(
        output, unexpanded, tally.lines, tally.expanded, tally.several, tally.steps, tally.added,
        dict(tally.mechanisms.most_common()), time.monotonic() - started,
    )  # fmt: skip


class _Tally:
    """What is counted while lines go by."""

    def __init__(self) -> None:
        self.lines = self.expanded = self.several = self.steps = self.added = 0
        self.mechanisms = Counter[str]()
        self.damage: DamagedFileError | None = None

    def add(self, ways: Sequence[Expansion]) -> None:
        self.expanded += 1
        self.several += len(ways) > 1
        self.steps += sum(len(way.steps) for way in ways)
        self.added += bool(ways[0].added)
        self.mechanisms[", then ".join(ways[0].mechanisms)] += 1


class _StepsFile:
    """Steps in one of the formats that `read_steps` reads."""

    def __init__(self, stream: TextIO, is_table: bool) -> None:
        self._stream = stream
        self._table = csv.writer(stream, lineterminator="\n") if is_table else None
        if self._table:
            self._table.writerow(_COLUMNS)

    def write(self, line: int, ways: Sequence[Expansion]) -> None:
        for path, way in enumerate(ways):
            for number, (name, step) in enumerate(zip(way.names, way.steps, strict=True)):
                if self._table is None:
                    self._stream.write(f"{step}|{line}\n")
                    continue
                mechanism, added = ", then ".join(way.mechanisms), ".".join(way.added)
                self._table.writerow((line, path, number, mechanism, name, added, step))


@cache
def _templates(files: tuple[str, ...]) -> tuple[tuple[MechanismTemplate, ...], ...]:
    """The users' mechanisms, if any, then all: they are tried in this order."""
    own = tuple(template for file in files for template in read_own(Path(file)))
    return ((own,) if own else ()) + ((*own, *library()),)


def expand(
    reaction: str, mechanism: str | Path | Sequence[str | Path] = (), ways: int = 8
) -> tuple[Expansion, ...]:
    """Expand one overall reaction into elementary steps: the ways to its product, best first.

    ``reaction`` is `reactants>>products`, agents on the left or between the arrows, mapped or not,
    balanced or not; ``mechanism`` names files of your own mechanisms, as of `expand_file`. No way
    is an empty tuple.

    Raises InputError for a text that is no reaction or a file that cannot be read.

    >>> way = expand("CC(=O)Cl.CN.CCN(CC)CC>>CNC(C)=O")[0]
    >>> way.mechanisms, way.names[0]
    (('acid chloride and amine',), 'the amine adds to the carbonyl group')
    """
    return _expanded(reaction, _names(mechanism), ways).ways


def _names(mechanism: str | Path | Sequence[str | Path]) -> tuple[str, ...]:
    return tuple(map(str, [mechanism] if isinstance(mechanism, str | Path) else mechanism))


def _expanded(reaction: str, files: tuple[str, ...], ways: int) -> Expanded:
    found = Expanded((), ())
    for templates in _templates(files):
        found = ways_to_product(reaction, templates, ways)
        if found.ways:
            break
    return found


def _ways_or_reason(
    reaction: str, files: tuple[str, ...], ways: int
) -> tuple[Expansion, ...] | str:
    try:
        found = _expanded(reaction, files, ways)
    except InputError as error:
        return str(error)
    if found.ways:
        return found.ways
    if not found.elsewhere:
        return "No mechanism fits these reactants; write one and give it with --mechanism."
    more = len(found.elsewhere) - _NAMED_ELSEWHERE
    named = ", ".join(found.elsewhere[:_NAMED_ELSEWHERE])
    named += f" and {more} more" if more > 0 else ""
    return f"The mechanisms that fit ({named}) do not lead to the recorded product."


def _expand_lines(
    records: Sequence[ReactionRecord], files: tuple[str, ...], ways: int
) -> list[tuple[Expansion, ...] | str]:
    return [_ways_or_reason(record.reaction, files, ways) for record in records]


def _chunks(
    path: Path, column: str, limit: int | None, tally: _Tally
) -> Iterator[list[ReactionRecord]]:
    chunk: list[ReactionRecord] = []
    try:
        for number, record in enumerate(read_reactions(path, column)):
            if number == limit:
                break
            chunk.append(record)
            if len(chunk) == _LINES_A_CHUNK:
                yield chunk
                chunk = []
    except DamagedFileError as error:
        tally.damage = error
    yield from [chunk] if chunk else []


def _count(path: Path, column: str, limit: int | None) -> int | None:
    """Fail now if the source cannot be read; its number of lines if that is cheap to know."""
    next(read_reactions(path, column), None)
    total: int | None = None
    if file_kind(path) == "parquet":
        total = parquet_rows(path)
    elif path.suffix.lower() != ".gz":
        with path.open("rb") as stream:
            total = sum(1 for text in stream if text.strip()) - (file_kind(path) != "text")
    return total if total is None or limit is None else min(total, limit)


@contextmanager
def _written(path: Path) -> Iterator[TextIO]:
    """A file that bears its name only once it is complete."""
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as stream:
            yield stream
        part.replace(path)
    except OSError as error:
        raise InputError(
            f"`{path}` cannot be written ({reason(error)}); give another output."
        ) from error
    finally:
        part.unlink(missing_ok=True)
