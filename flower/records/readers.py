"""Readers of elementary steps and of reactants to predict from."""

from __future__ import annotations

import io
import re
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

from flower.electrons.not_smiles import joined, why_not_joined
from flower.electrons.reaction_text import ARROW
from flower.errors import InputError
from flower.records.elementary import ReactionRecord, StepRecord
from flower.records.sources import (
    LONGEST_LINE,
    LongLineError,
    file_kind,
    name_damage,
    open_text,
)
from flower.records.tables import Row, delimited_rows, read_rows

_NUMBERS = ("reaction_id", "path", "step")
_CLASS = ("reaction_class", "mechanism")  # of steps that `flower expand` wrote, the mechanism
_WORDS = (*_CLASS, "description", "conditions")
_REACTANT_COLUMNS = ("reactants", "smiles", "SMILES")
_LARGEST = 2**31 - 1
_STAGES = re.compile(
    r"\S+ (?:with|then|(?:heat|light)(?: light)?(?:$| then))(?: |$)?", re.IGNORECASE
)
"""How a line of stages begins, told from a flask with a name behind it."""
_TRUTH = {"true": True, "1": True, "false": False, "0": False}


def read_steps(path: str | Path, column: str = "reaction") -> Iterator[StepRecord]:
    """Yield the elementary steps of a file, one line at a time, unparsed.

    Read are, by ending, text in the format of the reference (`mapped>>mapped|id`, the id may be
    missing; the last step of a reaction has both sides equal), .csv and .tsv, each also as .gz,
    and .parquet. Tables hold the step in ``column``; their columns `reaction_id`, `path`,
    `step`, `reaction_class` (else `mechanism`), `description` and `conditions` (words such as
    `library heat`) are taken along where present. Blank lines are passed over. What a line says is
    not judged here: see `flower.steps.mapped_step_to_states`.

    Source of the text format: Joung et al., Nature 645, 115, 2025, code repository.

    Raises InputError for a missing file, an unknown ending or a missing column, and its kind
    `DamagedFileError` where a file breaks off.

    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "steps.txt"
    >>> _ = file.write_text("[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]|7")
    >>> [(step.line, step.reaction_id) for step in read_steps(file)]
    [(1, 7)]
    """
    path = Path(path)
    kind = file_kind(path)
    if kind == "text":
        return (_text_step(line, text) for line, text in _text_lines(path) if text)
    rows = read_rows(path, kind, (column, *_NUMBERS, *_WORDS), (column,))
    return (_table_step(line, row, column) for line, row in rows if row or kind == "parquet")


def read_reactions(
    path: str | Path, column: str = "reaction", maps: str | None = None
) -> Iterator[ReactionRecord]:
    """Yield the overall reactions of a file, one line at a time, unparsed.

    Read are the kinds of files that `read_steps` reads. Text holds `reactants>>products`; what
    follows a space or a bar is not read. Of tables, the columns `reaction_class` and `has_steps`
    are taken along where present; ``maps`` names one that holds the reactions with map numbers.

    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "reactions.csv"
    >>> _ = file.write_text("reaction,has_steps\\nCC(=O)Cl.N>>CC(N)=O,True\\n")
    >>> [(one.line, one.reaction, one.has_steps) for one in read_reactions(file)]
    [(2, 'CC(=O)Cl.N>>CC(N)=O', True)]
    """
    path = Path(path)
    kind = file_kind(path)
    if kind == "text":
        if maps is not None:
            raise InputError(
                f"`{path}` is read line by line and has no column `{maps}`. Leave it out: maps "
                "that the reactions themselves carry are read."
            )
        lines = _text_lines(path)
        return (ReactionRecord(n, _first_word(t.partition("|")[0])) for n, t in lines if t)
    if maps is not None:
        next(read_rows(path, kind, (maps,), (maps,)), None)  # says now if there is no such column
    columns = (column, "reaction_class", "has_steps", *([maps] if maps else []))
    rows = read_rows(path, kind, columns, (column,))
    return (
        _table_reaction(line, row, column, maps) for line, row in rows if row or kind == "parquet"
    )


