"""Compose training flasks for every mechanism, on all cores."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from flower.composing.flasks import Composer, Composition
from flower.composing.inert import INERT, compose_inert
from flower.composing.pool import SMALL, Pool, bundled, flask_of, read_pool, read_products
from flower.composing.tally import REPORT_COLUMNS, Tally, digest_of, report_cells
from flower.electrons import uncharged
from flower.errors import InputError
from flower.jobs import FileJob, Lost, Tell, available_cores, map_in_order, sha256
from flower.mechanisms.checking import Files, named, names_of, own_templates, read_own
from flower.mechanisms.library import library
from flower.mechanisms.step_files import Kind, finish_as_arrays, growing, heads, kind_of, row
from flower.mechanisms.template import MechanismTemplate
from flower.records.store_writer import check_output

_TIME_LIMIT_S = 120.0  # of a mechanism, and more for each flask
_TIME_LIMIT_A_FLASK_S = 10.0
_INERT_A_PART = 25
_FEWEST_LEFT_OUT = 6  # heavy atoms


@dataclass(frozen=True)
class ComposeSummary:
    """What a run of `compose` wrote.

    Attributes:
        output: the file or folder of steps.
        report: the table of mechanisms: how many flasks each got, why some got fewer, and which
            other mechanisms go on all its worked examples, so that the two may disagree.
        flasks: composed, those where nothing happens included.
        minimal: those of them without spectators.
        inert: those of them where nothing happens.
        steps: elementary steps written, ends included; in a folder of arrays each once.
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
    mechanism: Files = (),
    *,
    flasks: int = 50,
    inert: int = 0,
    names: Sequence[str] = (),
    pool: str | Path | None = None,
    leave_out: str | Path | None = None,
    seed: int = 0,
    workers: int | None = None,
    restart: bool = False,
    progress: Tell | None = None,
) -> ComposeSummary:
    """Compose flasks that teach the mechanisms of the library, or those of your files.

    The molecules of a mechanism's worked examples give way to others of a pool that have the same
    reacting atoms and patterns, or get substituents away from what reacts. At least half of the
    flasks hold only what reacts; the others have solvents, salts and competing groups. A flask is
    taken if the mechanism prefers one site of it and no other of the library could go there too,
    unless it is known to yield.

    ``output`` is as of `expand_file`: .txt, .csv or a folder of arrays; `OUTPUT.report.csv` tells
    for each mechanism how many flasks it got, and why fewer. A run that was stopped, even killed,
    goes on where it was; the same seed gives the same files whatever the number of ``workers``.

    Args:
        output: file or folder of steps.
        mechanism: files of your own mechanisms; then flasks are composed for these alone.
        flasks: of each mechanism.
        inert: flasks in which nothing happens, near misses among them.
        names: of the mechanisms to compose for; all, if there are none.
        pool: file of molecules, a SMILES a line, in place of the bundled ones; "small" for the
            small ones that are bundled too.
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
    kind, output = kind_of(output), Path(output)
    if kind is Kind.arrays:
        check_output(output, overwrite=True)
    for name, value, least in (("flasks", flasks, 0), ("inert", inert, 0), ("seed", seed, 0)):
        if value < least:
            raise InputError(f"{name} is {value}; give {least} or more.")
    files = names_of(mechanism)
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
        "names": digest_of(one.name for one in chosen), "pool": digest_of(molecules),
        "leave_out": digest_of(sorted(left_out)),
        "mechanism": [sha256(Path(file)) for file in files],
    }  # fmt: skip
    work = partial(
        _compose_items,
        files=files,
        molecules=molecules if pool else None,
        left_out=left_out,
        seed=seed,
        as_arrays=kind is Kind.arrays,
    )
    classes = {one.name: one.reaction_class for one in chosen}
    tally = Tally()
    job = FileJob(
        [growing(output, kind), report],
        about,
        inputs=[*files, *(one for one in (pool, leave_out) if one and str(one) != SMALL)],
        heads=(heads(kind)[0], row(*REPORT_COLUMNS)),
        count=tally.add,
        total=len(items),
        gained="flasks",
        progress=progress,
        restart=restart,
    )
    with job:
        pieces = job.through(
            items,
            _told_apart,
            "the mechanisms",
            lambda rest: map_in_order(
                work,
                ([item] for item in rest),
                min(workers or available_cores(), len(items)),
                _TIME_LIMIT_S + _TIME_LIMIT_A_FLASK_S * max(flasks, _INERT_A_PART),
            ),
        )
        for piece in pieces:
            (item,) = piece.items
            if isinstance(piece.outcome, Lost):
                found = Composition(item[0])
                found.refused[piece.outcome.reason] = 1
            else:
                (found,) = piece.outcome
            text, note = tally.told(found, kind)
            cells = report_cells(found, item[1], classes, note)
            job.add([_told_apart(item)], (text, row(*cells)), note)
        counts = job.counts
        steps = counts["steps"]
        if kind is Kind.arrays:
            digest = sha256(job.parts[0])
            made_of = {"name": output.name, "sha256": digest, "lines": counts["flasks"]}
            steps = finish_as_arrays(job, output, made_of)
        else:
            job.finish()
    return ComposeSummary(
        output, report, counts["flasks"], counts["minimal"], counts["inert"], steps,
        tally.mechanisms, flasks, time.monotonic() - started,
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


@cache
def _pool(molecules: tuple[str, ...] | None) -> Pool:
    return Pool(bundled() if molecules is None else molecules)


def _compose_items(
    items: Sequence[tuple[str, int]],
    files: tuple[str, ...],
    molecules: tuple[str, ...] | None,
    left_out: frozenset[str],
    seed: int,
    as_arrays: bool,
) -> list[Composition]:
    own, pool = own_templates(files), _pool(molecules)
    names = {one.name for one in own}
    templates = (*own, *(one for one in library() if one.name not in names))
    by_name = {one.name: one for one in templates}
    return [
        compose_inert(name, wanted, templates, pool, seed, as_arrays)
        if name.startswith(INERT)
        else Composer(by_name[name], templates, pool, left_out, seed, as_arrays).compose(wanted)
        for name, wanted in items
    ]
