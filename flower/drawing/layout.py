"""Where the atoms of one molecule stand: RDKit's layout, and how it follows a step.

Places are complex numbers in bond lengths, x to the right, y downwards.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Iterable

import networkx as nx
import numpy as np
from rdkit import Chem
from rdkit.Chem import rdCoordGen, rdDepictor
from rdkit.Geometry import Point2D

from flower.drawing.frames import Frame
from flower.drawing.relief import Places, crossings, crowding, hidden, turned_clear, unclear
from flower.electrons.parsing import parse
from flower.giving_way import give_way

_RDKIT_BOND = 1.5
_MOST_TURNED = 150  # atoms of a molecule whose branches are turned
_MANY = 4  # bonds of an atom whose branches may be in each other's way
# CoordGen's time doubles with every two atoms of a ring beyond some 25, and with rings in a chain.
_ROOMY_RING, _ROOMY_RINGS = 24, 24
_STRETCHED = 0.05  # sum of squares of what bonds are too long or too short


def free_layout(
    frame: Frame,
    molecule: frozenset[int],
    fixed: Places | None = None,
    roomy: bool = False,
) -> Places:
    """Lay out a molecule with RDKit; ``fixed`` atoms, a connected part of it, stay in place.

    ``roomy`` asks CoordGen, which finds room for crowded molecules and is slower.
    """
    give_way()
    mol, key_at = _part(frame, molecule)
    index = {key: i for i, key in enumerate(key_at) if key is not None}
    held = {
        index[key]: Point2D(at.real * _RDKIT_BOND, -at.imag * _RDKIT_BOND)
        for key, at in (fixed or {}).items()
    }
    if roomy:
        rdCoordGen.AddCoords(mol)
        rdDepictor.NormalizeDepiction(mol)
    else:
        rdDepictor.Compute2DCoords(mol, canonOrient=not held, coordMap=held)
    if not held:
        rdDepictor.StraightenDepiction(mol)
    at = mol.GetConformer().GetPositions() / _RDKIT_BOND
    return {key: complex(at[i][0], -at[i][1]) for key, i in index.items()}


def clear_layout(frame: Frame, molecule: frozenset[int]) -> Places:
    """Lay out a molecule with RDKit, by CoordGen or turned branches where that hides atoms."""
    graph = frame.graph().subgraph(molecule)
    usual = free_layout(frame, molecule)
    if not unclear(graph, usual) or not (roomy := _roomy_layouts(frame, molecule)):
        return usual
    room = (_with_room(frame, graph, one) for one in (usual, *roomy))
    return min(room, key=lambda found: crowding(graph, found))


def _roomy_layouts(frame: Frame, molecule: frozenset[int]) -> list[Places]:
    """CoordGen's layout; none where large or many rings take it all memory and for ever."""
    if _takes_long(_part(frame, molecule)[0]):
        return []
    return [free_layout(frame, molecule, roomy=True)]


def _with_room(frame: Frame, graph: nx.Graph, places: Places) -> Places:
    """Spread the branches at crowded atoms and turn others, where atoms hide each other."""
    if len(graph) > _MOST_TURNED or not unclear(graph, places):
        return places
    crowded = [key for key in graph if graph.degree(key) >= _MANY]
    choices = (places, _spread(graph, places, crowded, frame))
    room = (turned_clear(graph, choice) for choice in choices)
    return min(room, key=lambda found: crowding(graph, found))


def _takes_long(mol: Chem.Mol) -> bool:
    sizes = [len(ring) for ring in Chem.GetSSSR(mol)]
    return len(sizes) > _ROOMY_RINGS or max(sizes, default=0) > _ROOMY_RING


