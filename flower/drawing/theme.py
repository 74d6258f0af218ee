"""Colours of a drawing on a light and on a dark page."""

from __future__ import annotations

from dataclasses import dataclass

Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Theme:
    """The colours of one page.

    Attributes:
        background: of the page.
        ink: bonds, carbon and whatever has no colour of its own.
        arrow: curly arrows.
        number: numbers of atoms; no other shape has this colour.
        muted: how far molecules that do nothing fade into the background, 0 to 1.
        elements: colours of labels by element symbol.
    """

    background: Colour
    ink: Colour
    arrow: Colour
    number: Colour
    muted: float
    elements: dict[str, Colour]

    def label(self, symbol: str) -> Colour:
        """Colour of an atom's label."""
        return self.elements.get(symbol, self.ink)

    def fade(self, colour: Colour) -> Colour:
        """Return the colour of something that takes no part."""
        mixed = (
            round(c + self.muted * (b - c)) for c, b in zip(colour, self.background, strict=True)
        )
        red, green, blue = mixed
        return red, green, blue


_LIGHT = {
    "N": (32, 80, 208), "O": (200, 30, 30), "S": (150, 115, 0), "P": (190, 95, 0),
    "F": (20, 125, 60), "Cl": (20, 125, 60), "Br": (140, 60, 30), "I": (110, 40, 150),
    "B": (165, 85, 85), "Si": (120, 100, 60),
}  # fmt: skip
_DARK = {
    "N": (130, 170, 255), "O": (255, 125, 120), "S": (235, 205, 80), "P": (255, 170, 80),
    "F": (110, 215, 140), "Cl": (110, 215, 140), "Br": (235, 150, 110), "I": (205, 150, 245),
    "B": (240, 170, 165), "Si": (220, 200, 150),
}  # fmt: skip

THEMES = {
    "light": Theme((255, 255, 255), (25, 25, 28), (176, 24, 122), (90, 98, 112), 0.38, _LIGHT),
    "dark": Theme((20, 22, 28), (232, 233, 237), (255, 122, 205), (158, 168, 184), 0.32, _DARK),
}


def hexadecimal(colour: Colour) -> str:
    """Write a colour as SVG does.

    >>> hexadecimal((255, 0, 16))
    '#ff0010'
    """
    return "#{:02x}{:02x}{:02x}".format(*colour)
