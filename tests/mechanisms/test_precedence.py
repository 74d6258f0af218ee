"""Atoms of SMARTS as text: what of them can never match.

`;` binds weaker than `,`: `[N,S;!H0;$([NX3]);!$(NC=O),$([SX2H1])]` asks for NX3 in any case.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
LIBRARY = Path(__file__).parents[2] / "data" / "mechanisms"

_NUMBERS = {"6": "Cc", "7": "Nn", "8": "Oo", "16": "Ss"}
_ELEMENT = re.compile(r"Cl|Br|Si|Se|Sn|Mg|Li|Na|Zn|Cu|Pd|Al|Fe|[BCNOPSFI]|[bcnops](?![a-z])")


def atoms_of(smarts: str) -> Iterator[str]:
    """Every bracket atom, those within `$()` too, without its brackets."""
    starts = []
    for place, sign in enumerate(smarts):
        if sign == "[":
            starts.append(place)
        elif sign == "]":
            yield smarts[starts.pop() + 1 : place]


def alternatives_that_never_match(atom: str) -> list[str]:
    """Of an atom's alternatives, those that another of its conditions excludes by element."""
    clauses = [_split(clause, ",") for clause in _split(re.sub(r":\d+$", "", atom), ";")]
    possible = _elements(atom)
    if possible is None:
        return []
    found = []
    for alternatives in clauses:
        for one in alternatives:
            may_be = _elements_of_all(one)
            if may_be is not None and not may_be & possible:
                found.append(one)
    return found


def _elements(atom: str) -> set[str] | None:
    """The elements that an atom may be; None for any."""
    possible: set[str] | None = None
    for clause in _split(re.sub(r":\d+$", "", atom), ";"):
        each = [_elements_of_all(one) for one in _split(clause, ",")]
        if not any(one is None for one in each):
            named = {element for one in each for element in one or ()}
            possible = named if possible is None else possible & named
    return possible


def _elements_of_all(text: str) -> set[str] | None:
    possible: set[str] | None = None
    for piece in _pieces(text):
        may_be = _elements_of_one(piece)
        if may_be is not None:
            possible = may_be if possible is None else possible & may_be
    return possible


def _elements_of_one(piece: str) -> set[str] | None:
    if piece.startswith("$("):
        inner = piece[2:-1]
        if inner.startswith("["):
            return _elements(next(_first_bracket(inner)))
        piece = inner
    number = re.match(r"#(\d+)", piece)
    if number:
        return set(_NUMBERS.get(number[1], [number[1]]))
    element = _ELEMENT.match(piece)
    return {element[0]} if element else None


def _first_bracket(text: str) -> Iterator[str]:
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign == "[") - (sign == "]")
        if not depth:
            yield text[1:place]
            return


def _split(text: str, sign: str) -> list[str]:
    parts, depth = [""], 0
    for letter in text:
        depth += (letter in "([") - (letter in ")]")
        if letter == sign and not depth:
            parts.append("")
        else:
            parts[-1] += letter
    return parts


def _pieces(text: str) -> list[str]:
    """`NX3$(A)!$(B)` as `NX3`, `$(A)`, `!$(B)`."""
    parts, depth = [""], 0
    for place, letter in enumerate(text):
        begins = text.startswith(("$(", "!$("), place) and not parts[-1].endswith("!")
        if not depth and begins and parts[-1]:
            parts.append("")
        depth += (letter in "([") - (letter in ")]")
        parts[-1] += letter
        if not depth and letter == ")":
            parts.append("")
    return [part for part in parts if part and part != "&"]


def written() -> Iterator[tuple[str, str]]:
    """Mechanism and SMARTS, all of the library."""
    for path in sorted(LIBRARY.glob("*.yaml")):
        for entry in yaml.load(path.read_text(), LOADER) or ():
            if isinstance(entry, dict) and "steps" in entry:
                for text in _patterns(entry):
                    yield f"{path.name}: {entry['name']}", text


def _patterns(entry: dict[str, Any]) -> Iterator[str]:
    routes = [entry["steps"], *(entry.get("alternatives") or [])]
    for route in routes:
        yield from (step["smarts"] for step in route if "smarts" in step)
    for key in ("needs", "forbids"):
        yield from entry.get(key) or []
    yield from (one["site"] for one in entry.get("prefers") or [])


def test_no_pattern_names_an_element_that_it_then_cuts_off() -> None:
    found = {
        (where, atom, never)
        for where, text in written()
        for atom in atoms_of(text)
        for never in alternatives_that_never_match(atom)
    }
    assert found == set()


@pytest.mark.parametrize(
    ("atom", "never"),
    [
        ("N,S,O;!H0;$([NX3]);!$(NC=O),$([SX2H1])", ["S", "O", "$([SX2H1])"]),
        ("N,S;!H0;$([NX3;!$(NC=O)]),$([SX2H1])", []),
        ("O-,N-;$([OH-]),$([O-][CX4]):7", ["N-"]),
        ("#6;X4,c", []),
    ],
)
def test_what_is_cut_off_in_a_pattern_is_found(atom: str, never: list[str]) -> None:
    assert alternatives_that_never_match(atom) == never
