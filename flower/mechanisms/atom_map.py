"""A second opinion on an expansion: the atom map that the source of the reaction carries.

A map says which reactant atom each product atom is; so do steps, which keep their atoms. Both are
the same up to symmetry if the graphs of their reactions are: all heavy atoms of the reactants that
the product is made of, joined by the bonds that they have before and after. Bond orders, charges
and protons are set aside, and with them resonance forms and tautomers. Graphs are compared by
colour refinement (Weisfeiler and Leman, NTI 2 (9), 12, 1968), to which graphs of molecules that it
cannot tell apart would look alike.

Product atoms without a number, or with one that they share, may come from anywhere.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from jaxtyping import Bool
from rdkit import Chem

from flower.electrons import State, state_to_mol, uncharged
from flower.electrons.elements import symbol
from flower.electrons.parsing import parse
from flower.errors import InputError, shorten

if TYPE_CHECKING:
    from flower.mechanisms.template import TakenStep

_NUMBER = re.compile(r":\d+\]")
_MOST_TRIED = 2000  # ways to lay a product, of which not all atoms are mapped, on the end
_MOST_MATCHES = 64
_MOST_NAMED = 4
Pair = tuple[int, int]


@dataclass(frozen=True)
class _Reaction:
    """Heavy atoms of the reactants, their bonds, and those of them that are in the product.

    Attributes:
        element: of each atom.
        before: bonds of the reactants, ascending.
        after: bonds of the product, ascending.
        kept: atoms of which the product is made.
    """

    element: Sequence[int]
    before: frozenset[Pair]
    after: frozenset[Pair]
    kept: frozenset[int]

    def colours(self) -> Counter[int]:
        """What refinement makes of the atoms of all molecules that give an atom to the product."""
        taking_part = _reach(self.kept, self.before)
        beside: dict[int, list[tuple[int, bool, bool]]] = {i: [] for i in taking_part}
        for a, b in self.before | self.after:
            if a in beside and b in beside:
                how = (a, b) in self.before, (a, b) in self.after
                beside[a].append((b, *how))
                beside[b].append((a, *how))
        colour = {i: hash((self.element[i], i in self.kept)) for i in taking_part}
        for _ in range(len(taking_part)):
            finer = {
                i: hash((colour[i], tuple(sorted((colour[j], *how) for j, *how in beside[i]))))
                for i in taking_part
            }
            settled = len(set(finer.values())) == len(set(colour.values()))
            colour = finer
            if settled:
                break
        return Counter(colour.values())

    @property
    def made(self) -> frozenset[Pair]:
        """Bonds that the reaction makes."""
        return self.after - self.before

    @property
    def broken(self) -> frozenset[Pair]:
        """Bonds that it breaks, as far as the product tells."""
        return frozenset(
            pair
            for pair in self.before - self.after
            if pair[0] in self.kept or pair[1] in self.kept
        )


class _Product(NamedTuple):
    """A product molecule with mapped atoms.

    Attributes:
        smiles: uncharged, without stereo.
        sources: reactant atom that each of its atoms is, where the map tells.
        skeleton: query for its heavy atoms and their bonds of whatever order.
        reaction: what the map tells of it.
        colours: of the reaction.
    """

    smiles: str
    sources: dict[int, int]
    skeleton: Chem.Mol
    reaction: _Reaction
    colours: Counter[int]


class AtomMap:
    """The map of an overall reaction; see `read_atom_map`.

    Attributes:
        products: the product molecules that have mapped atoms.
    """

    def __init__(self, reactants: Chem.Mol, products: Sequence[Chem.Mol]) -> None:
        self._reactants = reactants
        self._numbers = [atom.GetAtomMapNum() for atom in reactants.GetAtoms()]
        found = (_product(reactants, self._numbers, mol) for mol in products)
        self.products = [product for product in found if product.sources]

    def disagreement(self, steps: Sequence[TakenStep]) -> str | None:
        """Say which bonds the map makes and breaks, and which the steps do, if that differs.

        Products that the steps do not lead to are not judged.
        """
        flask, end = steps[0].reactants, steps[-1]
        pieces = [(_plain(end.mol, piece), piece) for piece in Chem.GetMolFrags(end.mol)]
        for product in self.products:
            alike = [piece for smiles, piece in pieces if smiles == product.smiles]
            mine = None
            for mine in _of_steps(flask, end, product, alike):
                if mine.colours() == product.colours:
                    break
            else:
                if mine is not None:
                    return self._told(product.reaction, mine, flask)
        return None

    def _told(self, source: _Reaction, mine: _Reaction, flask: State) -> str:
        numbers = self._numbers_of_nodes(flask)
        return (
            f"the map {_words(source, dict(enumerate(self._numbers)))}, the mechanism "
            f"{_words(mine, numbers)}"
        )

    def _numbers_of_nodes(self, flask: State) -> dict[int, int]:
        """Map numbers of the nodes of a flask; of equivalent ones, any."""
        numbers: dict[int, int] = {}
        mol = state_to_mol(flask)
        for atoms in Chem.GetMolFrags(self._reactants):
            query = _skeleton(self._reactants, atoms)
            for match in mol.GetSubstructMatches(query, maxMatches=_MOST_MATCHES):
                if numbers.keys().isdisjoint(match):
                    numbers |= {i: self._numbers[a] for i, a in zip(match, atoms, strict=True)}
                    break
        return numbers


def read_atom_map(reaction: str) -> AtomMap | None:
    """Read the map of `reactants>>products`; None if no product atom has a number of a reactant's.

    >>> source = read_atom_map("[CH3:1][Br:2].[OH-:3]>>[CH3:1][OH:3]")
    >>> source is not None and [sorted(one.reaction.made) for one in source.products]
    [[(0, 2)]]
    >>> read_atom_map("CBr.[OH-]>>CO") is None
    True

    Raises InputError if it is no reaction.
    """
    parts = [part.strip() for part in reaction.split(">")]
    if len(parts) != 3 or not parts[0] or not parts[2]:
        raise InputError(f"`{shorten(reaction)}` is no reaction; write `reactants>>products`.")
    if not _NUMBER.search(parts[2]):
        return None
    products = [mol for text in parts[2].split(".") for mol in [parse(text)]]
    found = AtomMap(parse(".".join(filter(None, parts[:2]))), products)
    return found if found.products else None


def _product(reactants: Chem.Mol, numbers: Sequence[int], mol: Chem.Mol) -> _Product:
    atom_of = {number: i for i, number in enumerate(numbers) if number}
    there = Counter(atom.GetAtomMapNum() for atom in mol.GetAtoms())
    sources = {
        atom.GetIdx(): atom_of[number]
        for atom in mol.GetAtoms()
        if there[number := atom.GetAtomMapNum()] == 1 and number in atom_of and number
    }
    after = frozenset(
        _pair(sources[a], sources[b]) for a, b in _bonds_of(mol) if a in sources and b in sources
    )
    element = [atom.GetAtomicNum() for atom in reactants.GetAtoms()]
    before = frozenset(_bonds_of(reactants))
    reaction = _Reaction(element, before, after, frozenset(sources.values()))
    everything = range(mol.GetNumAtoms())
    return _Product(
        _plain(mol, everything), sources, _skeleton(mol, everything), reaction, reaction.colours()
    )


def _of_steps(
    flask: State, end: TakenStep, product: _Product, pieces: Sequence[Sequence[int]]
) -> Iterator[_Reaction]:
    """The reaction as steps tell it, once for each way to lay the product on their end."""
    heavy = flask.element > 1
    element = flask.element.tolist()
    before, after = (_heavy_bonds(state, heavy) for state in (flask, end.products))
    seen: set[frozenset[int]] = set()
    for piece in pieces:
        nodes = frozenset(i for i in piece if i < len(heavy) and heavy[i])
        choices: Iterable[frozenset[int]] = [nodes]
        if len(product.sources) < len(nodes):
            matches = end.mol.GetSubstructMatches(
                product.skeleton, uniquify=False, maxMatches=_MOST_TRIED
            )
            choices = (
                frozenset(match[a] for a in product.sources)
                for match in matches
                if nodes.issuperset(match)
            )
        for kept in choices:
            if kept not in seen and len(seen) < _MOST_MATCHES:
                seen.add(kept)
                inside = frozenset(pair for pair in after if kept.issuperset(pair))
                yield _Reaction(element, before, inside, kept)


def _heavy_bonds(state: State, heavy: Bool[np.ndarray, " n"]) -> frozenset[Pair]:
    rows, columns = np.nonzero(np.triu(state.bonds))
    pairs = zip(rows.tolist(), columns.tolist(), strict=True)
    return frozenset((i, j) for i, j in pairs if heavy[i] and heavy[j])


def _bonds_of(mol: Chem.Mol) -> Iterator[Pair]:
    for bond in mol.GetBonds():
        if bond.GetBeginAtom().GetAtomicNum() > 1 and bond.GetEndAtom().GetAtomicNum() > 1:
            yield _pair(bond.GetBeginAtomIdx(), bond.GetEndAtomIdx())


def _pair(a: int, b: int) -> Pair:
    return (a, b) if a < b else (b, a)


def _reach(atoms: Iterable[int], bonds: Iterable[Pair]) -> set[int]:
    """The atoms of all molecules that hold one of these."""
    beside: dict[int, list[int]] = {}
    for a, b in bonds:
        beside.setdefault(a, []).append(b)
        beside.setdefault(b, []).append(a)
    found = set(atoms)
    waiting = list(found)
    while waiting:
        for j in beside.get(waiting.pop(), ()):
            if j not in found:
                found.add(j)
                waiting.append(j)
    return found


def _plain(mol: Chem.Mol, atoms: Sequence[int]) -> str:
    """One molecule uncharged, without numbers and stereo."""
    bare = Chem.Mol(mol)
    for atom in bare.GetAtoms():
        atom.SetAtomMapNum(0)
    return uncharged(Chem.MolFragmentToSmiles(bare, list(atoms)))


def _skeleton(mol: Chem.Mol, atoms: Sequence[int]) -> Chem.Mol:
    """Query for these atoms in this order by element, joined by any bonds."""
    query = Chem.RWMol()
    place = {atom: query.AddAtom(_any(mol.GetAtomWithIdx(atom))) for atom in atoms}
    for bond in mol.GetBonds():
        a, b = bond.GetBeginAtomIdx(), bond.GetEndAtomIdx()
        if a in place and b in place:
            query.AddBond(place[a], place[b], Chem.BondType.SINGLE)
            last = query.GetNumBonds() - 1
            query.ReplaceBond(last, Chem.BondFromSmarts("~"))
    return query.GetMol()


def _any(atom: Chem.Atom) -> Chem.Atom:
    return Chem.AtomFromSmarts(f"[#{atom.GetAtomicNum()};D{atom.GetDegree()}]")


def _words(reaction: _Reaction, numbers: Mapping[int, int]) -> str:
    def named(pairs: frozenset[Pair]) -> str:
        texts = sorted(
            "-".join(f"{symbol(reaction.element[i])}{numbers.get(i) or ''}" for i in pair)
            for pair in pairs
        )
        more = f" and {len(texts) - _MOST_NAMED} more" if len(texts) > _MOST_NAMED else ""
        return (", ".join(texts[:_MOST_NAMED]) + more) or "no bond"

    return f"makes {named(reaction.made)} and breaks {named(reaction.broken)}"
