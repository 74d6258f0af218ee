"""A step in words: what attacks what."""

from __future__ import annotations

from typing import Literal

from flower.change import Change
from flower.electrons.elements import HYDROGEN, PROTON_POOL, symbol
from flower.electrons.state import State
from flower.steps.arrows import Arrow, HydrogenMove, Site

_BOND = {1: "-", 2: "=", 3: "#"}
_LABEL = {2: "D", 3: "T"}
_ION = {"H": "proton", "D": "deuteron", "T": "triton"}
_WITH_PAIR = {"H": "hydride", "D": "deuteride", "T": "tritide"}


def arrows_in_words(
    state: State, change: Change, arrows: list[Arrow], hydrogens: list[HydrogenMove]
) -> str:
    """Say the arrows of a step in words; atoms carry their map numbers (node index + 1).

    Raises ValueError for arrows that no words tell.
    """
    if change.is_empty:
        return "nothing more happens"
    return "; ".join(_Telling(state, change, hydrogens).sentences(arrows))


class _Telling:
    """What the words of one step need to look up."""

    def __init__(self, state: State, change: Change, hydrogens: list[HydrogenMove]) -> None:
        self.state = state
        self.move = {move.hydrogen: move for move in hydrogens}
        self.raised = {(i, j): d for i, j, d in change.bonds.tolist() if d > 0}

    def sentences(self, arrows: list[Arrow]) -> list[str]:
        """Tell pairs one by one, and with a fishhook those that it meets or parts from."""
        left, said = list(arrows), list[str]()
        opened: set[Site] = set()  # bonds of which one electron has been told
        while left:
            arrow = left.pop(0)
            if not arrow.is_fishhook:
                said.append(self.sentence(arrow))
            elif arrow.is_leap or arrow.sink.is_lone_pair:
                said.append(self._parting(arrow, left, opened))
            else:
                said.append(self._meeting(arrow, left, opened))
        return said

    def _parting(self, hook: Arrow, left: list[Arrow], opened: set[Site]) -> str:
        """Of an electron that stays alone, or goes over to another molecule."""
        if hook.source.is_lone_pair:
            places = f"from {self._name(hook.source.atoms[0])} to {self._name(hook.sink.atoms[0])}"
            return f"one electron passes {places}"
        where = self._place(hook)
        if hook.source in opened:
            return f"the other electron of {self._bond(*hook.source.atoms)} {where}"
        opens = self._opens(hook.source)
        other = _take(left, hook, "source")
        if other is None:
            return f"{opens}, one electron {where}"
        if other.sink.is_lone_pair and not other.is_leap and not hook.is_leap:
            return f"{opens}, one electron to each"
        if other.sink.is_lone_pair:
            return f"{opens}, one electron {where}, the other {self._place(other)}"
        left.insert(0, other)
        opened.add(hook.source)
        return f"{opens}, one electron {where}"

    def _meeting(self, hook: Arrow, left: list[Arrow], opened: set[Site]) -> str:
        """Of two electrons that come together in a bond."""
        partner = _take(left, hook, "sink")
        if partner is None:
            raise ValueError("a single electron cannot make a bond in curly arrows")
        radical, other = sorted((hook, partner), key=lambda a: not a.source.is_lone_pair)
        if other.source.is_lone_pair:
            return self._joining(radical, other)
        new = [a.source for a in (radical, other) if len(a.source.atoms) == 2]
        if not radical.source.is_lone_pair:
            bonds = " and ".join(self._bond(*source.atoms) for source in new)
            said = f"one electron each of {bonds} forms {self._new_bond(*hook.sink.atoms)}"
        elif other.source in opened:
            bond = self._bond(*other.source.atoms)
            said = f"the other electron of {bond} {self._forms(radical)}"
        elif self._is_bond(hook.sink):
            said = f"{self._opens(other.source)}, one electron {self._forms(radical)}"
        else:
            said = self._attacking(radical, other)
        for source in new:
            rest = next((a for a in left if a.is_fishhook and a.source == source), None)
            if rest is None or not rest.sink.is_lone_pair:
                opened.add(source)
                continue
            left.remove(rest)
            said += self._remainder(rest, len(new) > 1, said)
        return said

    def _joining(self, one: Arrow, other: Arrow) -> str:
        names = f"{self._name(one.source.atoms[0])} and {self._name(other.source.atoms[0])}"
        if self._is_bond(one.sink):
            return f"the odd electrons of {names} pair up in {self._new_bond(*one.sink.atoms)}"
        return f"{names} join, one electron from each"

    def _attacking(self, radical: Arrow, other: Arrow) -> str:
        (atom,) = radical.source.atoms
        (reached,) = set(radical.sink.atoms) - {atom}
        if reached not in other.source.atoms:
            return f"{self._opens(other.source)}, one electron {self._forms(radical)}"
        (parted,) = set(other.source.atoms) - {reached}
        if self._is_hydrogen(reached):
            return f"{self._name(atom)} takes a hydrogen atom from {self._name(parted)}"
        if self._order(*other.source.atoms) > 1:
            return f"the radical at {self._name(atom)} adds to {self._bond(*other.source.atoms)}"
        return f"{self._name(atom)} takes {self._name(reached)} from {self._name(parted)}"

    def _remainder(self, rest: Arrow, of_two: bool, said: str) -> str:
        """Where the second electron of a bond goes, told behind the first; it goes unsaid."""
        if of_two:
            return f", the other of {self._bond(*rest.source.atoms)} {self._place(rest)}"
        if "one electron" in said or rest.is_leap:
            return f", the other {self._place(rest)}"
        if " adds to " in said:
            return f", leaving the odd electron on {self._name(rest.sink.atoms[0])}"
        return ""

    def _place(self, hook: Arrow) -> str:
        return f"{'passes to' if hook.is_leap else 'stays on'} {self._name(hook.sink.atoms[0])}"

    def _forms(self, radical: Arrow) -> str:
        bond = self._new_bond(*radical.sink.atoms)
        return f"forms {bond} with that of {self._name(radical.source.atoms[0])}"

    def _opens(self, source: Site) -> str:
        breaks = "breaks" if self._order(*source.atoms) == 1 else "opens"
        return f"{self._bond(*source.atoms)} {breaks}"

    def _is_bond(self, site: Site) -> bool:
        return max(site.atoms) < len(self.state) and bool(self.state.bonds[site.atoms])

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
            forming = f", forming {self._dihydrogen(atom)}" if hydride else ""
            return f"{self._hydride(atom)}{name} takes {self._proton(other)}{forming}"
        if self.state.bonds[atom, other]:
            return f"lone pair of {name} forms {self._new_bond(other, atom)}"
        if not hydride and self._is_hydrogen(other):
            return f"{name} takes {self._proton(other)}"
        return f"{self._hydride(atom)}{name} attacks {self._name(other)}"

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
            hydride = _WITH_PAIR[self._isotope(pivot)]
            if self._is_hydrogen(reached):
                proton = self._proton(reached)
                formed = self._dihydrogen(pivot, reached)
                return f"{hydride} of {self._name(left)} takes {proton}, forming {formed}"
            return f"{self._name(left)} gives {hydride} to {self._name(reached)}"
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
            return f"the {_ION[self._isotope(hydrogen)]} {self._name(hydrogen)}"
        donor = self.move[hydrogen].donor
        if self.state.element[donor] == PROTON_POOL:
            return "a free proton"
        return f"a proton from {self._name(donor)}"

    def _isotope(self, atom: int) -> str:
        """H, D or T."""
        mass = int(self.state.isotope[atom]) if atom < len(self.state) else 0
        return _LABEL.get(mass, "H")

    def _hydride(self, atom: int) -> str:
        if self.state.element[atom] != HYDROGEN:
            return ""
        return f"{_WITH_PAIR[self._isotope(atom)]} "

    def _dihydrogen(self, *atoms: int) -> str:
        one, other = sorted([*map(self._isotope, atoms), "H"][:2], key="HDT".index)
        return f"{one}2" if one == other else one + other

    def _is_hydrogen(self, atom: int) -> bool:
        return atom in self.move or int(self.state.element[atom]) == HYDROGEN

    def _goes_free(self, hydrogen: int) -> bool:
        return int(self.state.element[self.move[hydrogen].acceptor]) == PROTON_POOL

    def _bond(self, i: int, j: int) -> str:
        return f"{self._name(i)}{_BOND.get(self._order(i, j), '-')}{self._name(j)}"

    def _order(self, i: int, j: int) -> int:
        return 1 if max(i, j) >= len(self.state) else int(self.state.bonds[i, j])

    def _new_bond(self, i: int, j: int) -> str:
        pair = (min(i, j), max(i, j))
        held = int(self.state.bonds[pair]) if pair[1] < len(self.state) else 0
        order = held + self.raised.get(pair, 1)
        return f"{self._name(i)}{_BOND.get(order, '-')}{self._name(j)}"

    def _name(self, atom: int) -> str:
        if atom >= len(self.state):
            return "H"
        if self.state.element[atom] == HYDROGEN:
            return f"{self._isotope(atom)}{atom + 1}"
        return f"{symbol(int(self.state.element[atom]))}{atom + 1}"


def _take(left: list[Arrow], hook: Arrow, end: Literal["source", "sink"]) -> Arrow | None:
    """Take from what is left the fishhook that has this end in common with another."""
    for arrow in left:
        if arrow.is_fishhook and getattr(arrow, end) == getattr(hook, end):
            left.remove(arrow)
            return arrow
    return None
