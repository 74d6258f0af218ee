"""Read an elementary step, mapped or not; without map numbers, by the fewest moved electrons."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations_with_replacement, islice
from typing import Literal, NamedTuple

import numpy as np
from jaxtyping import Bool
from rdkit import Chem

from flower.electrons.step_balance import imbalance, nearest_balanced
from flower.electrons.chemical_distance import (
    MOST_CUT,
    closest_forms,
    closest_mapping,
    distance_between,
)
from flower.electrons.elements import HYDROGEN
from flower.electrons.mapped import mapped_step_to_states, sides_of
from flower.electrons.numbering import Numbering
from flower.electrons.skeleton import Skeleton
from flower.electrons.smiles import aromatic_bonds, parse, smiles_to_state, state_to_mol
from flower.electrons.state import State
from flower.errors import InputError, shorten

_MOST_ATOMS = 250  # of the molecules that differ
_MOST_HOSTS = 40  # choices of the hydrogens that become nodes


class MappedReading(NamedTuple):
    """An elementary step whose atoms are told apart.

    Attributes:
        reactants: nodes in the order of the atoms as written; given map numbers, in their order.
        products: the same nodes in the same order, in the resonance form closest to the
            reactants'.
        how: where the mapping comes from.
        moved: electrons that leave their place; see `distance_between`.
    """

    reactants: State
    products: State
    how: Literal["as given", "by the fewest moved electrons"]
    moved: int


class _Molecule(NamedTuple):
    smiles: str
    nodes: tuple[int, ...]  # in canonical order


def read_step(step: str) -> MappedReading:
    """Read `reactants>>products` and say how its atoms were mapped.

    With map numbers on every heavy atom they are taken; with none, the mapping is the one that
    moves the fewest electrons, which does not depend on how the molecules are written. Molecules
    that are the same on both sides are spectators if a mapping can be found so. Aromatic rings of
    unmapped reactants get the Kekulé form closest to the products'.

    Raises InputError if the text is no step, only some atoms are numbered, the sides do not
    balance (the message offers the nearest balanced reading), the numbers contradict the
    structures, or no mapping is found.

    >>> reading = read_step("CCBr.[OH-]>>CCO.[Br-]")
    >>> reading.how, reading.moved
    ('by the fewest moved electrons', 4)
    >>> reading.products.bonds[1].tolist()
    [1, 0, 0, 1, 0]
    >>> read_step("CCBr.[OH-]>>CCO")
    Traceback (most recent call last):
    flower.errors.InputError: `CCBr.[OH-]>>CCO` does not balance: the product side lacks Br, \
