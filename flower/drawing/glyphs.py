"""Letters as outlines, taken from RDKit's own font, so that no page needs one."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from rdkit.Chem.Draw import rdMolDraw2D
from rdkit.Geometry import Point2D

_SIZE = 40.0  # px at which RDKit is asked; outlines are held in units of the letter size
_CURVE_POINTS = 5  # straight pieces for a quadratic curve of an outline
_PATH = re.compile(r"<path d='([^']*)'")
_COMMAND = re.compile(r"([MLQCZ])([^MLQCZ]*)")
CAP_HEIGHT = 0.71
"""Height of a capital letter, in letter sizes."""

Outline = tuple[tuple[complex, ...], ...]


class Glyph(NamedTuple):
    """A letter: closed outlines from its left edge on the base line, y downwards; its advance."""

    outlines: Outline
    advance: float


@lru_cache(maxsize=512)
def glyph(letter: str) -> Glyph:
    """Return the outlines of one letter of size 1; a blank for what the font lacks."""
    if letter == "−":
        bar = (0.06 - 0.40j, 0.52 - 0.40j, 0.52 - 0.32j, 0.06 - 0.32j)
        return Glyph((bar,), 0.58)
    between = _paths("HH")
    gap = _left(between[1]) - _right(between[0])
    first, middle, last = _paths(f"H{letter}H")
    base = max(p.imag for outline in first for p in outline)
    origin = complex(_right(first) + gap / 2, base)
    moved = tuple(tuple((p - origin) / _SIZE for p in outline) for outline in middle)
    return Glyph(moved, (_left(last) - _right(first) - gap) / _SIZE)


def outlines_of(text: str, size: float) -> Outline:
    """Return the outlines of a line of text, its left end on the base line at 0."""
    found: list[tuple[complex, ...]] = []
    across = 0.0
    for letter in text:
        shape = glyph(letter)
        found += [tuple((p + across) * size for p in outline) for outline in shape.outlines]
        across += shape.advance
    return tuple(found)


def width_of(text: str, size: float) -> float:
    """How far a line of text reaches.

    >>> 10 < width_of("NH", 10.0) < 16
    True
    """
    return size * sum(glyph(letter).advance for letter in text)


def printable(text: str) -> str:
    """Return the text in the letters that the font has, accents dropped.

    >>> printable("Prévost → 9 %")
    'Prevost -> 9 %'
    """
    plain = text.replace("→", "->").replace("–", "-").replace("…", "...").replace("\u00a0", " ")
    plain = unicodedata.normalize("NFKD", plain)
    kept = (c for c in plain if not unicodedata.combining(c))
    return "".join(c if " " <= c <= "~" or c == "−" else "?" for c in kept)


@lru_cache(maxsize=64)
def _paths(text: str) -> list[Outline]:
    canvas = rdMolDraw2D.MolDraw2DSVG(400, 100)
    canvas.SetFontSize(_SIZE)
    canvas.DrawString(text, Point2D(100, 50), 1, True)
    canvas.FinishDrawing()
    return [_outlines(path) for path in _PATH.findall(canvas.GetDrawingText())]


def _outlines(path: str) -> Outline:
    found: list[list[complex]] = []
    for command, text in _COMMAND.findall(path):
        numbers = [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", text)]
        points = [complex(x, y) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]
        if command == "M":
            found.append(points)
        elif points:
            found[-1] += _flat([found[-1][-1], *points])
    return tuple(tuple(outline) for outline in found)


def _flat(points: list[complex]) -> list[complex]:
    """Points along a Bezier curve of any degree, without its start."""
    if len(points) == 2:
        return points[1:]
    along = []
    for step in range(1, _CURVE_POINTS + 1):
        t, left = step / _CURVE_POINTS, points
        while len(left) > 1:
            left = [a + t * (b - a) for a, b in pairwise(left)]
        along.append(left[0])
    return along


def _left(outlines: Outline) -> float:
    return min(p.real for outline in outlines for p in outline)


def _right(outlines: Outline) -> float:
    return max(p.real for outline in outlines for p in outline)
