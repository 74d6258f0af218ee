"""Text that is no SMILES: what it is instead, and molecules that were not joined by dots."""

from __future__ import annotations

import re

from flower.electrons.as_written import is_smiles
from flower.electrons.characters import plain_text
from flower.electrons.mol_blocks import is_block
from flower.electrons.slips import ELEMENTS, readable, why_slipped
from flower.electrons.wrapped import why_wrapped
from flower.errors import shorten

_BETWEEN, _ARROW = re.compile(r" \+ | ?\. | \."), re.compile(r" ?(?<!-)> ?")
"""How flasks are written with room between molecules; a plus without is a charge."""
_LONGEST = 200  # characters of what is looked at for a name or number
_REACTS = re.compile(r"(?:\s|^)(?:[-=]+>|=+|<[-=]+>)(?:\s|$)|(?<=\S)[-=]{1,3}>(?=\S)")
"""An arrow from reactants to products, as others than SMILES write it."""
_OTHER_SEPARATOR = re.compile(
    r"\s+\([^()]*\)[.\s]*|\s*[;&,|]\s*|\s+(?:and|with|->)\s+|\s*\+\s+|\s+\+\s*|\+(?![^\[]*\])|\s+"
)
_MARK = re.compile(r"[;,&|]|\+(?![^\[]*\])")
_CXSMILES = re.compile(r"\|.*\|(\s.*)?")

_INCHI_KEY = re.compile(r"[A-Z]{14}-[A-Z]{10}-[A-Z]")
_CAS = re.compile(r"\d{2,7}-\d{2}-\d")
_FORMULA = re.compile(r"(?:(?:[A-Z][a-z]?|\((?:[A-Z][a-z]?\d*)+\))\d*)+")
_ATOMS_OF_FORMULA = re.compile(rf"(?:{'|'.join(sorted(ELEMENTS, key=len, reverse=True))})|[\d()]")
# What these alone make up is a SMILES with a slip rather than a formula.
_ORGANIC = re.compile(r"(?:Cl|Br|[BCNOPSFI]|[\d()])+")
_ABBREVIATION = re.compile(r"[A-Z][A-Za-z0-9]{1,6}|Pd/C|[a-z]-[A-Z][A-Za-z]{1,4}")
_FILE = re.compile(
    r"[\w./\\~: -]*\.(?:smi|smiles|rsmi|cxsmiles|cxsmi|txt|csv|tsv|parquet|jsonl?|mol|mol2|sdf|sd"
    r"|rxn|rdf|xlsx?|ods|docx?|pdf|cdx(?:ml)?|cml|pdb|xyz|ya?ml|html?|png|svg|inchi)(?:\.gz)?"
)
_NAME = re.compile(
    r"(?:[(\[](?:[RSEZ±+-]|\d[RS])(?:,\s?\d?[RS])*[)\]]-)?(?:[A-Za-z]{1,4}-)?"
    r"[0-9,'()αβγδωµ-]*[A-Za-z]?[a-z]{2,}[a-z0-9,'()\[\] αβγδω-]*"
)
_CAS_TOLD = re.compile(r"CAS(?:\s*(?:RN|No\.?|number))?\s*[:#]?\s*(\d{2,7}-\d{2}-\d)", re.I)
_INCHI_TOLD = re.compile(r"(?:inchi\s*[=:]?\s*)?(1S?/[A-Z].*)", re.I)
_ADDRESS = re.compile(r"(?:https?|ftp)://\S+|www\.\S+")
_OF_A_DATABASE = re.compile(
    r"(?:CHEMBL|CHEBI|CID|SID|DTXSID|MFCD|ZINC|DB|HMDB|KEGG|PubChem)[:\s]?(?:CID\s?)?\d+", re.I
)
_NOTHING = ("nan", "none", "null", "na", "n/a", "true", "false")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?")


def joined(text: str) -> str:
    """Return the text of a flask with dots alone between its molecules.

    >>> joined("CC(=O)Cl + NCc1ccccc1 . [Na+]")
    'CC(=O)Cl.NCc1ccccc1.[Na+]'
    >>> joined("CC(=O)Cl . N > CCN(CC)CC > CC(N)=O")
    'CC(=O)Cl.N>CCN(CC)CC>CC(N)=O'
    """
    return _ARROW.sub(">", _BETWEEN.sub(".", " ".join(plain_text(text).split())))


def why_not_joined(text: str) -> str | None:
    """Return the sentence for molecules, in text that was joined, with a space between; or None.

    >>> why_not_joined("CCO and CC(=O)O")
    '`CCO and CC(=O)O` holds a space; write dots between molecules and nothing else: `CCO.CC(=O)O`.'
    >>> why_not_joined("CCO ethanol"), why_not_joined("CCO Boc removal")
    (None, None)
    """
    rest = text.partition(" ")[2]
    if not rest or _CXSMILES.fullmatch(rest):
        return None
    parts = [piece for piece in _OTHER_SEPARATOR.split(text) if piece]
    # Of letters alone a word may be one of a name, such as Boc, and no molecule at all.
    pieces = [one for one in parts if (readable if one.isalpha() else is_smiles)(one)]
    if len(pieces) < 2:
        return None
    offered = f"write dots between molecules and nothing else: `{'.'.join(pieces)}`."
    if reaction := why_an_arrow(text):
        return f"{reaction}; of a flask with both, {offered}"
    whole = "".join(pieces)
    if pieces == text.split() and "[" not in text and readable(whole):
        return f"`{shorten(text)}` holds a space; of one molecule write `{whole}`, else {offered}"
    return f"`{shorten(text)}` holds a space; {offered}"


