"""A second opinion on an expansion: the atom map that the source of the reaction carries.

A map says which reactant atom each product atom is; so do steps, which keep their atoms. Whether
both say the same is seen by `flower.mechanisms.reaction_graph`, up to symmetry.

Product atoms without a number, or with one that they share, may come from anywhere. So may oxygens
and halogens that have one neighbour in the product: it matters where they are, not which they were.
Water, acids and esters exchange them, and maps guess there. They guess, too, at which end of an
allyl group a substituent has come.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from rdkit import Chem

from flower.electrons import State, state_to_mol, uncharged
from flower.electrons.parsing import parse
from flower.errors import InputError, shorten
from flower.mechanisms.reaction_graph import (
    Pair,
    ReactionGraph,
    ascending,
    elements_beside,
    may_be_exchanged,
)

if TYPE_CHECKING:
    from flower.mechanisms.template import TakenStep
from flower.mechanisms.usual_salts import HEAVY_ALKALI, SALT_FORMERS, SALT_METALS

_NUMBER = re.compile(r":\d+\]")
_MOST_TRIED = 2000  # ways to lay a product, of which not all atoms are mapped, on the end
_MOST_MATCHES = 64
_STRONG = Chem.MolFromSmarts(
    "[$([CX4;!$(C[OX2H]);!$(C(=O))]),$([c][CX2]#N)]-"
    "[$([CX4]),$([CX2]#N),$([NX3]([CH3])[CX3]=O),$([CX3](=O)([CH3])[OX2H])]"
)
# Whole and part of a reagent in which a map may mistake the last atom for the first: the two
# monomers of Lawesson's reagent, dichloromethyl methyl ether, trimethylsilyldiazomethane.
_MISTAKEN = [
    Chem.MolFromSmarts(text)
    for text in ("[SX2;r4]P=[SX1]", "[CH1](Cl)(Cl)O[CH3]", "[CH1](=[N+])[Si][CH3]")
]
_ALLYL = [Chem.MolFromSmarts(text) for text in ("[CX3]=[CX3][CX4]", "[CX2]#[CX2][CX4]")]


class _Product(NamedTuple):
    """A product molecule with mapped atoms.

    Attributes:
        smiles: uncharged, without stereo.
        sources: reactant atom that each of its atoms is, where the map tells.
        skeleton: query for its heavy atoms and their bonds of whatever order.
        reaction: what the map tells of it.
        colours: of the reaction, and of those that the ends of an allyl group make the same.
    """

    smiles: str
    sources: dict[int, int]
    skeleton: Chem.Mol
    reaction: ReactionGraph
    colours: list[Counter[int]]


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

        Products that the steps do not lead to are not judged, nor is a map that makes and breaks
        more bonds than the steps, or breaks one between saturated carbons, or of an amide's methyl
        group, where the steps break none: it takes atoms from where it must not.
        """
        for product in self.products:
            mine = None
            for mine in _of_steps(steps, product):
                if mine.colours() in product.colours:
                    break
            else:
                if (
                    mine is not None
                    and product.reaction.distance <= mine.distance
                    and not self._is_far_fetched(product.reaction, mine)
                ):
                    return self._told(product.reaction, mine, steps[0].reactants)
        return None

    def _is_far_fetched(self, source: ReactionGraph, mine: ReactionGraph) -> bool:
        """Whether a map breaks a carbon bond that hardly breaks, and the steps none like it."""
        strong = {
            ascending(*ends)
            for ends in self._reactants.GetSubstructMatches(_STRONG)
            if len(ends) == 2
        }
        kinds = {_kind(source, pair) for pair in source.broken & strong}
        return bool(kinds) and kinds.isdisjoint(_kind(mine, pair) for pair in mine.broken)

    def _told(self, source: ReactionGraph, mine: ReactionGraph, flask: State) -> str:
        numbers = self._numbers_of_nodes(flask)
        return (
            f"the map {source.words(dict(enumerate(self._numbers)))}, the mechanism "
            f"{mine.words(numbers)}"
        )

    def _numbers_of_nodes(self, flask: State) -> dict[int, int]:
        """Map numbers of the nodes of a flask; of equivalent ones, any."""
        numbers: dict[int, int] = {}
        there = list[tuple[int, ...]]()
        pieces = Chem.GetMolFrags(
            state_to_mol(flask), asMols=True, sanitizeFrags=False, fragsMolAtomMapping=there
        )
        free = list(range(len(pieces)))
        for atoms in Chem.GetMolFrags(self._reactants):
            query = _skeleton(self._reactants, atoms)
            for k in free:
                match = pieces[k].GetSubstructMatch(query)
                if match and len(match) == len(there[k]):
                    numbers |= {
                        there[k][i]: self._numbers[a] for i, a in zip(match, atoms, strict=True)
                    }
                    free.remove(k)
                    break
        return numbers


