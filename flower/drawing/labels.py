"""Labels of atoms: symbol, hydrogens, charge, unshared electrons, each where there is room."""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from flower.drawing.frames import Atom
from flower.drawing.glyphs import CAP_HEIGHT, width_of
from flower.drawing.scene import Box, Dot, Scene, around
from flower.drawing.theme import Colour

LETTER = 0.60
"""Size of letters, in bond lengths."""
_SMALL = 0.70  # subscripts, in letter sizes
_CHARGE = 0.86
_DOT = 0.062  # radius, in bond lengths
_PAIR = 0.105  # from the middle of a lone pair to its dots
_ROOM = 0.12  # between a symbol and its lone pair
_CORNER_ROOM = 0.24  # between a bare corner and its single electron


@dataclass
class Label:
    """What stands at one atom.

    Attributes:
        centre: of the atom, px.
        symbol: box of the element symbol; of no size where a bare corner stands for carbon.
        boxes: of all that is written: symbol, hydrogens, charge.
        letters: of symbol and hydrogens alone, where bonds stop.
        pairs: of each lone pair shown, its middle and the way out.
        singles: of each single electron, likewise.
        scene: the letters and dots.
        hydrogens_first: whether a molecule of this atom alone is written H2O, not OH2.
    """

    centre: complex
    symbol: Box
    boxes: list[Box] = field(default_factory=list)
    letters: list[Box] = field(default_factory=list)
    pairs: list[tuple[complex, complex]] = field(default_factory=list)
    singles: list[tuple[complex, complex]] = field(default_factory=list)
    scene: Scene = field(default_factory=Scene)
    hydrogens_first: bool = False

    def reach(self, way: complex) -> float:
        """How far the symbol reaches from the atom in a direction, px."""
        wide = max(self.symbol.right - self.symbol.left, 0.01) / 2
        high = max(self.symbol.bottom - self.symbol.top, 0.01) / 2
        x, y = abs(way.real) + 1e-9, abs(way.imag) + 1e-9
        return (min(wide / x, high / y) + 1 / math.hypot(x / wide, y / high)) / 2


def is_labelled(atom: Atom, bonds: Sequence[int], tiny: bool) -> bool:
    """Whether an atom is written out; carbon mostly is a corner, but not in a ``tiny`` molecule.

    Nor is a radical at the end of a chain, where a dot could belong to either atom.
    """
    if atom.symbol != "C" or atom.charge or atom.isotope or not bonds or tiny:
        return True
    if atom.lone > 1 or (atom.lone and len(bonds) == 1):
        return True
    return len(bonds) == 2 and sum(bonds) == 4 and min(bonds) == 2


def write_label(
    atom: Atom,
    centre: complex,
    bonds: list[complex],
    unit: float,
    colour: Colour,
    taken: Callable[[Box], float],
) -> Label:
    """Write an atom's label; ``bonds`` are unit directions, ``taken`` says how much is in a box."""
    size = LETTER * unit
    label = Label(centre, Box(centre.real, centre.imag, centre.real, centre.imag))
    isotope = str(atom.isotope) if atom.isotope else ""
    wide, high = width_of(atom.symbol, size), CAP_HEIGHT * size
    start = centre + complex(-wide / 2, high / 2)
    label.hydrogens_first = atom.symbol in ("O", "S", "Se", "F", "Cl", "Br", "I")
    label.symbol = label.scene.text(atom.symbol, start, size, colour)
    label.boxes.append(label.symbol)
    if isotope:
        small = _SMALL * size
        at = start + complex(-width_of(isotope, small), -0.5 * high)
        label.boxes.append(label.scene.text(isotope, at, small, colour))
    if atom.symbol == "H" and atom.hydrogens and not bonds:  # H2: one atom counts on the other
        at = complex(label.symbol.right + 0.03 * size, label.symbol.bottom + 0.16 * size)
        label.boxes.append(label.scene.text(str(atom.hydrogens + 1), at, _SMALL * size, colour))
    elif atom.hydrogens > 0:
        _write_hydrogens(label, atom.hydrogens, bonds, size, colour, taken)
    label.letters = list(label.boxes)
    if atom.charge:
        _write_charge(label, atom, bonds, unit, colour, taken)
    return label


def _write_hydrogens(
    label: Label,
    count: int,
    bonds: list[complex],
    size: float,
    colour: Colour,
    taken: Callable[[Box], float],
) -> None:
    number = str(count) if count > 1 else ""
    small = _SMALL * size
    wide = width_of("H", size) + (width_of(number, small) + 0.04 * size if number else 0)
    high = CAP_HEIGHT * size
    box = label.symbol
    tail = 0.16 * size if number else 0.0  # a subscript hangs below the line
    choices = []
    first = not bonds and label.hydrogens_first
    for rank, way in enumerate((-1, 1, 1j, -1j) if first else (1, -1, 1j, -1j)):
        if way == 1:
            at = complex(box.right + 0.02 * size, box.bottom)
        elif way == -1:
            at = complex(around(label.boxes).left - wide - 0.04 * size, box.bottom)
        else:
            down = high + 0.16 * size + (tail if way == -1j else 0)
            at = complex(label.centre.real - width_of("H", size) / 2, box.bottom + down * way.imag)
        room = Box(at.real, at.imag - high, at.real + wide, at.imag + tail)
        near = min((abs(cmath.phase(b / way)) for b in bonds), default=math.pi)
        blocked = 3.0 * max(0.0, 0.96 - near) + 0.4 * max(0.0, 1.6 - near)
        choices.append((blocked + (0, 0.05, 0.3, 0.35)[rank] + taken(room), rank, at, room))
    *_, at, room = min(choices, key=lambda choice: choice[:2])
    label.scene.text("H", at, size, colour)
    if number:
        after = at + complex(width_of("H", size) + 0.02 * size, 0.16 * size)
        label.scene.text(number, after, small, colour)
    label.boxes.append(room)