def is_file_name(text: str) -> bool:
    """Whether text is the name of a file rather than molecules or a reaction.

    >>> is_file_name("reactions.csv"), is_file_name("CC.O")
    (True, False)
    """
    return len(text) <= _LONGEST and _FILE.fullmatch(text.strip()) is not None


def is_entry(text: str) -> bool:
    """Whether text is the number of a substance in a database, CAS among them.

    >>> is_entry("CID 702"), is_entry("CDO")
    (True, False)
    """
    return any(one.fullmatch(text.strip()) for one in (_OF_A_DATABASE, _CAS, _CAS_TOLD))


def why_an_arrow(text: str) -> str | None:
    """Return the beginning of a sentence on an arrow that no SMILES has; None if there is none.

    >>> why_an_arrow("CCO => CC=O")
    '`CCO => CC=O` has an arrow that no SMILES has; write a reaction as `CCO>>CC=O`'
    """
    sides = [joined(side).strip() for side in _REACTS.split(text)]
    if len(sides) != 2 or not all(side and readable(side) for side in sides):
        return None
    told = f"`{shorten(text)}` has an arrow that no SMILES has"
    return f"{told}; write a reaction as `{sides[0]}>>{sides[1]}`"


def why_behind(text: str) -> str | None:
    """Return the sentence for a SMILES with something behind a space; None if that is no fault.

    What `|...|` says of coordinates and labels (CXSMILES) is not needed and is no fault.
    """
    first, _, rest = text.partition(" ")
    if not rest or _CXSMILES.fullmatch(rest):
        return None
    if known := why_wrapped(text):
        return known
    if rest in ELEMENTS:
        return (
            f"`{shorten(text)}` has the element {rest} behind a space; elements stand in square "
            "brackets and salts are ions, as in `[Na+].[Cl-]`."
        )
    return (
        f"`{shorten(text)}` has `{shorten(rest)}` behind a space, which is no SMILES; give "
        f"`{shorten(first)}` alone, or join molecules by dots."
    )


def what_it_is(text: str) -> str | None:
    """Return the sentence for text that is no SMILES but something else that is known; or None.

    >>> what_it_is("64-17-5")
    '`64-17-5` is a CAS number, from which no structure can be worked out; give SMILES.'
    >>> what_it_is("aspirin").split("; ")[0]
    '`aspirin` looks like a name'
    """
    shown, bare = shorten(text), text.strip()
    if is_block(text) or "V2000" in text or "V3000" in text:
        form = "an RXN" if text.lstrip().startswith("$RXN") else "a MOL"
        return (
            f"`{shown}` is {form} block that cannot be read; save it again, or give the SMILES "
            "that it stands for."
        )
    if len(bare) > _LONGEST:
        return None
    if _ADDRESS.fullmatch(bare):
        return f"`{shown}` is an address, and nothing is fetched; give SMILES, or a file of them."
    if is_file_name(bare):
        return f"`{shown}` is the name of a file, and molecules are wanted; give their SMILES."
    if bare.lower() in _NOTHING or not any(map(str.isalnum, bare)):
        return f"`{shown}` is no flask; give SMILES, for example CCO."
    if _NUMBER.fullmatch(bare):
        return f"`{shown}` is a number; give SMILES, for example CCO."
    if bare.startswith("InChI="):
        return f"`{shown}` is an InChI, which is read as a whole flask alone; give its SMILES here."
    if inchi := _INCHI_TOLD.fullmatch(bare):
        return (
            f"`{shown}` is an InChI without its beginning; write `InChI={shorten(inchi[1], 200)}`."
        )
    if known := why_wrapped(text) or why_slipped(bare):
        return known
    pieces = [piece.strip() for piece in _MARK.split(bare) if piece.strip()]
    if len(pieces) > 1 and all(map(is_smiles, pieces)):
        return f"`{shown}` is no SMILES; write dots between molecules: `{'.'.join(pieces)}`."
    for piece in bare.split("."):
        if not is_smiles(piece) and (kind := _kind_of(piece.strip())):
            return f"`{shorten(piece)}` {kind}"
    return None


def _kind_of(text: str) -> str | None:
    if _INCHI_KEY.fullmatch(text) or _INCHI_KEY.fullmatch(text.partition("=")[2]):
        return "is an InChIKey, from which no structure can be worked out; give SMILES or InChI."
    if _CAS.fullmatch(text) or _CAS_TOLD.fullmatch(text):
        return "is a CAS number, from which no structure can be worked out; give SMILES."
    if _OF_A_DATABASE.fullmatch(text):
        return (
            "is an entry of a database, and nothing is fetched; give the SMILES that it has there."
        )
    if _ORGANIC.fullmatch(text):
        return None
    if _FORMULA.fullmatch(text) and not _ATOMS_OF_FORMULA.sub("", text):
        if text in ELEMENTS:
            return f"is an element that SMILES write in square brackets: `[{text}]`."
        return "is a formula, which says nothing of bonds; give SMILES, salts as ions."
    if _ABBREVIATION.fullmatch(text):
        return "looks like an abbreviation; those are not read, so give SMILES, for example CCO."
    if _NAME.fullmatch(text):
        return (
            "looks like a name; names are not read, so give SMILES, for example CCO; of systematic "
            "names py2opsin makes them."
        )
    return None
