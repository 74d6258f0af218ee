"""Graphs that are hard on whoever looks for rings, symmetry or room, and their SMILES.

They are written without RDKit, which would look for their rings first.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import pairwise

Edges = list[tuple[int, int]]
_VALENCES = {"C": 4, "N": 3, "O": 2, "S": 2, "Si": 4, "B": 3, "P": 3}
_MOST_BONDS = 4


class Skeleton:
    """A graph of atoms, none with more than four bonds, and its bonds' orders."""

    def __init__(self, edges: Edges, rng: random.Random) -> None:
        self.rng = rng
        self.orders: dict[tuple[int, int], int] = {}
        self.bonds: dict[int, int] = {}  # orders of all bonds of an atom together
        for i, j in dict.fromkeys((min(edge), max(edge)) for edge in edges):
            if i != j and max(self.bonds.get(i, 0), self.bonds.get(j, 0)) < _MOST_BONDS:
                self.orders[i, j] = 1
                self._add(i, j)
        self.symbols = dict.fromkeys(self.bonds, "C")

    def _add(self, i: int, j: int) -> None:
        for k in (i, j):
            self.bonds[k] = self.bonds.get(k, 0) + 1

    def unsaturated(self, share: float, most: int = 2) -> None:
        """Make bonds double, or triple, where the atoms have room."""
        for i, j in self.rng.sample(list(self.orders), len(self.orders)):
            while (
                self.orders[i, j] < most
                and self.rng.random() < share
                and max(self.bonds[i], self.bonds[j]) < _MOST_BONDS
            ):
                self.orders[i, j] += 1
                self._add(i, j)

    def with_other_elements(self, share: float) -> None:
        """Put other elements in place of carbon, where their valences allow."""
        for k, taken in self.bonds.items():
            if self.rng.random() < share:
                fitting = [one for one, most in _VALENCES.items() if taken <= most]
                self.symbols[k] = self.rng.choice(fitting)

    def has_room(self) -> bool:
        """Whether an atom may bear something more."""
        return any(taken < _VALENCES[self.symbols[k]] for k, taken in self.bonds.items())

    def smiles(self, tail: str = "") -> str:
        """Write it, ``tail`` on the first atom with room; of several pieces, all."""
        partners: dict[int, list[int]] = {k: [] for k in self.bonds}
        for i, j in self.orders:
            partners[i].append(j)
            partners[j].append(i)
        room = {k for k in self.bonds if self.bonds[k] < _VALENCES[self.symbols[k]]}
        self._tailed = min(room, default=-1)
        self._tail = tail
        seen: set[int] = set()
        return ".".join(self._piece(k, partners, seen) for k in sorted(partners) if k not in seen)

    def _piece(self, start: int, partners: dict[int, list[int]], seen: set[int]) -> str:
        """One connected piece, depth first, without recursion: chains are long."""
        order, parents = list[int](), dict[int, int]()
        waiting = [(start, -1)]
        children: dict[int, list[int]] = {}
        closing: dict[int, list[tuple[int, int]]] = {}
        while waiting:
            at, parent = waiting.pop()
            if at in seen:
                continue
            seen.add(at)
            order.append(at)
            parents[at] = parent
            children[at] = []
            if parent >= 0:
                children[parent].append(at)
            waiting += [(n, at) for n in partners[at] if n not in seen]
        place = {k: n for n, k in enumerate(order)}
        for number, (i, j) in enumerate(
            (i, j) for i, j in self.orders if i in place and parents[i] != j and parents[j] != i
        ):
            for k in (i, j):
                closing.setdefault(k, []).append((min(place[i], place[j]), number))
        return self._written(start, order, parents, children, closing)

    def _written(
        self,
        start: int,
        order: list[int],
        parents: dict[int, int],
        children: dict[int, list[int]],
        closing: dict[int, list[tuple[int, int]]],
    ) -> str:
        texts: dict[int, str] = {}
        ends = dict(enumerate(order))
        open_labels: dict[int, int] = {}
        free = list(range(999, 0, -1))
        heads = {}
        for k in order:  # labels are given and taken back in the order of the text
            head = self.symbols[k] if self.symbols[k] != "Si" else "[Si]"
            for opened_at, number in sorted(closing.get(k, [])):
                if ends[opened_at] == k and number not in open_labels:
                    open_labels[number] = free.pop()
                    head += _label(open_labels[number])
                else:
                    label = open_labels.pop(number)
                    free.append(label)
                    head += self._bond_of_ring(k, number, closing) + _label(label)
            heads[k] = head + (f"({self._tail})" if k == self._tailed and self._tail else "")
        for k in reversed(order):
            bond = "" if parents[k] < 0 else _BONDS[self._order(k, parents[k])]
            inner = [texts.pop(child) for child in children[k]]
            branches = "".join(f"({one})" for one in inner[:-1]) + "".join(inner[-1:])
            texts[k] = bond + heads[k] + branches
        return texts[start]

    def _bond_of_ring(self, k: int, number: int, closing: dict[int, list[tuple[int, int]]]) -> str:
        (other,) = (
            one for one, told in closing.items() if one != k and any(n == number for _, n in told)
        )
        return _BONDS[self._order(k, other)]

    def _order(self, i: int, j: int) -> int:
        return self.orders[min(i, j), max(i, j)]


_BONDS = {1: "", 2: "=", 3: "#"}


