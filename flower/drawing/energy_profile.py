"""An energy profile: states on an axis, energies and probabilities side by side."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape

from flower.drawing.molecule import draw_molecules
from flower.drawing.settings import DrawingSettings
from flower.errors import InputError
from flower.prediction.scored import Score, ScoredStep
from flower.steps.elementary_step import new_in_smiles

_Scale = Callable[[float], float]

_STEP, _LEVEL = 110, 56  # from state to state; width of a state's line
_LEFT, _RIGHT, _BELOW = 64, 46, 66
_PICTURE_WIDE, _PICTURE_HIGH = 104.0, 84.0
_TOP, _HEIGHT = 58.0, 240.0
_TICKS = 5
_SHAPE = re.compile(r"<path [^<>]*/>")
_NARROWEST = 420  # so that the headings have room
PROFILE_STYLE = (
    ".profile text{font:12px sans-serif;fill:#222}.profile .dim{fill:#667}"
    ".profile .state{stroke:#1f4e9c;stroke-width:3}.profile .axis{stroke:#ccd}"
    "svg.profile .picture rect{fill:#fff}"
    ".profile .way{stroke:#889;stroke-dasharray:4 3;fill:none}.profile .top{fill:#b4411f}"
    ".profile .weak{font-weight:bold;fill:#b4411f}svg.profile{background:#fff}"
    "@media(prefers-color-scheme:dark){svg.profile{background:#15171c}.profile text{fill:#e6e6ea}"
    ".profile .dim{fill:#99a}.profile .axis{stroke:#334}.profile .state{stroke:#7fb0ff}"
    ".profile .top,.profile .weak{fill:#ff9d7a}}"
)


def draw_energy_profile(found: Score, styled: bool = True) -> str:
    """Draw a scored mechanism as SVG: energy of each state in kcal/mol against the reactants.

    Between two states stands the probability of the step, that of the weakest in bold, and, where
    it was estimated, the barrier. Where an energy is missing the line breaks, and the states after
    it count from there as 0. Beneath stands what each state has that is new, its largest molecule,
    or of the reactants the one that reacts first.

    A page that brings `PROFILE_STYLE` itself needs it not ``styled``.

    Raises InputError if no step has an energy.
    """
    if all(step.energy_kcal_mol is None for step in found.steps):
        notes = [step.energy_note for step in found.steps if step.energy_note]
        because = f" ({notes[0]})" if notes else "; score with energies"
        raise InputError(f"No step of `{found.input[:60]}` has an energy to draw{because}.")
    levels = _levels(found.steps)
    tops = [
        level + step.barrier_kcal_mol
        for level, step in zip(levels, found.steps, strict=False)
        if step.barrier_kcal_mol is not None
    ]
    low, high = min(0.0, *levels), max(0.0, *levels, *tops)
    room = max(high - low, 1.0) * 0.08
    low, high = low - room, high + room

    def y(energy: float) -> float:
        return _TOP + (high - energy) / (high - low) * _HEIGHT

    width = max(_NARROWEST, _LEFT + len(found.steps) * _STEP + _LEVEL + _RIGHT)
    height = int(_TOP + _HEIGHT + _BELOW + _PICTURE_HIGH + 8)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img" class="profile">',
        "<title>Energy profile</title>",
        f"<style>{PROFILE_STYLE}</style>" if styled else "",
        f'<text x="{_LEFT}" y="20">Energy in kcal/mol against the reactants</text>',
        f'<text class="dim" x="{_LEFT}" y="38">{escape(found.energy_method or "")}</text>',
        *_axis(low, high, y, width),
    ]
    for number, level in enumerate(levels):
        x = _LEFT + number * _STEP
        name = "reactants" if number == 0 else f"state {number}"
        name = "products" if number == len(levels) - 1 else name
        parts += [
            f'<line class="state" x1="{x}" x2="{x + _LEVEL}" y1="{y(level):.1f}" '
            f'y2="{y(level):.1f}"/>',
            _text(x + _LEVEL / 2, y(level) - 7, f"{level:+.1f}" if number else "0"),
            _text(x + _LEVEL / 2, _TOP + _HEIGHT + 18, name, "dim"),
        ]
    for number, step in enumerate(found.steps):
        weak = number + 1 == found.weakest_step and len(found.steps) > 1
        parts += _way(number, step, levels, y, weak)
    for number, smiles in enumerate(_molecules_of(found.steps)):
        parts.append(_picture(smiles, _LEFT + number * _STEP + _LEVEL / 2, _TOP + _HEIGHT + _BELOW))
    return "".join([*parts, "</svg>"])


def _molecules_of(steps: tuple[ScoredStep, ...]) -> list[str]:
    """What stands for each state: what it has and the reactants have not, or the other way."""
    start, after = steps[0].reactants, [step.products for step in steps]
    pairs = [(after[0], start), *((start, flask) for flask in after)]
    return [_standing_for(*pair) for pair in pairs]


def _standing_for(before: str, after: str) -> str:
    """The largest new molecule, else the longest SMILES; what cannot be read is drawn by nobody."""
    longest = max(after.split("."), key=len)
    try:
        return (*new_in_smiles(before, after), longest)[0]
    except InputError:
        return longest


def _picture(smiles: str, middle: float, top: float) -> str:
    """A molecule in the room beneath a state; empty where it cannot be drawn."""
    try:
        drawing = draw_molecules(smiles, DrawingSettings(transparent=True, bond_length=22.0))
    except InputError:
        return ""
    scale = min(_PICTURE_WIDE / drawing.width, _PICTURE_HIGH / drawing.height, 0.9)
    wide, high = drawing.width * scale, drawing.height * scale
    shapes = "".join(_SHAPE.findall(drawing.svg))
    return (
        f'<svg class="picture" x="{middle - wide / 2:.1f}" y="{top:.1f}" width="{wide:.1f}" '
        f'height="{high:.1f}" viewBox="0 0 {drawing.width} {drawing.height}">'
        f"<title>{escape(smiles)}</title>"
        f'<rect width="{drawing.width}" height="{drawing.height}"/>{shapes}</svg>'
    )


def _levels(steps: tuple[ScoredStep, ...]) -> list[float]:
    levels = [0.0]
    for step in steps:
        levels.append(0.0 if step.energy_kcal_mol is None else levels[-1] + step.energy_kcal_mol)
    return levels


def _way(number: int, step: ScoredStep, levels: list[float], y: _Scale, weak: bool) -> list[str]:
    """What joins two states, and what is told of the step between."""
    left, right = _LEFT + number * _STEP + _LEVEL, _LEFT + (number + 1) * _STEP
    middle, before, after = (left + right) / 2, levels[number], levels[number + 1]
    parts = []
    if step.energy_kcal_mol is not None:
        points = [(float(left), y(before)), (float(right), y(after))]
        if step.barrier_kcal_mol is not None:
            top = y(before + step.barrier_kcal_mol)
            points.insert(1, (middle, top))
            parts.append(_text(middle, top - 7, f"≈{step.barrier_kcal_mol:.1f}", "top"))
        joined = " ".join(f"{a:.1f},{b:.1f}" for a, b in points)
        parts.append(f'<polyline class="way" points="{joined}"/>')
    else:
        parts.append(_text(middle, y(before) - 7, "no energy", "dim"))
    told = f"{step.kind}: {step.description}"
    parts += [
        f"<g><title>{escape(told)}</title>",
        _text(middle, _TOP + _HEIGHT + 38, f"p {step.probability:.3g}", "weak" if weak else ""),
        _text(middle, _TOP + _HEIGHT + 54, "weakest" if weak else "", "weak"),
        "</g>",
    ]
    return parts


def _axis(low: float, high: float, y: _Scale, width: int) -> Iterator[str]:
    for energy in _ticks(low, high):
        yield (
            f'<line class="axis" x1="{_LEFT - 8}" x2="{width - _RIGHT}" y1="{y(energy):.1f}" '
            f'y2="{y(energy):.1f}"/>'
        )
        yield (
            f'<text class="dim" x="{_LEFT - 14}" y="{y(energy) + 4:.1f}" text-anchor="end">'
            f"{energy:g}</text>"
        )


def _ticks(low: float, high: float) -> list[float]:
    """Round numbers within the range.

    >>> _ticks(-32.0, 11.0)
    [-30.0, -20.0, -10.0, 0.0, 10.0]
    """
    sizes = (size * 10.0**power for power in range(-1, 5) for size in (1, 2, 5))
    size = next(size for size in sizes if (high - low) / size <= _TICKS)
    return [k * size for k in range(-int(-low // size), int(high // size) + 1)]


def _text(x: float, y: float, words: str, style: str = "") -> str:
    kind = f' class="{style}"' if style else ""
    return f'<text{kind} x="{x:.1f}" y="{y:.1f}" text-anchor="middle">{escape(words)}</text>'
