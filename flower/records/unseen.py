"""Steps that lead to molecules which are to stay unseen, such as the products of a test set."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from flower.electrons import BOND_ORDER, HYDROGEN, State, state_to_smiles, uncharged_molecules
from flower.errors import InputError
from flower.records.encoding import EncodedStep
from flower.records.flask_files import read_reactants
from flower.records.sources import file_kind
from flower.records.store import HYDROGEN_CHANGE
from flower.records.structure_files import STRUCTURE_KINDS

_COLUMNS = ("reaction", "product", "products", "smiles", "SMILES")
_MAP_NUMBER = re.compile(r":\d+(?=\])")
_ORDER = np.array(BOND_ORDER)
_FEWEST = 6  # heavy atoms
_Elements = tuple[int, ...]


@dataclass(frozen=True)
class Unseen:
    """Molecules that no step may form.

    Attributes:
        molecules: uncharged, as canonical SMILES without stereo.
        elements: the heavy atoms of each, which most other molecules do not share.
    """

    molecules: frozenset[str]
    elements: frozenset[_Elements]

    @classmethod
    def of(cls, molecules: Iterable[str]) -> Unseen:
        """Gather molecules given as SMILES, uncharged."""
        told = frozenset(molecules)
        return cls(told, frozenset(map(_elements_of, told)))

    @classmethod
    def read(cls, path: str | Path) -> Unseen:
        """Read the products of a file: reactions (`reactants>>products`), or the products alone.

        Text holds one a line; a table has them in a column `reaction`, `product`, `products` or
        `smiles`. Of each line the largest molecule counts that its reactants are not, charge and
        stereo aside, unless it has fewer than six heavy atoms: those are by-products of too much,
        as hydrogen chloride and acetic acid are. Raises InputError for a line that cannot be read,
        since it would be trained on.
        """
        found = set[str]()
        for line, text in _lines(Path(path)):
            try:
                found |= {one for one in largest_product(text) if _counts(one)}
            except InputError as error:
                raise InputError(f"`{path}`, line {line}: {error}") from error
        if not found:
            raise InputError(
                f"`{path}` holds no product of {_FEWEST} heavy atoms or more to leave out; write "
                "one a line."
            )
        return cls.of(found)

    def are_formed_by(self, step: EncodedStep) -> bool:
        """Whether a step makes one of these molecules of others.

        >>> from flower.records.encoding import encode_step
        >>> step = encode_step("[CH3:1][Br:2].[OH-:3]>>[CH3:1][OH:3].[Br-:2]")
        >>> [Unseen.of([smiles]).are_formed_by(step) for smiles in ("CO", "Br", "CBr")]
        [True, True, False]
        """
        if not len(step.changes):
            return False
        changed = np.unique(step.changes[:, :2])
        changed = changed[changed != HYDROGEN_CHANGE]
        after = [
            part
            for part in _molecules(step, changed, after=True)
            if _heavy(step, part) in self.elements
        ]
        if not after:
            return False
        made = _smiles(step, after, after=True) & self.molecules
        if not made:
            return False
        before = _molecules(step, changed, after=False)
        return bool(made - _smiles(step, before, after=False))


def largest_product(text: str) -> frozenset[str]:
    """The largest molecule of a product side that the reactants are not, uncharged; or none.

    >>> [*largest_product("CC(=O)Cl.NC>>CC(=O)NC.Cl"), *largest_product("CC(=O)[O-].[Na+]")]
    ['CNC(C)=O', 'CC(=O)O']
    """
    reactants, arrow, products = _MAP_NUMBER.sub("", text).rpartition(">")
    there = frozenset[str]()
    if arrow:
        there = uncharged_molecules(".".join(filter(None, reactants.split(">"))))
    new = uncharged_molecules(products if arrow else text) - there
    return frozenset(sorted(new, key=lambda one: (-len(_elements_of(one)), one))[:1])


def _counts(smiles: str) -> bool:
    return len(_elements_of(smiles)) >= _FEWEST


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    kind = file_kind(path)
    rows = read_reactants(path) if kind in ("text", *STRUCTURE_KINDS) else _table(path, kind)
    return ((line, text.partition("|")[0]) for line, text in rows if text)


def _table(path: Path, kind: str) -> Iterator[tuple[int, str]]:
    from flower.records.tables import read_rows

    for line, row in read_rows(path, kind, _COLUMNS, _COLUMNS):
        cell = next((row[name] for name in _COLUMNS if name in row), None)
        yield line, "" if cell is None else str(cell).strip()


def _elements_of(smiles: str) -> _Elements:
    from flower.electrons import smiles_to_state

    element = smiles_to_state(smiles).element
    return tuple(sorted(element[element > HYDROGEN].tolist()))


def _heavy(step: EncodedStep, nodes: list[int]) -> _Elements:
    element = step.atoms[nodes, 0]
    return tuple(sorted(element[element > HYDROGEN].tolist()))


def _orders(step: EncodedStep, after: bool) -> dict[tuple[int, int], int]:
    """Bond orders of one side."""
    i, j, code = step.bonds.T.tolist()
    orders = dict(zip(zip(i, j, strict=True), _ORDER[code].tolist(), strict=True))
    if after:
        for a, b, delta in step.changes.tolist():
            if b > a:
                orders[a, b] = orders.get((a, b), 0) + delta
    return orders


def _molecules(step: EncodedStep, changed: np.ndarray, after: bool) -> list[list[int]]:
    """The nodes of each molecule of one side that holds a node which changes; not the pool."""
    near: dict[int, list[int]] = {}
    for (a, b), order in _orders(step, after).items():
        if order:
            near.setdefault(a, []).append(b)
            near.setdefault(b, []).append(a)
    pool, seen, found = len(step.atoms) - 1, set[int](), list[list[int]]()
    for first in changed.tolist():
        if first in seen or first == pool:
            continue
        part, waiting = [first], [first]
        seen.add(first)
        while waiting:
            for other in near.get(waiting.pop(), ()):
                if other not in seen:
                    seen.add(other)
                    part.append(other)
                    waiting.append(other)
        found.append(sorted(part))
    return found


def _smiles(step: EncodedStep, parts: list[list[int]], after: bool) -> frozenset[str]:
    """The molecules of one side with these nodes, uncharged."""
    n = len(step.atoms)
    element, hydrogens, lone = step.atoms[:, :3].astype(np.int64).T.copy()
    bonds = np.zeros((n, n), np.int64)
    for (a, b), order in _orders(step, after).items():
        bonds[a, b] = bonds[b, a] = order
    if after:
        for a, b, delta in step.changes.tolist():
            if a == b:
                lone[a] += delta
            elif b == HYDROGEN_CHANGE:
                hydrogens[a] += delta
    hydrogens[-1] = lone[-1] = 0  # free protons belong to none of them
    whole = State(element, hydrogens, lone, bonds, np.zeros(n, np.int64))
    found = set[str]()
    for part in parts:
        try:
            found |= uncharged_molecules(state_to_smiles(whole.part(part), stereo=False))
        except InputError:  # nothing that a list could name
            continue
    return frozenset(found)
