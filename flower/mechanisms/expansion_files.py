"""Expand files of overall reactions into elementary steps for training, on all cores."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

from flower.errors import InputError
from flower.jobs.checkpointed import CheckpointedFiles
from flower.jobs.workers import Lost, map_in_order
from flower.mechanisms.checking import read_own
from flower.mechanisms.expanding import Expanded, Expansion, ways_to_product
from flower.mechanisms.library import library
from flower.mechanisms.overall_files import chunks_of, count_reactions, until_damaged
from flower.mechanisms.step_arrays import write_arrays
from flower.mechanisms.step_files import (
    COLUMNS,
    Disagreement,
    Kind,
    Outcome,
    heads,
    kind_of,
    row,
    texts,
)
from flower.mechanisms.template import MechanismTemplate
from flower.records import DamagedFileError, ReactionRecord
from flower.records.preprocessing import available_cores, sha256
from flower.records.store_writer import check_output

_TIME_LIMIT_S = 120.0  # of a chunk; one line that takes so long alone is told as such
_NAMED_ELSEWHERE = 3


class ExpandProgress(NamedTuple):
    """How far `expand_file` is.

    Attributes:
        lines: that were read.
        total: lines there are; None if that is not known.
        expanded: of those read.
        resumed: lines that an earlier run, which was stopped, had done.
    """

    lines: int
    total: int | None
    expanded: int
    resumed: int = 0


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
        disagreeing: reactions left out because the atom map of the source tells all ways otherwise.
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
    disagreeing: int
    mechanisms: dict[str, int]
    seconds: float


def expand_file(
    source: str | Path,
    output: str | Path,
    mechanism: str | Path | Sequence[str | Path] = (),
    *,
    column: str = "reaction",
    maps: str | None = None,
    ways: int = 8,
    limit: int | None = None,
    workers: int | None = None,
    restart: bool = False,
    progress: Callable[[ExpandProgress], None] | None = None,
) -> ExpandSummary:
    """Expand overall reactions into full-flask, atom-mapped, balanced elementary steps.

    ``source`` holds one reaction a line (.smi, .txt) or in ``column`` of a table (.csv, .tsv,
    .parquet). ``output`` ends in .txt (`mapped>>mapped|line`, the format of the reference) or in
    .csv (columns `reaction_id`, the line; `path`, 0 for the best way; `step`, `mechanism`,
    `description`, `added`, `conditions`, which are `library`, and `heat` and `light` where a
    mechanism of the way needs them, and `reaction`). Both can be read by `preprocess`, `train` and
    `evaluate`; .txt has no room for conditions, so tell `preprocess` that they are `library`.
    A folder (a name without ending, or that ends in a slash) gets the arrays that `preprocess`
    would make of the table, each step once, without any text being written or read.
    Lines that were not expanded are told with their reasons in `OUTPUT.unexpanded.csv`.

    Where reactions carry atom maps, in ``column`` or, apart, in the column ``maps``, they are a
    second opinion: ways that disagree with them are left out. Only bonds that form or break count.

    ``mechanism`` names files of your own mechanisms: they go first, and the library is asked where
    they lead nowhere. At most ``ways`` ways are written of each reaction, best first. A run that
    was stopped, even killed, goes on where it was and ends with the same files and figures;
    ``restart`` begins anew.

    Raises InputError if a file cannot be read or written, if no line is a reaction, or if the
    first is an elementary step.

    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "mine.smi").write_text("CC(=O)Cl.CN.CCN(CC)CC>>CNC(C)=O")
    >>> expand_file(folder / "mine.smi", folder / "steps.txt", workers=1).steps
    4
    """
    started = time.monotonic()
    path, kind, output = Path(source), kind_of(output), Path(output)
    if kind is Kind.arrays:
        check_output(output, overwrite=True)
    files = _names(mechanism)
    _own(files)  # says now what is wrong with them
    total = count_reactions(path, column, maps, limit)
    tally = _Tally()
    unexpanded = output.with_name(f"{output.name}.unexpanded.csv")
    about: dict[str, object] = {
        "verb": "expand", "column": column, "maps": maps, "ways": ways,
        "mechanism": [sha256(Path(file)) for file in files],
    }  # fmt: skip
    if kind is Kind.table:  # one that was begun with other columns cannot be gone on with
        about["columns"] = COLUMNS
    work = partial(_expand_lines, files=files, ways=ways, as_arrays=kind is Kind.arrays)
    # Arrays are made of a file that grows, and which is not needed once they are there.
    steps = output.with_name(f"{output.name}.steps") if kind is Kind.arrays else output
    with CheckpointedFiles([steps, unexpanded], about, tally.add, restart) as written:
        if not written.done:
            written.add((), heads(kind), {})
        resumed = written.done
        if resumed and progress is not None:
            progress(ExpandProgress(resumed, total, tally.expanded, resumed))
        records = until_damaged(path, column, maps, limit, tally.break_off)
        chunks = chunks_of(written.pass_over(records, _told_apart, f"`{path}`"))
        pieces = map_in_order(work, chunks, workers or available_cores(), _TIME_LIMIT_S)
        with closing(pieces):
            for piece in pieces:
                outcomes: Sequence[Outcome] = (
                    [piece.outcome.reason] if isinstance(piece.outcome, Lost) else piece.outcome
                )
                items = [_told_apart(record) for record in piece.items]
                written.add(items, texts(piece.items, outcomes, kind), _note(outcomes))
                if progress is not None:
                    progress(ExpandProgress(tally.lines, total, tally.expanded, resumed))
        if not tally.lines:
            raise InputError(f"`{path}` has no reaction; write one a line, `reactants>>products`.")
        if kind is Kind.arrays:
            told = {
                "name": path.name, "sha256": sha256(path), "lines": tally.lines,
                "unexpanded": tally.lines - tally.expanded,
            }  # fmt: skip
            tally.steps = write_arrays(steps.with_name(f"{steps.name}.part"), output, told).steps
        broken = tally.damage
        written.finish(() if broken is None else ("", row(broken.line, str(broken), "")))
        if kind is Kind.arrays:
            steps.unlink()
    return ExpandSummary(
        output, unexpanded, tally.lines, tally.expanded, tally.several, tally.steps, tally.added,
        tally.disagreeing, dict(tally.mechanisms.most_common()), time.monotonic() - started,
    )  # fmt: skip


class _Tally:
    """What is counted while lines go by, those of an earlier run included."""

    def __init__(self) -> None:
        self.lines = self.expanded = self.several = self.steps = self.added = 0
        self.disagreeing = 0
        self.mechanisms = Counter[str]()
        self.damage: DamagedFileError | None = None

    def break_off(self, damage: DamagedFileError) -> None:
        """Note that the file cannot be read on."""
        self.damage = damage

    def add(self, note: Mapping[str, Any]) -> None:
        """Count what `_note` says of some lines; what it does not say is none."""
        for name in ("lines", "expanded", "several", "steps", "added", "disagreeing"):
            setattr(self, name, getattr(self, name) + note.get(name, 0))
        self.mechanisms.update(note.get("mechanisms", {}))


def _note(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    found = [ways for ways in outcomes if not isinstance(ways, str)]
    return {
        "lines": len(outcomes),
        "expanded": len(found),
        "several": sum(len(ways) > 1 for ways in found),
        "steps": sum(len(way.names) for ways in found for way in ways),
        "added": sum(bool(ways[0].added) for ways in found),
        "disagreeing": sum(isinstance(outcome, Disagreement) for outcome in outcomes),
        "mechanisms": Counter(", then ".join(ways[0].mechanisms) for ways in found),
    }


def _told_apart(record: ReactionRecord) -> str:
    return " ".join(filter(None, (str(record.line), record.reaction, record.mapped)))


@cache
def _own(files: tuple[str, ...]) -> tuple[MechanismTemplate, ...]:
    return tuple(template for file in files for template in read_own(Path(file)))


def _templates(files: tuple[str, ...]) -> Iterator[tuple[MechanismTemplate, ...]]:
    """The users' mechanisms, if any, then all, read when they are needed: the order of trying."""
    own = _own(files)
    if own:
        yield own
    yield (*own, *library())


