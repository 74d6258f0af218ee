"""Text that is no SMILES: what it is instead, and molecules that were not joined by dots."""

from __future__ import annotations

import re

from rdkit import Chem

from flower.electrons.as_written import is_smiles
from flower.electrons.mol_blocks import is_block
from flower.errors import shorten

_BETWEEN, _ARROW = re.compile(r" \+ | ?\. | \."), re.compile(r" ?(?<!-)> ?")
"""How flasks are written with room between molecules; a plus without is a charge."""
_LONGEST = 200  # characters of what is looked at for a name or number
_OTHER_SEPARATOR = re.compile(r"\s+\([^()]*\)[.\s]*|\s*[;&,]\s*|\s+(?:and|with|->)\s+|\s+")
_CXSMILES = re.compile(r"\|.*\|(\s.*)?")

_INCHI_KEY = re.compile(r"[A-Z]{14}-[A-Z]{10}-[A-Z]")
_CAS = re.compile(r"\d{2,7}-\d{2}-\d")
_FORMULA = re.compile(r"(?:(?:[A-Z][a-z]?|\((?:[A-Z][a-z]?\d*)+\))\d*)+")
_TABLE = Chem.GetPeriodicTable()
ELEMENTS = frozenset(_TABLE.GetElementSymbol(z) for z in range(1, 119))
_ATOMS_OF_FORMULA = re.compile(rf"(?:{'|'.join(sorted(ELEMENTS, key=len, reverse=True))})|[\d()]")
# What these alone make up is a SMILES with a slip rather than a formula.
_ORGANIC = re.compile(r"(?:Cl|Br|[BCNOPSFI]|[\d()])+")
_ABBREVIATION = re.compile(r"[A-Z][A-Za-z0-9]{1,6}|Pd/C|[a-z]-[A-Z][A-Za-z]{1,4}")
_FILE = re.compile(r"[\w./\\~ -]*\.(?:smi|txt|csv|tsv|parquet|json|mol|sdf|rxn|rdf|xlsx|yaml)")
_NAME = re.compile(r"[0-9,'()-]*[A-Za-z]?[a-z]{2,}[a-z0-9,'() -]*")


def joined(text: str) -> str:
    """Return the text of a flask with dots alone between its molecules.

    >>> joined("CC(=O)Cl + NCc1ccccc1 . [Na+]")
    'CC(=O)Cl.NCc1ccccc1.[Na+]'
    >>> joined("CC(=O)Cl . N > CCN(CC)CC > CC(N)=O")
    'CC(=O)Cl.N>CCN(CC)CC>CC(N)=O'
    """
    return _ARROW.sub(">", _BETWEEN.sub(".", " ".join(text.split())))


def why_not_joined(text: str) -> str | None:
    """Return the sentence for molecules, in text that was joined, with a space between; or None.

    >>> why_not_joined("CCO and CC(=O)O")
    '`CCO and CC(=O)O` holds a space; write dots between molecules and nothing else: `CCO.CC(=O)O`.'
    >>> why_not_joined("CCO ethanol") is None
    True
    """
    rest = text.partition(" ")[2]
    if not rest or _CXSMILES.fullmatch(rest):
        return None
    pieces = [piece for piece in _OTHER_SEPARATOR.split(text) if piece and is_smiles(piece)]
    if len(pieces) < 2:
        return None
    offered = f"write dots between molecules and nothing else: `{'.'.join(pieces)}`."
    return f"`{shorten(text)}` holds a space; {offered}"


def why_a_name(text: str) -> str | None:
    """Return the sentence for a SMILES with something behind a space; None if that is no fault.

    What `|...|` says of coordinates and labels (CXSMILES) is not needed and is no fault.
    """
    first, _, rest = text.partition(" ")
    if not rest or _CXSMILES.fullmatch(rest):
        return None
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
    inside = bare[1:-1].strip()
    if len(bare) > 2 and bare[0] == bare[-1] and bare[0] in "\"'`" and is_smiles(inside):
        return f"`{shown}` stands in quotation marks; give `{shorten(inside)}` without them."
    if _FILE.fullmatch(bare):
        return f"There is no file `{shown}`; check its name, or give SMILES."
    pieces = [piece.strip() for piece in re.split(r"[;,&+]", bare) if piece.strip()]
    if len(pieces) > 1 and all(map(is_smiles, pieces)):
        return f"`{shown}` is no SMILES; write dots between molecules: `{'.'.join(pieces)}`."
    for piece in bare.split("."):
        if not is_smiles(piece) and (kind := _kind_of(piece.strip())):
            return f"`{shorten(piece)}` {kind}"
    return None


def _kind_of(text: str) -> str | None:
    if _INCHI_KEY.fullmatch(text):
        return "is an InChIKey, from which no structure can be worked out; give SMILES or InChI."
    if _CAS.fullmatch(text):
        return "is a CAS number, from which no structure can be worked out; give SMILES."
    if _ORGANIC.fullmatch(text):
        return None
    if _FORMULA.fullmatch(text) and not _ATOMS_OF_FORMULA.sub("", text):
        if text in ELEMENTS:
            return f"is an element that SMILES write in square brackets: `[{text}]`."
        return "is a formula, which says nothing of bonds; give SMILES, salts as ions."
    if _ABBREVIATION.fullmatch(text):
        return "looks like an abbreviation; those are not read, so give SMILES, for example CCO."
    if _NAME.fullmatch(text):
        return "looks like a name; names are not read, so give SMILES, for example CCO."
    return None
