"""Numbers of atoms, small beside them, where they hide nothing."""

from __future__ import annotations

import cmath
import math
from collections.abc import Iterable, Mapping

from flower.drawing.curves import Drawn
from flower.drawing.frames import Pair
from flower.drawing.glyphs import width_of
from flower.drawing.labels import Label
from flower.drawing.scene import Box, Scene, curve_points
from flower.drawing.settings import DrawingSettings
from flower.drawing.theme import THEMES

_SIZE = 0.40  # of the digits, in bond lengths
_WAYS = 16
_NEAR = 2.0  # bond lengths within which something may be hidden


def write_numbers(
    scene: Scene,
    labels: Mapping[int, Label],
    numbered: Iterable[int],
    bonds: Mapping[Pair, int],
    arrows: list[Drawn],
    settings: DrawingSettings,
) -> None:
    """Write the map numbers of some atoms where no letter, dot, bond or arrow stands."""
    unit, colour = settings.bond_length, THEMES[settings.theme].number
    dots = [at for label in labels.values() for at, _ in label.pairs + label.singles]
    inked = [point for drawn in arrows for point in curve_points(drawn.points, 24)]
    inked += [
        labels[i].centre + (labels[j].centre - labels[i].centre) * k / 12
        for i, j in bonds
        for k in range(13)
    ]
    boxes = [box for label in labels.values() for box in label.boxes]
    for key in sorted(numbered):
        centre = labels[key].centre
        near = [at for at in inked if abs(at - centre) < _NEAR * unit]
        near_dots = [at for at in dots if abs(at - centre) < _NEAR * unit]
        places = (_beside(labels[key], k, str(key), unit) for k in range(_WAYS))
        faults = [
            (_fault(box.grown(0.04 * unit), boxes, near, near_dots, unit) + 0.02 * k, k, box)
            for k, box in enumerate(places)
        ]
        box = min(faults)[2]
        boxes.append(box)
        scene.text(str(key), complex(box.left, box.bottom), _SIZE * unit, colour)


def _beside(label: Label, direction: int, text: str, unit: float) -> Box:
    way = cmath.rect(1, -math.pi / 4 + direction * math.tau / _WAYS)
    wide, high = width_of(text, _SIZE * unit), 0.72 * _SIZE * unit
    reach = label.reach(way) if label.boxes else 0.10 * unit
    own = abs(way.real) * wide / 2 + abs(way.imag) * high / 2
    middle = label.centre + way * (reach + own + 0.08 * unit)
    x, y = middle.real, middle.imag
    return Box(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)


def _fault(
    box: Box, boxes: list[Box], inked: list[complex], dots: list[complex], unit: float
) -> float:
    def within(point: complex, room: Box) -> bool:
        return room.left < point.real < room.right and room.top < point.imag < room.bottom

    letters = sum(box.overlaps(other) for other in boxes)
    on_dots = sum(within(at, box.grown(0.13 * unit)) for at in dots)
    return 6.0 * letters + 3.0 * on_dots + 1.0 * sum(within(at, box) for at in inked)
