"""A scene as PNG, painted by RDKit's Cairo canvas."""

from __future__ import annotations

from rdkit.Chem.Draw import rdMolDraw2D
from rdkit.Geometry import Point2D

from flower.drawing.glyphs import Outline
from flower.drawing.scene import Curve, Dot, Line, Scene, Shape, curve_points
from flower.drawing.theme import Colour


def scene_to_png(
    scene: Scene, width: int, height: int, background: Colour | None, scale: float
) -> bytes:
    """Paint the picture ``scale`` times as large; transparent without a background."""
    canvas = rdMolDraw2D.MolDraw2DCairo(round(width * scale), round(height * scale))
    options = canvas.drawOptions()
    options.clearBackground = background is not None
    options.scaleBondWidth = False
    if background is not None:
        options.setBackgroundColour(_colour(background))
        canvas.ClearDrawing()
    canvas.SetFillPolys(True)
    for shape in scene.shapes:
        canvas.SetColour(_colour(shape.colour))
        _paint(canvas, shape, scale)
    canvas.FinishDrawing()
    return bytes(canvas.GetDrawingText())


def _paint(canvas: rdMolDraw2D.MolDraw2DCairo, shape: Shape, scale: float) -> None:
    if isinstance(shape, Line):
        _stroke(canvas, [shape.start, shape.end], shape.width, scale)
    elif isinstance(shape, Curve):
        _stroke(canvas, curve_points(shape.points, 32), shape.width, scale)
    elif isinstance(shape, Dot):
        corner = shape.radius * (1 + 1j)
        canvas.SetLineWidth(0)
        ends = (_point(shape.centre - corner, scale), _point(shape.centre + corner, scale))
        canvas.DrawEllipse(*ends, rawCoords=True)
    else:
        for outline in _bridged(shape.outlines):
            _polygon(canvas, outline, scale)


def _stroke(
    canvas: rdMolDraw2D.MolDraw2DCairo, points: list[complex], width: float, scale: float
) -> None:
    """A band along the points; Cairo's own lines have blunt ends, which gape at corners."""
    left, right = [], []
    for k, point in enumerate(points):
        along = points[min(k + 1, len(points) - 1)] - points[max(k - 1, 0)]
        across = 1j * along / abs(along) * width / 2 if along else 0j
        left.append(point + across)
        right.append(point - across)
    _polygon(canvas, [*left, *reversed(right)], scale)
    corner = width / 2 * (1 + 1j)
    for end in (points[0], points[-1]):
        ends = (_point(end - corner, scale), _point(end + corner, scale))
        canvas.DrawEllipse(*ends, rawCoords=True)


def _polygon(canvas: rdMolDraw2D.MolDraw2DCairo, points: list[complex], scale: float) -> None:
    canvas.SetLineWidth(0)
    canvas.DrawPolygon([_point(p, scale) for p in points], rawCoords=True)


def _bridged(outlines: Outline) -> list[list[complex]]:
    """Outlines without holes: a hole is joined to what it lies in by a slit."""
    joined: list[list[complex]] = []
    for outline in sorted(outlines, key=lambda o: -abs(_area(o))):
        points = list(outline)
        host = next((j for j in joined if _inside(points[0], j)), None)
        if host is None:
            joined.append(points)
            continue
        pairs = ((a, b) for a in range(len(host)) for b in range(len(points)))
        a, b = min(pairs, key=lambda pair: abs(host[pair[0]] - points[pair[1]]))
        turn = points[b:] + points[:b] + [points[b]]
        if _area(tuple(points)) * _area(tuple(host)) > 0:
            turn.reverse()
        host[a:a] = [host[a], *turn]
    return joined


def _area(outline: tuple[complex, ...]) -> float:
    rolled = (*outline[1:], outline[0])
    return sum((a.conjugate() * b).imag for a, b in zip(outline, rolled, strict=True)) / 2


def _inside(point: complex, outline: list[complex]) -> bool:
    inside = False
    for a, b in zip(outline, [*outline[1:], outline[0]], strict=True):
        if (a.imag > point.imag) != (b.imag > point.imag):
            x = a.real + (point.imag - a.imag) * (b.real - a.real) / (b.imag - a.imag)
            inside ^= point.real < x
    return inside


def _point(point: complex, scale: float) -> Point2D:
    return Point2D(point.real * scale, point.imag * scale)


def _colour(colour: Colour) -> tuple[float, float, float, float]:
    return colour[0] / 255, colour[1] / 255, colour[2] / 255, 1.0
