"""Expand files of overall reactions into elementary steps for training, on all cores."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from flower.errors import InputError
from flower.jobs import FileJob, Lost, Tell, available_cores, map_in_order, sha256
from flower.mechanisms.checking import Files, names_of, own_templates
from flower.mechanisms.expanding import Expanded, Expansion, ways_to_product
from flower.mechanisms.library import library
from flower.mechanisms.overall import remarks_in
from flower.mechanisms.overall_files import chunks_of, look_through_reactions
from flower.mechanisms.step_files import (
    COLUMNS,
    Disagreement,
    Kind,
    Outcome,
    finish_as_arrays,
    growing,
    heads,
    kind_of,
    row,
    texts,
)
from flower.mechanisms.template import MechanismTemplate
from flower.records import ReactionRecord, read_reactions
from flower.records.carried import plain
from flower.records.remarks import remarks_note
from flower.records.store_writer import check_output

_TIME_LIMIT_S = 120.0  # of a chunk; one line that takes so long alone is told as such
_NAMED_ELSEWHERE = 3


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
        left_out: how many times later stages told what is no substance, such as `1 M` or `rt`.
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
    left_out: dict[str, int]
    seconds: float

    @property
    def stages_note(self) -> str | None:
        """What was left out of later stages, in a sentence; None if nothing was."""
        told = remarks_note(self.left_out)
        return told and f"In later stages {told}"


def expand_file(
    source: str | Path,
    output: str | Path,
    mechanism: Files = (),
    *,
    column: str = "reaction",
    maps: str | None = None,
    then: str | None = None,
    ways: int = 8,
    limit: int | None = None,
    workers: int | None = None,
    restart: bool = False,
    progress: Tell | None = None,
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
    Lines that were not expanded are told with their reasons in `OUTPUT.unexpanded.csv`. What stands
    beside a reaction, such as an `id` or a name, is carried to both tables; a column that a table
    has already becomes `given NAME`.

    Where reactions carry atom maps, in ``column`` or, apart, in the column ``maps``, they are a
    second opinion: ways that disagree with them are left out. Only bonds that form or break count.

    Reactions may have stages, `A > B > C >> products`, or a table a column of the name ``then``
    that tells what is put in later: B, or B > C. They go in at rest, one after the other.

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
    read = partial(read_reactions, path, column, maps, then, others=True)
    if kind is Kind.arrays:
        check_output(output, overwrite=True)
    files = names_of(mechanism)
    own_templates(files)  # says now what is wrong with them
    total, carried = look_through_reactions(path, read)
    about: dict[str, object] = {
        "verb": "expand", "column": column, "maps": maps, "ways": ways,
        **({"then": then} if then else {}), **({"carried": carried} if carried else {}),
        "mechanism": [sha256(Path(file)) for file in files],
    }  # fmt: skip
    if kind is Kind.table:  # one that was begun with other columns cannot be gone on with
        about["columns"] = COLUMNS
    work = partial(_expand_lines, files=files, ways=ways, as_arrays=kind is Kind.arrays)
    mechanisms, left_out = Counter[str](), Counter[str]()

    def count(note: Mapping[str, Any]) -> None:
        mechanisms.update(note.get("mechanisms", {}))
        left_out.update(note.get("left_out", {}))

    unexpanded = output.with_name(f"{output.name}.unexpanded.csv")
    job = FileJob(
        [growing(output, kind), unexpanded],
        about,
        inputs=[path, *files],
        heads=heads(kind, carried),
        count=count,
        total=total if total is None or limit is None else min(total, limit),
        gained="expanded",
        progress=progress,
        restart=restart,
    )
    with job:
        pieces = job.through(
            islice(read(), limit),
            _told_apart,
            f"`{path}`",
            lambda records: map_in_order(
                work, chunks_of(records), workers or available_cores(), _TIME_LIMIT_S
            ),
        )
        for piece in pieces:
            outcomes: Sequence[Outcome] = (
                [piece.outcome.reason] if isinstance(piece.outcome, Lost) else piece.outcome
            )
            items = [_told_apart(record) for record in piece.items]
            note = _note(piece.items, outcomes)
            job.add(items, texts(piece.items, outcomes, kind, carried), note)
        counts, broken = job.counts, job.damage
        if not counts["lines"]:
            raise InputError(f"`{path}` has no reaction; write one a line, `reactants>>products`.")
        tails = () if broken is None else ("", row(broken.line, str(broken), ""))
        steps = counts["steps"]
        if kind is Kind.arrays:
            told = {
                "name": path.name, "sha256": sha256(path), "lines": counts["lines"],
                "unexpanded": counts["failed"],
            }  # fmt: skip
            steps = finish_as_arrays(job, output, told, tails)
        else:
            job.finish(tails)
    return ExpandSummary(
        output, unexpanded, counts["lines"], counts["expanded"], counts["several"], steps,
        counts["added"], counts["disagreeing"], dict(mechanisms.most_common()),
        dict(left_out.most_common()), time.monotonic() - started,
    )  # fmt: skip


def _note(records: Sequence[ReactionRecord], outcomes: Sequence[Outcome]) -> dict[str, Any]:
    found = [ways for ways in outcomes if not isinstance(ways, str)]
    return {
        "lines": len(outcomes),
        "failed": len(outcomes) - len(found),
        "expanded": len(found),
        "several": sum(len(ways) > 1 for ways in found),
        "steps": sum(len(way.names) for ways in found for way in ways),
        "added": sum(bool(ways[0].added) for ways in found),
        "disagreeing": sum(isinstance(outcome, Disagreement) for outcome in outcomes),
        "mechanisms": Counter(", then ".join(ways[0].mechanisms) for ways in found),
        "left_out": Counter(remark for one in records for remark in remarks_in(one.reaction)),
    }


def _told_apart(record: ReactionRecord) -> str:
    beside = str(plain(record.columns)) if record.columns else None
    return " ".join(filter(None, (str(record.line), record.reaction, record.mapped, beside)))


def _templates(files: tuple[str, ...]) -> Iterator[tuple[MechanismTemplate, ...]]:
    """The users' mechanisms, if any, then all, read when they are needed: the order of trying."""
    own = own_templates(files)
    if own:
        yield own
    yield (*own, *library())


