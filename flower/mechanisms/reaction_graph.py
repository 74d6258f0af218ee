"""A reaction as one graph: heavy atoms, joined by the bonds that they have before and after.

Two reactions are the same up to symmetry if their graphs are. Bond orders, charges and protons are
set aside, and with them resonance forms and tautomers. Graphs are compared by colour refinement
(Weisfeiler and Leman, NTI 2 (9), 12, 1968); those of molecules that it cannot tell apart look
alike.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from flower.electrons.elements import symbol

Pair = tuple[int, int]
_EXCHANGED = (8, 9, 17, 35, 53)
_MOST_NAMED = 4
_OXYGEN = 8


@dataclass(frozen=True)
class ReactionGraph:
    """Heavy atoms of the reactants, their bonds, and those of them that are in the product.

    Attributes:
        element: of each atom.
        before: bonds of the reactants, ascending.
        after: bonds of the product, ascending.
        kept: atoms of which the product is made, those apart that may come from anywhere.
        others: elements of the product atoms that may, by the atom that bears them.
    """

    element: Sequence[int]
    before: frozenset[Pair]
    after: frozenset[Pair]
    kept: frozenset[int]
    others: Mapping[int, tuple[int, ...]]

    def colours(self) -> Counter[int]:
        """What refinement makes of the atoms of all molecules that give an atom to the product.

        Which partner of an ether or ester an oxygen between them was is set aside.
        """
        return self._without_new_bridges()._refined()

    def _without_new_bridges(self) -> ReactionGraph:
        """Join the neighbours of each oxygen that has made a bond to one of its two."""
        beside: dict[int, list[int]] = {}
        for a, b in self.after:
            beside.setdefault(a, []).append(b)
            beside.setdefault(b, []).append(a)
        bridges = {
            i: sorted(ends)
            for i, ends in beside.items()
            if self.element[i] == _OXYGEN and len(ends) == 2 and i not in self.others
            if any(ascending(i, end) not in self.before for end in ends)
        }
        if not bridges:
            return self
        others = dict(self.others)
        for i, ends in bridges.items():
            for end in set(ends) - bridges.keys():
                others[end] = tuple(sorted((*others.get(end, ()), self.element[i])))
        after = {pair for pair in self.after if bridges.keys().isdisjoint(pair)}
        after |= {(a, b) for a, b in bridges.values() if bridges.keys().isdisjoint((a, b))}
        return replace(
            self, after=frozenset(after), kept=self.kept.difference(bridges), others=others
        )

    def _refined(self) -> Counter[int]:
        taking_part = _reach(self.kept, self.before)
        beside: dict[int, list[tuple[int, bool, bool]]] = {i: [] for i in taking_part}
        for a, b in self.before | self.after:
            if a in beside and b in beside:
                how = (a, b) in self.before, (a, b) in self.after
                beside[a].append((b, *how))
                beside[b].append((a, *how))
        colour = {
            i: hash((self.element[i], i in self.kept, self.others.get(i))) for i in taking_part
        }
        for _ in range(len(taking_part)):
            finer = {
                i: hash((colour[i], tuple(sorted((colour[j], *how) for j, *how in beside[i]))))
                for i in taking_part
            }
            settled = len(set(finer.values())) == len(set(colour.values()))
            colour = finer
            if settled:
                break
        return Counter(colour.values())

    @property
    def made(self) -> frozenset[Pair]:
        """Bonds that the reaction makes."""
        return self.after - self.before

    @cached_property
    def broken(self) -> frozenset[Pair]:
        """Bonds that it breaks, as far as the product tells."""
        broken = set[Pair]()
        left: dict[int, list[int]] = {}
        for a, b in sorted(self.before - self.after):
            if a in self.kept and b in self.kept:
                broken.add((a, b))
            elif a in self.kept:
                left.setdefault(a, []).append(b)
            elif b in self.kept:
                left.setdefault(b, []).append(a)
        for atom, neighbours in left.items():
            still = Counter(self.others.get(atom, ()))
            for other in neighbours:
                still[self.element[other]] -= 1
                if still[self.element[other]] < 0:
                    broken.add(ascending(atom, other))
        return frozenset(broken)

    @property
    def distance(self) -> int:
        """Bonds that it makes and breaks, in all.

        Jochum, Gasteiger, Ugi, Angew. Chem. Int. Ed. Engl. 19, 495, 1980.
        """
        gained = 0
        for atom, elements in self.others.items():
            ends = (b if a == atom else a for a, b in self.before if atom in (a, b))
            had = Counter(self.element[end] for end in ends if end not in self.kept)
            gained += (Counter(elements) - had).total()
        return len(self.made) + len(self.broken) + gained

    def words(self, numbers: Mapping[int, int]) -> str:
        """Say which bonds are made and broken, atoms by element and number."""

        def named(pairs: Iterable[Pair]) -> str:
            texts = sorted(
                "-".join(f"{symbol(self.element[i])}{numbers.get(i) or ''}" for i in ends)
                for ends in pairs
            )
            more = f" and {len(texts) - _MOST_NAMED} more" if len(texts) > _MOST_NAMED else ""
            return (", ".join(texts[:_MOST_NAMED]) + more) or "no bond"

        return f"makes {named(self.made)} and breaks {named(self.broken)}"


def may_be_exchanged(element: int, degree: int) -> bool:
    """Whether it does not matter which atom of its element one of the product was."""
    return degree == 1 and element in _EXCHANGED


def elements_beside(
    bonds: Iterable[Pair], sources: Mapping[int, int], element: Sequence[int]
) -> dict[int, tuple[int, ...]]:
    """Elements of the neighbours that have no source, by the source of what bears them."""
    found: dict[int, list[int]] = {}
    for pair in bonds:
        for one, other in (pair, pair[::-1]):
            if one in sources and other not in sources:
                found.setdefault(sources[one], []).append(element[other])
    return {atom: tuple(sorted(elements)) for atom, elements in found.items()}


def ascending(a: int, b: int) -> Pair:
    """The ends of a bond, the lower first."""
    return (a, b) if a < b else (b, a)


def _reach(atoms: Iterable[int], bonds: Iterable[Pair]) -> set[int]:
    """The atoms of all molecules that hold one of these."""
    beside: dict[int, list[int]] = {}
    for a, b in bonds:
        beside.setdefault(a, []).append(b)
        beside.setdefault(b, []).append(a)
    found = set(atoms)
    waiting = list(found)
    while waiting:
        for j in beside.get(waiting.pop(), ()):
            if j not in found:
                found.add(j)
                waiting.append(j)
    return found
