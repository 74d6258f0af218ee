"""The states of a mechanism, atoms named alike in all, each with the arrows that leave it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import networkx as nx
import numpy as np
from rdkit import Chem

from flower.electrons import (
    HYDROGEN,
    PROTON_POOL,
    State,
    state_to_mol,
    state_to_smiles,
    symbol,
)
from flower.electrons.configuration import compare_configurations, place_names
from flower.electrons.parsing import parse
from flower.electrons.resonance import closest_resonance_form
from flower.electrons.smiles import aromatic_bonds
from flower.errors import InputError
from flower.steps import Step, mapped_step_to_states
from flower.steps.as_mapped import mapped_text

_PROTON = -500  # keys of free protons go down from here,
_MOVING = -1000  # those of hydrogens that leave an atom's count from here
_MOST_STEPS, _MOST_NODES = 200, 600
Pair = tuple[int, int]


class Atom(NamedTuple):
    """An atom as it is labelled; ``hydrogens`` are those told in the label."""

    symbol: str
    charge: int
    hydrogens: int
    lone: int
    isotope: int


class Push(NamedTuple):
    """A curly arrow by keys of atoms: one for unshared electrons, two for a bond."""

    source: tuple[int, ...]
    sink: tuple[int, ...]
    electrons: int = 2

    @property
    def is_fishhook(self) -> bool:
        """Whether a single electron moves, by a half-headed arrow."""
        return self.electrons == 1


class Contact(NamedTuple):
    """Two atoms that come together; ``hydrogen`` is what passes from a to b, if one does.

    ``singly`` says whether they do by single electrons.
    """

    a: int
    b: int
    hydrogen: int | None = None
    singly: bool = False


@dataclass
class Frame:
    """One state of a mechanism, and the step that leaves it.

    Keys of atoms: heavy atoms by map number; hydrogens on their own below zero.

    Attributes:
        atoms: by key.
        bonds: orders by sorted pairs of keys.
        mol: RDKit's molecule of the state.
        node_of: atom index in ``mol`` by key.
        pushes: the arrows, in pushing order.
        contacts: atoms between which the step makes a bond.
        moving: the hydrogens that the step moves, with the atom that holds them now.
        touched: keys of the atoms that the step changes.
        undrawn: whether the step changes something that no arrows can tell.
    """

    atoms: dict[int, Atom]
    bonds: dict[Pair, int]
    mol: Chem.Mol
    node_of: dict[int, int]
    pushes: list[Push] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    moving: dict[int, int] = field(default_factory=dict)
    touched: set[int] = field(default_factory=set)
    undrawn: bool = False

    def at_rest(self) -> Frame:
        """The same state, of which nothing is told about what happens next."""
        atoms = dict(self.atoms)
        for holder in self.moving.values():
            atoms[holder] = atoms[holder]._replace(hydrogens=atoms[holder].hydrogens + 1)
        return Frame(atoms, self.bonds, self.mol, self.node_of)

    def graph(self) -> nx.Graph:
        """Atoms and bonds, without the moving hydrogens."""
        graph = nx.Graph()
        graph.add_nodes_from(self.atoms)
        graph.add_edges_from((i, j, {"order": order}) for (i, j), order in self.bonds.items())
        return graph

    def molecules(self) -> list[frozenset[int]]:
        """The keys of each molecule, in a fixed order."""
        found = (frozenset(m) for m in nx.connected_components(self.graph()))
        return sorted(found, key=lambda m: (-len(m), max(m)))


def pair(i: int, j: int) -> Pair:
    """The key of a bond."""
    return (i, j) if i < j else (j, i)


def read_frames(steps: Sequence[str]) -> list[Frame]:
    """Read the steps of one mechanism into its states, one more than steps change something.

    Resonance forms are kept from state to state where they may be. Raises InputError for a step
    that cannot be read or does not balance, or that does not go on from the one before.

    >>> first, last = read_frames(["[NH3:1].[ClH:2]>>[NH4+:1].[Cl-:2]"])
    >>> first.pushes[0], last.atoms[1].charge
    (Push(source=(1,), sink=(-1000, 1), electrons=2), 1)
    """
    if not steps:
        raise InputError("There is no step to draw; give at least one, as `reactants>>products`.")
    if len(steps) > _MOST_STEPS:
        raise InputError(
            f"A mechanism of {len(steps):,} steps is no picture; draw at most {_MOST_STEPS}."
        )
    frames: list[Frame] = []
    before: tuple[list[int], State] | None = None
    for number, text in enumerate(map(mapped_text, steps), 1):
        reactants, products = mapped_step_to_states(text)
        if len(reactants) > _MOST_NODES:
            raise InputError(
                f"Step {number} has {len(reactants):,} atoms; at most {_MOST_NODES} can be drawn. "
                "Leave out molecules that take no part."
            )
        keys = _keys(text, reactants, before)
        if before is not None:
            reactants = _going_on(keys, reactants, before, number)
            products = closest_resonance_form(products, reactants, _aromatic(products))
        step = Step.between(reactants, products)
        before = keys, products
        if not step.change.is_empty:
            frames.append(_frame(keys, reactants, step))
    keys, products = before if before is not None else ([], reactants)
    return [*frames, _frame(keys, products, None)]


def _keys(step: str, state: State, before: tuple[list[int], State] | None) -> list[int]:
    """Name the nodes: heavy atoms by map number; lone hydrogens as before where they fit."""
    side = parse(step.split(">>")[0], keep_hydrogens=True)
    numbers = iter(
        sorted(a.GetAtomMapNum() for a in side.GetAtoms() if a.GetAtomicNum() != HYDROGEN)
    )
    keys = [
        next(numbers) if z not in (HYDROGEN, PROTON_POOL) else 0 for z in state.element.tolist()
    ]
    known: dict[tuple[object, ...], list[int]] = {}
    lowest = 0
    if before is not None:
        for i in np.flatnonzero(before[1].element == HYDROGEN).tolist():
            known.setdefault(_surroundings(before[0], before[1], i), []).append(before[0][i])
            lowest = min(lowest, before[0][i])
    for i in np.flatnonzero(state.element == HYDROGEN).tolist():
        same = known.get(_surroundings(keys, state, i))
        if same:
            keys[i] = same.pop(0)
        else:
            lowest -= 1
            keys[i] = lowest
    return keys


def _surroundings(keys: list[int], state: State, i: int) -> tuple[object, ...]:
    bound = sorted(keys[j] for j in np.flatnonzero(state.bonds[i]).tolist() if keys[j] > 0)
    return (*bound, int(state.hydrogens[i]), int(state.lone[i]))


def _going_on(
    keys: list[int], reactants: State, before: tuple[list[int], State], number: int
) -> State:
    same = sorted(k for k in keys if k > 0) == sorted(k for k in before[0] if k > 0)
    if not same or state_to_smiles(reactants, stereo=False) != state_to_smiles(
        before[1], stereo=False
    ):
        raise InputError(
            f"Step {number} does not begin with the flask that step {number - 1} ends with; give "
            "the steps of one mechanism in order, with the same map numbers."
        )
    if keys != before[0]:
        return reactants
    if other := compare_configurations(reactants, before[1]).other:
        raise InputError(
            f"Step {number} begins with another configuration of "
            f"{place_names(reactants, other, keys)} than the last one ends with; write both alike."
        )
    return closest_resonance_form(reactants, before[1], _aromatic(reactants))


def _aromatic(state: State) -> np.ndarray:
    return aromatic_bonds(state_to_mol(state), list(range(len(state) - 1)))


def _frame(keys: list[int], state: State, step: Step | None) -> Frame:
    pool = len(state) - 1
    atoms: dict[int, Atom] = {}
    charge = state.charge
    for i, key in enumerate(keys[:pool]):
        z, hydrogens = int(state.element[i]), int(state.hydrogens[i])
        atoms[key] = Atom(
            symbol(z), int(charge[i]), hydrogens, int(state.lone[i]), int(state.isotope[i])
        )
    for k in range(int(state.hydrogens[pool])):
        atoms[_PROTON - k] = Atom("H", 1, 0, 0, 0)
    rows, columns = np.nonzero(np.triu(state.bonds))
    bonds = {
        pair(keys[i], keys[j]): int(state.bonds[i, j])
        for i, j in zip(rows.tolist(), columns.tolist(), strict=True)
    }
    node_of = {key: i for i, key in enumerate(keys[:pool])}
    frame = Frame(atoms, bonds, state_to_mol(state), node_of)
    if step is not None:
        _tell_change(frame, keys, step)
    _fold_hydrogens(frame)
    return frame


def _tell_change(frame: Frame, keys: list[int], step: Step) -> None:
    state, change = step.reactants, step.change
    pool = len(state) - 1
    name = dict(enumerate(keys))
    frame.touched = {keys[i] for i in change.nodes() if i != pool}
    protons = 0
    for k, (hydrogen, donor, acceptor) in enumerate(step.hydrogen_moves):
        if donor == pool:
            name[hydrogen] = _PROTON - protons
            protons += 1
            frame.touched.add(name[hydrogen])
            frame.contacts.append(Contact(name[hydrogen], keys[acceptor]))
            continue
        name[hydrogen] = _MOVING - k
        frame.moving[name[hydrogen]] = keys[donor]
        held = frame.atoms[keys[donor]]
        frame.atoms[keys[donor]] = held._replace(hydrogens=held.hydrogens - 1)
        if acceptor != pool:
            frame.contacts.append(Contact(keys[donor], keys[acceptor], name[hydrogen]))
    for i, j, d in change.bonds.tolist():
        if d > 0 and not state.bonds[i, j]:
            frame.contacts.append(Contact(keys[i], keys[j]))
    try:
        arrows = step.arrows
    except ValueError:  # electrons that cannot be pushed in one series
        frame.undrawn = True
        return

    def named(nodes: Iterable[int]) -> tuple[int, ...]:
        return tuple(sorted(name[i] for i in nodes))

    frame.pushes = [Push(named(a.source.atoms), named(a.sink.atoms), a.electrons) for a in arrows]
    hooks = [push for push in frame.pushes if push.is_fishhook]
    met = [set(push.sink) for push in hooks]
    frame.contacts = [
        c._replace(singly=({c.a, c.b} if c.hydrogen is None else {c.b, c.hydrogen}) in met)
        for c in frame.contacts
    ]
    for push in hooks:  # an electron passes between molecules that stay apart
        if not set(push.source) & set(push.sink):
            frame.contacts.append(Contact(push.source[0], push.sink[0]))


def _fold_hydrogens(frame: Frame) -> None:
    """Tell a hydrogen that holds on to one heavy atom, and does nothing, in that atom's label."""
    bound: dict[int, list[int]] = {key: [] for key in frame.atoms}
    for i, j in frame.bonds:
        bound[i].append(j)
        bound[j].append(i)
    for key, atom in list(frame.atoms.items()):
        plain = atom.symbol == "H" and not atom.isotope and not atom.charge and not atom.lone
        if plain and key not in frame.touched and len(bound[key]) == 1 and bound[key][0] > 0:
            host = bound[key][0]
            if frame.bonds.pop(pair(key, host)) == 1 and not atom.hydrogens:
                del frame.atoms[key], frame.node_of[key]
                held = frame.atoms[host]
                frame.atoms[host] = held._replace(hydrogens=held.hydrogens + 1)