def _write_charge(
    label: Label,
    atom: Atom,
    bonds: list[complex],
    unit: float,
    colour: Colour,
    taken: Callable[[Box], float],
) -> None:
    size = LETTER * unit * _CHARGE
    sign = "+" if atom.charge > 0 else "−"
    text = (str(abs(atom.charge)) if abs(atom.charge) > 1 else "") + sign
    wide = max(width_of(text, size), 0.2 * size)
    high = 0.62 * size
    whole = around(label.boxes)
    written = label.boxes
    symbol = label.symbol
    middle = label.centre
    raised = symbol.top - 0.21 * unit
    spots = [
        complex(whole.right + 0.03 * unit, raised),
        complex(symbol.right + 0.02 * unit, raised - 0.04 * unit),
        complex(symbol.left - wide - 0.02 * unit, raised - 0.04 * unit),
        complex(middle.real - wide / 2, symbol.top - high - 0.06 * unit),
        complex(whole.left - wide - 0.03 * unit, raised),
        complex(symbol.right + 0.03 * unit, symbol.bottom - 0.3 * high),
        complex(symbol.left - wide - 0.03 * unit, symbol.bottom - 0.3 * high),
        complex(middle.real - wide / 2, symbol.bottom + 0.06 * unit),
        complex(whole.right + 0.03 * unit, middle.imag - high / 2),
    ]
    choices = []
    for rank, corner in enumerate(spots):
        room = Box(corner.real, corner.imag, corner.real + wide, corner.imag + high)
        on_letters = sum(5.0 for box in written if box.grown(-0.01 * unit).overlaps(room))
        on_bonds = sum(
            1.5
            for b in bonds
            for k in range(2, 8)
            if _within(middle + b * unit * k / 8, room.grown(0.05 * unit))
        )
        choices.append((0.25 * rank + on_letters + on_bonds + taken(room), rank, room))
    room = min(choices)[2]
    # Signs of the font hang low in their line: + is 0.47 letter sizes high, from 0.02 up.
    base = complex(room.left, room.bottom - (0.06 if atom.charge > 0 else -0.06) * size)
    label.scene.text(text, base, size, colour)
    label.boxes.append(room)


def show_pairs(
    label: Label,
    count: int,
    bonds: list[complex],
    towards: list[complex],
    unit: float,
    colour: Colour,
    taken: Callable[[Box], float],
) -> None:
    """Add lone pairs as two dots, the first ones towards the places that their arrows go to."""
    for k in range(count):
        goal = towards[k] - label.centre if k < len(towards) else None
        fault, middle, way = _best_spot(label, bonds, goal, unit, taken)
        if fault > 6.0 and goal is None:
            return
        label.pairs.append((middle, way))
        for side in (1j, -1j):
            spot = middle + way * side * _PAIR * unit
            label.scene.shapes.append(Dot(spot, _DOT * unit, colour))


def show_single(
    label: Label,
    bonds: list[complex],
    towards: complex | None,
    unit: float,
    colour: Colour,
    taken: Callable[[Box], float],
) -> None:
    """Add a single electron as one dot, towards the place that its arrow goes to."""
    goal = towards - label.centre if towards is not None else None
    _, middle, way = _best_spot(label, bonds, goal, unit, taken)
    label.singles.append((middle, way))
    label.scene.shapes.append(Dot(middle, _DOT * 1.2 * unit, colour))


def _best_spot(
    label: Label,
    bonds: list[complex],
    goal: complex | None,
    unit: float,
    taken: Callable[[Box], float],
) -> tuple[float, complex, complex]:
    """Where unshared electrons stand best around an atom: the fault, the place, the way out."""
    room_left = _ROOM if label.boxes else _CORNER_ROOM
    choices = []
    for step in range(24):
        way = cmath.rect(1, step * math.tau / 24)
        middle = label.centre + way * (label.reach(way) + room_left * unit)
        near = min((abs(cmath.phase(b / way)) for b in bonds), default=math.pi)
        apart = min(
            (abs(cmath.phase((p - label.centre) / way)) for p, _ in label.pairs + label.singles),
            default=math.pi,
        )
        fault = 5.0 * max(0.0, 0.72 - near) + 0.5 * max(0.0, 1.5 - near)
        fault += 6.0 * max(0.0, 1.1 - apart) + 0.2 * (step % 6 != 0)
        room = _square(middle, 0.17 * unit)
        fault += sum(4.0 for box in label.boxes[1:] if box.overlaps(room)) + taken(room)
        if goal is not None and abs(goal) > 0.01:
            fault += 0.55 * abs(cmath.phase(goal / way))
        choices.append((fault, step, middle, way))
    fault, _, middle, way = min(choices, key=lambda choice: choice[:2])
    return fault, middle, way


def unpaired(atom: Atom) -> int:
    """Single electrons of an atom.

    >>> unpaired(Atom("C", 0, 3, 1, 0))
    1
    """
    return atom.lone % 2


def is_carbene(atom: Atom) -> bool:
    """Whether a carbon has a lone pair and no charge that tells of it.

    >>> is_carbene(Atom("C", 0, 2, 2, 0)), is_carbene(Atom("C", -1, 3, 2, 0))
    (True, False)
    """
    return atom.symbol == "C" and atom.lone == 2 and not atom.charge


def _square(middle: complex, half: float) -> Box:
    x, y = middle.real, middle.imag
    return Box(x - half, y - half, x + half, y + half)


def _within(point: complex, box: Box) -> bool:
    return box.left <= point.real <= box.right and box.top <= point.imag <= box.bottom
