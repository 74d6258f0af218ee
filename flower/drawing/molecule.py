"""Molecules as pictures, without a step."""

from __future__ import annotations

from flower.drawing.drawing import Drawing, make_drawing
from flower.drawing.frames import Frame, read_frames
from flower.drawing.layout import clear_layout
from flower.drawing.panel import draw_waiting
from flower.drawing.relief import Places, one_drawing
from flower.drawing.scene import Scene
from flower.drawing.settings import DrawingSettings
from flower.electrons import make_change, smiles_to_state
from flower.steps import Step

_MARGIN = 4.0


def draw_molecules(smiles: str, settings: DrawingSettings | None = None) -> Drawing:
    """Draw one or more molecules side by side, in the look of the mechanisms.

    Raises InputError for SMILES that cannot be read.

    >>> draw_molecules("CCO").svg[:4]
    '<svg'
    """
    chosen = settings or DrawingSettings()
    nothing_happens = Step(smiles_to_state(smiles), make_change()).mapped
    (frame,) = read_frames([nothing_happens])
    whole, across = Scene(), 0.0
    with one_drawing():
        laid_out = [_places(frame, molecule) for molecule in frame.molecules()]
    for places in laid_out:
        scene = draw_waiting(frame, places, chosen, muted=False).scene
        box = scene.box()
        whole.add(scene, complex(across - box.left, -(box.top + box.bottom) / 2))
        across += box.right - box.left + chosen.bond_length
    return make_drawing(whole, chosen, "Structure", "Drawn from its SMILES.", _MARGIN)


def _places(frame: Frame, molecule: frozenset[int]) -> Places:
    alone = len(molecule) == 1  # RDKit would grumble at a proton
    return dict.fromkeys(molecule, 0j) if alone else clear_layout(frame, molecule)
