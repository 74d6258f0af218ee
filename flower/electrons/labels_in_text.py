"""Deuterium and tritium written as `D` and `T`, which no SMILES does: what to write instead."""

from __future__ import annotations

import re

from flower.electrons.as_written import is_smiles
from flower.electrons.slips import readable
from flower.errors import shorten

_MASS = {"D": 2, "T": 3}
_NAME = {2: "deuterium", 3: "tritium"}
_BRACKET = re.compile(
    r"\[(\d*)([A-Z][a-z]?|[bcnops])?((?:[HDT]\d?)*)([+-]\d?|\++|-+)?\]((?:%\d\d|\d)*)"
)
_HYDROGENS = re.compile(r"([HDT])(\d?)")
_BARE = re.compile(r"(?<![A-Za-z])([DT])(?![a-z])|(?<=[A-Za-z)\]])([DT])(\d?)(?![a-z])")
_MAY_BE = re.compile(r"[DT]|-d\d")
_ONLY_LETTERS = re.compile(r"[A-Za-z]+")
_KNOWN = {
    "AcOD": "CC(=O)O[2H]", "BD3": "[2H]B([2H])[2H]",
    "C6D6": "c1([2H])c([2H])c([2H])c([2H])c([2H])c1[2H]", "CD2Cl2": "[2H]C([2H])(Cl)Cl",
    "CD3CN": "[2H]C([2H])([2H])C#N",
    "CD3COCD3": "[2H]C([2H])([2H])C(=O)C([2H])([2H])[2H]", "CD3I": "[2H]C([2H])([2H])I",
    "CD3Li": "[2H]C([2H])([2H])[Li]", "CD3MgBr": "[2H]C([2H])([2H])[Mg]Br",
    "CD3MgI": "[2H]C([2H])([2H])[Mg]I", "CD3OD": "[2H]OC([2H])([2H])[2H]",
    "CDCl3": "[2H]C(Cl)(Cl)Cl",
    "CF3CO2D": "[2H]OC(=O)C(F)(F)F", "CF3COOD": "[2H]OC(=O)C(F)(F)F", "D2": "[2H][2H]",
    "D2O": "[2H]O[2H]", "D2SO4": "[2H]OS(=O)(=O)O[2H]", "D3O+": "[2H][O+]([2H])[2H]",
    "DBr": "[2H]Br", "DCl": "[2H]Cl", "DMSO-d6": "[2H]C([2H])([2H])S(=O)C([2H])([2H])[2H]",
    "HD": "[2H][H]", "HDO": "[2H]O", "DOH": "[2H]O", "HTO": "[3H]O", "KOD": "[K+].[2H][O-]",
    "LiAlD4": "[Li+].[2H][Al-]([2H])([2H])[2H]", "LiOD": "[Li+].[2H][O-]", "MeOD": "CO[2H]",
    "NaBD4": "[Na+].[2H][B-]([2H])([2H])[2H]", "NaBT4": "[Na+].[3H][B-]([3H])([3H])[3H]",
    "NaD": "[Na+].[2H-]", "NaOD": "[Na+].[2H][O-]", "ND3": "[2H]N([2H])[2H]", "T2": "[3H][3H]",
    "T2O": "[3H]O[3H]", "acetone-d6": "[2H]C([2H])([2H])C(=O)C([2H])([2H])[2H]",
}  # fmt: skip


def why_labels(text: str) -> str | None:
    """Return the sentence for text in which hydrogen is labelled as no SMILES does; or None.

    What it offers can be read.

    >>> why_labels("[D]OC").split("; ")[1]
    'write `[2H]OC`.'
    >>> why_labels("C[Mg]Br.D2O").split("; ")[1]
    'write `C[Mg]Br.[2H]O[2H]`.'
    >>> why_labels("[CD3]I").split("; ")[1]
    'write `[C]([2H])([2H])([2H])I`.'
    >>> why_labels("DCC") is None, why_labels("CCO") is None
    (True, True)
    """
    if not _MAY_BE.search(text):
        return None
    pieces = text.strip().split(".")
    offered = ".".join(map(_in_smiles, pieces))
    if offered == text.strip() or not readable(offered):
        return None
    kinds = [f"{_NAME[mass]} is `[{mass}H]`" for mass in _NAME if f"[{mass}H" in offered]
    return (
        f"`{shorten(text)}` is no SMILES, where {' and '.join(kinds)}, an atom of its own; "
        f"write `{shorten(offered, 200)}`."
    )


def _in_smiles(piece: str) -> str:
    if is_smiles(piece):
        return piece
    if piece in _KNOWN:
        return _KNOWN[piece]
    rewritten = _BRACKET.sub(_bracket, piece)
    if _ONLY_LETTERS.fullmatch(rewritten):
        return piece  # an abbreviation, such as DCC
    outside = re.split(r"(\[[^\[\]]*\])", rewritten)
    return "".join(part if part.startswith("[") else _BARE.sub(_bare, part) for part in outside)


def _bracket(found: re.Match[str]) -> str:
    isotope, element, hydrogens, charge, rings = found.groups()
    charge = charge or ""
    if element in _MASS:
        element, hydrogens = None, f"{element}{hydrogens}"
    counts = {kind: int(count or 1) for kind, count in _HYDROGENS.findall(hydrogens or "")}
    if not any(kind in counts for kind in _MASS):
        return found.group()
    labels = [f"[{_MASS[kind]}H" for kind in _MASS for _ in range(counts.get(kind, 0))]
    if element is None:
        labels += ["[H"] * counts.get("H", 0)
        return "".join(f"{one}{charge}]" for one in labels) + rings
    plain = counts.get("H", 0)
    held = f"H{plain if plain > 1 else ''}" if plain else ""
    return f"[{isotope}{element}{held}{charge}]{rings}" + "".join(f"({one}])" for one in labels)


def _bare(found: re.Match[str]) -> str:
    first, later, count = found.groups()
    label = f"[{_MASS[first or later]}H]"
    return label if first or not count else f"({label})" * int(count)