def read_reactants(path: str | Path, column: str | None = None) -> Iterator[tuple[int, str]]:
    """Yield (line, SMILES) of a file of reactants; a blank line yields an empty SMILES.

    Text files (.smi, .txt) hold SMILES and, after a space, a name that is not read, unless it
    begins with `with` or `then`: `CC=O with NaBH4 then HCl` is a flask in stages. Tables
    (.csv, .tsv, .parquet) hold the SMILES in ``column``, by default `reactants`,
    `smiles` or `SMILES`.
    "-" is the standard input: text, or CSV if ``column`` is given.

    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "flasks.smi"
    >>> _ = file.write_text("CC(=O)Cl.N amide\\n\\nCl.N\\n")
    >>> list(read_reactants(file))
    [(1, 'CC(=O)Cl.N'), (2, ''), (3, 'Cl.N')]
    """
    columns = _REACTANT_COLUMNS if column is None else (column,)
    if str(path) == "-":
        if column is None:
            return ((line, _without_name(text)) for line, text in enumerate(_standard_input(), 1))
        rows = delimited_rows(_standard_input(), "standard input", ",", columns, columns)
        return ((line, _cell(row, columns)) for line, row in rows)
    path = Path(path)
    kind = file_kind(path)
    if kind != "text":
        rows = read_rows(path, kind, columns, columns)
        return ((line, _cell(row, columns)) for line, row in rows)
    if column is not None:
        raise InputError(
            f"`{path}` is read line by line and has no column `{column}`. "
            "Leave the column out, or give a .csv, .tsv or .parquet file."
        )
    return ((line, _without_name(text)) for line, text in _text_lines(path))


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


def _text_lines(path: Path) -> Iterator[tuple[int, str]]:
    def lines() -> Iterator[tuple[int, str]]:
        with open_text(path) as stream:
            for line, text in enumerate(stream, 1):
                yield line, text.strip()

    return name_damage(path, lines())


def _first_word(text: str) -> str:
    """What stands before a name; all of it where that is no reaction, but the line holds one."""
    reaction = joined(text)
    first = next(iter(reaction.split()), "")
    return first if ">" in first or ">" not in reaction else reaction


def _without_name(text: str) -> str:
    """What stands before a name; all of it where the line says more than one flask and a name.

    That is stages, or molecules joined by something but dots.
    """
    smiles = joined(text)
    if _STAGES.match(smiles) or why_not_joined(smiles):
        return smiles
    first = next(iter(smiles.split()), "")
    # With room around its arrows it may have been meant otherwise: whoever reads it shall know.
    return ARROW.sub(" > ", first) if " > " in text else first


def _cell(row: Row, columns: tuple[str, ...]) -> str:
    """The text of the first of the columns that the table has; "" where it holds none."""
    cell = next((row[column] for column in columns if column in row), None)
    return "" if cell is None else str(cell).strip()


def _text_step(line: int, text: str) -> StepRecord:
    reaction, _, identifier = text.partition("|")
    return StepRecord(line, reaction.strip(), reaction_id=_whole_number(identifier))


def _table_step(line: int, row: Row, column: str) -> StepRecord:
    reaction_id, path, step = (_whole_number(row.get(name)) for name in _NUMBERS)
    reaction_class, description = (_cell(row, of) or None for of in (_CLASS, ("description",)))
    conditions = _cell(row, ("conditions",)) if "conditions" in row else None
    reaction = _cell(row, (column,))
    return StepRecord(
        line, reaction, reaction_id, path, step, reaction_class, description, conditions
    )


def _table_reaction(line: int, row: Row, column: str, maps: str | None) -> ReactionRecord:
    has_steps = _TRUTH.get(_cell(row, ("has_steps",)).lower())
    reaction_class = _cell(row, ("reaction_class",)) or None
    mapped = _cell(row, (maps,)) or None if maps else None
    return ReactionRecord(line, _cell(row, (column,)), reaction_class, has_steps, mapped)


def _whole_number(cell: object) -> int | None:
    """The cell as a whole number that fits the arrays; a spreadsheet's 11.0 is 11."""
    text = str(cell).strip().removesuffix(".0")
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(_LARGEST))):
        return None
    return int(text) if int(text) <= _LARGEST else None
