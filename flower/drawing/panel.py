"""One state as a picture: its molecules, lone pairs and the arrows of the step that leaves it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from flower.drawing.arrow_heads import draw_arrow
from flower.drawing.bonds import draw_bonds, wedges_of
from flower.drawing.curves import Drawn, lay_arrows
from flower.drawing.frames import Atom, Frame, Pair, pair
from flower.drawing.labels import (
    LETTER,
    Label,
    is_carbene,
    is_labelled,
    show_pairs,
    show_single,
    unpaired,
    write_label,
)
from flower.drawing.numbers import write_numbers
from flower.drawing.relief import Places
from flower.drawing.scene import Box, Scene
from flower.drawing.settings import DrawingSettings
from flower.drawing.theme import THEMES, Colour
from flower.giving_way import give_way

_HYDROGEN = Atom("H", 0, 0, 0, 0)
# Of carbon and of metals, whose d electrons are pairs too, only pairs that react are shown.
_SHOW_ALL_PAIRS = frozenset(("N", "O", "F", "P", "S", "Cl", "Se", "Br", "I", "H"))


@dataclass
class Panel:
    """A picture in px around the place 0, and where everything stands in it.

    Attributes:
        scene: the shapes.
        labels: by key of atom, hydrogens that move included.
        arrows: the curly arrows.
        centres: of the atoms, px.
    """

    scene: Scene = field(default_factory=Scene)
    labels: dict[int, Label] = field(default_factory=dict)
    arrows: list[Drawn] = field(default_factory=list)

    def merge(self, other: Panel) -> None:
        """Add what another panel around the same place holds."""
        self.scene.add(other.scene)
        self.labels.update(other.labels)
        self.arrows += other.arrows


def draw_stage(frame: Frame, places: Places, settings: DrawingSettings) -> Panel:
    """Draw the molecules that have places, with lone pairs and arrows."""
    give_way()
    unit, theme = settings.bond_length, THEMES[settings.theme]
    panel = _molecules(frame, places, settings, theme.ink, theme.label)
    pushes = [p for p in frame.pushes if set(p.source) | set(p.sink) <= panel.labels.keys()]
    bonds = _bonds(frame, places)
    _single_electrons(panel, frame, bonds, unit, theme.label)
    if settings.lone_pairs:
        _lone_pairs(panel, frame, bonds, settings)
    panel.arrows = lay_arrows(pushes, panel.labels, bonds, unit)
    for drawn in panel.arrows:
        panel.scene.add(draw_arrow(drawn.points, unit, theme.arrow, drawn.push.is_fishhook))
    if settings.atom_numbers:
        every = settings.atom_numbers != "reacting"
        numbered = {key for key in panel.labels if key > 0 and (every or key in frame.touched)}
        write_numbers(panel.scene, panel.labels, numbered, bonds, panel.arrows, settings)
    return panel


def draw_waiting(frame: Frame, places: Places, settings: DrawingSettings, muted: bool) -> Panel:
    """Draw a molecule that does nothing now; muted colours on request."""
    theme = THEMES[settings.theme]
    ink = theme.fade(theme.ink) if muted else theme.ink

    def label(symbol: str) -> Colour:
        return theme.fade(theme.label(symbol)) if muted else theme.label(symbol)

    plain = DrawingSettings(theme=settings.theme, bond_length=settings.bond_length)
    panel = _molecules(frame, places, plain, ink, label)
    _single_electrons(panel, frame, _bonds(frame, places), settings.bond_length, label)
    return panel


def _bonds(frame: Frame, places: Places) -> dict[Pair, int]:
    bonds = {p: order for p, order in frame.bonds.items() if p[0] in places and p[1] in places}
    for hydrogen, host in frame.moving.items():
        if hydrogen in places and host in places:
            bonds[pair(hydrogen, host)] = 1
    return bonds


def _molecules(
    frame: Frame,
    places: Places,
    settings: DrawingSettings,
    ink: Colour,
    colour_of: Callable[[str], Colour],
) -> Panel:
    unit = settings.bond_length
    panel = Panel()
    bonds = _bonds(frame, places)
    ways, orders = _ways(bonds, places)
    centres = {key: at * unit for key, at in places.items()}
    tiny = {key for molecule in frame.molecules() if len(molecule) <= 2 for key in molecule}
    written = {
        key: frame.atoms.get(key, _HYDROGEN)
        for key in sorted(places)
        if is_labelled(frame.atoms.get(key, _HYDROGEN), orders.get(key, []), key in tiny)
    }
    symbols = {key: _symbol_box(centres[key], unit) for key in written}
    for key, centre in centres.items():
        panel.labels[key] = Label(centre, Box(centre.real, centre.imag, centre.real, centre.imag))
    for key, atom in written.items():
        taken = _occupied(key, symbols, panel.labels, bonds, centres)
        panel.labels[key] = write_label(
            atom, centres[key], ways.get(key, []), unit, colour_of(atom.symbol), taken
        )
    wedges = wedges_of(frame, places)
    panel.scene.add(draw_bonds(bonds, panel.labels, wedges, unit, ink))
    for key in written:
        panel.scene.add(panel.labels[key].scene)
    return panel


def _ways(
    bonds: dict[Pair, int], places: Places
) -> tuple[dict[int, list[complex]], dict[int, list[int]]]:
    ways: dict[int, list[complex]] = {}
    orders: dict[int, list[int]] = {}
    for (i, j), order in bonds.items():
        for a, b in ((i, j), (j, i)):
            way = places[b] - places[a]
            orders.setdefault(a, []).append(order)
            if abs(way) > 0.01:
                ways.setdefault(a, []).append(way / abs(way))
    return ways, orders


def _symbol_box(centre: complex, unit: float) -> Box:
    half = 0.4 * LETTER * unit
    return Box(centre.real - half, centre.imag - half, centre.real + half, centre.imag + half)


def _occupied(
    key: int,
    symbols: dict[int, Box],
    labels: dict[int, Label],
    bonds: dict[Pair, int],
    centres: dict[int, complex],
) -> Callable[[Box], float]:
    """Say how much of what belongs to other atoms is in a box."""
    others = [box for other, box in symbols.items() if other != key]
    others += [b for other, label in labels.items() if other != key for b in label.boxes]
    near = [(centres[i], centres[j]) for i, j in bonds if key not in (i, j)]

    def taken(box: Box) -> float:
        fault = 3.0 * sum(other.overlaps(box) for other in others)
        for start, end in near:
            if min(start.real, end.real) < box.right and max(start.real, end.real) > box.left:
                points = (start + (end - start) * k / 10 for k in range(11))
                fault += 0.8 * any(
                    box.left < p.real < box.right and box.top < p.imag < box.bottom for p in points
                )
        return fault

    return taken


def _single_electrons(
    panel: Panel,
    frame: Frame,
    bonds: dict[Pair, int],
    unit: float,
    colour_of: Callable[[str], Colour],
) -> None:
    """Show single electrons, and the pair of a carbene that does nothing: they make the atom."""
    centres = {key: label.centre for key, label in panel.labels.items()}
    ways, _ = _ways(bonds, centres)
    for key, label in sorted(panel.labels.items()):
        atom = frame.atoms.get(key, _HYDROGEN)
        idle = is_carbene(atom) and key not in frame.touched
        if not idle and not unpaired(atom):
            continue
        before = len(label.scene.shapes)
        taken = _occupied(key, {}, panel.labels, bonds, centres)
        colour, own = colour_of(atom.symbol), ways.get(key, [])
        if idle:
            show_pairs(label, 1, own, [], unit, colour, taken)
        else:
            goal = _goal_of_single(key, frame, bonds, centres)
            show_single(label, own, goal, unit, colour, taken)
        panel.scene.shapes += label.scene.shapes[before:]


def _goal_of_single(
    key: int, frame: Frame, bonds: dict[Pair, int], centres: dict[int, complex]
) -> complex | None:
    """Where a single electron should point: to what it attacks, or off what it makes room for.

    On its way to a bond that is there already, it keeps away from the bond that breaks.
    """
    hooks = [push for push in frame.pushes if push.is_fishhook]
    sink = next((push.sink for push in hooks if push.source == (key,)), None)
    if sink is None or not set(sink) <= centres.keys():
        return None
    if sink not in bonds:
        return _middle(sink, key, centres)
    breaking = [p.source for p in hooks if p.sink == sink and len(p.source) == 2]
    ends = [centres[end] for source in breaking for end in source if end in centres]
    if len(ends) != 2:
        return None
    return centres[key] + (centres[sink[0]] + centres[sink[1]]) / 2 - sum(ends) / 2


def _lone_pairs(
    panel: Panel, frame: Frame, bonds: dict[Pair, int], settings: DrawingSettings
) -> None:
    """Show the pairs of the reacting heteroatoms, and of whatever an arrow starts from."""
    unit, theme = settings.bond_length, THEMES[settings.theme]
    centres = {key: label.centre for key, label in panel.labels.items()}
    ways, _ = _ways(bonds, centres)
    sources = [push for push in frame.pushes if len(push.source) == 1]
    for key in sorted(k for k in frame.touched if k in panel.labels):
        atom, label = frame.atoms[key], panel.labels[key]
        if not label.boxes:
            continue
        own = [push for push in sources if push.source == (key,)]
        own = [push for push in own if not (push.is_fishhook and unpaired(atom))]
        goals = [_middle(push.sink, key, centres) for push in own]
        before = len(label.scene.shapes)
        taken = _occupied(key, {}, panel.labels, bonds, centres)
        count = atom.lone // 2 if atom.symbol in _SHOW_ALL_PAIRS else len(own)
        count = max(count, is_carbene(atom))
        show_pairs(label, count, ways.get(key, []), goals, unit, theme.label(atom.symbol), taken)
        panel.scene.shapes += label.scene.shapes[before:]


def _middle(sink: Iterable[int], source: int, centres: dict[int, complex]) -> complex:
    ends = [centres[key] for key in sink if key in centres and key != source]
    return sum(ends) / len(ends) if ends else centres[source]
