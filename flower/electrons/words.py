"""A step in words: what attacks what."""

from __future__ import annotations

from flower.electrons.arrows import Arrow, HydrogenMove, arrows_of, hydrogen_moves
from flower.electrons.change import Change
from flower.electrons.elements import HYDROGEN, PROTON_POOL, symbol
from flower.electrons.state import State

_BOND = {1: "-", 2: "=", 3: "#"}


def describe_step(state: State, change: Change) -> str:
    """Say the arrows of a step in words; atoms carry their map numbers (node index + 1).

    Raises ValueError where there are no arrows; see `arrows_of`.

    >>> from flower.electrons import make_change, smiles_to_state
    >>> print(describe_step(smiles_to_state("C=O.N"), make_change(
    ...     bonds=[(0, 2, 1), (0, 1, -1)], lone=[(2, -2), (1, 2)])))
    N3 attacks C1; C1=O2 pair moves to O2
    """
    if change.is_empty:
        return "nothing more happens"
    telling = _Telling(state, change)
    return "; ".join(telling.sentence(arrow) for arrow in arrows_of(state, change))


class _Telling:
    """What the words of one step need to look up."""

    def __init__(self, state: State, change: Change) -> None:
        self.state = state
        self.move: dict[int, HydrogenMove] = {m.hydrogen: m for m in hydrogen_moves(state, change)}
        self.raised = {(i, j): d for i, j, d in change.bonds.tolist() if d > 0}

    def sentence(self, arrow: Arrow) -> str:
        if arrow.source.is_lone_pair:
            return self._from_lone_pair(arrow.source.atoms[0], arrow.sink.atoms)
        if arrow.sink.is_lone_pair:
            return self._to_lone_pair(arrow.source.atoms, arrow.sink.atoms[0])
        return self._from_bond_to_bond(arrow.source.atoms, arrow.sink.atoms)

    def _from_lone_pair(self, atom: int, sink: tuple[int, ...]) -> str:
        (other,) = set(sink) - {atom}
        name = self._name(atom)
        hydride = bool(self.state.element[atom] == HYDROGEN)
        if other in self.move:
            forming = ", forming H2" if hydride else ""
            return f"{'hydride ' * hydride}{name} takes {self._proton(other)}{forming}"
        if self.state.bonds[atom, other]:
            return f"lone pair of {name} forms {self._new_bond(other, atom)}"
        if not hydride and self._is_hydrogen(other):
            return f"{name} takes the proton {self._name(other)}"
        return f"{'hydride ' * hydride}{name} attacks {self._name(other)}"

    def _to_lone_pair(self, source: tuple[int, ...], atom: int) -> str:
        (other,) = set(source) - {atom}
        bond = self._bond(other, atom)
        if other in self.move:
            bond = self._bond(atom, other)
            if self._goes_free(other):
                return f"{bond} breaks, its proton goes free, pair stays on {self._name(atom)}"
            return f"{bond} pair stays on {self._name(atom)}"
        if self._is_hydrogen(other):
            return f"{self._bond(atom, other)} pair stays on {self._name(atom)}"
        if self.state.bonds[source] > 1:
            return f"{bond} pair moves to {self._name(atom)}"
        return f"{bond} breaks, {self._name(atom)} takes the pair"

    def _from_bond_to_bond(self, source: tuple[int, ...], sink: tuple[int, ...]) -> str:
        shared = set(source) & set(sink)
        if len(shared) == 2:
            return f"{self._bond(*source)} pair shifts"
        (pivot,) = shared
        (left,), (reached,) = set(source) - shared, set(sink) - shared
        pi = max(source) < len(self.state) and self.state.bonds[source] > 1
        if self._is_hydrogen(pivot):
            if self._is_hydrogen(reached):
                proton = self._proton(reached)
                return f"hydride of {self._name(left)} takes {proton}, forming H2"
            return f"{self._name(left)} gives hydride to {self._name(reached)}"
        bond = self._bond(left, pivot) if left not in self.move else self._bond(pivot, left)
        if self._is_hydrogen(reached):
            breaks = "" if pi or left in self.move else " breaks, its"
            onto = "" if left in self.move else f", onto {self._name(pivot)}"
            return f"{bond}{breaks} pair takes {self._proton(reached)}{onto}"
        if self.state.bonds[sink]:
            free = left in self.move and self._goes_free(left)
            breaks = "" if pi or left in self.move else " breaks, its"
            breaks = " breaks, its proton goes free, its" if free else breaks
            return f"{bond}{breaks} pair forms {self._new_bond(pivot, reached)}"
        if pi:
            return f"{bond} pair attacks {self._name(reached)} through {self._name(pivot)}"
        if left not in self.move and self.state.bonds[left, reached]:
            places = f"from {self._name(left)} to {self._name(reached)}"
            return f"{self._name(pivot)} moves {places} with its pair"
        breaks = "" if left in self.move else " breaks, its"
        return f"{bond}{breaks} pair forms {self._name(pivot)}-{self._name(reached)}"

    def _proton(self, hydrogen: int) -> str:
        if hydrogen not in self.move:
            return f"the proton {self._name(hydrogen)}"
        donor = self.move[hydrogen].donor
        if self.state.element[donor] == PROTON_POOL:
            return "a free proton"
        return f"a proton from {self._name(donor)}"

    def _is_hydrogen(self, atom: int) -> bool:
        return atom in self.move or int(self.state.element[atom]) == HYDROGEN

    def _goes_free(self, hydrogen: int) -> bool:
        return int(self.state.element[self.move[hydrogen].acceptor]) == PROTON_POOL

    def _bond(self, i: int, j: int) -> str:
        order = 1 if max(i, j) >= len(self.state) else int(self.state.bonds[i, j])
        return f"{self._name(i)}{_BOND.get(order, '-')}{self._name(j)}"

    def _new_bond(self, i: int, j: int) -> str:
        pair = (min(i, j), max(i, j))
        order = int(self.state.bonds[pair]) + self.raised[pair]
        return f"{self._name(i)}{_BOND.get(order, '-')}{self._name(j)}"

    def _name(self, atom: int) -> str:
        if atom >= len(self.state):
            return "H"
        return f"{symbol(int(self.state.element[atom]))}{atom + 1}"
