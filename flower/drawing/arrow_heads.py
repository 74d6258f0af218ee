"""Arrows as shapes: a shaft, and a head of two barbs or of one."""

from __future__ import annotations

import cmath
import math
from itertools import pairwise

from flower.drawing.scene import Curve, Fill, Scene, curve_points
from flower.drawing.theme import Colour

STROKE = 0.060
"""Width of an arrow's line, in bond lengths."""
_HEAD, _HEAD_WIDTH = 0.34, 0.25
_BARB = 0.17  # how far the one barb of a fishhook stands off

Points = tuple[complex, complex, complex, complex]


def draw_arrow(points: Points, unit: float, colour: Colour, fishhook: bool = False) -> Scene:
    """Draw a curve with a head in line with its end: two barbs, or the outer one of a fishhook."""
    tip = points[3]
    along = curve_points(points, 60)
    back = next((k for k in range(59, 0, -1) if abs(along[k] - tip) >= _HEAD * unit * 0.8), 30)
    axis = tip - along[back]
    axis = axis / abs(axis)
    base, across = tip - axis * _HEAD * unit, 1j * axis * _HEAD_WIDTH / 2 * unit
    notch = tip - axis * _HEAD * 0.72 * unit
    if fishhook:
        outer = -1j * axis * math.copysign(1.0, _turn(along))
        barb = base + outer * _BARB * unit
        scene = Scene([Curve(points, STROKE * unit, colour)])
        scene.shapes.append(Fill(((tip + axis * STROKE / 2 * unit, barb, notch),), colour))
        return scene
    shaft = _first_part(points, (back + 2) / 60 if back < 58 else 1.0)
    scene = Scene([Curve(shaft, STROKE * unit, colour)])
    scene.shapes.append(Fill(((tip, base + across, notch, base - across),), colour))
    return scene


def _turn(along: list[complex]) -> float:
    """How far a curve turns in all, in radians."""
    pieces = [b - a for a, b in pairwise(along) if abs(b - a) > 1e-9]
    return sum(cmath.phase(b / a) for a, b in pairwise(pieces))


def _first_part(points: Points, t: float) -> Points:
    """The curve up to t (de Casteljau)."""
    a, b, c, d = points
    ab, bc, cd = a + t * (b - a), b + t * (c - b), c + t * (d - c)
    abc, bcd = ab + t * (bc - ab), bc + t * (cd - bc)
    return a, ab, abc, abc + t * (bcd - abc)
