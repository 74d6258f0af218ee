"""Slips in SMILES that tell what was meant: it is offered, and what is offered can be read."""

from __future__ import annotations

import re

from rdkit import Chem, rdBase

from flower.electrons.as_written import unsanitized
from flower.electrons.ring_systems import refuse_endless_rings, refuse_known_endless
from flower.errors import InputError, shorten

TABLE = Chem.GetPeriodicTable()
ELEMENTS = frozenset(TABLE.GetElementSymbol(z) for z in range(1, 119))
_GROUPS = {
    "Me": "C", "Et": "CC", "Pr": "CCC", "nPr": "CCC", "iPr": "C(C)C", "Bu": "CCCC", "nBu": "CCCC",
    "tBu": "C(C)(C)C", "Ph": "c1ccccc1", "Bn": "Cc1ccccc1", "Bz": "C(=O)c1ccccc1", "Ac": "C(C)=O",
    "Ts": "S(=O)(=O)c1ccc(C)cc1", "Ms": "S(C)(=O)=O", "Tf": "S(=O)(=O)C(F)(F)F",
    "Boc": "C(=O)OC(C)(C)C", "Cbz": "C(=O)OCc1ccccc1", "TMS": "[Si](C)(C)C",
    "TBS": "[Si](C)(C)C(C)(C)C", "CHO": "C=O", "COOH": "C(=O)O", "CO2H": "C(=O)O", "CF3":
    "C(F)(F)F", "NO2": "[N+](=O)[O-]",
}  # fmt: skip
_EITHER_WAY = ("Me", "Et", "Pr", "nPr", "Bu", "nBu", "Ph")  # may stand first in a SMILES
_METALS = sorted(
    ELEMENTS - {"B", "C", "N", "O", "P", "S", "F", "Cl", "Br", "I", "H", *_GROUPS}, key=len
)[::-1]
_TOKEN = re.compile(
    rf"\[(?:{'|'.join((*_GROUPS, 'O(?:Me|Et|Ac|Ts|Ms|Tf|Ph|Bn)', 'MgBr', 'MgCl', 'MgI'))})\]"
    rf"|\[[^\[\]]*\]|{'|'.join(sorted(_GROUPS, key=len, reverse=True))}|Cl|Br|{'|'.join(_METALS)}|."
)
_HALIDE = re.compile(r"\[?([A-Z][a-z]?)(F|Cl|Br|I)([2-6])\]?")
_HYDROXIDE = re.compile(r"\[?(Li|Na|K|Rb|Cs)OH\]?")
_HYDROGEN_FIRST = re.compile(r"\[H(\d?)([A-Z][a-z]?)([+-]\d?)?\]")
_CHARGE_MISPLACED = re.compile(
    r"\[([A-Z][a-z]?)([2-4])([+-])\]|\[([A-Z][a-z]?(?:H\d?)?)\]([+-]\d?)(?=$|\.)"
)
_CHARGE_LAST = re.compile(r"(.*?)(Cl|Br|[A-Z][a-z]?(?:H\d?)?|H\d?[A-Z][a-z]?|H|\d?)([+-])")
_ANY_GROUP = re.compile(r"\[(R\d*|R'|X|Y|Z|Ar|Nu|E|L|M|PG|LG|EWG|Hal)\]|^(R|Ar)(?=[A-Z(=#.-])")
_RADICAL_DOT = re.compile(r"\[([A-Za-z0-9@+-]+)[.•]\]")
_QUERY = re.compile(r"\[[^\[\]]*[;,&!#$][^\[\]]*\]|[~!]|\[[aAxXvRrD]\d*\]")
_MUCH_BOUND = re.compile(r"\[(?:Li|Na|K|Rb|Cs)\][=#]|[=#]\[(?:Li|Na|K|Rb|Cs)\]")
_LONGEST = 300
_TERMINAL = Chem.MolFromSmarts("[*]=[N;X2]=[N;D1]")


def readable(smiles: str) -> bool:
    """Whether RDKit makes molecules of text, in bounded time.

    >>> readable("CCO.[Na+]"), readable("CCO."), readable("C(C)(C)(C)(C)C")
    (True, False, False)
    """
    if not smiles or not smiles.isascii() or " " in smiles:
        return False
    with rdBase.BlockLogs():
        try:
            refuse_known_endless(smiles)
            as_written = unsanitized(smiles)
            if as_written is None or not as_written.GetNumAtoms():
                return False
            refuse_endless_rings(as_written, smiles)
        except InputError:
            return False
        return Chem.MolFromSmiles(smiles) is not None


