"""One elementary step as a chemist writes it: mapped SMARTS and arrows, applied to a flask."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cached_property
from itertools import islice
from typing import NamedTuple

import numpy as np
from rdkit import Chem

from flower.electrons import Change, State, make_change, state_to_mol
from flower.electrons.elements import HYDROGEN, is_metal
from flower.electrons.resonance import with_double_bonds
from flower.errors import InputError, shorten
from flower.mechanisms.faces import COUNTED, with_relative_configuration
from flower.mechanisms.laying import Binding, laid
from flower.mechanisms.ledger import Ends, read_written, told_charges
from flower.mechanisms.passing import hydrogen_node_on
from flower.mechanisms.screening import Flask, Pattern
from flower.mechanisms.stereo_rules import read_stereo_rules
from flower.mechanisms.strain import bridges_an_arene

_MOST_MATCHES = 400  # of one molecule of a pattern
_MOST_CHOICES = 64  # of all molecules together


class _Part(NamedTuple):
    """One connected piece of the reactant side, without the hydrogens that are counts."""

    pattern: Pattern
    numbers: tuple[int, ...]  # of the query's atoms, 0 where an atom has none


class StepTemplate:
    """An elementary step: mapped reaction SMARTS with its arrows.

    Numbers are kept from step to step of a mechanism: an atom that an earlier step has found is
    found again. Atoms that tell no charge are neutral. A numbered hydrogen on a heavy atom is one
    of its hydrogens; `[H+:n]` is a free proton.

    Attributes:
        name: what happens, in words.
        text: the reaction SMARTS.
        arrows: the arrows as text; see `flower.mechanisms.ledger.read_arrows`.
        stereo: which faces it uses, as text, empty where it uses none in particular; see
            `flower.mechanisms.stereo_rules`.
        outside: where in a file of somebody else it stands; see `Pattern`.

    Raises InputError if the text cannot be read or does not keep every atom and electron.

    >>> from flower.electrons import apply_change, smiles_to_state, state_to_smiles
    >>> addition = StepTemplate(
    ...     "addition", "[C:1]=[O:2].[N:3]>>[C:1]([O-:2])[N+:3]", "3 -> 3-1, 1=2 -> 2"
    ... )
    >>> flask = smiles_to_state("CC=O.N")
    >>> (found,) = addition.matches(flask, {})
    >>> state_to_smiles(apply_change(*addition.taken(flask, found)))
    'CC([NH3+])[O-]'
    """

    def __init__(
        self, name: str, text: str, arrows: str, stereo: str = "", outside: str = ""
    ) -> None:
        self.outside = outside
        self.name, self.text, self.arrows, self.stereo = name, text, arrows, stereo
        self._query, self.before, self.moves = read_written(text, arrows)
        self._rules = read_stereo_rules(stereo, self.moves.bonds) if stereo else []

    @property
    def numbers(self) -> set[int]:
        """Map numbers of its atoms."""
        return set(self.before.charge)

    @cached_property
    def nodes_of_hydrogen(self) -> frozenset[int]:
        """Numbered hydrogens that are nodes of a state: hydrides, and the first of H2."""
        found = set()
        for h in self.before.hydrogens:
            partners = [next(k for k in ends if k != h) for ends in self.before.bonds if h in ends]
            if self.before.charge[h] < 0 or (
                partners and all(p in self.before.hydrogens and p > h for p in partners)
            ):
                found.add(h)
        return frozenset(found)

    @cached_property
    def holders(self) -> dict[int, int | None]:
        """What holds each hydrogen that is a count: a map number, None for the free protons."""
        held: dict[int, int | None] = {}
        for h in self.before.hydrogens - self.nodes_of_hydrogen:
            on = [next(k for k in ends if k != h) for ends in self.before.bonds if h in ends]
            if not on and self.before.charge[h] != 1:
                raise InputError(f"Hydrogen {h} of `{shorten(self.text)}` is on no atom.")
            held[h] = on[0] if on else None
        return held

    @cached_property
    def parts(self) -> tuple[_Part, ...]:
        """The pieces of the reactant side as queries."""
        query = Chem.RWMol(self._query)
        counts = Counter(held for held in self.holders.values() if held is not None)
        for atom in query.GetAtoms():
            number = atom.GetAtomMapNum()
            if not number or number in self.holders:
                continue
            if counts[number]:
                _demand(atom, "&".join(f"!H{k}" for k in range(counts[number])))
            if not told_charges(atom):
                _demand(atom, "+0")
        query.BeginBatchEdit()
        for atom in query.GetAtoms():
            if atom.GetAtomMapNum() in self.holders:
                query.RemoveAtom(atom.GetIdx())
        query.CommitBatchEdit()
        parts = []
        for piece in Chem.GetMolFrags(query, asMols=True, sanitizeFrags=False):
            numbers = tuple(a.GetAtomMapNum() for a in piece.GetAtoms())
            for atom in piece.GetAtoms():
                atom.SetAtomMapNum(0)
            piece.UpdatePropertyCache(strict=False)
            parts.append(_Part(Pattern(piece, self.outside), numbers))
        return tuple(parts)

    def may_match(self, *flasks: Flask) -> bool:
        """Whether every piece is found in one of some flasks, whatever is bound."""
        return all(any(flask.has(part.pattern) for flask in flasks) for part in self.parts)

    def matches(self, state: State, bound: Binding, mol: Chem.Mol | None = None) -> list[Binding]:
        """Ways to lay the pattern on a flask that agree with what is bound; of equal ones, one."""
        mol = state_to_mol(state) if mol is None else mol
        free = sum(held is None for held in self.holders.values())
        if free > state.hydrogens[-1]:
            return []
        n = len(state) - 1
        fitting: list[list[dict[int, int]]] = []
        for part in self.parts:
            fitting.append([])
            for match in part.pattern.matches(mol, _MOST_MATCHES):
                pairs = {k: i for k, i in zip(part.numbers, match, strict=True) if k}
                if all(i < n and bound.get(k, i) == i for k, i in pairs.items()):
                    fitting[-1].append(pairs)
            if not fitting[-1]:
                return []
        found: list[Binding] = []
        for binding in islice(laid(fitting, mol, bound), _MOST_CHOICES):
            if (
                len(set(binding.values())) == len(binding)
                and self._odd_electrons_fit(state, binding)
                and not any(state.bonds[binding[a], binding[b]] for a, b in self._made)
                and not self._bridges_an_arene(mol, binding)
            ):
                found.append(binding)
        return found

    @cached_property
    def _made(self) -> tuple[Ends, ...]:
        """Heavy atoms that a step joins; an enolate must not take its own carbonyl for another."""
        return tuple(
            ends
            for ends, d in self.moves.bonds.items()
            if d > 0 and ends not in self.before.bonds and not self.before.hydrogens & {*ends}
        )

    def _bridges_an_arene(self, mol: Chem.Mol, binding: Binding) -> bool:
        ends = [(binding[a], binding[b]) for a, b in self._made]
        return len(ends) == 1 and bridges_an_arene(mol, ends[0])  # a cycloaddition may

    @cached_property
    def _unpaired(self) -> dict[int, bool]:
        """Atoms of which it matters whether they carry an unpaired electron, and whether they do.

        Fishhooks start from one; an atom that is left with one, or pairs one, must not begin with
        another. What passes an electron to another atom, or takes it, may be either.
        """
        changed = {k for k, d in self.moves.lone.items() if d % 2}
        return {k: k in self.moves.odd for k in (changed | self.moves.odd) - self.moves.passing}

    def _odd_electrons_fit(self, state: State, binding: Binding) -> bool:
        """RDKit's queries do not see them; the state does. A metal may have any number."""
        return all(
            bool(state.lone[node] % 2) == odd
            for number, odd in self._unpaired.items()
            if (node := binding.get(number)) is not None and not is_metal(int(state.element[node]))
        )

    def taken(self, state: State, binding: Binding) -> tuple[State | None, Change]:
        """The flask in the resonance form that the arrows start from, and the change.

        None instead of the flask if it has no such form.
        """
        bonds, lone, hydrogens = Counter[tuple[int, int]](), Counter[int](), Counter[int]()
        pool = len(state) - 1
        node = dict(binding)
        for h, held in self.holders.items():
            if held is not None and h not in node and not state.hydrogens[node[held]]:
                node[h] = hydrogen_node_on(state, node[held])
        for h in self._joining_hydrogens():
            held = self.holders[h]
            if h not in node and held is not None:
                state, node[h] = draw_hydrogen(state, node[held])
                pool = len(state) - 1
        for number, d in self.moves.lone.items():
            if number in node:
                lone[node[number]] += d
        gains = Counter(h for ends, d in self.moves.bonds.items() if d > 0 for h in ends)
        for (a, b), d in self.moves.bonds.items():
            counted = [h for h in (a, b) if h in self.holders and h not in node]
            if counted:
                other = b if counted[0] == a else a
                hydrogens[node[other]] += d
            else:
                bonds[min(node[a], node[b]), max(node[a], node[b])] += d
        for h, held in self.holders.items():
            if h in node:
                continue
            freed = int(not gains[h] and self._moves_hydrogen(h))
            taken = int(held is None)
            hydrogens[pool] += freed - taken
            lone[pool] += 2 * (taken - freed)
        wanted = [ends for ends, d in bonds.items() if d < 0 and state.bonds[ends] == 1]
        in_rings = [ends for ends in wanted if self._is_shift(ends, node)]
        form = with_double_bonds(state, in_rings) if in_rings else state
        change = make_change(
            [(*ends, d) for ends, d in sorted(bonds.items()) if d],
            [(i, d) for i, d in sorted(lone.items()) if d],
            [(i, d) for i, d in sorted(hydrogens.items()) if d],
        )
        return form, change

    def _joining_hydrogens(self) -> list[int]:
        """Of each two counted hydrogens that become H2, the first: it is drawn as a node."""
        return [
            a for (a, b), d in self.moves.bonds.items() if d > 0 and {a, b} <= set(self.holders)
        ]

    def outcomes(self, form: State, after: State, binding: Binding) -> list[State]:
        """The products with the configuration that the stereo rules give; none if they cannot."""
        if not self._rules:
            return [after]
        node = dict(binding)
        for h, held in self.holders.items():
            if h not in node:
                counted = held is None or form.hydrogens[node[held]] > 0
                node[h] = COUNTED if counted else hydrogen_node_on(form, node[held or 0])
        return with_relative_configuration(self._rules, form, after, node)

    def _moves_hydrogen(self, h: int) -> bool:
        return any(h in ends for ends in self.moves.bonds)

    def _is_shift(self, ends: tuple[int, int], binding: Binding) -> bool:
        """Whether the pattern leaves open which bonds of a ring are double."""
        number = {i: k for k, i in binding.items()}
        a, b = sorted(number[i] for i in ends)
        return self.before.bonds.get((a, b), 0) is None


def _demand(atom: Chem.Atom, what: str) -> None:
    atom.ExpandQuery(Chem.MolFromSmarts(f"[{what}]").GetAtomWithIdx(0))


def draw_hydrogen(state: State, holder: int) -> tuple[State, int]:
    """Return the same flask with one counted hydrogen of ``holder`` as a node, and that node.

    >>> from flower.electrons import smiles_to_state, state_to_smiles
    >>> drawn, node = draw_hydrogen(smiles_to_state("B"), 0)
    >>> state_to_smiles(drawn), drawn.hydrogens.tolist(), node
    ('B', [2, 0, 0], 1)
    """
    node = len(state) - 1
    hydrogens, bonds = np.insert(state.hydrogens, node, 0), np.insert(state.bonds, node, 0, axis=0)
    bonds = np.insert(bonds, node, 0, axis=1)
    hydrogens[holder] -= 1
    bonds[node, holder] = bonds[holder, node] = 1
    drawn = replace(
        state,
        element=np.insert(state.element, node, HYDROGEN),
        hydrogens=hydrogens,
        lone=np.insert(state.lone, node, 0),
        bonds=bonds,
        isotope=np.insert(state.isotope, node, 0),
    )
    return drawn, node
