"""Reagents and solvents by name, from a small table: NaBH4, DIBAL, mCPBA, THF."""

from __future__ import annotations

import csv
import re
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

from flower.electrons.as_written import is_smiles
from flower.electrons.not_smiles import what_it_is
from flower.errors import InputError, shorten
from flower.records.remarks import without_brackets, without_remarks

_BETWEEN = re.compile(r" \+ |, | and | in |;\s*")
_DOT = re.compile(r"\s*\.\s*")
_MIXED = (re.compile(r"\s*[/:,]\s*"), re.compile("-"))  # t-BuOK/THF, BH3-THF
_NUMBERED = re.compile(r"(?:^|[\s,;])(?:\(?\d\)|\(?i{1,3}[.)])\s")
_IONS = {"H+": "HCl", "OH-": "NaOH", "HO-": "NaOH", "CN-": "NaCN", "N3-": "NaN3"}
_OFFERED = 3
_ALIKE = 0.65  # share of letters, as difflib counts them


class Reagent(NamedTuple):
    """A substance of the table.

    Attributes:
        names: the name told first, then its others and abbreviations.
        smiles: its molecules.
        kind: what it usually is.
    """

    names: tuple[str, ...]
    smiles: str
    kind: Literal["solvent", "reagent"]


@cache
def _table() -> dict[str, Reagent]:
    path = files("flower.data") / "sets" / "reagents" / "reagents.csv"
    rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    found: dict[str, Reagent] = {}
    for row in rows:
        names = tuple(row["names"].split("; "))
        kind: Literal["solvent", "reagent"] = "solvent" if row["kind"] == "solvent" else "reagent"
        found.update({_key(name): Reagent(names, row["smiles"], kind) for name in names})
    return found


def _key(name: str) -> str:
    return " ".join(name.lower().split())


def named_reagent(name: str) -> Reagent | None:
    """Return what a name of the table stands for, upper and lower case being one; None if none.

    >>> named_reagent("dibal").smiles, named_reagent("THF").kind, named_reagent("aspirin")
    ('CC(C)C[AlH]CC(C)C', 'solvent', None)
    """
    return _table().get(_key(name))


def nearest_names(name: str, alike: float = _ALIKE) -> list[str]:
    """Return the names of the table that look most like one, the nearest first.

    ``alike`` is the least share of letters in common, 0 to 1.

    >>> nearest_names("NaBH")[0]
    'NaBH4'
    """
    written = {_key(one): one for reagent in _table().values() for one in reagent.names}
    near = get_close_matches(_key(name), written, n=_OFFERED, cutoff=alike)
    return [written[one] for one in near]


def read_substances(text: str) -> tuple[str, dict[str, str]]:
    """Read SMILES and names, with dots, commas, plusses or `and` between them.

    Where a name is also a SMILES, the name is meant. Returns SMILES, and for each name used what
    it was read as: nothing where it is no substance but an amount, a temperature, a time. Raises
    InputError for what is neither; names like it are offered. SMILES are not looked into.

    >>> read_substances("NaBH4 (2 eq), CO")
    ('[BH4-].[Na+].CO', {'2 eq': '', 'NaBH4': '[BH4-].[Na+]'})
    >>> read_substances("NaBH")
    Traceback (most recent call last):
    flower.errors.InputError: `NaBH` is no SMILES and no name that is known; the nearest are ...
    """
    pieces, left = _pieces(text)
    smiles, used = list[str](), dict.fromkeys(left, "")
    for written in pieces:
        known = named_reagent(written)
        if known is not None:
            used[written] = known.smiles
        elif not is_smiles(written):
            raise InputError(_why_numbered(text) or _why_unknown(written))
        smiles.append(written if known is None else known.smiles)
    return ".".join(smiles), used


def _pieces(text: str) -> tuple[list[str], list[str]]:
    """Part what is written from what is no substance; a name may hold a comma, a blank or a dot."""
    if _named(text):
        return [" ".join(text.split())], []
    bare, left = without_brackets(text)
    found = list[str]()
    for part in [bare] if _named(bare) else _BETWEEN.split(bare):
        rest, beside = (part.strip(), []) if _named(part) else without_remarks(part)
        left += beside
        found += [rest] if _named(rest) else _mixed(rest) or _DOT.split(rest)
    return [one for one in found if one], left


def _named(text: str) -> bool:
    return named_reagent(text) is not None


def _mixed(text: str) -> list[str]:
    """The names of a mixture such as `EtOH/H2O`; none where not all of it are names."""
    for between in _MIXED:
        names = between.split(text)
        if all(one in _IONS or _named(one) for one in names):
            return names
    return []


def _why_numbered(text: str) -> str | None:
    """Return the sentence for `1) LDA 2) MeI`, whose stages are numbered; or None."""
    steps = [one.strip(" ,;") for one in _NUMBERED.split(text) if one.strip(" ,;")]
    if len(steps) < 2 or not all(map(_named, steps)):
        return None
    return f"`{shorten(text.strip())}` numbers its stages; write `{' then '.join(steps)}`."


def _why_unknown(name: str) -> str:
    if name in _IONS:
        return f"`{name}` is an ion of any salt or acid; write which, for example {_IONS[name]}."
    near = nearest_names(name)
    if near:
        *others, last = near
        offered = f"{', '.join(others)} and {last}" if others else last
        verb = "are" if others else "is"
        return (
            f"`{shorten(name)}` is no SMILES and no name that is known; the nearest {verb} "
            f"{offered}. Give one of these, or SMILES."
        )
    told = what_it_is(name)
    if told is not None and "not read" not in told:  # names are, but this one is unknown
        return told
    return f"`{shorten(name)}` is no SMILES and no name that is known; give SMILES."