def read_atom_map(reaction: str) -> AtomMap | None:
    """Read the map of `reactants>>products`; None if no product atom has a number of a reactant's.

    >>> source = read_atom_map("[CH3:1][Br:2].[NH3:3]>>[CH3:1][NH2:3]")
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
    products = [parse(text) for text in parts[2].split(".")]
    found = AtomMap(parse(".".join(filter(None, parts[:2]))), products)
    return found if found.products else None


def _kind(graph: ReactionGraph, pair: Pair) -> tuple[int, ...]:
    return tuple(sorted(graph.element[i] for i in pair))


def _product(reactants: Chem.Mol, numbers: Sequence[int], mol: Chem.Mol) -> _Product:
    atom_of = {number: i for i, number in enumerate(numbers) if number}
    there = Counter(atom.GetAtomMapNum() for atom in mol.GetAtoms())
    sources = {
        atom.GetIdx(): atom_of[number]
        for atom in mol.GetAtoms()
        if there[number := atom.GetAtomMapNum()] == 1 and number in atom_of and number
        if not may_be_exchanged(atom.GetAtomicNum(), atom.GetDegree())
    }
    reaction = _reaction(reactants, mol, sources)
    colours = [reaction.colours()]
    changed = {i for ends in reaction.made | reaction.broken for i in ends}
    for a, b in _allyl_ends(reactants):
        if {a, b} & changed and {a, b} <= reaction.kept:
            other = {i: {a: b, b: a}.get(source, source) for i, source in sources.items()}
            colours.append(_reaction(reactants, mol, other).colours())
    for ends in (match for one in _MISTAKEN for match in reactants.GetSubstructMatches(one)):
        if ends[-1] in sources.values():
            swapped = {i: ends[0] if a == ends[-1] else a for i, a in sources.items()}
            colours.append(_reaction(reactants, mol, swapped).colours())
    everything = range(mol.GetNumAtoms())
    return _Product(_plain(mol, everything), sources, _skeleton(mol, everything), reaction, colours)


def _reaction(reactants: Chem.Mol, mol: Chem.Mol, sources: Mapping[int, int]) -> ReactionGraph:
    return ReactionGraph(
        [atom.GetAtomicNum() for atom in reactants.GetAtoms()],
        frozenset(_bonds_of(reactants)),
        frozenset(
            ascending(sources[a], sources[b])
            for a, b in _bonds_of(mol)
            if a in sources and b in sources
        ),
        frozenset(sources.values()),
        elements_beside(_bonds_of(mol), sources, [a.GetAtomicNum() for a in mol.GetAtoms()]),
    )


def _allyl_ends(mol: Chem.Mol) -> Iterator[Pair]:
    """Ends of C=C-C or C#C-C, between which a substituent may move, and a map with it."""
    for group in _ALLYL:
        for ends in mol.GetSubstructMatches(group, maxMatches=_MOST_MATCHES):
            yield ends[0], ends[2]


def _of_steps(steps: Sequence[TakenStep], product: _Product) -> Iterator[ReactionGraph]:
    """The reaction as steps tell it, once for each way to lay the product on their end."""
    end = steps[-1]
    element = end.products.element.tolist()
    before, after = _bonds_at_start(steps), _heavy_bonds(end.products)
    seen: set[frozenset[int]] = set()
    for piece in Chem.GetMolFrags(end.mol):
        if _plain(end.mol, piece) != product.smiles:
            continue
        nodes = frozenset(i for i in piece if i < len(element) and element[i] > 1)
        inside = [pair for pair in after if nodes.issuperset(pair)]
        degree = Counter(i for pair in inside for i in pair)
        told = frozenset(i for i in nodes if not may_be_exchanged(element[i], degree[i]))
        choices: Iterable[frozenset[int]] = [told]
        if len(product.sources) < len(told):
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
                made = frozenset(pair for pair in inside if kept.issuperset(pair))
                others = elements_beside(inside, {i: i for i in kept}, element)
                yield ReactionGraph(element, before, made, kept, others)


def _bonds_at_start(steps: Sequence[TakenStep]) -> frozenset[Pair]:
    """Bonds of the flask, and of what is added later, as it comes."""
    bonds, known = set[Pair](), 0
    for step in steps:
        n = len(step.reactants) - 1
        if n > known:
            bonds |= {pair for pair in _heavy_bonds(step.reactants) if pair[1] >= known}
            known = n
    return frozenset(bonds)


def _heavy_bonds(state: State) -> frozenset[Pair]:
    heavy = state.element > 1
    rows, columns = np.nonzero(np.triu(state.bonds * np.outer(heavy, heavy)))
    element = state.element.tolist()
    pairs = zip(rows.tolist(), columns.tolist(), strict=True)
    return frozenset((i, j) for i, j in pairs if not _is_of_a_salt(element[i], element[j]))


def _bonds_of(mol: Chem.Mol) -> Iterator[Pair]:
    for bond in mol.GetBonds():
        ends = bond.GetBeginAtom().GetAtomicNum(), bond.GetEndAtom().GetAtomicNum()
        if min(ends) > 1 and not _is_of_a_salt(*ends):
            yield ascending(bond.GetBeginAtomIdx(), bond.GetEndAtomIdx())


def _is_of_a_salt(one: int, other: int) -> bool:
    """Whether sources draw a bond of these elements as a bond or as ions."""
    return any(
        (metal in SALT_METALS and rest in SALT_FORMERS) or (metal in HEAVY_ALKALI and rest == 6)
        for metal, rest in ((one, other), (other, one))
    )


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