def _part(frame: Frame, molecule: frozenset[int]) -> tuple[Chem.RWMol, list[int | None]]:
    """RDKit's molecule of some keys, and the key of each of its atoms."""
    wanted = {frame.node_of[key]: key for key in molecule if key in frame.node_of}
    if not wanted:
        return Chem.RWMol(parse("[H+]")), [next(iter(molecule))]
    mol = Chem.RWMol(frame.mol)
    for atom in mol.GetAtoms():
        atom.SetIntProp("node", atom.GetIdx())
    mol.BeginBatchEdit()
    for atom in mol.GetAtoms():
        if atom.GetIdx() not in wanted:
            mol.RemoveAtom(atom.GetIdx())
    mol.CommitBatchEdit()
    mol.UpdatePropertyCache(strict=False)
    return mol, [wanted.get(atom.GetIntProp("node")) for atom in mol.GetAtoms()]


def follow(frame: Frame, molecule: frozenset[int], before: Frame, places: Places) -> Places:
    """Lay out a molecule that a step has made so that its atoms move as little as can be.

    ``places`` are those of all its atoms before the step. What holds together through the step
    keeps its shape, its orientation and, the largest part, its place; bonds that are new are drawn
    up to their length; the bonds of the reacting atoms spread to their new number. A ring that
    opens or closes, or atoms that would hide each other, take RDKit's layout, turned to fit.
    """
    graph = frame.graph().subgraph(molecule)
    old = before.graph().subgraph(molecule)
    kept = nx.Graph(graph)
    kept.remove_edges_from([edge for edge in graph.edges if not old.has_edge(*edge)])
    parts = sorted(nx.connected_components(kept), key=lambda p: (-len(p), max(p)))
    ring_changed = any(_in_ring(graph, *edge) for edge in graph.edges if not old.has_edge(*edge))
    opened = any(not graph.has_edge(*edge) for edge in old.edges)
    carried = _spread(
        graph, _joined(graph, parts, places), [k for k in molecule if k in before.touched], frame
    )
    torn = ring_changed or opened or _stretch(graph, carried) > _STRETCHED
    if not torn and not hidden(graph, carried) and not crossings(graph, carried):
        return carried
    free = (free_layout(frame, molecule), *_roomy_layouts(frame, molecule))
    choices = [_turned(one, places, parts[0]) for one in free]
    still = set(parts[0])
    for ring in nx.cycle_basis(graph):
        if any(not old.has_edge(*edge) for edge in zip(ring, [*ring[1:], ring[0]], strict=True)):
            still -= set(ring)
    blocks = sorted(nx.connected_components(kept.subgraph(still)), key=lambda p: (-len(p), max(p)))
    if blocks and len(blocks[0]) > 2:
        fixed = {key: places[key] for key in sorted(blocks[0])}
        choices.append(free_layout(frame, molecule, fixed))
    if not torn:
        choices.append(carried)
    room = [_with_room(frame, graph, choice) for choice in choices]
    return min(room, key=lambda found: _fault(graph, found, places))


def _in_ring(graph: nx.Graph, i: int, j: int) -> bool:
    without = nx.Graph(graph)
    without.remove_edge(i, j)
    return bool(nx.has_path(without, i, j))


def _joined(graph: nx.Graph, parts: list[set[int]], places: Places) -> Places:
    """Move the smaller parts up to the largest, along the bonds that join them."""
    joined = {key: places[key] for key in parts[0]}
    waiting = parts[1:]
    while waiting:
        part, a, b = next(
            (part, a, b)
            for part in waiting
            for b in sorted(part)
            for a in sorted(graph[b])
            if a in joined
        )
        way = places[b] - joined[a]
        move = joined[a] + (way / abs(way) if abs(way) > 0.01 else 1) - places[b]
        joined.update({key: places[key] + move for key in part})
        waiting = [p for p in waiting if p is not part]
    return joined