def why_slipped(text: str) -> str | None:
    """Return the sentence for a slip in text that cannot be read, with what was meant; or None.

    >>> why_slipped("CMgBr"), why_slipped("CCO")
    ('`CMgBr` is no SMILES, where metals stand in square brackets; write `C[Mg]Br`.', None)
    >>> why_slipped("[H3O+].[Cl-]")
    '`[H3O+].[Cl-]` is no SMILES, where hydrogens stand behind their atom; write `[OH3+].[Cl-]`.'
    >>> why_slipped("Na+.OH-")
    '`Na+.OH-` is no SMILES, where ions stand in square brackets; write `[Na+].[OH-]`.'
    """
    if len(text) > _LONGEST or readable(text):
        return None
    shown = f"`{shorten(text)}` is no SMILES"
    found = _ANY_GROUP.search(text)
    if found:
        return f"{shown}: `{found.group()}` stands for any group or metal; put in a real one."
    for what, pieces in (
        ("where hydrogens stand behind their atom", _HYDROGEN_FIRST.sub(_behind, text)),
        ("where ions stand in square brackets", _by_piece(text, _charged)),
        ("where a charge stands last in square brackets", _CHARGE_MISPLACED.sub(_last, text)),
        ("where every bond is written", _by_piece(text, _halide)),
        ("where metals stand in square brackets", _by_piece(text, _metals)),
        ("where groups are written out", _by_piece(text, _groups)),
        ("where a radical has no dot", _RADICAL_DOT.sub(r"[\1]", text)),
        ("where diazo compounds and azides have charges", _diazo(text)),
    ):
        if pieces != text and readable(pieces):
            return f"{shown}, {what}; write `{pieces}`."
    if _QUERY.search(text):
        return f"{shown} of molecules but a query (SMARTS); write its atoms and bonds."
    return None


def _by_piece(text: str, change: object) -> str:
    assert callable(change)
    return ".".join(one if readable(one) else str(change(one)) for one in text.split("."))


def _behind(found: re.Match[str]) -> str:
    count, element, charge = found.groups()
    if element not in ELEMENTS:
        return found.group()
    return f"[{element}H{count}{charge or ''}]"


def _last(found: re.Match[str]) -> str:
    atom, count, sign, bare, charge = found.groups()
    return f"[{atom}{sign}{count}]" if atom else f"[{bare}{charge}]"


def _charged(piece: str) -> str:
    inside = f"[{piece}]"
    found = _CHARGE_LAST.fullmatch(piece)
    if readable(inside) or found is None:
        return inside if found is not None else piece
    before, atom, charge = found.groups()
    swapped = _HYDROGEN_FIRST.sub(_behind, inside)
    return swapped if not before else f"{before}[{atom}{charge}]"


def _halide(piece: str) -> str:
    found = _HALIDE.fullmatch(piece)
    if found is None or found[1] not in ELEMENTS or found[1] in ("H", "C", "N", "O"):
        hydroxide = _HYDROXIDE.fullmatch(piece)
        return piece if hydroxide is None else f"[{hydroxide[1]}+].[OH-]"
    metal, halogen, count = found[1], found[2], int(found[3])
    atom = metal if metal in ("B", "P", "S") else f"[{metal}]"
    return f"{atom}{f'({halogen})' * (count - 1)}{halogen}"


def _metals(piece: str) -> str:
    if piece.endswith("CN"):  # a cyanide, whose bonds a formula does not tell
        return piece
    written = "".join(_bracketed(one) for one in _TOKEN.findall(piece))
    return piece if _MUCH_BOUND.search(written) else re.sub(r"\((Br|Cl|I)\)$", r"\1", written)


def _bracketed(token: str) -> str:
    if token in ("[MgBr]", "[MgCl]", "[MgI]"):
        return f"[Mg]({token[3:-1]})"
    return f"[{token}]" if token in _METALS else token


def _groups(piece: str) -> str:
    """Write groups out, where they stand last, or first if they are the same both ways."""
    if piece.endswith("CN"):
        return piece
    tokens = [_bracketed(one) for one in _TOKEN.findall(piece)]
    labels = iter(str(n) for n in range(9, 0, -1) if str(n) not in piece)
    made = []
    for k, token in enumerate(tokens):
        name = token.strip("[]")
        led = "O" if name[:1] == "O" and name[1:] in _GROUPS else ""
        group = _GROUPS.get(name.removeprefix(led))
        after = tokens[k + 1] if k + 1 < len(tokens) else ""
        last = after in ("", ")")
        if (
            group is None
            or len(tokens) == 1
            or not (last or (k == 0 and not led and name in _EITHER_WAY))
        ):
            made.append(token)
        else:
            made.append(led + (group.replace("1", next(labels, "1")) if "1" in group else group))
    written = "".join(made)
    return piece if made == tokens or _MUCH_BOUND.search(written) else written


def _diazo(text: str) -> str:
    """`C=N=N` with its charges."""
    parameters = Chem.SmilesParserParams()
    parameters.sanitize = False
    with rdBase.BlockLogs():
        mol = Chem.MolFromSmiles(text, parameters)
        if mol is None or not (matches := mol.GetSubstructMatches(_TERMINAL)):
            return text
        for _, middle, end in matches:
            mol.GetAtomWithIdx(middle).SetFormalCharge(1)
            mol.GetAtomWithIdx(end).SetFormalCharge(-1)
        return str(Chem.MolToSmiles(mol, canonical=False))