def expand(
    reaction: str,
    mechanism: Files = (),
    ways: int = 8,
    *,
    time_limit_s: float | None = None,
) -> tuple[Expansion, ...]:
    """Expand one overall reaction into elementary steps: the ways to its product, best first.

    ``reaction`` is `reactants>>products`, agents on the left or between the arrows, mapped or not,
    balanced or not; ``mechanism`` names files of your own mechanisms, as of `expand_file`. Ways
    that disagree with the atom map of the reaction are left out. No way is an empty tuple, and so
    is none within ``time_limit_s``.

    Raises InputError for a text that is no reaction or a file that cannot be read.

    >>> way = expand("CC(=O)Cl.CN.CCN(CC)CC>>CNC(C)=O")[0]
    >>> way.mechanisms, way.names[0]
    (('acid chloride and amine',), 'the amine adds to the carbonyl group')
    """
    ends = None if time_limit_s is None else time.monotonic() + time_limit_s
    return _expanded(reaction, names_of(mechanism), ways, ends=ends).ways


def _expanded(
    reaction: str,
    files: tuple[str, ...],
    ways: int,
    mapped: str | None = None,
    as_arrays: bool = False,
    ends: float | None = None,
) -> Expanded:
    found = Expanded((), ())
    for templates in _templates(files):
        found = ways_to_product(reaction, templates, ways, mapped, as_arrays, ends)
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
        f"The mechanisms that go, some with what they supply ({_named(found.elsewhere)}), do not "
        "lead to the recorded product."
    )


def _named(texts: Sequence[str]) -> str:
    more = len(texts) - _NAMED_ELSEWHERE
    return ", ".join(texts[:_NAMED_ELSEWHERE]) + (f" and {more} more" if more > 0 else "")


def _expand_lines(
    records: Sequence[ReactionRecord], files: tuple[str, ...], ways: int, as_arrays: bool
) -> list[Outcome]:
    return [_ways_or_reason(record, files, ways, as_arrays) for record in records]
