"""Proton transfers, whose partner may be left open: whatever base, or acid, the flask has."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from rdkit import Chem

from flower.electrons import Change, State, make_change, state_to_mol
from flower.errors import InputError, shorten
from flower.mechanisms.step_template import Binding, hydrogen_node_on

_TEXT = re.compile(r"(\d+|acid)\s*->\s*(\d+|base)")
_DONOR, _ACCEPTOR = -1, -2  # stand for the ends in a binding; no map number is negative


class Partners(NamedTuple):
    """What gives and takes protons, the readiest first, as SMARTS whose atom 1 does it."""

    acids: Sequence[Chem.Mol]
    bases: Sequence[Chem.Mol]


class ProtonTransfer:
    """A proton goes from one atom to another, one of which may be any acid or base of the flask.

    Attributes:
        name: what happens, in words.
        text: `4 -> base`, `acid -> 2` or `4 -> 7`, numbers as in the steps before.

    Raises InputError for other text.
    """

    def __init__(self, name: str, text: str, partners: Partners) -> None:
        found = _TEXT.fullmatch(text.strip())
        if not found or found.groups() == ("acid", "base"):
            raise InputError(
                f"`{shorten(text)}` is no proton transfer; write `4 -> base`, `acid -> 2` or "
                "`4 -> 7`."
            )
        self.name, self.text, self.partners = name, text, partners
        self.donor, self.acceptor = found.groups()

    @property
    def numbers(self) -> set[int]:
        """Map numbers that earlier steps must have bound."""
        return {int(end) for end in (self.donor, self.acceptor) if end.isdigit()}

    def may_match(self, *mols: Chem.Mol) -> bool:
        """Whether it could happen in a flask, whatever is bound."""
        return True

    def matches(self, state: State, bound: Binding, mol: Chem.Mol | None = None) -> list[Binding]:
        """The transfer to the readiest partner, or nothing."""
        mol = state_to_mol(state) if mol is None else mol
        pool = len(state) - 1
        giver: int | None
        taker: int | None
        if self.donor == "acid":
            taker = bound[int(self.acceptor)]
            giver = pool if state.hydrogens[pool] else self._partner("acids", state, mol, taker)
        elif self.acceptor == "base":
            giver = bound[int(self.donor)]
            taker = self._partner("bases", state, mol, giver)
        else:
            giver, taker = bound[int(self.donor)], bound[int(self.acceptor)]
        if giver is None or taker is None or not _has_hydrogen(state, giver):
            return []
        if state.lone[taker] < 2:
            return []
        return [{**bound, _DONOR: giver, _ACCEPTOR: taker}]

    def _partner(
        self, kind: Literal["acids", "bases"], state: State, mol: Chem.Mol, other: int
    ) -> int | None:
        beside = set(state.bonds[other].nonzero()[0].tolist())
        for query in getattr(self.partners, kind):
            (place,) = (a.GetIdx() for a in query.GetAtoms() if a.GetAtomMapNum() == 1)
            found = {match[place] for match in mol.GetSubstructMatches(query)}
            found = {i for i in found - beside - {other} if i < len(state) - 1}
            if found:
                order: list[int] = list(Chem.CanonicalRankAtoms(mol))
                return int(min(found, key=lambda node: order[node]))
        return None

    def outcomes(self, form: State, after: State, binding: Binding) -> list[State]:
        """The products; a proton transfer makes no choice of faces."""
        return [after]

    def taken(self, state: State, binding: Binding) -> tuple[State, Change]:
        """The flask, and what changes."""
        giver, taker = binding[_DONOR], binding[_ACCEPTOR]
        pool = len(state) - 1
        lone = [(giver, 2), (taker, -2)]
        if giver == pool or state.hydrogens[giver]:
            return state, make_change((), lone, [(giver, -1), (taker, 1)])
        node = hydrogen_node_on(state, giver)
        bonds = [(min(node, giver), max(node, giver), -1), (min(node, taker), max(node, taker), 1)]
        return state, make_change(bonds, lone, ())


def _has_hydrogen(state: State, node: int) -> bool:
    if state.hydrogens[node]:
        return True
    return bool((state.element[state.bonds[node] > 0] == 1).any())
