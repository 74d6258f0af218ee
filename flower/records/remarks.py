"""What chemists write beside a name: amounts, concentrations, temperatures, times, `aq.`, `rt`.

None of it is a substance, and a flask holds no amounts, so it is left out and told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from flower.electrons.characters import plain_text

_NUMBER = r"(?:[<>~]|ca\.? )?\d+(?:[.,]\d+)?(?: ?- ?\d+(?:[.,]\d+)?)?"
_UNIT = (
    r"(?:(?:mol|wt|vol|w|v)?[ -]?%(?: ?(?:w/w|w/v|v/v))?|equivalents?|equivs?\b\.?|eqs?\b\.?"
    r"|[mµμun]?M|N|mol/L|[mµμun]?mol|[mµμk]?g|[mµμu]?[lL]|drops?|x|atm|m?bar|psi|[kM]?Pa|[Tt]orr"
    r"|mmHg|hours?|hrs?\b\.?|h|minutes?|mins?\b\.?|seconds?|secs?\b\.?|s|days?|d|weeks?|nm|W)"
)
_DEGREES = (
    r"(?:[-+]?\d+ ?(?:-|to) ?)?[-+]?\d+(?:\.\d+)?(?: ?(?:[°º˚] ?[CFK]?|oC|deg(?:rees)? ?[CF]|K))"
    r"|[-+]?\d\d+ ?C|0 ?C|-\d+ ?C"
)
_HEAT = r"(?:reflux(?:ing)?|[Δ∆△]|heat(?:ing|ed)?|hot|microwave|[µμ]?MW|[µμ]W)"
_LIGHT = r"(?:h ?[νv]|h nu|UV|light|sunlight|irradiation|(?:blue |white |green )?LEDs?|visible)"
_ROOM = r"(?:rt|r\.t\.|RT|r\.t|(?:room|ambient) temp(?:erature|\.)?|ambient)"
_WARMTH = rf"(?:{_DEGREES}|{_ROOM}|{_HEAT})"
_WORD = (
    r"(?:aq\b\.?|aqueous|conc\b\.?|concentrated|dil\b\.?|dilute|c\.|sat'?d?\b\.?|saturated"
    r"|cat\b\.?|catalytic|catalyst|excess|exc\.|xs|dry|anhydrous|anhyd\.|abs\.|absolute|glacial"
    r"|fuming|neat|solid|gas|balloon|cold|ice-cold|[lgs]\b|soln\b\.?|solution|solvent"
    r"|(?:mineral )?oil|trace|overnight|o/n|work-?up|quench|stirr?(?:ing|ed)?|degassed|dropwise"
    r"|sealed tube|in the dark|pH ?=? ?\d+(?:\.\d+)?(?: buffer)?"
    r"|(?:\d ?[ÅA] )?(?:MS|mol(?:ecular|\.)? sieves?)(?: \d ?[ÅA])?"
    r"|(?:under )?(?:N2|Ar|argon|nitrogen|inert)(?: atmosphere)?)"
)
_REMARK = (
    rf"(?:{_WARMTH}(?: ?(?:to|->|-) ?{_WARMTH})?|{_LIGHT}|{_NUMBER} ?{_UNIT}"
    rf"|\d+(?:[:/]\d+)+|{_WORD})"
)
_END = r"(?=$|[ ,;])"
_ALL = re.compile(
    rf"(?:at |for )?{_REMARK}{_END}(?:(?:, |; | )(?:at |for )?{_REMARK}{_END})*"
    r"(?:(?: in|,) [A-Za-z][\w -]*)?|in [A-Za-z][\w-]*"
)
_BRACKETS = re.compile(r" ?\(([^()]{1,60})\)(?=$|[ ,;.:/])")
_TIGHT = re.compile(r"[\d<>~]|(?:aq|cat|conc|sat|exc|xs|l$|g$|s$)")  # as no branch of SMILES is
_FIRST = re.compile(rf"((?:at |for )?{_REMARK})(?: of)?[ ,;]+")
_LAST = re.compile(rf"[ ,;]((?:at |for )?{_REMARK})$")
_ASKED = {
    "`--heat`, in a stage `heat`, asks for heat of a model that has learnt it": _HEAT,
    "`--light`, in a stage `light`, asks for light of a model that has learnt it": _LIGHT,
    "water is put in by name": r"(?:aq|aqueous)",
}
_LONGEST = 200  # characters of one substance with what is written beside it


def without_brackets(text: str) -> tuple[str, list[str]]:
    """Take what is no substance, but written in brackets, out of a text; return it beside.

    >>> without_brackets("n-BuLi (2.5 M in hexane), NaBH(OAc)3 (excess)")
    ('n-BuLi, NaBH(OAc)3', ['2.5 M in hexane', 'excess'])
    """
    left = list[str]()

    def out(found: re.Match[str]) -> str:
        tight = not found[0].startswith(" ")
        if (tight and not _TIGHT.match(found[1])) or not _ALL.fullmatch(found[1]):
            return found[0]
        left.append(found[1])
        return ""

    return _BRACKETS.sub(out, " ".join(plain_text(text).split())), left


def without_remarks(text: str) -> tuple[str, list[str]]:
    """Take what is no substance from the ends of one text, which may be all of it.

    >>> without_remarks("2.5 M n-BuLi"), without_remarks("-78 °C to rt"), without_remarks("C.O")
    (('n-BuLi', ['2.5 M']), ('', ['-78 °C to rt']), ('C.O', []))
    """
    left = list[str]()
    rest = text.strip(" ,;")
    if len(rest) > _LONGEST:
        return rest, left
    while rest:
        if _ALL.fullmatch(rest):
            return "", [*left, rest]
        found = _FIRST.match(rest) or _LAST.search(rest)
        if found is None:
            break
        left.append(found[1])
        rest = (rest[: found.start()] + rest[found.end() :]).strip(" ,;")
    return rest, left


def remarks_note(left: Iterable[str]) -> str | None:
    """Say what was left out, and how it is told instead; None if nothing was.

    >>> remarks_note(["1 M", "rt"])
    '`1 M`, `rt` are no substances, left out.'
    >>> remarks_note(["aq."])
    '`aq.` is no substance, left out; water is put in by name.'
    """
    written = list(dict.fromkeys(left))
    if not written:
        return None
    one = "are no substances" if len(written) > 1 else "is no substance"
    told = f"{', '.join(f'`{remark}`' for remark in written)} {one}, left out"
    return "; ".join([told, *told_otherwise(written)]) + "."


def told_otherwise(left: Iterable[str]) -> list[str]:
    """Say how what was left out is told instead, where it can be.

    >>> told_otherwise(["1 M", "aq."])
    ['water is put in by name']
    """
    written = " ".join(left)
    return [
        advice for advice, words in _ASKED.items() if re.search(rf"(?<!\w){words}(?!\w)", written)
    ]
