"""A picture as plain shapes in px, y downwards, which either back end can draw."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from flower.drawing.glyphs import CAP_HEIGHT, Outline, outlines_of, width_of
from flower.drawing.theme import Colour


class Box(NamedTuple):
    """An upright rectangle."""

    left: float
    top: float
    right: float
    bottom: float

    def grown(self, by: float) -> Box:
        """Return the box with a margin."""
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def moved(self, by: complex) -> Box:
        """Return the box elsewhere."""
        x, y = by.real, by.imag
        return Box(self.left + x, self.top + y, self.right + x, self.bottom + y)

    def overlaps(self, other: Box) -> bool:
        """Whether the two share any place."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def around(boxes: Iterable[Box]) -> Box:
    """Return the smallest box around all; an empty one for none."""
    found = list(boxes) or [Box(0, 0, 0, 0)]
    left, top = min(b.left for b in found), min(b.top for b in found)
    return Box(left, top, max(b.right for b in found), max(b.bottom for b in found))


class Line(NamedTuple):
    """A straight stroke."""

    start: complex
    end: complex
    width: float
    colour: Colour


class Fill(NamedTuple):
    """Filled outlines; those inside another are holes in it."""

    outlines: Outline
    colour: Colour


class Curve(NamedTuple):
    """A cubic Bezier stroke."""

    points: tuple[complex, complex, complex, complex]
    width: float
    colour: Colour


class Dot(NamedTuple):
    """A filled circle."""

    centre: complex
    radius: float
    colour: Colour


Shape = Line | Fill | Curve | Dot


@dataclass
class Scene:
    """Shapes in the order in which they are drawn, and boxes that are kept free for more."""

    shapes: list[Shape] = field(default_factory=list)
    reserved: list[Box] = field(default_factory=list)

    def text(self, text: str, at: complex, size: float, colour: Colour) -> Box:
        """Add a line of text whose left end on the base line is ``at``; return its box."""
        moved = tuple(tuple(p + at for p in o) for o in outlines_of(text, size))
        self.shapes.append(Fill(moved, colour))
        right = at.real + width_of(text, size)
        return Box(at.real, at.imag - CAP_HEIGHT * size, right, at.imag)

    def add(self, other: Scene, by: complex = 0j, scale: float = 1.0) -> None:
        """Add another scene, scaled and then moved."""
        self.shapes += [_moved(shape, by, scale) for shape in other.shapes]
        scaled = (Box(*(side * scale for side in box)) for box in other.reserved)
        self.reserved += [box.moved(by) for box in scaled]

    def box(self) -> Box:
        """Return the smallest box around all shapes and what is reserved."""
        return around([*(_box(shape) for shape in self.shapes), *self.reserved])


def _moved(shape: Shape, by: complex, scale: float) -> Shape:
    if isinstance(shape, Line):
        start, end = shape.start * scale + by, shape.end * scale + by
        return Line(start, end, shape.width * scale, shape.colour)
    if isinstance(shape, Dot):
        return Dot(shape.centre * scale + by, shape.radius * scale, shape.colour)
    if isinstance(shape, Curve):
        a, b, c, d = (p * scale + by for p in shape.points)
        return Curve((a, b, c, d), shape.width * scale, shape.colour)
    outlines = tuple(tuple(p * scale + by for p in o) for o in shape.outlines)
    return Fill(outlines, shape.colour)


def _box(shape: Shape) -> Box:
    if isinstance(shape, Dot):
        points, margin = [shape.centre], shape.radius
    elif isinstance(shape, Line):
        points, margin = [shape.start, shape.end], shape.width / 2
    elif isinstance(shape, Curve):
        points, margin = curve_points(shape.points, 12), shape.width / 2
    else:
        points, margin = [p for o in shape.outlines for p in o], 0.0
    if not points:
        return Box(0, 0, 0, 0)
    xs, ys = [p.real for p in points], [p.imag for p in points]
    return Box(min(xs), min(ys), max(xs), max(ys)).grown(margin)


def curve_points(points: tuple[complex, ...], pieces: int) -> list[complex]:
    """Return ``pieces`` + 1 points along a cubic Bezier curve, ends included."""
    a, b, c, d = points
    found = []
    for step in range(pieces + 1):
        t = step / pieces
        s = 1 - t
        found.append(s**3 * a + 3 * s * s * t * b + 3 * s * t * t * c + t**3 * d)
    return found
