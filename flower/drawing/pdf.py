"""A scene as PDF: one page as large as the picture, plain paths, no font.

Source: ISO 32000-1, Document management, Portable document format, 2008.
"""

from __future__ import annotations

import zlib
from itertools import groupby

from flower.drawing.scene import Curve, Dot, Line, Scene, Shape
from flower.drawing.theme import Colour

_POINTS_A_PX = 0.75  # 72 points and 96 px are an inch
_ROUND = 0.5523  # of a quarter of a circle, where the handles of its Bezier curve are


def scene_to_pdf(
    scene: Scene, width: int, height: int, background: Colour | None, title: str
) -> bytes:
    """Write the page, ``width`` by ``height`` px of 3/4 point; transparent without a background.

    >>> scene_to_pdf(Scene([]), 10, 10, None, "Empty")[:8]
    b'%PDF-1.4'
    """
    page = f"{width * _POINTS_A_PX:g} {height * _POINTS_A_PX:g}"
    drawn = zlib.compress("\n".join(_operators(scene, width, height, background)).encode())
    told = f"\ufeff{title}".encode("utf-16-be").hex()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {page}]/Resources<<>>/Contents 4 0 R>>".encode(),
        f"<</Length {len(drawn)}/Filter/FlateDecode>>stream\n".encode() + drawn + b"\nendstream",
        f"<</Title<{told}>/Producer(flower)>>".encode(),
    ]
    written, places = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(written))
        written += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = len(written)
    written += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    written += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    written += (
        f"trailer<</Size {len(objects) + 1}/Root 1 0 R/Info {len(objects)} 0 R>>\n"
        f"startxref\n{table}\n%%EOF\n"
    ).encode()
    return bytes(written)


def _operators(scene: Scene, width: int, height: int, background: Colour | None) -> list[str]:
    scale = f"{_POINTS_A_PX:g}"
    lines = [f"{scale} 0 0 -{scale} 0 {height * _POINTS_A_PX:g} cm 1 J 1 j"]  # y goes down here
    if background is not None:
        lines.append(f"{_colour(background)} rg 0 0 {width} {height} re f")
    for (style, paint), shapes in groupby(scene.shapes, key=_style):
        lines += [style, *(path for shape in shapes if (path := _path(shape))), paint]
    return lines


def _style(shape: Shape) -> tuple[str, str]:
    """How to set the colour and width before a path, and the operator that paints it."""
    if isinstance(shape, Line | Curve):
        return f"{_colour(shape.colour)} RG {shape.width:.2f} w", "S"
    return f"{_colour(shape.colour)} rg", "f"


def _path(shape: Shape) -> str:
    if isinstance(shape, Line):
        return f"{_point(shape.start)} m {_point(shape.end)} l"
    if isinstance(shape, Curve):
        a, b, c, d = map(_point, shape.points)
        return f"{a} m {b} {c} {d} c"
    if isinstance(shape, Dot):
        return _circle(shape)
    closed = []
    for first, *others in shape.outlines:
        sides = " ".join(f"{_point(point)} l" for point in others)
        closed.append(f"{_point(first)} m {sides} h")
    return " ".join(closed)


def _circle(dot: Dot) -> str:
    parts, turn = [f"{_point(dot.centre + dot.radius)} m"], complex(dot.radius)
    for _ in range(4):
        ahead = turn * 1j
        handles = (turn + _ROUND * ahead, ahead + _ROUND * turn, ahead)
        parts.append(" ".join(_point(dot.centre + one) for one in handles) + " c")
        turn = ahead
    return " ".join([*parts, "h"])


def _point(point: complex) -> str:
    return f"{point.real:.2f} {point.imag:.2f}"


def _colour(colour: Colour) -> str:
    return " ".join(f"{part / 255:.3f}" for part in colour)