and its charge is 0 against -1; write `CCBr.[OH-]>>CCO.[Br-]`.
    """
    sides = sides_of(step)
    numbered = [
        bool(atom.GetAtomMapNum())
        for side in sides
        for atom in parse(side, keep_hydrogens=True).GetAtoms()
        if atom.GetAtomicNum() != HYDROGEN or atom.GetAtomMapNum()
    ]
    if numbered and all(numbered):
        given = mapped_step_to_states(step)
        return MappedReading(*given, "as given", distance_between(*given).moved)
    if any(numbered):
        raise InputError(
            f"`{shorten(step)}` has map numbers on some atoms only; number every heavy atom on "
            "both sides, or none."
        )
    reactants, products = (smiles_to_state(side) for side in sides)
    wrong = imbalance(reactants, products)
    if wrong is not None:
        raise InputError(f"`{shorten(step)}` does not balance: {wrong}; {_advice(sides)}.")
    return _by_fewest_electrons(step, reactants, products)


def _advice(sides: list[str]) -> str:
    """Offer the balanced reading that adds least and moves the fewest electrons."""
    readings: list[tuple[int, str]] = []
    for text in nearest_balanced(*sides):
        try:
            readings.append((read_step(text).moved, text))
        except InputError:
            continue  # balanced, and yet no step that can be mapped
    if not readings:
        return "add what is missing, spectators and by-products too"
    return f"write `{min(readings)[1]}`"


def _by_fewest_electrons(step: str, reactants: State, products: State) -> MappedReading:
    molecules = [_molecules(state) for state in (reactants, products)]
    same, rest = _spectators(*molecules)
    found = _closest(reactants, products, same, rest)
    if found is None and same:  # a molecule may take part and be there again
        found = _closest(reactants, products, [], [_nodes(m) for m in molecules])
    if found is None:
        raise InputError(
            f"`{shorten(step)}` could not be mapped within {MOST_CUT} bonds cut or formed and "
            f"{_MOST_ATOMS} atoms; give map numbers."
        )
    return found


def _molecules(state: State) -> list[_Molecule]:
    mol = state_to_mol(state)
    pool = len(state) - 1
    atoms: list[tuple[int, ...]] = []
    found = []
    for fragment in Chem.GetMolFrags(mol, asMols=True, fragsMolAtomMapping=atoms):
        smiles = Chem.MolToSmiles(fragment)
        order = fragment.GetPropsAsDict(True, True)["_smilesAtomOutputOrder"]
        nodes = [atoms[len(found)][k] for k in order]
        found.append(_Molecule(smiles, tuple(i for i in nodes if i < pool)))
    return sorted(molecule for molecule in found if molecule.nodes)


def _nodes(molecules: list[_Molecule]) -> list[int]:
    return [i for molecule in molecules for i in molecule.nodes]


def _spectators(
    before: list[_Molecule], after: list[_Molecule]
) -> tuple[list[tuple[int, int]], list[list[int]]]:
    """Pair the nodes of molecules that both sides have; return the nodes of the others, too."""
    waiting: dict[str, list[_Molecule]] = defaultdict(list)
    for molecule in reversed(after):
        waiting[molecule.smiles].append(molecule)
    same: list[tuple[int, int]] = []
    rest: list[_Molecule] = []
    for molecule in before:
        if waiting[molecule.smiles]:
            partner = waiting[molecule.smiles].pop()
            same += zip(molecule.nodes, partner.nodes, strict=True)
        else:
            rest.append(molecule)
    return same, [_nodes(rest), _nodes(sorted(m for left in waiting.values() for m in left))]


def _closest(
    reactants: State, products: State, same: list[tuple[int, int]], rest: list[list[int]]
) -> MappedReading | None:
    """Map the rest; hydrogens that are nodes on one side only become nodes on the other."""
    best: MappedReading | None = None
    if max(map(len, rest)) > _MOST_ATOMS:
        return None
    alone = [
        sum(bool(state.element[i] == HYDROGEN and not state.isotope[i]) for i in nodes)
        for state, nodes in zip((reactants, products), rest, strict=True)
    ]
    for before, left in _with_hydrogens(reactants, rest[0], alone[1] - alone[0]):
        for after, right in _with_hydrogens(products, rest[1], alone[0] - alone[1]):
            sides = [
                Skeleton(part, _aromatic(part))
                for part in (_part(before, left), _part(after, right))
            ]
            mapping = closest_mapping(*sides, below=best.moved if best else None)
            if mapping is not None:
                pairs = [*same, *((left[i], right[j]) for i, j in enumerate(mapping.image))]
                best = _joined(before, after, pairs)
    return best


def _with_hydrogens(state: State, nodes: list[int], more: int) -> Iterator[tuple[State, list[int]]]:
    """The state with that many more hydrogens as nodes, taken from each choice of atoms."""
    if more <= 0:
        yield state, nodes
        return
    ranks = Chem.CanonicalRankAtoms(state_to_mol(state), breakTies=False)
    hosts = {ranks[i]: i for i in reversed(nodes) if state.hydrogens[i]}
    choices = combinations_with_replacement([hosts[r] for r in sorted(hosts)], more)
    for chosen in islice(choices, _MOST_HOSTS):
        if all(state.hydrogens[i] >= k for i, k in Counter(chosen).items()):
            yield _with_nodes(state, chosen), [*nodes, *range(len(state) - 1, len(state) - 1 + more)]


def _with_nodes(state: State, hosts: tuple[int, ...]) -> State:
    """The same flask; of each host, one more hydrogen is a node, before the pool."""
    pool = len(state) - 1
    new = np.arange(pool, pool + len(hosts))
    columns = {
        name: np.insert(getattr(state, name), [pool] * len(hosts), value)
        for name, value in (("element", HYDROGEN), ("hydrogens", 0), ("lone", 0), ("isotope", 0))
    }
    bonds = np.insert(state.bonds, [pool] * len(hosts), 0, axis=0)
    bonds = np.insert(bonds, [pool] * len(hosts), 0, axis=1)
    for node, host in zip(new.tolist(), hosts, strict=True):
        bonds[node, host] = bonds[host, node] = 1
        columns["hydrogens"][host] -= 1
    centres = tuple(c for c in state.centres if c.centre not in hosts)
    return State(**columns, bonds=bonds, centres=centres, double_bonds=state.double_bonds)


def _part(state: State, nodes: list[int]) -> State:
    """The given nodes in this order, and the pool."""
    order = [*nodes, len(state) - 1]
    columns = (getattr(state, c)[order] for c in ("element", "hydrogens", "lone"))
    return State(*columns, state.bonds[np.ix_(order, order)], state.isotope[order])


def _joined(before: State, after: State, pairs: list[tuple[int, int]]) -> MappedReading:
    place = np.full(len(after), len(before) - 1)
    for i, j in pairs:
        place[j] = i
    numbering = Numbering(place)
    aromatic = _aromatic(after)[np.ix_(numbering.reversed.place, numbering.reversed.place)]
    ordered = numbering.state(after)
    forms = closest_forms(before, ordered, _aromatic(before), aromatic)
    moved = distance_between(*forms).moved
    return MappedReading(*forms, "by the fewest moved electrons", moved)


def _aromatic(state: State) -> Bool[np.ndarray, "n n"]:
    return aromatic_bonds(state_to_mol(state), list(range(len(state) - 1)))
