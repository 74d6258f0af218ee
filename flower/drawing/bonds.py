"""Bonds as strokes: they stop short of labels, double ones lie on the side of their ring."""

from __future__ import annotations

from collections.abc import Mapping

import networkx as nx
from rdkit import Chem
from rdkit.Geometry import Point3D

from flower.drawing.frames import Frame, Pair
from flower.drawing.labels import Label
from flower.drawing.relief import Places
from flower.drawing.scene import Fill, Line, Scene
from flower.drawing.theme import Colour

STROKE = 0.055
"""Width of a bond's line, in bond lengths."""
_APART = 0.17  # between the lines of a double bond
_MARGIN = 0.07  # between a line and a label


def draw_bonds(
    bonds: Mapping[Pair, int],
    labels: Mapping[int, Label],
    wedges: Mapping[Pair, bool],
    unit: float,
    colour: Colour,
) -> Scene:
    """Draw bonds between labels; ``wedges`` run from their first atom, True for a solid one."""
    scene = Scene()
    graph = nx.Graph()
    graph.add_edges_from(bonds)
    rings = _rings(graph)
    for (i, j), order in bonds.items():
        start, end = labels[i].centre, labels[j].centre
        if abs(end - start) < 0.01:
            continue
        for a, b in ((i, j), (j, i)):
            if (a, b) in wedges:
                ends = _trimmed(labels[a].centre, labels[b].centre, labels[a], labels[b], unit)
                _wedge(scene, *ends, wedges[a, b], unit, colour)
                break
        else:
            for p, q in _strokes(i, j, order, graph, rings, labels, unit):
                ends = _trimmed(p, q, labels[i], labels[j], unit)
                scene.shapes.append(Line(*ends, STROKE * unit, colour))
    return scene


def _rings(graph: nx.Graph) -> list[list[int]]:
    """The smallest rings, by RDKit: networkx takes minutes for those of a dendrimer."""
    if graph.number_of_edges() < len(graph):
        return []
    keys, mol = list(graph), Chem.RWMol()
    place = {key: mol.AddAtom(Chem.Atom(0)) for key in keys}
    for i, j in graph.edges:
        mol.AddBond(place[i], place[j], Chem.BondType.SINGLE)
    return [[keys[k] for k in ring] for ring in Chem.GetSSSR(mol)]


def _strokes(
    i: int,
    j: int,
    order: int,
    graph: nx.Graph,
    rings: list[list[int]],
    labels: Mapping[int, Label],
    unit: float,
) -> list[tuple[complex, complex]]:
    start, end = labels[i].centre, labels[j].centre
    along = (end - start) / abs(end - start)
    across = 1j * along * _APART * unit
    if order == 1:
        return [(start, end)]
    if order >= 3:
        return [(start + k * across, end + k * across) for k in (-1, 0, 1)]
    side = inner_side(i, j, graph, rings, {k: label.centre for k, label in labels.items()})
    if side == 0:
        return [(start + k * across, end + k * across) for k in (-0.5, 0.5)]
    inset = [0.0 if graph.degree(k) == 1 or labels[k].boxes else 0.14 * unit for k in (i, j)]
    second = (start + side * across + inset[0] * along, end + side * across - inset[1] * along)
    return [(start, end), second]


def inner_side(i: int, j: int, graph: nx.Graph, rings: list[list[int]], places: Places) -> int:
    """The side of a double bond for its second line: 1, -1, or 0 for one on each side."""
    start, end = places[i], places[j]

    def side_of(point: complex) -> float:
        return ((point - start) * (end - start).conjugate()).imag

    holding = [ring for ring in rings if i in ring and j in ring]
    if holding:
        ring = min(holding, key=lambda r: (abs(len(r) - 6), len(r), min(r)))
        return 1 if side_of(sum(places[k] for k in ring) / len(ring)) > 0 else -1
    if graph.degree(i) == 1 or graph.degree(j) == 1:
        return 0
    others = [side_of(places[n]) for k in (i, j) for n in graph[k] if n not in (i, j)]
    left, right = sum(s > 1 for s in others), sum(s < -1 for s in others)
    if left == right and graph.degree(i) == graph.degree(j) == 3:
        return 0
    return 1 if left >= right else -1


def _trimmed(
    start: complex, end: complex, first: Label, last: Label, unit: float
) -> tuple[complex, complex]:
    """Cut a line off where it leaves the labels at its ends."""
    return _outside(start, end, first, unit), _outside(end, start, last, unit)


def _outside(start: complex, end: complex, label: Label, unit: float) -> complex:
    boxes = [box.grown(_MARGIN * unit) for box in label.letters]
    place = start
    for step in range(31):
        point = start + (end - start) * step / 60
        if any(b.left < point.real < b.right and b.top < point.imag < b.bottom for b in boxes):
            place = start + (end - start) * (step + 1) / 60
    return place


def _wedge(
    scene: Scene, start: complex, end: complex, solid: bool, unit: float, colour: Colour
) -> None:
    across = 1j * (end - start) / abs(end - start) * 0.13 * unit
    if solid:
        scene.shapes.append(Fill(((start, end + across, end - across),), colour))
        return
    for k in range(7):
        share = (k + 0.5) / 7
        middle, half = start + (end - start) * share, across * (share + 0.08)
        scene.shapes.append(Line(middle - half, middle + half, STROKE * unit, colour))


def wedges_of(frame: Frame, places: Places) -> dict[Pair, bool]:
    """Bonds that come forward (True) or go back (False), from the stereocentre outwards."""
    if not any(a.GetChiralTag() for a in frame.mol.GetAtoms()):
        return {}
    mol = Chem.RWMol(frame.mol)
    Chem.Kekulize(mol, clearAromaticFlags=True)
    conformer = Chem.Conformer(mol.GetNumAtoms())
    key_of = {node: key for key, node in frame.node_of.items()}
    for node, key in key_of.items():
        at = places.get(key, 100.0 * node + 0j)
        conformer.SetAtomPosition(node, Point3D(at.real, -at.imag, 0.0))
    mol.AddConformer(conformer)
    Chem.WedgeMolBonds(mol, mol.GetConformer())
    found: dict[Pair, bool] = {}
    for bond in mol.GetBonds():
        ends = key_of.get(bond.GetBeginAtomIdx(), 0), key_of.get(bond.GetEndAtomIdx(), 0)
        forward = bond.GetBondDir() == Chem.BondDir.BEGINWEDGE
        back = bond.GetBondDir() == Chem.BondDir.BEGINDASH
        if (forward or back) and ends[0] in places and ends[1] in places:
            found[ends] = forward
    return found
