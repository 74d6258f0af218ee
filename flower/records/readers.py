"""Readers of elementary steps and overall reactions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from flower.electrons.not_smiles import joined
from flower.errors import InputError
from flower.records.elementary import ReactionRecord, StepRecord
from flower.records.headers import place_of
from flower.records.sources import file_kind, name_damage, open_text
from flower.records.structure_files import NAME, STRUCTURE_KINDS, read_structures, require_reactions
from flower.records.tables import Row, read_rows

_NUMBERS = ("reaction_id", "path", "step")
_CLASS = ("reaction_class", "mechanism")  # of steps that `flower expand` wrote, the mechanism
_WORDS = (*_CLASS, "description", "conditions")
_LARGEST = 2**31 - 1
_TRUTH = {"true": True, "1": True, "false": False, "0": False}


def read_steps(
    path: str | Path, column: str = "reaction", *, others: bool = False
) -> Iterator[StepRecord]:
    """Yield the elementary steps of a file, one line at a time, unparsed.

    Read are, by ending, text in the format of the reference (`mapped>>mapped|id`, the id may be
    missing; the last step of a reaction has both sides equal), .csv and .tsv, .rxn and .rdf, each
    also as .gz, .parquet and .xlsx. Tables hold the step in ``column``; their columns
    `reaction_id`, `path`, `step`, `reaction_class` (else `mechanism`), `description` and
    `conditions` (words such as `library heat`) are taken along where present. Blank lines are
    passed over. What a line says is not judged here: see `flower.steps.mapped_step_to_states`.

    With ``others``, so is whatever else a table tells, and a name behind the step in text.

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
        return (_text_step(line, text, others) for line, text in text_lines(path) if text)
    named = (column, *_NUMBERS, *_WORDS)
    rows = _rows(path, kind, None if others else named, (column,))
    if others:
        return (_with_others(line, row, column, named) for line, row in rows if row)
    return (_table_step(line, row, column) for line, row in rows if row or kind == "parquet")


