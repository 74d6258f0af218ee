"""Laws of the pictures, on all mechanisms of the gallery."""

from functools import cache
from itertools import pairwise

import pytest

from flower.drawing.arrow_ends import _CLEARANCE
from flower.drawing.curves import Drawn
from flower.drawing.figure import panels_of
from flower.drawing.frames import Frame
from flower.drawing.panel import Panel
from flower.drawing.scene import Box, curve_points
from flower.drawing.settings import DrawingSettings
from flower.drawing.stage import Stage, _hidden_from
from flower.drawing.wings import fill_wings
from tests.drawing import gallery

UNIT = DrawingSettings().bond_length
NAMES = [mechanism.name for mechanism in gallery.drawn()]


@cache
def drawn(name: str) -> tuple[list[Frame], list[Stage], list[Panel]]:
    steps = next(m.steps for m in gallery.drawn() if m.name == name)
    return panels_of(steps, DrawingSettings())


def arrows(name: str) -> list[tuple[Panel, Drawn]]:
    return [(panel, arrow) for panel in drawn(name)[2] for arrow in panel.arrows]


def distance(point: complex, box: Box) -> float:
    across = max(box.left - point.real, 0.0, point.real - box.right)
    down = max(box.top - point.imag, 0.0, point.imag - box.bottom)
    return abs(complex(across, down))


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_no_arrow_crosses_the_label_of_an_atom_it_does_not_touch(name: str) -> None:
    for panel, arrow in arrows(name):
        own = {*arrow.push.source, *arrow.push.sink}
        boxes = [b for key, label in panel.labels.items() if key not in own for b in label.boxes]
        path = curve_points(arrow.points, 100)
        assert not [(p, b) for p in path for b in boxes if distance(p, b) == 0.0]


@pytest.mark.parametrize("name", NAMES)
def test_every_step_has_its_arrows(name: str) -> None:
    frames, _, panels = drawn(name)
    assert all(frame.pushes for frame in frames[:-1])
    for frame, panel in zip(frames, panels, strict=True):
        assert [arrow.push for arrow in panel.arrows] == frame.pushes


@pytest.mark.parametrize("name", NAMES)
def test_arrows_start_at_their_source_and_end_at_their_sink(name: str) -> None:
    for panel, arrow in arrows(name):
        start, end = arrow.points[0], arrow.points[-1]
        labels = panel.labels
        if len(arrow.push.source) == 1:
            (key,) = arrow.push.source
            shown = labels[key].pairs + labels[key].singles
            assert min(abs(start - at) for at, _ in shown) < 0.2 * UNIT
        else:
            a, b = (labels[key].centre for key in arrow.push.source)
            assert abs(start - (a + b) / 2) < 0.5 * UNIT
        a, b = (labels[key].centre for key in (arrow.push.sink[0], arrow.push.sink[-1]))
        reached = [distance(end, labels[key].symbol) for key in arrow.push.sink]
        reached.append(abs(end - (a + b) / 2))
        aside = 0.2 * abs(a - b) + UNIT if arrow.push.is_fishhook and a != b else 0.0
        assert min(reached) < (_CLEARANCE + 0.4) * UNIT + aside


@pytest.mark.parametrize("name", NAMES)
def test_arrows_are_long_enough_to_be_seen(name: str) -> None:
    for _, arrow in arrows(name):
        path = curve_points(arrow.points, 50)
        assert sum(abs(b - a) for a, b in pairwise(path)) > 0.7 * UNIT


@pytest.mark.parametrize("name", NAMES)
def test_molecules_that_a_step_leaves_alone_do_not_move_but_to_meet_their_partner(
    name: str,
) -> None:
    frames, stages, _ = drawn(name)
    for k, (before, after) in enumerate(pairwise(stages)):
        for molecule in set(before.acting) & set(after.acting):
            moved = any(before.places[key] != after.places[key] for key in molecule)
            if moved and not molecule & frames[k].touched:
                met = [c for c in frames[k + 1].contacts if {c.a, c.b} & molecule]
                there = {**after.places, **{key: before.places[key] for key in molecule}}
                far = [
                    c
                    for c in met
                    if not 1.6 < abs(there[c.a] - there[c.b]) < 5.0
                    or _hidden_from(c.a, c.b, frames[k + 1], there)
                ]
                others = after.places.keys() - molecule
                near = [abs(there[i] - there[j]) for i in molecule for j in others]
                assert far or min(near) < 1.4


