"""Compose training flasks for every mechanism, on all cores."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache, partial
from hashlib import sha256 as _sha256
from pathlib import Path
from typing import Any, NamedTuple

from flower.composing.flasks import Composer, Composition
from flower.composing.inert import INERT, compose_inert
from flower.composing.pool import Pool, bundled, flask_of, read_pool, read_products
from flower.electrons import uncharged
from flower.errors import InputError
from flower.mechanisms.checking import named, read_own
from flower.mechanisms.library import library
from flower.mechanisms.step_files import Kind, heads, row, texts
from flower.mechanisms.template import MechanismTemplate
from flower.records import ReactionRecord
from flower.records.checkpointed import CheckpointedFiles
from flower.records.preprocessing import available_cores, sha256
from flower.records.workers import Lost, map_in_order

_TIME_LIMIT_S = 120.0  # of a mechanism, and more for each flask
_TIME_LIMIT_A_FLASK_S = 10.0
_INERT_A_PART = 25
_FEWEST_LEFT_OUT = 6  # heavy atoms
_REPORT = ("mechanism", "class", "flasks", "minimal", "tried", "why_fewer", "rivals")
COMPOSED_BEFORE = "the same flask was composed for another mechanism"


class ComposeProgress(NamedTuple):
    """How far `compose` is.

    Attributes:
        mechanisms: that are done, parts of the inert flasks among them.
        total: to be done.
        flasks: composed.
        resumed: mechanisms that an earlier run, which was stopped, had done.
    """

    mechanisms: int
    total: int
    flasks: int
    resumed: int = 0


@dataclass(frozen=True)
class ComposeSummary:
    """What a run of `compose` wrote.

    Attributes:
        output: the file of steps.
        report: the table of mechanisms: how many flasks each got, why some got fewer, and which
            other mechanisms go on all its worked examples, so that the two may disagree.
        flasks: composed, those where nothing happens included.
        minimal: those of them without spectators.
        inert: those of them where nothing happens.
        steps: elementary steps written, ends included.
        mechanisms: flasks of each mechanism.
        asked: flasks of each that were asked for.
        seconds: time taken.
    """

    output: Path
    report: Path
    flasks: int
    minimal: int
    inert: int
    steps: int
    mechanisms: dict[str, int]
    asked: int
    seconds: float


def compose(
    output: str | Path,
    mechanism: str | Path | Sequence[str | Path] = (),
    *,
    flasks: int = 50,
    inert: int = 0,
    names: Sequence[str] = (),
    pool: str | Path | None = None,
    leave_out: str | Path | None = None,
    seed: int = 0,
    workers: int | None = None,
    restart: bool = False,
    progress: Callable[[ComposeProgress], None] | None = None,
) -> ComposeSummary:
    """Compose flasks that teach the mechanisms of the library, or those of your files.

    The molecules of a mechanism's worked examples give way to others of a pool that have the same
    reacting atoms and patterns, or get substituents away from what reacts. At least half of the
    flasks hold only what reacts; the others have solvents, salts and competing groups. A flask is
    taken if the mechanism prefers one site of it and no other of the library could go there too,
    unless it is known to yield.

    ``output`` is as of `expand_file`, .txt or .csv; `OUTPUT.report.csv` tells for each mechanism
    how many flasks it got, and why fewer. A run that was stopped, even killed, goes on where it
    was; the same seed gives the same files whatever the number of ``workers``.

    Args:
        output: file of steps.
        mechanism: files of your own mechanisms; then flasks are composed for these alone.
        flasks: of each mechanism.
        inert: flasks in which nothing happens, near misses among them.
        names: of the mechanisms to compose for; all, if there are none.
        pool: file of molecules, a SMILES a line, in place of the bundled ones.
        leave_out: file of molecules that no flask may make, a SMILES a line. Those of fewer than
            six heavy atoms are by-products of too much and do not count.
        seed: of what is drawn.
        workers: processes; one per core, if None.
        restart: begin anew whatever is there.
        progress: told after each mechanism.

    Raises InputError if a file cannot be read or written, or a name is not known.

    >>> import tempfile
    >>> output = Path(tempfile.mkdtemp()) / "steps.csv"
    >>> compose(output, names=["acid chloride and amine"], flasks=2, workers=1).flasks
    2
    """
    started = time.monotonic()
    output = Path(output)
    kind = Kind(output.suffix.lower()) if output.suffix.lower() in (".csv", ".txt") else None
    if kind is None:
        raise InputError(f"`{output}` is neither .txt nor .csv; end its name in one of them.")
    for name, value, least in (("flasks", flasks, 0), ("inert", inert, 0), ("seed", seed, 0)):
        if value < least:
            raise InputError(f"{name} is {value}; give {least} or more.")
    files = tuple(map(str, [mechanism] if isinstance(mechanism, str | Path) else mechanism))
    chosen = _chosen(files, names)
    molecules = bundled() if pool is None else read_pool(Path(pool))
    left_out = frozenset() if leave_out is None else _counting(read_products(Path(leave_out)))
    items = [(one.name, flasks) for one in chosen] if flasks else []
    parts = [_INERT_A_PART] * (inert // _INERT_A_PART) + [inert % _INERT_A_PART] * bool(
        inert % _INERT_A_PART
    )
    items += [(f"{INERT} {number}", part) for number, part in enumerate(parts)]
    if not items:
        raise InputError("flasks and inert are both 0; ask for some.")
    report = output.with_name(f"{output.name}.report.csv")
    about = {
        "verb": "compose", "flasks": flasks, "inert": inert, "seed": seed,
        "names": _digest(one.name for one in chosen), "pool": _digest(molecules),
        "leave_out": _digest(sorted(left_out)), "mechanism": [sha256(Path(file)) for file in files],
    }  # fmt: skip
    work = partial(
        _compose_items,
        files=files,
        molecules=molecules if pool else None,
        left_out=left_out,
        seed=seed,
    )
    classes = {one.name: one.reaction_class for one in chosen}
    tally = _Tally()
    with CheckpointedFiles([output, report], about, tally.add, restart) as written:
        if not written.done:
            written.add((), (heads(kind)[0], row(*_REPORT)), {})
        resumed = written.done
        if resumed and progress is not None:
            progress(ComposeProgress(resumed, len(items), tally.flasks, resumed))
        rest = written.pass_over(items, _told_apart, "the mechanisms")
        pieces = map_in_order(
            work,
            ([item] for item in rest),
            min(workers or available_cores(), len(items)),
            _TIME_LIMIT_S + _TIME_LIMIT_A_FLASK_S * max(flasks, _INERT_A_PART),
        )
        with closing(pieces):
            for piece in pieces:
                (item,) = piece.items
                if isinstance(piece.outcome, Lost):
                    found = Composition(item[0])
                    found.refused[piece.outcome.reason] = 1
                else:
                    (found,) = piece.outcome
                text, note = tally.told(found, kind)
                cells = _cells(found, item[1], classes, note)
                written.add([_told_apart(item)], (text, row(*cells)), note)
                if progress is not None:
                    progress(ComposeProgress(written.done, len(items), tally.flasks, resumed))
        written.finish()
    return ComposeSummary(
        output, report, tally.flasks, tally.minimal, tally.inert, tally.steps, tally.mechanisms,
        flasks, time.monotonic() - started,
    )  # fmt: skip


class _Tally:
    """What is counted, and the flasks composed so far, those of an earlier run included."""

    def __init__(self) -> None:
        self.flasks = self.minimal = self.inert = self.steps = 0
        self.mechanisms = dict[str, int]()
        self.keys = set[str]()

    def add(self, note: Mapping[str, Any]) -> None:
        """Count what `told` noted."""
        if not note:
            return
        self.keys.update(note["keys"])
        self.flasks += len(note["keys"])
        for name in ("minimal", "steps"):
            setattr(self, name, getattr(self, name) + note[name])
        if note["mechanism"].startswith(INERT):
            self.inert += len(note["keys"])
        else:
            self.mechanisms[note["mechanism"]] = len(note["keys"])

    def told(self, found: Composition, kind: Kind) -> tuple[str, dict[str, Any]]:
        """The lines of the flasks that no earlier mechanism had, and what is to be counted."""
        fresh = {_digest([one.key]): one for one in found.flasks}
        fresh = {digest: one for digest, one in fresh.items() if digest not in self.keys}
        if len(fresh) < len(found.flasks):
            found.refused[COMPOSED_BEFORE] += len(found.flasks) - len(fresh)
        records = [ReactionRecord(self.flasks + k, one.key) for k, one in enumerate(fresh.values())]
        text, _ = texts(records, [(one.expansion,) for one in fresh.values()], kind)
        return text, {
            "mechanism": found.mechanism,
            "keys": list(fresh),
            "minimal": sum(one.is_minimal for one in fresh.values()),
            "steps": sum(len(one.expansion.steps) for one in fresh.values()),
        }


def _cells(
    found: Composition, asked: int, classes: Mapping[str, str], note: Mapping[str, Any]
) -> tuple[object, ...]:
    count = len(note["keys"])
    why = "; ".join(f"{reason}: {n}" for reason, n in found.refused.most_common())
    return (
        found.mechanism, classes.get(found.mechanism, INERT), count, note["minimal"], found.tried,
        why if count < asked else "", "; ".join(sorted(found.rivals)),
    )  # fmt: skip


def _chosen(files: tuple[str, ...], names: Sequence[str]) -> list[MechanismTemplate]:
    templates = [one for file in files for one in read_own(Path(file))] or list(library())
    if not names:
        return templates
    return [named(name, templates) for name in dict.fromkeys(names)]


def _counting(products: frozenset[str]) -> frozenset[str]:
    return frozenset(
        uncharged(one)
        for one in products
        if flask_of(one).mol.GetNumHeavyAtoms() >= _FEWEST_LEFT_OUT
    )


def _told_apart(item: tuple[str, int]) -> str:
    return f"{item[0]} {item[1]}"


def _digest(told: Sequence[str] | Iterator[str]) -> str:
    return _sha256("\n".join(told).encode()).hexdigest()[:16]


@cache
def _own(files: tuple[str, ...]) -> tuple[MechanismTemplate, ...]:
    return tuple(template for file in files for template in read_own(Path(file)))


@cache
def _pool(molecules: tuple[str, ...] | None) -> Pool:
    return Pool(bundled() if molecules is None else molecules)


def _compose_items(
    items: Sequence[tuple[str, int]],
    files: tuple[str, ...],
    molecules: tuple[str, ...] | None,
    left_out: frozenset[str],
    seed: int,
) -> list[Composition]:
    own, pool = _own(files), _pool(molecules)
    names = {one.name for one in own}
    templates = (*own, *(one for one in library() if one.name not in names))
    by_name = {one.name: one for one in templates}
    return [
        compose_inert(name, wanted, templates, pool, seed)
        if name.startswith(INERT)
        else Composer(by_name[name], templates, pool, left_out, seed).compose(wanted)
        for name, wanted in items
    ]
