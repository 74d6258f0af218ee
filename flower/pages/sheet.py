"""The drawings of one HTML page: each is held once, and shown wherever it is needed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import sha256
from itertools import pairwise
from typing import NamedTuple

from markupsafe import Markup

from flower.drawing.drawing import Drawing
from flower.drawing.figure import draw_steps
from flower.drawing.molecule import draw_molecules
from flower.drawing.settings import DrawingSettings
from flower.drawing.theme import THEMES, hexadecimal
from flower.errors import InputError
from flower.steps.elementary_step import ElementaryStep

END = "end"
"""The kind of a step in which nothing happens."""
NUMBERED = "numbered"
"""The class of the switch that shows the numbers of atoms."""
_SHAPE = re.compile(r"<path [^<>]*/>")
_OUTLINE = re.compile(r"M(-?[\d.]+ -?[\d.]+)L[-\d. ]+Z")
_COLOUR = re.compile("#[0-9a-f]{6}")


class Held(NamedTuple):
    """A drawing in the sheet: the id of its symbol, and its size in px."""

    name: str
    width: int
    height: int


class Symbol(NamedTuple):
    """A drawing that the page holds, and its shapes as SVG."""

    held: Held
    shapes: Markup


class Sheet:
    """Draws steps and molecules once each, in colours that follow the page.

    Attributes:
        most_steps: steps that are drawn; what comes later is told in words.
        undrawn: why a step that was asked for has no drawing, by its mapped SMILES.
        symbols: all drawings.
    """

    def __init__(self, most_steps: int) -> None:
        self.most_steps = most_steps
        self.undrawn: dict[str, str] = {}
        self._steps: dict[str, Held] = {}
        self._molecules: dict[str, Held | None] = {}
        self._held = set[str]()
        self.symbols: list[Symbol] = []

    def __len__(self) -> int:
        """Count the steps drawn."""
        return len(self._steps)

    def draw(self, mechanism: Sequence[ElementaryStep]) -> None:
        """Draw steps that follow one another, from the first that is not drawn yet."""
        steps = [step.mapped for step in mechanism if step.kind != END]
        known = self._steps.keys() | self.undrawn.keys()
        first = next((k for k, step in enumerate(steps) if step not in known), len(steps))
        new = steps[first : first + self.most_steps - len(self)]
        if not new:
            return
        try:
            drawings = draw_steps(new, _LOOK)
            if len(drawings) != len(new):
                raise InputError("A step of the mechanism changes nothing.")
        except InputError as error:
            self._draw_singly(new, error)
            return
        for step, drawing in zip(new, drawings, strict=True):
            if step not in known:
                self._steps[step] = self._hold(drawing)

    def step(self, step: ElementaryStep) -> Held | None:
        """Return the drawing of a step, if it is drawn."""
        return self._steps.get(step.mapped)

    def molecule(self, smiles: str) -> Held | None:
        """Draw a molecule; None where it cannot be drawn."""
        if smiles not in self._molecules:
            look = DrawingSettings(transparent=True, bond_length=22.0)
            try:
                self._molecules[smiles] = self._hold(draw_molecules(smiles, look))
            except InputError:
                self._molecules[smiles] = None
        return self._molecules[smiles]

    def _draw_singly(self, steps: Sequence[str], error: InputError) -> None:
        for step in steps:
            try:
                if len(steps) == 1:
                    raise error
                drawn = draw_steps([step], _LOOK)
                if not drawn:
                    raise InputError("Nothing changes in this step.")
                self._steps[step] = self._hold(drawn[0])
            except InputError as fault:
                self.undrawn[step] = str(fault)

    def _hold(self, drawing: Drawing) -> Held:
        shapes = "".join(_SHAPE.findall(_OUTLINE.sub(_by_differences, drawing.svg)))
        looks = f"{drawing.width} {drawing.height} {shapes}"
        name = f"s{sha256(looks.encode()).hexdigest()[:12]}"  # what looks alike has one name
        held = Held(name, drawing.width, drawing.height)
        if name not in self._held:
            self._held.add(name)
            self.symbols.append(Symbol(held, Markup(in_colours_of_the_page(shapes))))
        return held


def _by_differences(outline: re.Match[str]) -> str:
    """A closed outline, told by how far it is from point to point, which is shorter.

    >>> _by_differences(_OUTLINE.search("M56.08 100.97L56.14 99.88 56.31 98.89Z"))
    'M56.08 100.97l.06-1.09 .17-.99Z'
    """
    hundredths = [round(100 * float(one)) for one in outline[0][1:-1].replace("L", " ").split()]
    points = list(zip(hundredths[::2], hundredths[1::2], strict=True))
    told = "".join(_short(x - a) + _short(y - b) for (a, b), (x, y) in pairwise(points))
    return f"M{outline[1]}l{told.removeprefix(' ')}Z"


def _short(hundredths: int) -> str:
    """A number of a path in hundredths, with what parts it from the one before it.

    >>> _short(-109), _short(6), _short(120), _short(0)
    ('-1.09', ' .06', ' 1.2', ' 0')
    """
    told = f"{hundredths / 100:g}"
    told = told.replace("0.", ".", 1) if abs(hundredths) < 100 else told
    return told if told.startswith("-") else f" {told}"


def in_colours_of_the_page(shapes: str) -> str:
    """Write the colours of a drawing as those that `palette_style` names."""
    return _COLOUR.sub(lambda colour: f"var(--{_NAMES.get(colour[0], colour[0])})", shapes)


def _palette() -> list[tuple[str, str]]:
    """All colours of a drawing on a light page, each with its equal on a dark one."""
    light, dark = THEMES["light"], THEMES["dark"]
    pairs = [
        (light.ink, dark.ink),
        (light.arrow, dark.arrow),
        (light.number, dark.number),
        (light.background, dark.background),
        *((colour, dark.elements[symbol]) for symbol, colour in light.elements.items()),
    ]
    faded = [(light.fade(a), dark.fade(b)) for a, b in pairs]
    return [(hexadecimal(a), hexadecimal(b)) for a, b in dict([*pairs, *faded]).items()]


_PALETTE = _palette()
_NAMES = {light: f"d{k}" for k, (light, _) in enumerate(_PALETTE)}
_NUMBER = _NAMES[hexadecimal(THEMES["light"].number)]
_NAMES[hexadecimal(THEMES["light"].number)] = "number"
_LOOK = DrawingSettings(transparent=True, atom_numbers="reacting")


def palette_style() -> str:
    """Return the colours of the drawings as CSS, for light and dark pages; print is light.

    Numbers of atoms are seen where a switch of the class `NUMBERED` is on.
    """
    light = "".join(f"--d{k}:{colour};" for k, (colour, _) in enumerate(_PALETTE))
    dark = "".join(f"--d{k}:{colour};" for k, (_, colour) in enumerate(_PALETTE))
    return (
        f":root{{{light}--number:transparent}}\n"
        f"@media screen and (prefers-color-scheme:dark)"
        f"{{:root{{{dark}--number:transparent}}}}\n"
        f"main:has(input.{NUMBERED}:checked){{--number:var(--{_NUMBER})}}\n"
    )
