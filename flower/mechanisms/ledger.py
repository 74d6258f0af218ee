"""The books of an elementary step: what its arrows move must be what its two sides say."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import NamedTuple

from rdkit import Chem, rdBase

from flower.errors import InputError, shorten

Ends = tuple[int, int]
_ARROW = re.compile(r"\s*(\d+)(?:[-=#:~](\d+))?\s*([-~])>\s*(\d+)(?:[-=#:~](\d+))?\s*")
_CHARGE = re.compile(r"(?:\+\+|--|[+-])\d*")
_MOST_CHARACTERS, _MOST_QUERY_ATOMS, _DEEPEST = 2000, 60, 8
_ORDERS = {Chem.BondType.SINGLE: 1, Chem.BondType.DOUBLE: 2, Chem.BondType.TRIPLE: 3}


class Side(NamedTuple):
    """One side of an elementary step, by map numbers.

    Attributes:
        charge: formal charges; an atom that tells none is neutral, of several the lowest.
        spread: how far the charges of an atom that may have several go up from the lowest.
        bonds: orders of the bonds between numbered atoms, ascending; None for aromatic or any.
        symbol: element symbols as written, "*" for any.
        hydrogens: the numbered hydrogens.
    """

    charge: dict[int, int]
    bonds: dict[Ends, int | None]
    symbol: dict[int, str]
    hydrogens: frozenset[int]
    spread: dict[int, int]


class Moves(NamedTuple):
    """What arrows move: changes of bond orders (ascending ends) and of lone electrons.

    ``odd`` are the atoms whose unpaired electron a fishhook takes, ``passing`` those between which
    single electrons pass.
    """

    bonds: dict[Ends, int]
    lone: dict[int, int]
    odd: frozenset[int] = frozenset()
    passing: frozenset[int] = frozenset()


def read_arrows(text: str) -> Moves:
    """Read electron moves as `source -> sink`, a lone pair by its atom, a bond by its two ends.

    `->` moves a pair, the fishhook `~>` one electron; two fishhooks make or empty a bond.

    >>> read_arrows("4 -> 4-1, 1=2 -> 2")
    Moves(bonds={(1, 4): 1, (1, 2): -1}, lone={4: -2, 2: 2}, odd=frozenset(), passing=frozenset())
    >>> abstraction = read_arrows("1 ~> 1-3, 2-3 ~> 1-3, 2-3 ~> 2")
    >>> abstraction.bonds, abstraction.lone, abstraction.odd
    ({(1, 3): 1, (2, 3): -1}, {1: -1, 2: 1}, frozenset({1}))

    Raises InputError for text of another form, an arrow whose ends share no atom, or fishhooks
    that leave one electron in a bond.
    """
    electrons, lone = Counter[Ends](), Counter[int]()
    odd, passing = set[int](), set[int]()
    for part in text.split(","):
        found = _ARROW.fullmatch(part)
        if not found:
            raise InputError(
                f"`{shorten(part.strip())}` is no arrow; write a lone pair as `4`, a bond as "
                "`1=2`, and `->` (or `~>` for one electron) between where it leaves and goes."
            )
        a, b, c, d = (int(found[k]) if found[k] else None for k in (1, 2, 4, 5))
        moved = 2 if found[3] == "-" else 1
        transfer = moved == 1 and b is None and d is None and a != c
        if not transfer and not {a, b} & ({c, d} - {None}):
            raise InputError(f"The arrow `{part.strip()}` leads to atoms that its pair is not on.")
        if b is None and d is None and not transfer:
            raise InputError(f"The arrow `{part.strip()}` moves nothing.")
        assert a is not None
        assert c is not None
        if moved == 1 and b is None:
            odd.add(a)
        if transfer:
            passing |= {a, c}
        for sign, one, other in ((-moved, a, b), (moved, c, d)):
            if other is None:
                lone[one] += sign
            else:
                electrons[min(one, other), max(one, other)] += sign
    for (one, other), d_electrons in sorted(electrons.items()):
        if d_electrons % 2:
            raise InputError(
                f"The fishhooks leave the bond {one}-{other} with one electron too "
                f"{'many' if d_electrons > 0 else 'few'}; a bond holds two: write the fishhook of "
                f"the other electron, at atom {one} or {other}."
            )
    bonds = {ends: d // 2 for ends, d in electrons.items() if d}
    return Moves(bonds, {k: v for k, v in lone.items() if v}, frozenset(odd), frozenset(passing))


def read_smarts(smarts: str) -> Chem.Mol:
    """Parse SMARTS; InputError says which could not be."""
    if len(smarts) > _MOST_CHARACTERS or smarts.count("$(") > _DEEPEST * 8 or _depth(smarts) > 40:
        raise InputError(
            f"`{shorten(smarts)}` is too long or nested too deeply for SMARTS; write a simpler one."
        )
    with rdBase.BlockLogs():
        query = Chem.MolFromSmarts(smarts)
    if query is None or not query.GetNumAtoms():
        raise InputError(
            f"`{shorten(smarts)}` is no SMARTS that RDKit can read; check its brackets."
        )
    if query.GetNumAtoms() > _MOST_QUERY_ATOMS:
        raise InputError(
            f"`{shorten(smarts)}` has {query.GetNumAtoms()} atoms; a pattern has at most "
            f"{_MOST_QUERY_ATOMS}."
        )
    return query


def _depth(text: str) -> int:
    deepest = depth = 0
    for letter in text:
        if letter == "(":
            depth += 1
            deepest = max(deepest, depth)
        elif letter == ")":
            depth -= 1
    return deepest


def without_recursive(text: str, instead: str = "") -> str:
    """SMARTS of an atom without what stands in `$(...)`, or with something instead of it.

    >>> without_recursive("[N;!$(N(C)=O)]", "*")
    '[N;!*]'
    """
    kept, depth = "", 0
    for place, letter in enumerate(text):
        inside = depth > 0
        if letter == "(" and (inside or text[place - 1 : place] == "$"):
            depth += 1
            kept = kept if inside else kept[:-1] + instead
        elif inside:
            depth -= letter == ")"
        else:
            kept += letter
    return kept


def read_side(query: Chem.Mol) -> Side:
    """Tell charges, bonds and hydrogens of the numbered atoms of one side."""
    charge, symbols, hydrogens = dict[int, int](), dict[int, str](), set[int]()
    spread = dict[int, int]()
    for atom in query.GetAtoms():
        number = atom.GetAtomMapNum()
        if not number:
            continue
        if number in charge:
            raise InputError(f"Two atoms have the map number {number}; number each once on a side.")
        told = told_charges(atom)
        charge[number] = min(told, default=0)
        if len(told) > 1:
            spread[number] = max(told) - min(told)
            if sorted(told) != list(range(min(told), max(told) + 1)):
                raise InputError(
                    f"Atom {number} may have charges far apart; write one step for each."
                )
        symbols[number] = atom.GetSymbol()
        if atom.GetAtomicNum() == 1:
            hydrogens.add(number)
    bonds: dict[Ends, int | None] = {}
    for bond in query.GetBonds():
        ends = [a.GetAtomMapNum() for a in (bond.GetBeginAtom(), bond.GetEndAtom())]
        if all(ends):
            bonds[min(ends), max(ends)] = _order(bond)
    return Side(charge, bonds, symbols, frozenset(hydrogens), spread)


def told_charges(atom: Chem.Atom) -> frozenset[int]:
    """The charges that the text of a query atom names, what stands in `$(...)` aside.

    >>> sorted(told_charges(Chem.MolFromSmarts("[O-,S-]").GetAtomWithIdx(0)))
    [-1]
    """
    return _charges(str(atom.GetSmarts()))


@lru_cache(maxsize=4096)  # a library asks for the same atoms again and again
def _charges(smarts: str) -> frozenset[int]:
    text = without_recursive(smarts)
    if not text.startswith("["):
        return frozenset()
    text = re.sub(r"->|<-", "", text)
    found = set()
    for sign in _CHARGE.findall(text):
        digits = sign.strip("+-")
        size = int(digits) if digits else len(sign)
        found.add(size if sign[0] == "+" else -size)
    return frozenset(found)


def _order(bond: Chem.Bond) -> int | None:
    ends = (bond.GetBeginAtom(), bond.GetEndAtom())
    plain = bond.GetSmarts() in ("", "-", "=", "#")
    if not plain or (not bond.GetSmarts() and all(_may_be_aromatic(a) for a in ends)):
        return None
    return _ORDERS.get(bond.GetBondType())


def _may_be_aromatic(atom: Chem.Atom) -> bool:
    return _names_aromatic(str(atom.GetSmarts()))


@lru_cache(maxsize=4096)
def _names_aromatic(smarts: str) -> bool:
    text = without_recursive(smarts)
    return "*" in text or bool(
        re.search(r"(?<![A-Za-z])[cnosa](?![a-z])|#(?:6|7|8|16|34)(?!\d)", text)
    )


def check_books(before: Side, after: Side, moves: Moves) -> None:
    """Raise InputError unless the sides have the same atoms and the arrows explain what differs."""
    alone = sorted(before.charge.keys() ^ after.charge.keys())
    if alone:
        side = "reactant" if alone[0] in before.charge else "product"
        raise InputError(
            f"Atom{'s' * (len(alone) > 1)} {', '.join(map(str, alone))} "
            f"{'are' if len(alone) > 1 else 'is'} only on the {side} side; a step keeps its atoms."
        )
    for number, symbol in before.symbol.items():
        if "*" not in (symbol, after.symbol[number]) and symbol != after.symbol[number]:
            raise InputError(
                f"Atom {number} is {symbol} on the reactant side and {after.symbol[number]} on the "
                "product side."
            )
    unlike = sorted(k for k in before.charge if before.spread.get(k, 0) != after.spread.get(k, 0))
    if unlike:
        raise InputError(
            f"Atom {unlike[0]} may have several charges on one side; write as many on the other, "
            "such as `+0,+1` and `-1,+0`."
        )
    unknown = sorted(
        {k for ends in moves.bonds for k in ends}.union(moves.lone) - before.charge.keys()
    )
    if unknown:
        raise InputError(f"An arrow names atom {unknown[0]}, which the step does not have.")
    _check_electrons(before, after, moves)
    for ends in sorted({*before.bonds, *after.bonds, *moves.bonds}):
        was, becomes = before.bonds.get(ends, 0), after.bonds.get(ends, 0)
        if was is None or becomes is None:
            continue
        told, moved = becomes - was, moves.bonds.get(ends, 0)
        if told != moved:
            raise InputError(
                f"The bond {ends[0]}-{ends[1]} changes by {told:+d} between the sides and by "
                f"{moved:+d} by the arrows."
            )


def _check_electrons(before: Side, after: Side, moves: Moves) -> None:
    total = sum(after.charge.values()) - sum(before.charge.values())
    wrong = []
    for number in sorted(before.charge):
        gained = moves.lone.get(number, 0) + sum(
            d for ends, d in moves.bonds.items() if number in ends
        )
        told = before.charge[number] - after.charge[number]
        if told != gained:
            wrong.append((number, told, gained))
    if total:
        named = ", ".join(f"{k} ({before.symbol[k]})" for k, _, _ in wrong)
        raise InputError(
            f"The product side has {abs(total)} electron{'s' * (abs(total) > 1)} "
            f"{'fewer' if total > 0 else 'more'} than the reactant side, at atom"
            f"{'s' * (len(wrong) > 1)} {named}."
        )
    if wrong:
        number, told, gained = wrong[0]
        raise InputError(
            f"Atom {number} ({before.symbol[number]}) gains {told:+d} electrons by the charges of "
            f"the two sides and {gained:+d} by the arrows."
        )


@lru_cache(maxsize=16384)  # of the library's steps four in ten are written once more elsewhere
def read_written(text: str, arrows: str) -> tuple[Chem.Mol, Side, Moves]:
    """The reactant side as a query, what it tells, and what the arrows move; see `StepTemplate`."""
    sides = text.split(">>")
    if len(sides) != 2:
        raise InputError(f"`{shorten(text)}` is no reaction SMARTS; write `>>` once.")
    query, after = (read_smarts(side) for side in sides)
    before, moves = read_side(query), read_arrows(arrows)
    check_books(before, read_side(after), moves)
    return query, before, moves