def expand(
    reaction: str, mechanism: str | Path | Sequence[str | Path] = (), ways: int = 8
) -> tuple[Expansion, ...]:
    """Expand one overall reaction into elementary steps: the ways to its product, best first.

    ``reaction`` is `reactants>>products`, agents on the left or between the arrows, mapped or not,
    balanced or not; ``mechanism`` names files of your own mechanisms, as of `expand_file`. Ways
    that disagree with the atom map of the reaction are left out. No way is an empty tuple.

    Raises InputError for a text that is no reaction or a file that cannot be read.

    >>> way = expand("CC(=O)Cl.CN.CCN(CC)CC>>CNC(C)=O")[0]
    >>> way.mechanisms, way.names[0]
    (('acid chloride and amine',), 'the amine adds to the carbonyl group')
    """
    return _expanded(reaction, _names(mechanism), ways).ways


def _names(mechanism: str | Path | Sequence[str | Path]) -> tuple[str, ...]:
    return tuple(map(str, [mechanism] if isinstance(mechanism, str | Path) else mechanism))


def _expanded(
    reaction: str,
    files: tuple[str, ...],
    ways: int,
    mapped: str | None = None,
    as_arrays: bool = False,
) -> Expanded:
    found = Expanded((), ())
    for templates in _templates(files):
        found = ways_to_product(reaction, templates, ways, mapped, as_arrays)
        if found.ways:
            break
    return found


def _ways_or_reason(
    record: ReactionRecord, files: tuple[str, ...], ways: int, as_arrays: bool
) -> Outcome:
    try:
        found = _expanded(record.reaction, files, ways, record.mapped, as_arrays)
    except InputError as error:
        return str(error)
    if found.ways:
        return found.ways
    if found.disagreeing:
        return Disagreement(
            f"The atom map of the source tells it otherwise: {_named(found.disagreeing)}."
        )
    if not found.elsewhere:
        return "No mechanism fits these reactants; write one and give it with --mechanism."
    return (
        f"The mechanisms that fit ({_named(found.elsewhere)}) do not lead to the recorded product."
    )


def _named(texts: Sequence[str]) -> str:
    more = len(texts) - _NAMED_ELSEWHERE
    return ", ".join(texts[:_NAMED_ELSEWHERE]) + (f" and {more} more" if more > 0 else "")


def _expand_lines(
    records: Sequence[ReactionRecord], files: tuple[str, ...], ways: int, as_arrays: bool
) -> list[Outcome]:
    return [_ways_or_reason(record, files, ways, as_arrays) for record in records]
