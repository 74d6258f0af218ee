"""What no expansion may show: ends not at rest, steps that no molecule takes, idle reagents.

One style of writing (`data/mechanisms/card.md`): the checker that holds it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import networkx as nx
import numpy as np

from flower.electrons import (
    Change,
    State,
    change_between,
    smiles_to_state,
    state_to_mol,
    state_to_smiles,
)
from flower.electrons.elements import HYDROGEN, PROTON_POOL, is_metal, symbol
from flower.mechanisms.expanding import Expansion
from flower.mechanisms.library import scale
from flower.mechanisms.passing import are_near
from flower.mechanisms.substance_roles import shared_roles
from flower.steps import mapped_step_to_states

UNSETTLED = "an acid beside a base that is far apart from it at the end"
RADICAL = "a stray radical at the end"
INTERMEDIATE = "a reactive intermediate at the end"
RESONANCE = "a step that is a resonance form"
FOUR_CENTRES = "a shift of three or four centres that an acid or a base does"
IDLE = "something supplied whose role a molecule of the flask has"
FAULTS = (UNSETTLED, RADICAL, INTERMEDIATE, RESONANCE, FOUR_CENTRES, IDLE)

_CARBON, _BORON, _ALUMINIUM = 6, 5, 13


class Fault(NamedTuple):
    """A breach of the style.

    Attributes:
        kind: one of `FAULTS`.
        step: its number in the expansion, from 0.
        told: what it is, in words.
    """

    kind: str
    step: int
    told: str


def faults_of(expansion: Expansion) -> list[Fault]:
    """Return what breaks the style in an expansion; none for every one of the library.

    >>> from flower.mechanisms import expand
    >>> faults_of(expand("CC(=O)Cl.NCc1ccccc1.CCN(CC)CC>>CC(=O)NCc1ccccc1")[0])
    []
    """
    found = list[Fault]()
    steps = [mapped_step_to_states(step) for step in expansion.steps]
    changes = [change_between(before, after) for before, after in steps]
    for number, ((before, after), change) in enumerate(zip(steps, changes, strict=True)):
        if change.is_empty:
            found += (Fault(kind, number, told) for kind, told in _at_rest(after, steps[0][0]))
        elif is_resonance(before, after):
            found.append(Fault(RESONANCE, number, expansion.names[number]))
        elif small_ring_shift(before, change):
            found.append(Fault(FOUR_CENTRES, number, expansion.names[number]))
    put_in = _put_in_at_rest(steps)
    given = ".".join(one for one in expansion.added if put_in.isdisjoint(_molecules(one)))
    if given:
        start = _first_without(steps[0][0], given)
        found += (Fault(IDLE, 0, role) for role in shared_roles(state_to_smiles(start), given))
    return found


def _put_in_at_rest(steps: Sequence[tuple[State, State]]) -> frozenset[str]:
    """The molecules with which a later stage begins, and its work-up, whatever was added of them.

    What is put into a flask stands last in it.
    """
    found = set[str]()
    for (_, before), (after, _) in pairwise(steps):
        more = list(range(_written(before), _written(after)))
        if more:
            found.update(state_to_smiles(after.part(more)).split("."))
    return frozenset(found)


def _molecules(smiles: str) -> list[str]:
    return state_to_smiles(smiles_to_state(smiles)).split(".")


def _at_rest(state: State, start: State) -> Iterator[tuple[str, str]]:
    mol = state_to_mol(state)
    pair = scale().pair(state, mol)
    if pair is not None:
        yield UNSETTLED, f"{pair[0].entry.name} beside {pair[1].entry.name}"
    odd = [i for i in np.flatnonzero(state.lone % 2) if not is_metal(int(state.element[i]))]
    if len(odd) > _radicals(start):
        yield RADICAL, f"an unpaired electron at {symbol(int(state.element[odd[0]]))}{odd[0] + 1}"
    for i in np.flatnonzero(state.element == _CARBON).tolist():
        around = state.lone[i] + 2 * (state.bonds[i].sum() + state.hydrogens[i])
        if around == 6:
            yield INTERMEDIATE, f"six electrons at C{i + 1}"


def _radicals(state: State) -> int:
    return sum(not is_metal(int(state.element[i])) for i in np.flatnonzero(state.lone % 2))


def is_resonance(before: State, after: State) -> bool:
    """Whether a step moves electrons of pi bonds and lone pairs alone.

    A sigma bond that forms or breaks, a hydrogen that moves, or an electron that passes from atom
    to atom makes it a step.
    """
    if ((before.lone - after.lone) % 2).any():
        return False
    skeleton = ((before.bonds > 0) == (after.bonds > 0)).all()
    moved = (before.hydrogens != after.hydrogens).any()
    shifted = (before.bonds != after.bonds).any()
    return bool(skeleton and not moved and shifted and not _electrons_pass(before, after))


def _electrons_pass(before: State, after: State) -> bool:
    """Whether a molecule has another charge after a step than before it."""
    graph = nx.from_numpy_array(before.bonds > 0)
    return any(
        before.charge[nodes].sum() != after.charge[nodes].sum()
        for nodes in map(list, nx.connected_components(graph))
    )


def small_ring_shift(state: State, change: Change) -> bool:
    """Whether a hydrogen passes by way of a ring of three or four atoms.

    Not meant: the shift of a hydride to a carbocation beside it, the insertion of a carbene or
    nitrene, free or of a metal, what a metal, boron or aluminium does, and the transfer of a proton
    in a flask that has nothing to carry it.
    """
    moved = nx.Graph()
    for i, j, _ in change.bonds.tolist():
        moved.add_edge(i, j)
    gives = [i for i, d in change.hydrogens.tolist() for _ in range(-d)]
    takes = [i for i, d in change.hydrogens.tolist() for _ in range(d)]
    for k, (giver, taker) in enumerate(zip(gives, takes, strict=True)):
        if PROTON_POOL in (state.element[giver], state.element[taker]):
            continue
        if _inserts(state, taker):
            continue
        if len(gives) == 1 and are_near(state, giver, taker):
            if scale().carrier(state, state_to_mol(state), giver, taker) is None:
                return False  # a flask so small that it has no other way
            if state.bonds[giver, taker]:
                return not (_has_gap(state, taker) or _is_free(state, giver))
            middle = np.flatnonzero((state.bonds[giver] > 0) & (state.bonds[taker] > 0))
            return not any(_is_free(state, int(i)) for i in (giver, taker, *middle))
        moved.add_edge(giver, -1 - k)
        moved.add_edge(-1 - k, taker)
    return any(
        len(ring) <= 4
        and any(i < 0 or state.element[i] == HYDROGEN for i in ring)
        and not any(i >= 0 and _is_free(state, i) for i in ring)
        for ring in nx.cycle_basis(moved)
    )


def _has_gap(state: State, node: int) -> bool:
    around = state.lone[node] + 2 * (state.bonds[node].sum() + state.hydrogens[node])
    return bool(around < 8) or _is_free(state, node)


def _inserts(state: State, node: int) -> bool:
    """Whether an atom is that of a carbene or nitrene, free or bound to a metal by two bonds."""
    around = state.lone[node] + 2 * (state.bonds[node].sum() + state.hydrogens[node])
    double = np.flatnonzero(state.bonds[node] > 1).tolist()
    metal = any(is_metal(int(state.element[i])) for i in double)
    return bool(around == 6 and state.lone[node] > 1) or metal


def _is_free(state: State, node: int) -> bool:
    element = int(state.element[node])
    return is_metal(element) or element in (_BORON, _ALUMINIUM)


def _first_without(state: State, added: str) -> State:
    """The flask before molecules were added; they stand last in it."""
    kept = list(range(_written(state) - len(smiles_to_state(added)) + 1))
    read = range(_written(state), len(state) - 1)
    return state.part([*kept, *(i for i in read if state.bonds[i, kept].any())])


def _written(state: State) -> int:
    """The nodes but the last that are hydrogens on an atom, which the text counts as one of its."""
    end = len(state) - 1
    while end and state.element[end - 1] == HYDROGEN and state.bonds[end - 1, : end - 1].any():
        end -= 1
    return end
