"""Pictures of steps, states and whole mechanisms."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from flower.drawing.drawing import Drawing, make_drawing
from flower.drawing.frames import Frame, read_frames
from flower.drawing.glyphs import printable, width_of
from flower.drawing.panel import Panel, draw_stage
from flower.drawing.relief import one_drawing
from flower.drawing.scene import Box, Fill, Line, Scene, around
from flower.drawing.settings import DrawingSettings
from flower.drawing.stage import Stage, place_hydrogens, set_stages
from flower.drawing.theme import THEMES
from flower.drawing.wings import arrange, fill_wings
from flower.errors import InputError

NOT_DRAWN = "no single series of arrows"
_TITLE = 12.5  # px
_MARGIN = 12.0
_GAP = 14.0  # between panels and reaction arrows
_SHORTEST_ARROW = 46.0


def draw_steps(steps: Sequence[str], settings: DrawingSettings | None = None) -> list[Drawing]:
    """Draw each elementary step of a mechanism: the state with its arrows, and what comes of it.

    ``steps`` are mapped, `reactants>>products`, with map numbers that stay along the mechanism
    (as `flower.ElementaryStep.mapped`). A step in which nothing happens gets no picture. Raises
    InputError for a step that cannot be read, does not balance or does not follow the one before.

    >>> attack = "[OH-:1].[CH3:2][Br:3]>>[OH:1][CH3:2].[Br-:3]"
    >>> [drawing.svg[:4] for drawing in draw_steps([attack])]
    ['<svg']
    """
    chosen, states, frames = _panels(steps, settings)
    drawings = []
    for number, (before, after) in enumerate(pairwise(states), 1):
        title = f"Step {number} of {len(states) - 1}"
        caption = NOT_DRAWN if frames[number - 1].undrawn else ""
        scene = _flow([before, after._replace(stage=after.still)], [caption], chosen)
        drawings.append(make_drawing(scene, chosen, title, _told([frames[number - 1]])))
    return drawings


def draw_states(steps: Sequence[str], settings: DrawingSettings | None = None) -> list[Drawing]:
    """Draw each state of a mechanism with the arrows of the step that leaves it.

    One picture more than there are steps in which something happens; the last has no arrows. All
    are of one size, and an atom stands at the same place in each as far as the step lets it. See
    `draw_steps`.

    >>> attack = "[OH-:1].[CH3:2][Br:3]>>[OH:1][CH3:2].[Br-:3]"
    >>> len({(drawing.width, drawing.height) for drawing in draw_states([attack])})
    1
    """
    chosen, states, frames = _panels(steps, settings)
    return [
        make_drawing(scene, chosen, f"State {number} of {len(frames)}", _told([frame]))
        for number, (scene, frame) in enumerate(zip(_row(states, chosen), frames, strict=True), 1)
    ]


def draw_mechanism(
    steps: Sequence[str],
    settings: DrawingSettings | None = None,
    titles: Sequence[str] | None = None,
) -> Drawing:
    """Draw a whole mechanism: its states joined by reaction arrows, in rows of the set width.

    ``titles`` stand at the reaction arrows, one for each step ("addition 98.9 %"). See
    `draw_states`. Raises InputError also where titles and steps differ in number.

    >>> attack = "[OH-:1].[CH3:2][Br:3]>>[OH:1][CH3:2].[Br-:3]"
    >>> drawing = draw_mechanism([attack], titles=["substitution"])
    >>> drawing.png()[1:4]
    b'PNG'
    """
    if titles is not None and len(titles) != len(steps):
        raise InputError(
            f"{len(titles)} titles for {len(steps)} steps; give one title for each step, or none."
        )
    chosen, states, frames = _panels(steps, settings)
    acting = titles if titles is not None else [""] * len(steps)
    if len(states) - 1 < len(steps) and titles is not None:
        acting = [t for t, step in zip(titles, steps, strict=True) if len(read_frames([step])) > 1]
    captions = [
        f"{title} ({NOT_DRAWN})".strip() if frame.undrawn else title
        for title, frame in zip(acting, frames, strict=False)
    ]
    scene = _flow(states, captions, chosen)
    title = f"Mechanism of {len(states) - 1} elementary steps"
    return make_drawing(scene, chosen, title, _told(frames))


def panels_of(
    steps: Sequence[str], settings: DrawingSettings
) -> tuple[list[Frame], list[Stage], list[Panel]]:
    """Read, place and draw the states of a mechanism, without what stands in the wings."""
    frames = read_frames(steps)
    stages = set_stages(frames)
    panels = []
    for frame, stage in zip(frames, stages, strict=True):
        places = {**stage.places, **place_hydrogens(frame, stage.places)}
        panels.append(draw_stage(frame, places, settings))
    return frames, stages, panels


class _State(NamedTuple):
    """A state in two parts: its stage around the place 0, and the wings from their top left.

    ``still`` is the stage without the arrows of the step that leaves it.
    """

    stage: Scene
    wings: Scene
    still: Scene


def _panels(
    steps: Sequence[str], settings: DrawingSettings | None
) -> tuple[DrawingSettings, list[_State], list[Frame]]:
    """Draw all states, their stages as wide as one another and around the same place."""
    chosen = settings or DrawingSettings()
    with one_drawing():
        frames, stages, panels = panels_of(list(steps), chosen)
        slots = fill_wings(frames, stages, chosen)
    unit = chosen.bond_length
    boxes = [panel.scene.box() for panel in panels]
    left, right = min(b.left for b in boxes), max(b.right for b in boxes)
    middles, _ = arrange(slots, max(right - left, 12 * unit), 0.6 * unit)
    right = max(
        [right, *(left + m.real + s.box.right for m, s in zip(middles, slots, strict=True))]
    )
    states = []
    for number, (panel, box) in enumerate(zip(panels, boxes, strict=True)):
        panel.scene.reserved.append(Box(left, box.top, right, box.bottom))
        wings = Scene()
        for slot, middle in zip(slots, middles, strict=True):
            if number in slot.scenes:
                wings.add(slot.scenes[number], left + middle)
        still = draw_stage(frames[number].at_rest(), stages[number].places, chosen).scene
        still.reserved.append(Box(left, still.box().top, right, still.box().bottom))
        states.append(_State(panel.scene, wings, still))
    return chosen, states, frames


def _row(states: Sequence[_State], settings: DrawingSettings) -> list[Scene]:
    """Put the wings of each state beneath its stage, all in frames of one size."""
    stage = around(state.stage.box() for state in states)
    waiting = [state.wings.box() for state in states if state.wings.shapes]
    down = stage.bottom + 0.8 * settings.bond_length
    deep = max((box.bottom for box in waiting), default=0.0)
    bottom = down + deep if waiting else stage.bottom
    scenes = []
    for state in states:
        scene = Scene(reserved=[Box(0, 0, stage.right - stage.left, bottom - stage.top)])
        scene.add(state.stage, -complex(stage.left, stage.top))
        scene.add(state.wings, complex(-stage.left, down - stage.top))
        scenes.append(scene)
    return scenes


def _flow(states: Sequence[_State], captions: Sequence[str], settings: DrawingSettings) -> Scene:
    """Set states from left to right with reaction arrows between, in rows of the set width."""
    lines = [_wrapped(caption) for caption in captions]
    lines += [[] for _ in range(len(states) - len(lines))]
    shafts = [max([_SHORTEST_ARROW, *(width_of(t, _TITLE) + 12 for t in told)]) for told in lines]
    widths = [state.stage.box().right - state.stage.box().left for state in states]
    whole, top = Scene(), 0.0
    for row in _rows(widths, shafts, settings.width - 2 * _MARGIN):
        held = [k for k, is_arrow in row if not is_arrow]
        scenes = dict(zip(held, _row([states[k] for k in held], settings), strict=True))
        high = max((scene.box().bottom for scene in scenes.values()), default=40.0)
        across = 0.0
        for k, is_arrow in row:
            if is_arrow:
                middle = around(states[j].stage.box() for j in held)
                at = complex(across, top + (middle.bottom - middle.top) / 2)
                _reaction_arrow(whole, at, shafts[k], lines[k], settings)
            else:
                whole.add(scenes[k], complex(across, top))
            across += (shafts[k] if is_arrow else widths[k]) + _GAP
        top += high + 1.6 * settings.bond_length
    box = whole.box()
    too_wide = (box.right - box.left) / (settings.width - 2 * _MARGIN)
    if too_wide <= 1:
        return whole
    smaller = Scene()
    smaller.add(whole, 0j, 1 / too_wide)
    return smaller


def _rows(
    widths: Sequence[float], shafts: Sequence[float], room: float
) -> list[list[tuple[int, bool]]]:
    """What stands in each row: states, and (True) the reaction arrows that leave them.

    An arrow ends its row where it fits, else it begins the next.
    """
    rows: list[list[tuple[int, bool]]] = [[]]
    across = 0.0
    for k, (wide, shaft) in enumerate(zip(widths, shafts, strict=True)):
        if any(not is_arrow for _, is_arrow in rows[-1]) and across + wide > room + 0.5:
            rows.append([])
            across = 0.0
        rows[-1].append((k, False))
        across += wide + _GAP
        if k == len(widths) - 1:
            break
        if across + shaft > room + 0.5:
            rows.append([])
            across = 0.0
        rows[-1].append((k, True))
        across += shaft + _GAP
    return rows


def _reaction_arrow(
    scene: Scene, at: complex, length: float, lines: list[str], settings: DrawingSettings
) -> None:
    theme = THEMES[settings.theme]
    tip = at + length
    scene.shapes.append(Line(at, tip - 6, 1.6, theme.ink))
    barbs = (tip, tip + complex(-10, -4.5), tip - 7.5, tip + complex(-10, 4.5))
    scene.shapes.append(Fill((barbs,), theme.ink))
    above = len(lines) - len(lines) // 2
    for k, line in enumerate(lines):
        down = 8 + 12 + (k - above) * 16 if k >= above else -9 - (above - 1 - k) * 16
        left = at.real + (length - width_of(line, _TITLE)) / 2
        scene.text(line, complex(left, at.imag + down), _TITLE, theme.ink)


def _wrapped(title: str, longest: int = 13) -> list[str]:
    lines: list[str] = []
    for word in printable(title).replace(" %", "\0%").split():
        word = word.replace("\0", " ")
        if lines and len(lines[-1]) + 1 + len(word) <= longest:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _told(frames: Sequence[Frame]) -> str:
    pushes = [push for frame in frames for push in frame.pushes]
    hooks = sum(push.is_fishhook for push in pushes)
    pairs = f"{len(pushes) - hooks} curly arrows, each from an electron pair to where it goes"
    if not hooks:
        return f"Molecules with {pairs}."
    singles = f"{hooks} half-headed curly arrows, each from a single electron to where it goes"
    return f"Molecules with {singles if hooks == len(pushes) else f'{pairs}, and {singles}'}."
