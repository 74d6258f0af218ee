"""Expand files of overall reactions into elementary steps for training, on all cores."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache, partial
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from flower.errors import InputError
from flower.mechanisms.checking import read_own
from flower.mechanisms.expanding import Expanded, Expansion, is_step, ways_to_product
from flower.mechanisms.library import library
from flower.mechanisms.step_files import Disagreement, Outcome, heads, row, texts
from flower.mechanisms.template import MechanismTemplate
from flower.records import DamagedFileError, ReactionRecord, read_reactions
from flower.records.checkpointed import CheckpointedFiles
from flower.records.preprocessing import available_cores, sha256
from flower.records.sources import file_kind
from flower.records.tables import parquet_rows
from flower.records.workers import Lost, map_in_order

_LINES_A_CHUNK = 16
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
    path, output = Path(source), Path(output)
    is_table = output.suffix.lower() == ".csv"
    if not is_table and output.suffix.lower() != ".txt":
        raise InputError(f"`{output}` is neither .txt nor .csv; end its name in one of them.")
    files = _names(mechanism)
    _own(files)  # says now what is wrong with them
    total = _count(path, column, maps, limit)
    tally = _Tally()
    unexpanded = output.with_name(f"{output.name}.unexpanded.csv")
    about = {
        "verb": "expand", "column": column, "maps": maps, "ways": ways,
        "mechanism": [sha256(Path(file)) for file in files],
    }  # fmt: skip
    work = partial(_expand_lines, files=files, ways=ways)
    with CheckpointedFiles([output, unexpanded], about, tally.add, restart) as written:
        if not written.done:
            written.add((), heads(is_table), {})
        resumed = written.done
        if resumed and progress is not None:
            progress(ExpandProgress(resumed, total, tally.expanded, resumed))
        records = _until_damaged(path, column, maps, limit, tally)
        chunks = _chunks(written.pass_over(records, _told_apart, f"`{path}`"))
        pieces = map_in_order(work, chunks, workers or available_cores(), _TIME_LIMIT_S)
        with closing(pieces):
            for piece in pieces:
                outcomes: Sequence[Outcome] = (
                    [piece.outcome.reason] if isinstance(piece.outcome, Lost) else piece.outcome
                )
                items = [_told_apart(record) for record in piece.items]
                written.add(items, texts(piece.items, outcomes, is_table), _note(outcomes))
                if progress is not None:
                    progress(ExpandProgress(tally.lines, total, tally.expanded, resumed))
        if not tally.lines:
            raise InputError(f"`{path}` has no reaction; write one a line, `reactants>>products`.")
        broken = tally.damage
        written.finish(() if broken is None else ("", row(broken.line, str(broken), "")))
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
        "steps": sum(len(way.steps) for ways in found for way in ways),
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
    reaction: str, files: tuple[str, ...], ways: int, mapped: str | None = None
) -> Expanded:
    found = Expanded((), ())
    for templates in _templates(files):
        found = ways_to_product(reaction, templates, ways, mapped)
        if found.ways:
            break
    return found


def _ways_or_reason(record: ReactionRecord, files: tuple[str, ...], ways: int) -> Outcome:
    try:
        found = _expanded(record.reaction, files, ways, record.mapped)
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
    records: Sequence[ReactionRecord], files: tuple[str, ...], ways: int
) -> list[Outcome]:
    return [_ways_or_reason(record, files, ways) for record in records]


def _until_damaged(
    path: Path, column: str, maps: str | None, limit: int | None, tally: _Tally
) -> Iterator[ReactionRecord]:
    try:
        yield from islice(read_reactions(path, column, maps), limit)
    except DamagedFileError as error:
        tally.damage = error


def _chunks(records: Iterator[ReactionRecord]) -> Iterator[list[ReactionRecord]]:
    while chunk := list(islice(records, _LINES_A_CHUNK)):
        yield chunk


def _count(path: Path, column: str, maps: str | None, limit: int | None) -> int | None:
    """Fail now if the source cannot be expanded; its number of lines if that is cheap to know."""
    first = next(read_reactions(path, column, maps), None)
    if first is not None and is_step(first.reaction):
        raise InputError(
            f"`{path}` holds elementary steps already; give it to `flower finetune`, `train` or "
            "`evaluate` as it is."
        )
    total: int | None = None
    if file_kind(path) == "parquet":
        total = parquet_rows(path)
    elif path.suffix.lower() != ".gz":
        with path.open("rb") as stream:
            total = sum(1 for text in stream if text.strip()) - (file_kind(path) != "text")
    return total if total is None or limit is None else min(total, limit)
