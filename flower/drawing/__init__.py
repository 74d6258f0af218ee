"""Drawings of mechanisms: states with charges, lone pairs and curly arrows, as SVG and PNG."""

from flower.drawing.drawables import draw, svg_of
from flower.drawing.drawing import Drawing
from flower.drawing.energy_profile import draw_energy_profile
from flower.drawing.figure import draw_mechanism, draw_states, draw_steps
from flower.drawing.settings import DrawingSettings

__all__ = [
    "Drawing",
    "DrawingSettings",
    "draw",
    "draw_energy_profile",
    "draw_mechanism",
    "draw_states",
    "draw_steps",
    "svg_of",
]