def _label(number: int) -> str:
    if number > 99:
        return f"%({number})"
    return str(number) if number < 10 else f"%{number}"


def _chain(n: int, start: int = 0) -> Edges:
    return list(pairwise(range(start, start + n)))


def _ring(n: int, start: int = 0) -> Edges:
    return [*_chain(n, start), (start + n - 1, start)]


def ladder(n: int, rng: random.Random) -> Edges:
    """Four-rings in a row; closed to a belt, or twisted, at times."""
    edges = [*_chain(n), *_chain(n, n), *((k, k + n) for k in range(n))]
    match rng.randrange(3):
        case 0:
            edges += [(0, n - 1), (n, 2 * n - 1)]
        case 1:
            edges += [(0, 2 * n - 1), (n, n - 1)]
    return edges


def cage(n: int, rng: random.Random) -> Edges:
    """A prism, antiprism or generalised Petersen graph."""
    step = rng.choice((1, 2, 3))
    edges = [*_ring(n), *((k, k + n) for k in range(n))]
    edges += [(n + k, n + (k + step) % n) for k in range(n)]
    if rng.random() < 0.3:
        edges += [(k, n + (k + 1) % n) for k in range(n)]
    return edges


def cubanes(n: int, rng: random.Random) -> Edges:
    """Cubes, each joined to the next by a bond, a face or a corner."""
    cube = [(0, 1), (1, 2), (2, 3), (3, 0), (4, 5), (5, 6), (6, 7), (7, 4),
            (0, 4), (1, 5), (2, 6), (3, 7)]  # fmt: skip
    step = rng.choice((8, 8, 4))
    edges = [(i + step * k, j + step * k) for k in range(n) for i, j in cube]
    return edges + ([(8 * k + 6, 8 * k + 8) for k in range(n - 1)] if step == 8 else [])


def lattice(n: int, rng: random.Random) -> Edges:
    """A piece of diamond, of graphene, or of a square net."""
    across = max(2, round(n ** (1 / 2)))
    at = {(x, y): x * across + y for x in range(across) for y in range(across)}
    kind = rng.choice(("square", "brick", "cube"))
    if kind == "cube":
        side = max(2, round(n ** (1 / 3)))
        cells = [(x, y, z) for x in range(side) for y in range(side) for z in range(side)]
        number = {cell: k for k, cell in enumerate(cells)}
        return [
            (number[x, y, z], number[after])
            for x, y, z in cells
            for after in ((x + 1, y, z), (x, y + 1, z), (x, y, z + 1))
            if after in number and (x + y + z) % 2 + (after[2] > z) < 2
        ]
    edges = [(at[x, y], at[x, y + 1]) for x, y in at if (x, y + 1) in at]
    edges += [
        (at[x, y], at[x + 1, y])
        for x, y in at
        if (x + 1, y) in at and (kind == "square" or (x + y) % 2 == 0)
    ]
    return edges


def regular(n: int, rng: random.Random) -> Edges:
    """A random graph of three or four bonds at each atom."""
    degree = rng.choice((3, 3, 4))
    stubs = [k for k in range(n) for _ in range(degree)]
    rng.shuffle(stubs)
    return [*_chain(n), *zip(stubs[::2], stubs[1::2], strict=False)]


def circulant(n: int, rng: random.Random) -> Edges:
    """Every atom like every other, each bound to those some places on."""
    far = rng.randrange(2, max(3, n // 2))
    return [*_ring(n), *((k, (k + far) % n) for k in range(n))]


def chain(n: int, rng: random.Random) -> Edges:
    """A chain, or a large ring."""
    return _ring(n) if rng.random() < 0.4 and n > 2 else _chain(n)


def rings_in_a_row(n: int, rng: random.Random) -> Edges:
    """Rings joined by bonds, by shared atoms, or by shared sides."""
    size, joined = rng.choice((3, 4, 5, 6, 6, 8)), rng.randrange(3)
    edges, start = list[tuple[int, int]](), 0
    for _ in range(max(1, n // size)):
        edges += _ring(size, start)
        if joined == 0:
            edges.append((start + size // 2, start + size))
            start += size
        else:
            start += size // 2 if joined == 1 else size - 1
    return edges


def dendrimer(n: int, rng: random.Random) -> Edges:
    """A tree of two or three arms at each atom, with spacers at times."""
    arms, spacer = rng.choice((2, 3, 3)), rng.choice((0, 0, 1, 2))
    edges, tips, number = list[tuple[int, int]](), [0], 1
    while number < n:
        tip = tips.pop(0)
        for _ in range(arms + (tip == 0)):
            last = tip
            for _ in range(spacer + 1):
                edges.append((last, number))
                last, number = number, number + 1
            tips.append(last)
    return edges


def star(n: int, rng: random.Random) -> Edges:
    """Equal arms on one ring or atom: as many symmetries as can be."""
    core = rng.choice((1, 3, 4, 6))
    edges, number = (_ring(core) if core > 2 else []), core
    length = max(1, n // (2 * core + 2))
    for k in range(core):
        for _ in range(2 if core > 2 else 4):
            edges += [(k, number), *_chain(length, number)]
            number += length
    return edges


SKELETONS: dict[str, Callable[[int, random.Random], Edges]] = {
    one.__name__: one
    for one in (
        ladder, cage, cubanes, lattice, regular, circulant, chain, rings_in_a_row, dendrimer, star,
    )
}  # fmt: skip
