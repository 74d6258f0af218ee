"""Labelled hydrogen: deuterium and tritium react as hydrogen does, and keep their label.

A labelled hydrogen is a node of its state, so that its label is never lost. What judges a flask by
its chemistry, such as a model, looks at the same flask with plain hydrogens, held as counts, and
what it answers is told of the labelled one. Where a step takes one of several hydrogens of an atom,
or of equivalent atoms, each is as likely as the other: no isotope effect is known here.

The same is done where a hydrogen is a node for no other reason than where it came from, such as
one of the two that H2 has left on a metal.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import combinations, islice, permutations, product
from typing import NamedTuple

import numpy as np
from rdkit import Chem

from flower.change import Change, make_change
from flower.electrons.change import apply_change, change_between
from flower.electrons.elements import HYDROGEN
from flower.electrons.hydrides import apart, hydrides, kept_apart
from flower.electrons.hydrogen_nodes import as_counts, holder_of
from flower.electrons.images import images_of
from flower.electrons.smiles import smiles_to_state, state_to_mol, state_to_smiles
from flower.electrons.state import State

_MOST_WAYS = 5_000  # to choose the hydrogens of one step; three from methyl groups have 27
_MARK = 600  # isotope numbers from here on stand for the labels on an atom
_LABEL = re.compile(r"\[\d+H(?![a-z])")


class Folded(NamedTuple):
    """A flask whose hydrogens are counts, labels aside, and how it is made of the labelled one.

    Attributes:
        state: the flask without labels; its nodes are those of ``nodes``, in that order.
        nodes: of the labelled flask, the proton pool last.
        holder: of each hydrogen node that became a count, the node of ``state`` that counts it.
        labelled: the flask that it was made of.
    """

    state: State
    nodes: tuple[int, ...]
    holder: dict[int, int]
    labelled: State

    def changes(self, change: Change) -> list[tuple[Change, float]]:
        """Return what a change of ``state`` can be in the labelled flask, and the share of each.

        Shares sum to 1.

        >>> from flower.electrons import apply_change
        >>> flask = fold(smiles_to_state("O[2H].[OH-]"))
        >>> transfer = make_change(lone=[(0, 2), (1, -2)], hydrogens=[(0, -1), (1, 1)])
        >>> for moved, share in flask.changes(transfer):
        ...     print(share, state_to_smiles(apply_change(flask.labelled, moved)))
        0.5 O.[2H][O-]
        0.5 [2H]O.[OH-]
        """
        found: dict[Change, float] = defaultdict(float)
        told_apart = has_labels(self.labelled)
        images = images_of(self.state, change, self._ranks()) if told_apart else [change]
        for image in images:
            ways = Counter(islice(self._ways(image), _MOST_WAYS))
            for way, count in ways.items():
                found[self._change(image, way)] += count / ways.total() / len(images)
        return list(found.items())

    def _ranks(self) -> list[int]:
        """Equal for nodes that are equivalent with the labels on them."""
        mol = state_to_mol(self.state.without_stereo())
        on = defaultdict(list)
        for hydrogen, holder in self.holder.items():
            on[holder].append(int(self.labelled.isotope[hydrogen]))
        kinds: dict[tuple[int, ...], int] = {}
        pool = len(self.state) - 1
        for node, original in enumerate(self.nodes[:-1]):
            labels = (int(self.labelled.isotope[original]), *sorted(on.get(node, ())))
            if any(labels):
                mark = _MARK + kinds.setdefault(labels, len(kinds))
                mol.GetAtomWithIdx(node).SetIsotope(mark)
        ranks = list(Chem.CanonicalRankAtoms(mol, breakTies=False, includeAtomMaps=False))
        return [*ranks[:pool], -1]

    def _ways(self, change: Change) -> Iterator[tuple[tuple[int, int, int], ...]]:
        """Yield hydrogens that may move, each as donor, isotope, acceptor; all ways as likely."""
        moved = change.hydrogens.tolist()
        places = [i for i, by in moved if by > 0 for _ in range(by)]
        chosen = [
            combinations([(i, isotope) for isotope in self._isotopes_on(i)], -by)
            for i, by in moved
            if by < 0
        ]
        for sets in product(*chosen):
            leaving = [one for picked in sets for one in picked]
            for order in permutations(places):
                yield tuple(sorted((*one, to) for one, to in zip(leaving, order, strict=True)))

    def _isotopes_on(self, node: int) -> list[int]:
        """The isotope of each hydrogen that a node counts."""
        plain = [0] * int(self.labelled.hydrogens[self.nodes[node]])
        return plain + [
            int(self.labelled.isotope[h]) for h, on in self.holder.items() if on == node
        ]

    def _change(self, change: Change, way: tuple[tuple[int, int, int], ...]) -> Change:
        """The change of the labelled flask in which these hydrogens move."""
        at, pool = self.nodes, len(self.state) - 1
        bonds = [(at[i], at[j], by) for i, j, by in change.bonds.tolist()]
        lone = Counter({at[i]: by for i, by in change.lone.tolist()})
        counts: Counter[int] = Counter()
        waiting: dict[tuple[int, int], list[int]] = defaultdict(list)
        for hydrogen, holder in sorted(self.holder.items(), reverse=True):
            waiting[holder, int(self.labelled.isotope[hydrogen])].append(hydrogen)
        for donor, isotope, acceptor in way:
            if not waiting[donor, isotope]:  # it is held as a count here too
                counts[at[donor]] -= 1
                counts[at[acceptor]] += 1
                continue
            hydrogen = waiting[donor, isotope].pop()
            for end, by in ((donor, -1), (acceptor, 1)):
                if end == pool:  # set free it is a node, and none of the pool
                    lone[at[pool]] += 2 * by
                else:
                    bonds.append((at[end], hydrogen, by))
        return make_change(
            bonds,
            [(i, by) for i, by in lone.items() if by],
            [(i, by) for i, by in counts.items() if by],
        )


def has_labels(state: State) -> bool:
    """Whether the flask holds deuterium or tritium.

    >>> [has_labels(smiles_to_state(smiles)) for smiles in ("[2H]Cl", "[13CH4]")]
    [True, False]
    """
    return bool(((state.element == HYDROGEN) & (state.isotope > 0)).any())


def fold(state: State) -> Folded:
    """Return a flask without the labels of its hydrogens, each held as a count where it can be.

    >>> folded = fold(smiles_to_state("[2H]OC.[2H+].[2H-].[2H][2H]"))
    >>> state_to_smiles(folded.state)
    'CO.[H+].[H-].[H][H]'
    """
    return _folded(state, _uncountable([state]))


def fold_if_other(state: State) -> Folded | None:
    """Return what `fold` does; None if the flask has neither labels nor hydrogens to count.

    >>> [fold_if_other(smiles_to_state(flask)) for flask in ("[H][H].[Pd]", "[H-].O", "CCO")]
    [None, None, None]
    """
    kept = _kept_if_other(state)
    return None if kept is None else _folded(state, kept)


def fold_step(reactants: State, products: State) -> tuple[Folded, Folded]:
    """Return both sides of a step without labels, their nodes the same.

    >>> from flower.steps import mapped_step_to_states
    >>> step = "[CH3:1][O:2][2H:3].[NH3:4]>>[CH3:1][O-:2].[NH3+:4][2H:3]"
    >>> one, other = fold_step(*mapped_step_to_states(step))
    >>> change_between(one.state, other.state).hydrogens.tolist()
    [[1, -1], [2, 1]]
    """
    kept = _uncountable([reactants, products])
    return _folded(reactants, kept), _folded(products, kept)


class PlainStep(NamedTuple):
    """A step with hydrogens as plain counts; ``nodes`` are those of the step itself, in order."""

    state: State
    change: Change
    nodes: Sequence[int]


def plain_step(state: State, change: Change) -> PlainStep:
    """Return a step as it is of plain hydrogens, counts where they can be, as a model learns it.

    >>> flask = smiles_to_state("[2H]Cl.N")
    >>> transfer = make_change(bonds=[(0, 1, -1), (0, 2, 1)], lone=[(1, 2), (2, -2)])
    >>> plain_step(flask, transfer).change.hydrogens.tolist()
    [[0, -1], [1, 1]]
    """
    if _kept_if_other(state) is None:
        return PlainStep(state, change, range(len(state)))
    before, after = fold_step(state, apply_change(state.without_stereo(), change))
    return PlainStep(before.state, change_between(before.state, after.state), before.nodes)


def taught_step(state: State, change: Change) -> PlainStep:
    """Return a step as `plain_step` does, its hydrides apart: what a model is taught.

    ``nodes`` of hydrogens that are set apart come after those of the step.

    >>> flask = smiles_to_state("[BH4-].CO")
    >>> addition = make_change(bonds=[(0, 2, 1)], lone=[(2, -2)])
    >>> taught_step(flask, addition).nodes
    (0, 1, 2, 4, 3)
    """
    plain = plain_step(state, change)
    told = apart(plain.state)
    if not told.added:
        return plain
    after = told.after(apply_change(plain.state, plain.change))
    nodes = plain.nodes
    new = range(len(state), len(state) + told.added)
    return PlainStep(told.state, change_between(told.state, after), (*nodes[:-1], *new, nodes[-1]))


@lru_cache(maxsize=16_384)
def unlabelled(smiles: str) -> str:
    """Return a flask without the labels of its hydrogens, as canonical SMILES without stereo.

    What has none is returned as it is.

    >>> unlabelled("[2H]OC([2H])[13CH3]"), unlabelled("CCO")
    ('[13CH3]CO', 'CCO')
    """
    if not _LABEL.search(smiles):
        return smiles
    return state_to_smiles(fold(smiles_to_state(smiles)).state, stereo=False)


def _kept_if_other(state: State) -> frozenset[int] | None:
    """The hydrogen nodes that `fold` keeps; None if it keeps all, and none is labelled."""
    nodes = np.flatnonzero(state.element == HYDROGEN)
    if not nodes.size:
        return None
    kept = _uncountable([state])
    return kept if has_labels(state) or not kept.issuperset(nodes.tolist()) else None


def _uncountable(states: Sequence[State]) -> frozenset[int]:
    """The hydrogen nodes of a flask, or of both sides of a step, that are no counts.

    Those that some state holds on no single other atom, of two together one, and that of a hydride
    beside an acid; see `flower.electrons.hydrides`.
    """
    found = hydrides(states[0])
    kept = kept_apart(found, states[-1])
    hydridic = {h for on in found.values() for h in on}
    pairs: list[tuple[int, int]] = []
    for state in states:
        for i in np.flatnonzero(state.element == HYDROGEN).tolist():
            holder = holder_of(state, i)
            if holder is None:
                kept.add(i)
            elif state.element[holder] == HYDROGEN:
                pairs.append((i, holder))
    for pair in pairs:
        if not kept.intersection(pair):
            kept.add(min(pair, key=lambda h: (h not in hydridic, h)))
    return frozenset(kept)


def _folded(state: State, kept: frozenset[int]) -> Folded:
    hydrogen = state.element == HYDROGEN
    gone: dict[int, int] = {}
    for i in np.flatnonzero(hydrogen).tolist():
        if i not in kept:
            holder = holder_of(state, i)
            assert holder is not None  # else it were kept
            gone[i] = holder
    nodes = tuple(i for i in range(len(state)) if i not in gone)
    place = {i: k for k, i in enumerate(nodes)}
    plain = as_counts(replace(state, isotope=np.where(hydrogen, 0, state.isotope)), gone)
    return Folded(plain, nodes, {i: place[holder] for i, holder in gone.items()}, state)