@pytest.mark.parametrize("name", NAMES)
def test_what_waits_in_the_wings_keeps_its_slot(name: str) -> None:
    frames, stages, _ = drawn(name)
    slots = fill_wings(frames, stages, DrawingSettings())
    assert sum(len(slot.scenes) for slot in slots) > 0 or not any(s.waiting for s in stages)
    reacting = {key for frame in frames for key in frame.touched}
    spectators = [m for m in frames[0].molecules() if not m & reacting]
    for molecule in spectators:
        held = [slot for slot in slots if slot.keys & molecule]
        assert len(held) <= 1  # equal ones share the slot of the first
        assert all(len(slot.scenes) == len(frames) for slot in held)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_most_atoms_on_the_stage_stay_where_they_are(name: str) -> None:
    frames, stages, _ = drawn(name)
    for k, (before, after) in enumerate(pairwise(stages)):
        if rings(frames[k]) != rings(frames[k + 1]):
            continue  # a ring that opens or closes takes a layout of its own
        molecule = max(after.acting, key=lambda m: (len(m & before.places.keys()), max(m)))
        kept = sorted(before.places.keys() & molecule)
        if len(kept) < 3:
            continue  # nothing but atoms that part, as of chlorine
        moved = sorted(abs(after.places[key] - before.places[key]) for key in kept)
        assert moved[len(moved) // 2] < 1.5


def rings(frame: Frame) -> int:
    return len(frame.bonds) - len(frame.atoms) + len(frame.molecules())


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_atoms_of_different_molecules_keep_apart(name: str) -> None:
    _, stages, _ = drawn(name)
    for stage in stages:
        for one in stage.acting:
            for other in stage.acting:
                if one != other:
                    apart = [abs(stage.places[i] - stage.places[j]) for i in one for j in other]
                    assert min(apart) > 0.9


@pytest.mark.parametrize("name", NAMES)
def test_labels_of_different_atoms_do_not_overlap(name: str) -> None:
    for panel in drawn(name)[2]:
        symbols = [label.symbol.grown(-1.0) for label in panel.labels.values() if label.boxes]
        for k, box in enumerate(symbols):
            assert not any(box.overlaps(other) for other in symbols[k + 1 :])


@pytest.mark.parametrize("name", NAMES)
def test_every_reacting_heteroatom_with_lone_electrons_shows_them(name: str) -> None:
    frames, _, panels = drawn(name)
    for frame, panel in zip(frames, panels, strict=True):
        for push in frame.pushes:
            if len(push.source) == 1:
                label = panel.labels[push.source[0]]
                assert label.singles if push.is_fishhook and not label.pairs else label.pairs


@pytest.mark.parametrize("name", NAMES)
def test_every_unpaired_electron_is_one_dot_clear_of_bonds_and_letters(name: str) -> None:
    frames, stages, panels = drawn(name)
    for frame, stage, panel in zip(frames, stages, panels, strict=True):
        for key, label in panel.labels.items():
            atom = frame.atoms.get(key)
            assert len(label.singles) == (atom is not None and atom.lone % 2)
            for dot, _ in label.singles:
                others = [b for k, other in panel.labels.items() if k != key for b in other.boxes]
                assert not [b for b in (*label.letters, *others) if distance(dot, b) == 0.0]
                bonds = [pair for pair in frame.bonds if set(pair) <= stage.places.keys()]
                centres = [[panel.labels[k].centre for k in pair] for pair in bonds]
                assert all(from_stroke(dot, a, b) > 0.12 * UNIT for a, b in centres)


def from_stroke(point: complex, a: complex, b: complex) -> float:
    share = min(1.0, max(0.0, ((point - a) / (b - a)).real))
    return abs(a + share * (b - a) - point)


@pytest.mark.parametrize("name", NAMES)
def test_fishhooks_meet_tip_to_tip_in_a_new_bond_alone(name: str) -> None:
    frames, _, panels = drawn(name)
    for frame, panel in zip(frames, panels, strict=True):
        tips: dict[tuple[int, ...], list[complex]] = {}
        for arrow in panel.arrows:
            if arrow.push.is_fishhook and len(arrow.push.sink) == 2:
                tips.setdefault(arrow.push.sink, []).append(arrow.points[-1])
        for sink, (one, other) in tips.items():
            near = abs(one - other) < 0.3 * UNIT
            assert near == (sink not in frame.bonds)  # on a bond, they would look like one arrow
