"""What stands around SMILES, or between molecules, and is none: it is named, SMILES are offered."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from flower.electrons.slips import readable
from flower.errors import shorten

_LABEL = re.compile(
    r"(?:reactants?|smiles|flask|input|reaction|rxn_smiles|rxn|substrates?)\s*[:=]\s*(\S.*)", re.I
)
_QUOTED = re.compile(r"\"([^\"]+)\"|'([^']+)'|`([^`]+)`")
_BRACKETS = {"(": ")", "{": "}", "<": ">", "[": "]"}
_MARKS = " ;,.!?&|$:"
_ROOM_IN_BRACKET = re.compile(r"\[[^\[\]\s]*\s[^\[\]]*\]")
_UNIT = r"(?:eq\.?|equiv\.?|equivalents?|mol|mmol|mol%|%|mg|g|mL)"
_BEFORE = re.compile(rf"(\d+(?:\.\d+)?)\s*({_UNIT}|x)?\s*(?=\S)")
_BEHIND = re.compile(rf"\s*[*x(\[]?\s*(\d+(?:\.\d+)?)\s*({_UNIT})?\s*[)\]]?")
_UNIT_DOT = re.compile(r"\b(eq|equiv)\.(?=\W|$)")
_PIECES = re.compile(r"(?<!\d)\.(?!\d)|\s*[;,+]\s+|\s+\.\s*")
_BEGINS = re.compile(r"[\s*(\[]")
_MOST_COPIES = 6
_LONGEST = 2000


def why_wrapped(text: str) -> str | None:
    """Return the sentence for SMILES with a label, quotes, brackets, marks or amounts; or None.

    What it offers can be read.

    >>> why_wrapped("SMILES: CCO")
    '`SMILES: CCO` has a label in front; give `CCO` alone.'
    >>> why_wrapped("CCO..CO.")
    '`CCO..CO.` has a dot with no molecule beside it; write `CCO.CO`.'
    >>> why_wrapped("2 CCO . CO").split("; ")[1]
    'write each as often as it takes part, `CCO.CCO.CO`.'
    """
    bare = text.strip()
    if not bare or len(bare) > _LONGEST or readable(bare):
        return None
    shown = shorten(text)
    if label := _LABEL.fullmatch(bare):
        inside = label[1].strip("\"'` ;,")
        return f"`{shown}` has a label in front; give `{inside}` alone." if _flask(inside) else None
    if quoted := ".".join(_in_quotes(bare)):
        return f"`{shown}` stands in quotation marks; give `{shorten(quoted, 200)}` without them."
    if _ROOM_IN_BRACKET.search(bare):
        tight = _ROOM_IN_BRACKET.sub(lambda found: "".join(found.group().split()), bare)
        if _flask(tight):
            return f"`{shown}` has room inside of a bracket; write `{tight}`."
    for marks, fault in ((".", "a dot with no molecule beside it"), (_MARKS, "stray marks")):
        offered = ".".join(filter(None, (one.strip(marks) for one in bare.split("."))))
        if offered != bare and readable(offered):
            return f"`{shown}` has {fault}; write `{offered}`."
    unpacked = ".".join(_unpacked(one) for one in _unpacked(bare).split("."))
    if unpacked != bare and readable(unpacked):
        return f"`{shown}` stands in brackets; write `{unpacked}`."
    return _why_amounts(bare)


def _flask(text: str) -> bool:
    return all(map(readable, text.split(".")))


def _in_quotes(text: str) -> Iterator[str]:
    """SMILES of text that is nothing but a quoted list, an object, or quoted itself."""
    try:
        found = [*_texts(json.loads(text))] if text[0] in '[{"' else []
    except (ValueError, RecursionError):
        found = []
    if not found and not _QUOTED.sub("", text).strip(" ,;.+[](){}"):
        found = ["".join(one) for one in _QUOTED.findall(text)]
    if found and all(map(_flask, found)):
        yield from found


def _texts(told: Any) -> Iterator[str]:
    if isinstance(told, dict):
        told = next((told[key] for key in ("reactants", "smiles", "SMILES") if key in told), [])
    for one in told if isinstance(told, list) else [told]:
        if isinstance(one, str):
            yield one


def _unpacked(text: str) -> str:
    closing = _BRACKETS.get(text[:1])
    inside = text[1:-1]
    return inside if closing is not None and text[-1:] == closing and readable(inside) else text


def _why_amounts(text: str) -> str | None:
    """`2 CCO . CO`, `CCO x 2`, `1.2 eq CCO`: a flask is told molecule by molecule."""
    pieces, counted = list[str](), False
    for piece in _PIECES.split(_UNIT_DOT.sub(r"\1", text)):
        smiles, amount, unit = _amount(piece.strip())
        if not smiles or not readable(smiles):
            return None
        counted |= amount is not None
        copies = int(amount) if amount and amount.isdigit() and unit in (None, "x") else 1
        pieces += [smiles] * (copies if copies <= _MOST_COPIES else 1)
    if not counted:
        return None
    return (
        f"`{shorten(text)}` tells amounts, which are not read; write each as often as it takes "
        f"part, `{shorten('.'.join(pieces), 200)}`."
    )


def _amount(piece: str) -> tuple[str, str | None, str | None]:
    """SMILES, amount and unit of a molecule."""
    if readable(piece):
        return piece, None, None
    if before := _BEFORE.match(piece):
        return piece[before.end() :].strip(), before[1], before[2]
    for found in _BEGINS.finditer(piece):
        behind = _BEHIND.fullmatch(piece, found.start())
        if behind is not None and readable(piece[: found.start()]):
            return piece[: found.start()], behind[1], behind[2]
    return piece, None, None
