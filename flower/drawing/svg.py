"""A scene as SVG: plain shapes, no script, no font, no reference to anything outside."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import groupby

from flower.drawing.scene import Curve, Dot, Fill, Line, Scene, Shape
from flower.drawing.theme import Colour, hexadecimal


def scene_to_svg(
    scene: Scene,
    width: int,
    height: int,
    background: Colour | None,
    title: str,
    description: str,
) -> str:
    """Write the SVG; text in it for readers that cannot see is ``title`` and ``description``.

    Nothing in it has an id, so that any number of drawings may stand in one page.

    >>> scene_to_svg(Scene([]), 10, 10, None, "Empty", "Nothing")[:40]
    '<svg xmlns="http://www.w3.org/2000/svg" '
    """
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img" aria-label="{_attribute(title)}">',
        f"<title>{_text(title)}</title>",
        f"<desc>{_text(description)}</desc>",
    ]
    if background is not None:
        fill = hexadecimal(background)
        parts.append(f'<rect width="{width}" height="{height}" fill="{fill}"/>')
    for style, shapes in groupby(scene.shapes, key=_style):
        data = " ".join(_data(shape) for shape in shapes)
        if data:
            parts.append(f'<path {style} d="{data}"/>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def _text(text: str) -> str:
    return escape("".join(c for c in text if c.isprintable()), quote=False)


def _attribute(text: str) -> str:
    return escape("".join(c for c in text if c.isprintable()))


def _style(shape: Shape) -> str:
    colour = hexadecimal(shape.colour)
    if isinstance(shape, Line | Curve):
        return (
            f'fill="none" stroke="{colour}" stroke-width="{shape.width:.2f}" stroke-linecap="round"'
        )
    return f'fill="{colour}"'


def _data(shape: Shape) -> str:
    if isinstance(shape, Line):
        return f"M{_point(shape.start)}L{_point(shape.end)}"
    if isinstance(shape, Curve):
        a, b, c, d = map(_point, shape.points)
        return f"M{a}C{b} {c} {d}"
    if isinstance(shape, Dot):
        r, across = f"{shape.radius:.2f}", f"{2 * shape.radius:.2f}"
        start = _point(shape.centre - shape.radius)
        return f"M{start}a{r} {r} 0 1 0 {across} 0a{r} {r} 0 1 0 -{across} 0Z"
    return "".join(_closed(shape))


def _closed(fill: Fill) -> Iterator[str]:
    for outline in fill.outlines:
        first, *others = map(_point, outline)
        yield f"M{first}L{' '.join(others)}Z"


def _point(point: complex) -> str:
    return f"{point.real:.2f} {point.imag:.2f}".replace("-0.00", "0.00")