def read_reactions(
    path: str | Path,
    column: str = "reaction",
    maps: str | None = None,
    then: str | None = None,
    *,
    others: bool = False,
) -> Iterator[ReactionRecord]:
    """Yield the overall reactions of a file, one line at a time, unparsed.

    Read are the kinds of files that `read_steps` reads. Text holds `reactants>>products`; what
    follows a space or a bar is a name. Of tables, the columns `reaction_class` and `has_steps`
    are taken along where present; ``maps`` names one that holds the reactions with map numbers,
    ``then`` one that holds what later stages put in, `>` between them: it goes before the arrow.
    With ``others``, all but the reaction itself is kept as ``columns``, a name in text included.

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
        if then is not None:
            raise InputError(
                f"`{path}` is read line by line and has no column `{then}`. Write stages into the "
                "lines: `reactants > what is put in then >> products`."
            )
        return (_text_reaction(line, text, others) for line, text in text_lines(path) if text)
    extra = tuple(one for one in (maps, then) if one is not None)
    for one in extra:
        next(_rows(path, kind, (one,), (one,)), None)  # says now if there is no such column
    named = (column, "reaction_class", "has_steps", *extra)
    rows = ((n, row) for n, row in _rows(path, kind, None if others else named, (column,)) if row)
    if not others:
        return (_table_reaction(line, row, column, maps, then) for line, row in rows)
    return (
        replace(
            _table_reaction(line, _parted(row, named)[0], column, maps, then),
            columns=_parted(row, (column, *extra))[1],
        )
        for line, row in rows
    )


def _rows(
    path: Path, kind: str, columns: Sequence[str] | None, required: Sequence[str]
) -> Iterator[tuple[int, Row]]:
    """Rows of a table, or records of a file of reactions, whose reaction is ``required``."""
    if kind not in STRUCTURE_KINDS:
        return read_rows(path, kind, columns, required)
    require_reactions(path, kind)
    return (
        (number, {**told.columns, required[0]: told.text})
        for number, told in read_structures(path, kind)
    )


def text_lines(path: Path) -> Iterator[tuple[int, str]]:
    def lines() -> Iterator[tuple[int, str]]:
        with open_text(path) as stream:
            for line, text in enumerate(stream, 1):
                yield line, text.strip()

    return name_damage(path, lines())


def _before_name(text: str) -> str:
    """What stands before a name; all of it where that is no reaction, but the line holds one."""
    reaction = joined(text)
    before, arrow, after = reaction.partition(">>")  # stages, before it, may hold blanks
    word = next(iter((after or before).split()), "")
    first = f"{before}>>{word}" if arrow else word
    return first if ">" in first or ">" not in reaction else reaction


def cell_of(row: Row, columns: tuple[str, ...]) -> str:
    """The text of the first of the columns that the table has; "" where it holds none."""
    cell = next((row[column] for column in columns if column in row), None)
    return "" if cell is None else str(cell).strip()


def _text_step(line: int, text: str, others: bool) -> StepRecord:
    step, name, number = _text_parts(text)
    columns = {NAME: name} if name and others else {}
    return StepRecord(line, step, _whole_number(number), columns=columns)


def _text_reaction(line: int, text: str, others: bool) -> ReactionRecord:
    reaction, name, number = _text_parts(text)
    name = " ".join(filter(None, (name, number)))
    return ReactionRecord(line, reaction, columns={NAME: name} if name and others else {})


def _text_parts(text: str) -> tuple[str, str, str]:
    """A reaction, its name, and what follows one bar; CXSMILES stand between two and are left out.

    >>> _text_parts("C>>N|7"), _text_parts("C>>N |f:0.1| a name")
    (('C>>N', '', '7'), ('C>>N', 'a name', ''))
    """
    written, _, number = text.partition("|")
    reaction, name = written.strip(), ""
    if " " in reaction or "\t" in reaction:
        whole, reaction = joined(reaction), _before_name(reaction)
        name = whole.removeprefix(reaction).strip()
    _, closed, behind = number.partition("|")
    if closed:
        name, number = f"{name} {behind}".strip(), ""
    return reaction, name, number.strip()


def _table_step(line: int, row: Row, column: str) -> StepRecord:
    reaction_id, path, step = (_whole_number(row.get(name)) for name in _NUMBERS)
    reaction_class, description = (cell_of(row, of) or None for of in (_CLASS, ("description",)))
    conditions = cell_of(row, ("conditions",)) if "conditions" in row else None
    reaction = cell_of(row, (column,))
    return StepRecord(
        line, reaction, reaction_id, path, step, reaction_class, description, conditions
    )


def _with_others(line: int, row: Row, column: str, named: Sequence[str]) -> StepRecord:
    """A step and what else its row tells, which holds all columns by the names of the file."""
    found, beside = _parted(row, named)
    return replace(_table_step(line, found, column), columns=beside)


def _parted(row: Row, named: Sequence[str]) -> tuple[Row, Row]:
    """The columns that are ``named``, by these names, and the others, by those of the file."""
    present = list(row)
    places = {name: place_of(name, present) for name in named}
    found = {name: row[present[place]] for name, place in places.items() if place is not None}
    used = {present[place] for place in places.values() if place is not None}
    return found, {k: v for k, v in row.items() if k not in used and v is not None}


def _table_reaction(
    line: int, row: Row, column: str, maps: str | None, then: str | None
) -> ReactionRecord:
    has_steps = _TRUTH.get(cell_of(row, ("has_steps",)).lower())
    reaction_class = cell_of(row, ("reaction_class",)) or None
    mapped = cell_of(row, (maps,)) or None if maps else None
    reaction, later = cell_of(row, (column,)), cell_of(row, (then,)) if then else ""
    if later:
        before, arrow, after = reaction.partition(">>")
        reaction = f"{before} > {later} >> {after}" if arrow else reaction
    return ReactionRecord(line, reaction, reaction_class, has_steps, mapped)


def _whole_number(cell: object) -> int | None:
    """The cell as a whole number that fits the arrays; a spreadsheet's 11.0 is 11."""
    text = str(cell).strip().removesuffix(".0")
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(_LARGEST))):
        return None
    return int(text) if int(text) <= _LARGEST else None
