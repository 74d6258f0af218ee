"""A finished drawing, as SVG, PNG or PDF."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from flower.drawing.pdf import scene_to_pdf
from flower.drawing.png import scene_to_png
from flower.drawing.scene import Scene
from flower.drawing.settings import DrawingSettings
from flower.drawing.svg import scene_to_svg
from flower.drawing.theme import THEMES, Colour
from flower.errors import InputError, reason, require_ending

PICTURES = (".svg", ".png", ".pdf")
"""Endings of the files that a drawing can be."""
_LARGEST_PX = 20_000


@dataclass(frozen=True)
class Drawing:
    """A picture of a state, a step or a mechanism.

    Attributes:
        svg: the picture as SVG text: plain shapes, no script, no font, nothing outside.
        width: px.
        height: px.
    """

    svg: str
    width: int
    height: int
    _scene: Scene = field(default_factory=Scene, repr=False, compare=False)
    _background: Colour | None = field(default=None, repr=False, compare=False)
    _title: str = field(default="", repr=False, compare=False)

    @property
    def scene(self) -> Scene:
        """Its shapes, from the top left corner."""
        return self._scene

    def png(self, scale: float = 2.0) -> bytes:
        """Return the picture as PNG, ``scale`` times as large as the SVG.

        Raises InputError if that is no size a picture can have.
        """
        largest = max(self.width, self.height) * scale
        if not (scale >= 0.05 and largest <= _LARGEST_PX):
            raise InputError(
                f"scale = {scale}: a PNG of {largest:.0f} px across or down cannot be made; give "
                f"a scale that keeps it between 1 and {_LARGEST_PX}."
            )
        return scene_to_png(self._scene, self.width, self.height, self._background, scale)

    def pdf(self) -> bytes:
        """Return the picture as PDF: a page as large as it, of paths that stay sharp."""
        return scene_to_pdf(self._scene, self.width, self.height, self._background, self._title)

    def _repr_svg_(self) -> str:
        return self.svg

    def save(self, path: str | Path, scale: float = 2.0) -> None:
        """Write the picture to a file that ends in `.svg`, `.png` or `.pdf`.

        Raises InputError for another ending, or if the file cannot be written.
        """
        target = Path(path)
        ending = require_ending(target, PICTURES, "a picture")
        if ending == ".svg":
            data = self.svg.encode()
        else:
            data = self.pdf() if ending == ".pdf" else self.png(scale)
        try:
            target.write_bytes(data)
        except OSError as error:
            raise InputError(
                f"`{target}` cannot be written: {reason(error)}; choose another place."
            ) from error


def make_drawing(
    scene: Scene, settings: DrawingSettings, title: str, description: str, margin: float = 12.0
) -> Drawing:
    """Finish a scene: shift it into the picture and write it."""
    box = scene.box().grown(margin)
    shifted = Scene()
    shifted.add(scene, -complex(box.left, box.top))
    width, height = max(1, round(box.right - box.left)), max(1, round(box.bottom - box.top))
    background = None if settings.transparent else THEMES[settings.theme].background
    svg = scene_to_svg(shifted, width, height, background, title, description)
    return Drawing(svg, width, height, shifted, background, title)
