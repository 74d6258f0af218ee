"""Headers of tables: where a column stands, and what to say where it does not."""

from __future__ import annotations

import csv
from collections.abc import Sequence

from flower.electrons.not_smiles import joined
from flower.electrons.reaction_text import ARROW
from flower.electrons.slips import readable
from flower.errors import InputError, shorten

_DELIMITERS = (",", ";", "\t", "|")
_ALSO_CALLED = {"reaction": ("rxn_smiles", "reaction_smiles", "rxn")}
_LONGEST_NAME = 2000  # characters of a cell that is looked at
_MOST_NAMES = 50
_LONGEST_WORD = 2  # letters; of more, a word that is SMILES is no name of a column


def place_of(column: str, present: Sequence[str]) -> int | None:
    """Where a column stands among those of a table; None if it is not there.

    It may be written with other capitals, or by another of its usual names.

    >>> place_of("reaction", ["id", "rxn_smiles"]), place_of("smiles", ["ID", "Smiles"])
    (1, 1)
    """
    if column in present:
        return present.index(column)
    lower = [name.lower() for name in present]
    names = (column.lower(), *_ALSO_CALLED.get(column, ()))
    return next((lower.index(name) for name in names if name in lower), None)


def delimiter_of(header: str, usual: str, required: Sequence[str]) -> str:
    """By what a header has a column that is ``required``, or else several columns.

    >>> delimiter_of("rxn_smiles|id", ",", ["reaction"]), delimiter_of("a;b", ",", ["reaction"])
    ('|', ';')
    """
    several = list[str]()
    for delimiter in dict.fromkeys((usual, *_DELIMITERS)):
        cells = [cell.strip() for cell in next(csv.reader([header], delimiter=delimiter), [])]
        if any(place_of(column, cells) is not None for column in required):
            return delimiter
        several += [delimiter] if len(cells) > 1 else []
    return next(iter(several), usual)


def require_column(
    name: str, present: Sequence[str], required: Sequence[str], *, is_line: bool = True
) -> None:
    """Raise InputError unless one of ``required`` is present, and is no SMILES itself.

    It names the columns there are, or says that there is no header but SMILES where it should be;
    ``is_line`` tells whether one can be written above.
    """
    places = [place for one in required if (place := place_of(one, present)) is not None]
    looked_at = present[places[0]] if places else None
    cells = present[:_MOST_NAMES] if looked_at is None else [looked_at]
    smiles = next((one for one in cells if _is_smiles(one, len(present))), None)
    if smiles is not None:
        raise InputError(_why_no_header(name, smiles, len(present), required, is_line))
    if not places:
        wanted = " or ".join(f"`{column}`" for column in required)
        there = ", ".join(f"`{shorten(column)}`" for column in present) or "none"
        raise InputError(
            f"`{name}` has no column {wanted}; its columns are {there}. "
            "Say with `column` which one to read."
        )


def _why_no_header(
    name: str, smiles: str, count: int, required: Sequence[str], is_line: bool
) -> str:
    usual = "reaction" if ARROW.search(smiles) else "reactants"
    such = usual if _is_smiles(required[0], 1) else required[0]
    others = "" if count == 1 else " and a name for each other column"
    if is_line:
        return (
            f"`{name}` has no header, for its first line holds `{shorten(smiles)}`; write one "
            f"above, `{such}`{others}."
        )
    return (
        f"`{name}` has `{shorten(smiles)}` for the name of a column; write it again with a header, "
        f"`{such}`{others}, and with that row."
    )


def _is_smiles(name: str, count: int) -> bool:
    """Whether the name of a column, of so many, is SMILES, or the start of stages.

    >>> _is_smiles("CC(=O)Cl.CN", 2), _is_smiles("NO", 2), _is_smiles("yield", 2)
    (True, False, False)
    """
    if not name or len(name) > _LONGEST_NAME:
        return False
    if name.isalpha() and len(name) <= _LONGEST_WORD and count > 1:
        return False  # such as `NO`
    if name.startswith("InChI="):
        return True
    flask, _, rest = joined(name).partition(" ")
    if rest and rest.partition(" ")[0] not in ("with", "then"):
        return False
    sides = [side for side in ARROW.split(flask) if side]
    return bool(sides) and all(map(readable, sides))
