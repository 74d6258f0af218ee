"""MOL, SDF, RXN and RDF files: structures as drawing programs save them, record by record.

Source: CTfile formats, BIOVIA, 2020.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from flower.electrons.mol_blocks import block_to_smiles, is_block
from flower.errors import InputError
from flower.records.sources import LONGEST_LINE, LongLineError, name_damage, open_text

STRUCTURE_KINDS = ("mol", "sdf", "rxn", "rdf")
REACTION_KINDS = ("rxn", "rdf")
NAME = "name"
_SDF_FIELD, _SDF_END = re.compile(r">.*<([^<>]*)>"), "$$$$"
_RDF_RECORD, _TYPE, _DATUM = ("$RFMT", "$MFMT"), "$DTYPE", "$DATUM"


class Structure(NamedTuple):
    """A record of such a file.

    Attributes:
        text: SMILES, of a reaction `A>B>C`; the record as it is where it cannot be read.
        columns: what else the record tells, by name.
    """

    text: str
    columns: dict[str, str]


def read_structures(path: Path, kind: str) -> Iterator[tuple[int, Structure]]:
    """Yield the records of a file of one of `STRUCTURE_KINDS`, numbered from 1.

    Raises InputError if the file cannot be opened.
    """

    def records() -> Iterator[tuple[int, Structure]]:
        with open_text(path) as stream:
            lines = (line.rstrip("\r\n") for line in stream)
            if kind == "sdf":
                found = _of_sdf(lines)
            elif kind == "rdf":
                found = _of_rdf(lines)
            else:
                found = iter([_of_whole_file(path, kind, _bounded(lines))])
            yield from enumerate(found, 1)

    return name_damage(path, records())


def require_reactions(path: Path, kind: str) -> None:
    """Raise InputError if a file is of molecules alone."""
    if kind in STRUCTURE_KINDS and kind not in REACTION_KINDS:
        raise InputError(
            f"`{path}` holds molecules and no reactions; give an .rxn or .rdf file, or one "
            "reaction a line."
        )


def field_names(path: Path, kind: str) -> list[str]:
    """Return the names of all that the records tell besides, as they are first met."""
    met: dict[str, None] = {}
    for _, structure in read_structures(path, kind):
        met.update(dict.fromkeys(structure.columns))
    return list(met)


def _of_sdf(lines: Iterable[str]) -> Iterator[Structure]:
    record: list[str] = []
    for line in chain(lines, [_SDF_END]):
        if line.strip() != _SDF_END:
            record.append(line)
            continue
        if any(map(str.strip, record)):
            yield _of_sdf_record(_bounded(record))
        record = []


def _of_sdf_record(record: list[str]) -> Structure:
    end = next((k for k, line in enumerate(record) if line.startswith("M  END")), len(record))
    columns: dict[str, str] = {}
    field: str | None = None
    for line in record[end + 1 :]:
        named = _SDF_FIELD.match(line)
        if named:
            field = named[1].strip()
        elif field and line.strip():
            columns[field] = f"{columns.get(field, '')} {line.strip()}".strip()
        elif not line.strip():
            field = None
    return _structure(record[: end + 1], columns)


def _of_rdf(lines: Iterable[str]) -> Iterator[Structure]:
    record: list[str] | None = None  # what stands before the first one is a head
    for line in chain(lines, _RDF_RECORD[:1]):
        if line.startswith(_RDF_RECORD):
            if record is not None:
                yield _of_rdf_record(_bounded(record))
            record = []
        elif record is not None:
            record.append(line)


def _of_rdf_record(record: list[str]) -> Structure:
    end = next((k for k, line in enumerate(record) if line.startswith(_TYPE)), len(record))
    columns: dict[str, str] = {}
    field = ""
    for line in record[end:]:
        if line.startswith(_TYPE):
            field = line.removeprefix(_TYPE).strip()
        elif field:
            told = line.removeprefix(_DATUM).strip()
            columns[field] = f"{columns.get(field, '')} {told}".strip()
    return _structure(record[:end], columns)


def _of_whole_file(path: Path, kind: str, block: list[str]) -> Structure:
    found, text = _structure(block, {}), "\n".join(block)
    if found.text == text and not is_block(text):
        raise InputError(
            f"`{path}` holds no {kind.upper()} block; save it again, or give the SMILES that it "
            "stands for."
        )
    return found


def _structure(block: list[str], columns: dict[str, str]) -> Structure:
    text = "\n".join(block)
    title = block[1 if text.startswith("$RXN") else 0].strip() if len(block) > 1 else ""
    named = {NAME: title, **columns} if title and NAME not in columns else columns
    return Structure(block_to_smiles(text) or text, named)


def _bounded(lines: Iterable[str]) -> list[str]:
    """The lines of a record, which may be no longer than one line may be."""
    kept: list[str] = []
    length = 0
    for line in lines:
        length += len(line) + 1
        if length > LONGEST_LINE:
            raise LongLineError
        kept.append(line)
    return kept
