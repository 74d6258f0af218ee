"""The wings: molecules that wait, have done their part or take none, small beneath the stage."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from rdkit import Chem

from flower.drawing.frames import Frame
from flower.drawing.labels import LETTER
from flower.drawing.layout import clear_layout
from flower.drawing.panel import draw_waiting
from flower.drawing.relief import Places
from flower.drawing.scene import Box, Scene, around
from flower.drawing.settings import DrawingSettings
from flower.drawing.stage import Molecule, Stage
from flower.drawing.theme import THEMES

SMALL = 0.55
"""Scale of what stands in the wings."""


@dataclass
class Slot:
    """A place in the wings, kept for the same atoms in all states.

    Attributes:
        keys: of all atoms that ever stand there.
        scenes: what stands there, by the number of the state.
        box: around all of it.
    """

    keys: set[int]
    scenes: dict[int, Scene]
    box: Box


def fill_wings(frames: list[Frame], stages: list[Stage], settings: DrawingSettings) -> list[Slot]:
    """Draw all that waits, each molecule in a slot of its own in all states.

    Equal spectators are drawn once, with their number.
    """
    reacting = {key for frame in frames for key in frame.touched}
    slots: list[Slot] = []
    drawn: dict[tuple[object, ...], Scene] = {}
    for number, (frame, stage) in enumerate(zip(frames, stages, strict=True)):
        for molecule, count in _counted(frame, stage.waiting, reacting):
            idle = not molecule & reacting
            if idle and settings.spectators == "hidden":
                continue
            scale = 1.0 if idle and settings.spectators == "full" else SMALL
            look = (
                molecule, count,
                *(frame.atoms[k] for k in sorted(molecule)),
                *sorted(p for p in frame.bonds.items() if p[0][0] in molecule),
            )  # fmt: skip
            if look not in drawn:
                shape = _shape(frame, molecule, stages, number)
                drawn[look] = _small(frame, shape, count, scale, settings)
            _put(slots, molecule, number, drawn[look])
    return slots


def _counted(
    frame: Frame, waiting: list[Molecule], reacting: set[int]
) -> list[tuple[Molecule, int]]:
    names = {m: _name(frame, m) if not m & reacting else str(sorted(m)) for m in waiting}
    counts = Counter(names.values())
    first = {name: molecule for molecule, name in reversed(list(names.items()))}
    return [(molecule, counts[name]) for name, molecule in first.items()][::-1]


def _name(frame: Frame, molecule: Molecule) -> str:
    nodes = [frame.node_of[key] for key in molecule if key in frame.node_of]
    return str(Chem.MolFragmentToSmiles(frame.mol, nodes)) if nodes else "[H+]"


def _shape(frame: Frame, molecule: Molecule, stages: list[Stage], number: int) -> Places:
    """Its places on the stage, where it once stands there as it is, else RDKit's layout."""
    near = sorted(range(len(stages)), key=lambda k: (abs(k - number), k))
    for k in near:
        if molecule in stages[k].acting:
            return {key: stages[k].places[key] for key in molecule}
    return clear_layout(frame, molecule)


def _small(
    frame: Frame, shape: Places, count: int, scale: float, settings: DrawingSettings
) -> Scene:
    panel = draw_waiting(frame, shape, settings, muted=scale < 1)
    small = Scene()
    box = panel.scene.box()
    middle = complex((box.left + box.right) / 2, (box.top + box.bottom) / 2)
    small.add(panel.scene, -middle * scale, scale)
    if count > 1:
        theme, size = THEMES[settings.theme], LETTER * settings.bond_length * scale
        at = complex(small.box().left - 2.0 * size, 0.35 * size)
        small.text(f"{count} x", at, size, theme.fade(theme.ink))
    return small


def _put(slots: list[Slot], molecule: Molecule, number: int, scene: Scene) -> None:
    for slot in slots:
        if slot.keys & molecule and number not in slot.scenes:
            slot.keys |= molecule
            slot.scenes[number] = scene
            slot.box = around([slot.box, scene.box()])
            return
    slots.append(Slot(set(molecule), {number: scene}, scene.box()))


def arrange(slots: list[Slot], width: float, gap: float) -> tuple[list[complex], float]:
    """Put slots into rows no wider than ``width``; middles from the top left, and the height."""
    middles: list[complex] = []
    across = top = tallest = 0.0
    rows: list[list[tuple[int, float]]] = [[]]
    heights: list[float] = []
    for k, slot in enumerate(slots):
        wide, high = slot.box.right - slot.box.left, slot.box.bottom - slot.box.top
        if rows[-1] and across + wide > width:
            heights.append(tallest)
            rows.append([])
            across = tallest = 0.0
        rows[-1].append((k, across - slot.box.left))
        across, tallest = across + wide + gap, max(tallest, high)
    heights.append(tallest)
    for row, high in zip(rows, heights, strict=True):
        for k, x in row:
            box = slots[k].box
            middles.append(complex(x, top + high / 2 - (box.top + box.bottom) / 2))
        top += high + gap
    return middles, max(0.0, top - gap)
