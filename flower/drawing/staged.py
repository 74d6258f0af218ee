"""A mechanism in stages as one picture: each stage under what is done in it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from flower.drawing.drawing import Drawing, make_drawing
from flower.drawing.figure import draw_mechanism
from flower.drawing.glyphs import printable, width_of
from flower.drawing.scene import Line, Scene
from flower.drawing.settings import DrawingSettings
from flower.drawing.theme import THEMES
from flower.errors import InputError

_HEADING, _SMALLEST = 15.0, 9.0  # px
_ABOVE, _BELOW = 16.0, 14.0
_MARGIN = 12.0
_RESTS = "nothing happens"


class StageSteps(NamedTuple):
    """A stage to draw: what is done in it, its mapped steps, and their titles if there are any."""

    done: str
    steps: Sequence[str]
    titles: Sequence[str] | None = None


def draw_stages(stages: Sequence[StageSteps], settings: DrawingSettings | None = None) -> Drawing:
    """Draw the stages of a mechanism beneath one another.

    Raises InputError for a step that cannot be read or does not follow the one before it in its
    stage, or if nothing happens in any.

    >>> attack = "[OH-:1].[CH3:2][Br:3]>>[OH:1][CH3:2].[Br-:3]"
    >>> acid = "[OH:1][CH3:2].[ClH:4]>>[OH2+:1][CH3:2].[Cl-:4]"
    >>> drawing = draw_stages([StageSteps("", [attack]), StageSteps("HCl", [acid])])
    >>> drawing.height > draw_stages([StageSteps("", [attack])]).height
    True
    """
    chosen = settings or DrawingSettings()
    if not any(stage.steps for stage in stages):
        raise InputError("There is no step to draw: nothing happens. Give at least one step.")
    theme, whole, top = THEMES[chosen.theme], Scene(), 0.0
    lines = [0.0]
    told = []
    for number, stage in enumerate(stages, 1):
        heading = f"Stage {number}" + (f": {stage.done}" if stage.done else "")
        heading += "" if stage.steps else f" ({_RESTS})"
        size = _fitting(printable(heading), chosen.width - 2 * _MARGIN)
        whole.text(printable(heading), complex(0, top + _ABOVE), size, theme.ink)
        top += _ABOVE + _BELOW
        if stage.steps:
            drawn = draw_mechanism(stage.steps, chosen, stage.titles)
            whole.add(drawn.scene, complex(0, top))
            top += drawn.height + _BELOW
        told.append(heading)
        lines.append(top)
    right = whole.box().right
    for _, line in pairwise(lines[:-1]):
        whole.shapes.append(Line(complex(0, line), complex(right, line), 0.6, theme.ink))
    return make_drawing(whole, chosen, f"Mechanism in {len(stages)} stages", "; ".join(told))


def _fitting(text: str, room: float) -> float:
    return max(_SMALLEST, min(_HEADING, _HEADING * room / max(1.0, width_of(text, _HEADING))))
