"""Read an elementary step, mapped or not: without map numbers, by the fewest moved electrons."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations, islice
from typing import Literal, NamedTuple

import networkx as nx
from rdkit import Chem

from flower.change import Change
from flower.electrons.change import change_between
from flower.electrons.configuration import misfits
from flower.electrons.effort import Effort, Exhausted
from flower.electrons.elements import HYDROGEN
from flower.electrons.parsing import parse
from flower.electrons.smiles import is_proton
from flower.electrons.state import State
from flower.errors import InputError, shorten
from flower.steps.agents import sides_of
from flower.steps.balance import check_sides
from flower.steps.mapped import mapped_step_to_states
from flower.steps.skeletons import Side, alike_after_cuts, cost, matches

HowMapped = Literal["as given", "by the fewest moved electrons"]
MOST_CUTS = 3
"""Bonds between heavy atoms that may be cut on one side."""
_MOST_TOGETHER = 4
_MOST_WEIGHED = 8  # of which so many, the cheapest, are weighed exactly
_MOST_EFFORT = 500_000  # atoms looked at; of 250 recorded steps none takes a fifth of them

_MAP_NUMBER = re.compile(r":\d+\]")


class MappedReading(NamedTuple):
    """An elementary step as two states with the same nodes in the same order.

    Attributes:
        reactants: nodes in the order of the atoms as written.
        products: the same nodes.
        how: where the mapping is from.
        moved: electrons that change place; see `moved_electrons`.
    """

    reactants: State
    products: State
    how: HowMapped
    moved: int


def read_step(step: str) -> MappedReading:
    """Read `reactants>>products` of a whole flask.

    With a map number on every atom but hydrogens it is read as given. Without any, atoms are
    mapped so that the fewest electrons move: molecules on both sides stay, of the others the
    fewest bonds between heavy atoms are cut until both sides have the same skeletons, and of all
    ways to lay one on the other that which moves the fewest electrons is taken.

    Raises InputError if a side cannot be read, if the sides do not balance (the message says what
    is missing where, and offers a reading that balances), if map numbers are on some atoms only or
    contradict the structures, or if no mapping is found.

    >>> reading = read_step("CCBr.[OH-]>>CCO.[Br-]")
    >>> reading.how, reading.moved
    ('by the fewest moved electrons', 4)

    Of 400 steps of the validation set with their numbers taken away all were mapped, 99.3 % as they
    were recorded up to symmetry, the others by as few electrons or fewer, in 0.05 s (median) on one
    core: `python -m tests.benchmarks.mapping steps_valid.parquet --limit 400`.

    Source: minimal chemical distance (Jochum, Gasteiger, Ugi, Angew. Chem. Int. Ed. 19, 495, 1980).
    """
    sides = sides_of(step)
    if _MAP_NUMBER.search(step):
        return _reading(*mapped_step_to_states(step), "as given")
    before, after = (parse(side) for side in sides)
    check_sides(before, after, ">>".join(sides))
    try:
        found = _fewest_moved(before, after, Effort(_MOST_EFFORT))
    except Exhausted as error:
        raise InputError(
            f"`{shorten(step)}` has too many ways to be mapped; give map numbers."
        ) from error
    if found is None:
        raise InputError(
            f"`{shorten(step)}` could not be mapped: over {_MOST_TOGETHER} bonds between heavy "
            "atoms would have to be cut. Write it in smaller steps, or give map numbers."
        )
    return found


def moved_electrons(change: Change) -> int:
    """Electrons that change place in a step: half of all that bonds and atoms gain or lose."""
    return sum(abs(by) if i == j else 2 * abs(by) for i, j, by in change) // 2


def _reading(reactants: State, products: State, how: HowMapped) -> MappedReading:
    return MappedReading(
        reactants, products, how, moved_electrons(change_between(reactants, products))
    )


def _fewest_moved(before: Chem.Mol, after: Chem.Mol, effort: Effort) -> MappedReading | None:
    found = (
        _weighed(left, right, mapping)
        for left, right in _with_equal_nodes(before, after)
        for mapping in islice(_cheapest(left, right, effort), _MOST_WEIGHED)
    )
    return min(filter(None, found), key=lambda r: (r.moved, misfits(*r[:2])), default=None)


def _with_equal_nodes(before: Chem.Mol, after: Chem.Mol) -> Iterator[tuple[Side, Side]]:
    """Both sides with as many hydrogens as nodes: one that joins a heavy atom is drawn out."""
    lone = [sum(a.GetAtomicNum() == HYDROGEN for a in _nodes(mol)) for mol in (before, after)]
    short = after if lone[0] > lone[1] else before
    missing = abs(lone[0] - lone[1])
    hosts = [a.GetIdx() for a in short.GetAtoms() if a.GetAtomicNum() > 1 and a.GetTotalNumHs()]
    for chosen in combinations(hosts, missing):
        drawn = Chem.AddHs(short, onlyOnAtoms=list(chosen)) if chosen else short
        for host in chosen:
            around = drawn.GetAtomWithIdx(host).GetNeighbors()
            next(a for a in around if a.GetAtomicNum() == HYDROGEN).SetBoolProp("node", True)
        yield (_side(before), _side(drawn)) if short is after else (_side(drawn), _side(after))


def _nodes(mol: Chem.Mol) -> list[Chem.Atom]:
    found, of_pair = list[Chem.Atom](), set[int]()
    for atom in mol.GetAtoms():
        if atom.GetAtomicNum() != HYDROGEN or atom.GetIsotope() or atom.HasProp("node"):
            found.append(atom)
        elif not is_proton(atom) and atom.GetIdx() not in of_pair:
            partners = [a for a in atom.GetNeighbors() if a.GetAtomicNum() == HYDROGEN]
            if partners or not atom.GetDegree():
                found.append(atom)
                of_pair.update(a.GetIdx() for a in partners)
    return found


def _side(mol: Chem.Mol) -> Side:
    skeleton, atoms, orders = nx.Graph(), {}, {}
    for atom in _nodes(mol):
        hydrogens = atom.GetTotalNumHs(includeNeighbors=True)
        atoms[atom.GetIdx()] = atom.GetFormalCharge(), hydrogens
        element = (atom.GetAtomicNum(), atom.GetIsotope())
        skeleton.add_node(atom.GetIdx(), element=element)
    for bond in mol.GetBonds():
        first, last = sorted((bond.GetBeginAtomIdx(), bond.GetEndAtomIdx()))
        if first in skeleton and last in skeleton:
            skeleton.add_edge(first, last)
            orders[first, last] = int(2 * bond.GetBondTypeAsDouble())
    return Side(mol, skeleton, atoms, orders)


def _cheapest(left: Side, right: Side, effort: Effort) -> Iterator[dict[int, int]]:
    """Assignments of left nodes to right nodes with the fewest cuts, the likeliest first."""
    same = _molecules_in_common(left, right)
    one = left.skeleton.subgraph(set(left.skeleton) - set(same)).copy()
    other = right.skeleton.subgraph(set(right.skeleton) - set(same.values())).copy()
    for cuts in range(_MOST_TOGETHER + 1):
        found: list[tuple[int, list[tuple[int, int]]]] = []
        for k in range(max(0, cuts - MOST_CUTS), min(cuts, MOST_CUTS) + 1):
            for first, second in alike_after_cuts(one, other, k, cuts - k, effort):
                for mapping in matches(left, right, first, second, effort):
                    effort.spend(len(mapping))
                    found.append((cost(left, right, mapping), sorted(mapping.items())))
        if found:
            for _, items in sorted(found):
                yield same | dict(items)
            return


def _molecules_in_common(left: Side, right: Side) -> dict[int, int]:
    """Atoms of molecules that stand on both sides; they are taken to stay as they are."""
    waiting: dict[str, list[list[int]]] = {}
    for smiles, atoms in _ordered_molecules(right):
        waiting.setdefault(smiles, []).append(atoms)
    same: dict[int, int] = {}
    for smiles, atoms in _ordered_molecules(left):
        if waiting.get(smiles):
            pairs = zip(atoms, waiting[smiles].pop(0), strict=True)
            same |= {i: j for i, j in pairs if i in left.skeleton and j in right.skeleton}
    return same


def _ordered_molecules(side: Side) -> list[tuple[str, list[int]]]:
    found = []
    for atoms in Chem.GetMolFrags(side.mol):
        smiles = Chem.MolFragmentToSmiles(side.mol, atoms)
        order = list(side.mol.GetPropsAsDict(True, True)["_smilesAtomOutputOrder"])
        found.append((smiles, order))
    return found


def _weighed(left: Side, right: Side, mapping: dict[int, int]) -> MappedReading | None:
    numbers = {i: k for k, i in enumerate(sorted(left.skeleton), 1)}
    sides = []
    for side, number_of in (
        (left, numbers),
        (right, {mapping[i]: number for i, number in numbers.items()}),
    ):
        mol = Chem.Mol(side.mol)
        for i, number in number_of.items():
            mol.GetAtomWithIdx(i).SetAtomMapNum(number)
        sides.append(Chem.MolToSmiles(mol))
    try:
        return _reading(*mapped_step_to_states(">>".join(sides)), "by the fewest moved electrons")
    except InputError:
        return None
