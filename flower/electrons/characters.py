"""Characters that word processors, web pages and other keyboards put into SMILES."""

from __future__ import annotations

import re
import unicodedata

from flower.electrons.slips import readable
from flower.errors import shorten

_MEANT = {
    **dict.fromkeys("‐‑‒–—―−﹣", "-"),
    **dict.fromkeys("·•∙⋅⸱・。｡‧", "."),
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("‘’‚‛′´", "'"),
    **dict.fromkeys("→⟶➔➝➞➙⇒⟹⇌⇋⇄⇆↔⟷", " -> "),
    "≡": "#", "═": "=", "∶": ":", "∕": "/", "⁄": "/", "∖": "\\", "×": "x", "∼": "~",
}  # fmt: skip
_LOOK_ALIKE = dict(
    zip("АВЕІКМНОРСТХЅсорахеіѕуΑΒΕΙΚΜΝΟΡΤΧΖΗο", "ABEIKMHOPCTXScopaxeisyABEIKMNOPTXZHo", strict=True)
)
_FOREIGN = re.compile(r"[^\t\n\r -~]")


def plain_text(text: str) -> str:
    r"""Return text with the characters of SMILES that are plainly meant by others.

    >>> plain_text("\ufeffCC(=O)[O−]·[Na⁺]"), plain_text("ＣＣＯ"), plain_text("C≡N")
    ('CC(=O)[O-].[Na+]', 'CCO', 'C#N')
    """
    return text if text.isascii() else "".join(map(_plain, text))


def _plain(letter: str) -> str:
    if letter.isascii():
        return letter
    if letter in _MEANT:
        return _MEANT[letter]
    if unicodedata.category(letter) == "Cf":  # a byte order mark, a zero-width space
        return ""
    if letter.isspace():
        return " "
    usual = unicodedata.normalize("NFKC", letter)
    usual = "".join(_MEANT.get(one, one) for one in usual)
    return usual if usual.isascii() else letter


def why_foreign(text: str) -> str | None:
    """Return the sentence for text with characters that no SMILES has; None if it has none.

    >>> why_foreign("CСO")
    '`С` in `CСO` is no letter of SMILES but CYRILLIC CAPITAL LETTER ES; write `CCO`.'
    """
    found = _FOREIGN.search(text)
    if found is None:
        return None
    letter, shown = found.group(), shorten(text)
    meant = "".join(_LOOK_ALIKE.get(one, one) for one in text)
    if letter in _LOOK_ALIKE and meant.isascii():
        name = unicodedata.name(letter)
        offered = f"write `{meant}`" if readable(meant) else "write it in Latin letters"
        return f"`{letter}` in `{shown}` is no letter of SMILES but {name}; {offered}."
    return f"`{shorten(letter)}` in `{shown}` is no character of a SMILES; take it out."