def _spread(graph: nx.Graph, places: Places, centres: Iterable[int], frame: Frame) -> Places:
    """Turn the branches at the reacting atoms so that their bonds spread evenly."""
    places = dict(places)
    for centre in sorted(centres):
        around = sorted(graph[centre], key=lambda n: cmath.phase(places[n] - places[centre]))
        if len(around) < 2:
            continue
        branches = {n: _branch(graph, centre, n) for n in around}
        angles = _wanted_angles(places, centre, around, branches, _is_linear(frame, centre, around))
        for neighbour, angle in angles.items():
            turn = cmath.rect(1, angle - cmath.phase(places[neighbour] - places[centre]))
            for key in branches[neighbour] or ():
                places[key] = places[centre] + (places[key] - places[centre]) * turn
    return places


def _wanted_angles(
    places: Places,
    centre: int,
    around: list[int],
    branches: dict[int, set[int] | None],
    linear: bool,
) -> dict[int, float]:
    """Directions for the branches that may turn; those in a ring with the centre may not."""

    def angle(n: int) -> float:
        return cmath.phase(places[n] - places[centre])

    ring = [n for n in around if branches[n] is None]
    free = [n for n in around if branches[n] is not None]
    if len(ring) < 2:
        largest = max(around, key=lambda n: (len(branches[n] or ()), n))
        if len(around) == 2:
            other = next(n for n in around if n != largest)
            left = math.remainder(angle(other) - angle(largest), math.tau) < 0
            bend = math.pi if linear else 2 * math.pi / 3
            return {other: angle(largest) + (-bend if left else bend)}
        start = around.index(largest)
        turned = around[start:] + around[:start]
        step = math.tau / len(around)
        return {n: angle(largest) + k * step for k, n in enumerate(turned) if k}
    gaps = [((angle(b) - angle(a)) % math.tau, a) for a, b in zip(ring, ring[1:] + ring[:1])]  # noqa: B905
    gap, start_at = max(gaps)
    inside = sorted(
        (n for n in free if (angle(n) - angle(start_at)) % math.tau < gap),
        key=lambda n: (angle(n) - angle(start_at)) % math.tau,
    )
    return {n: angle(start_at) + gap * (k + 1) / (len(inside) + 1) for k, n in enumerate(inside)}


def _is_linear(frame: Frame, centre: int, around: list[int]) -> bool:
    orders = [frame.bonds[(min(centre, n), max(centre, n))] for n in around]
    return len(around) == 2 and sum(orders) > 3 and not frame.atoms[centre].lone


def _branch(graph: nx.Graph, centre: int, neighbour: int) -> set[int] | None:
    """The atoms beyond a bond, or None where they are joined to the centre by another way."""
    seen, waiting = {neighbour}, [neighbour]
    while waiting:
        at = waiting.pop()
        for n in graph[at]:
            if n == centre:
                if at != neighbour:
                    return None
            elif n not in seen:
                seen.add(n)
                waiting.append(n)
    return seen


def _turned(places: Places, towards: Places, leading: set[int]) -> Places:
    """Turn, mirror and move a layout towards other places, those of its ``leading`` atoms first."""
    keys = sorted(places)
    here = np.array([places[k] for k in keys])
    there = np.array([towards[k] for k in keys])
    weight = np.array([1.0 if k in leading else 0.4 for k in keys])
    weight /= weight.sum()
    here, middle = here - (weight * here).sum(), (weight * there).sum()
    choices = []
    for points in (here, here.conjugate()):
        turn = complex((weight * points.conjugate() * (there - middle)).sum())
        turned = points * (turn / abs(turn) if abs(turn) > 1e-9 else 1)
        off = float((weight * abs(turned + middle - there) ** 2).sum())
        choices.append((off, turned + middle))
    nearest = min(choices, key=lambda choice: choice[0])[1]
    return dict(zip(keys, nearest.tolist(), strict=True))


def _fault(graph: nx.Graph, places: Places, before: Places) -> float:
    moved = sum(min(abs(places[k] - before[k]), 3.0) for k in places) / len(places)
    return crowding(graph, places) + 12 * _stretch(graph, places) + moved


def _stretch(graph: nx.Graph, places: Places) -> float:
    return float(sum((abs(places[i] - places[j]) - 1) ** 2 for i, j in graph.edges))
