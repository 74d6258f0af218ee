"""Readers of flasks to predict from, and of what stands beside them."""

from __future__ import annotations

import io
import re
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from flower.electrons.not_smiles import joined, why_not_joined
from flower.electrons.reaction_text import ARROW
from flower.errors import InputError
from flower.records.headers import place_of
from flower.records.readers import cell_of, text_lines
from flower.records.sources import LONGEST_LINE, LongLineError, file_kind
from flower.records.structure_files import NAME, STRUCTURE_KINDS, read_structures
from flower.records.tables import Row, delimited_rows, read_rows

_REACTANT_COLUMNS = ("reactants", "smiles", "reaction")
_CXSMILES = re.compile(r"^\|[^|]*\|")
_STAGES = re.compile(
    r"\S+ (?:with|then|(?:heat|light)(?: light)?(?=$| then))(?= |$)", re.IGNORECASE
)
"""How a line of stages begins, told from a flask with a name behind it."""


class FlaskRow(NamedTuple):
    """A line of a file of flasks.

    Attributes:
        line: where it stands; a row of Parquet or a record of MOL, SDF, RXN and RDF, from 1.
        smiles: of the flask, or a reaction; "" of a blank line.
        columns: what else the line tells, by name: other columns, a name behind the SMILES.
    """

    line: int
    smiles: str
    columns: Mapping[str, object] = {}


def read_flasks(path: str | Path, column: str | None = None) -> Iterator[FlaskRow]:
    """Yield the flasks of a file, and what stands beside them.

    Text files (.smi, .txt, .cxsmiles) hold SMILES and, after a space, a name, unless it begins
    with `with` or `then`: `CC=O with NaBH4 then HCl` is a flask in stages. Tables (.csv, .tsv,
    .parquet, .xlsx) hold the SMILES in ``column``, by default `reactants`, `smiles` or `reaction`.
    Each record of an .sdf or .rdf file, and a .mol or .rxn file as a whole, is one flask.
    "-" is the standard input: text, or CSV if ``column`` is given.

    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "flasks.csv"
    >>> _ = file.write_text("id,smiles\\na1,CC(=O)Cl.N\\n")
    >>> next(read_flasks(file))
    FlaskRow(line=2, smiles='CC(=O)Cl.N', columns={'id': 'a1'})
    """
    columns = _REACTANT_COLUMNS if column is None else (column,)
    if str(path) == "-":
        if column is None:
            return (_of_text(line, text) for line, text in enumerate(_standard_input(), 1))
        rows = delimited_rows(_standard_input(), "standard input", ",", None, columns)
        return _of_rows(rows, columns)
    path = Path(path)
    kind = file_kind(path)
    if column is not None and (kind == "text" or kind in STRUCTURE_KINDS):
        raise InputError(
            f"`{path}` is read {'line by line' if kind == 'text' else 'record by record'} and has "
            f"no column `{column}`. Leave the column out, or give a .csv, .tsv, .xlsx or .parquet "
            "file."
        )
    if kind == "text":
        return (_of_text(line, text) for line, text in text_lines(path))
    if kind in STRUCTURE_KINDS:
        return (FlaskRow(number, *told) for number, told in read_structures(path, kind))
    return _of_rows(read_rows(path, kind, None, columns), columns)


def read_reactants(path: str | Path, column: str | None = None) -> Iterator[tuple[int, str]]:
    """Yield (line, SMILES) of a file of flasks, read as `flower predict` reads it.

    Read are .smi, .txt, .csv, .tsv, .parquet, .xlsx (extra `xlsx`), .mol, .sdf, .rxn and .rdf;
    ``column`` of a table holds the SMILES, by default `reactants`, `smiles` or `reaction`. A blank
    line yields an empty SMILES. "-" is the standard input: text, or CSV if ``column`` is given.

    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "flasks.smi"
    >>> _ = file.write_text("CC(=O)Cl.N amide\\n\\nCl.N\\n")
    >>> list(read_reactants(file))
    [(1, 'CC(=O)Cl.N'), (2, ''), (3, 'Cl.N')]
    """
    return ((row.line, row.smiles) for row in read_flasks(path, column))


def _standard_input() -> Iterator[str]:
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8-sig", errors="replace")
    while True:
        if hasattr(signal, "siginterrupt"):
            # Some of RDKit's functions leave Ctrl-C such that a read that waits is begun again.
            signal.siginterrupt(signal.SIGINT, True)
        line = sys.stdin.readline(LONGEST_LINE + 1)
        if not line:
            return
        if len(line) > LONGEST_LINE:
            raise InputError(f"The standard input cannot be read on: {LongLineError()}.")
        yield line


def _of_text(line: int, text: str) -> FlaskRow:
    """What stands before a name; all of it where the line says more than one flask and a name.

    That is stages, or molecules joined by something but dots.
    """
    smiles = joined(text)
    if _STAGES.match(smiles) or why_not_joined(smiles):
        return FlaskRow(line, smiles)
    first, _, rest = smiles.partition(" ")
    # With room around its arrows it may have been meant otherwise: whoever reads it shall know.
    first = ARROW.sub(" > ", first) if " > " in text and first not in text else first
    name = _CXSMILES.sub("", rest).strip()
    return FlaskRow(line, first, {NAME: name} if name else {})


def _of_rows(rows: Iterator[tuple[int, Row]], columns: Sequence[str]) -> Iterator[FlaskRow]:
    for line, row in rows:
        present = list(row)
        found = (place_of(column, present) for column in columns)
        place = next((place for place in found if place is not None), None)
        if place is None:  # a blank line
            yield FlaskRow(line, "")
            continue
        name = present[place]
        others = {key: value for key, value in row.items() if key != name and value is not None}
        yield FlaskRow(line, cell_of(row, (name,)), others)
