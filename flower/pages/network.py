"""The reaction network of a report: a graph as SVG, and the data its script shows on a click."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import hypot, sqrt
from textwrap import wrap
from typing import Any, NamedTuple

from flower.pages.frame import percent
from flower.pages.network_layout import Place, place_states
from flower.pages.sheet import Held, Sheet
from flower.prediction.reaction_network import NetworkStep, ReactionNetwork
from flower.prediction.summary import Summary

LEAST_SHOWN = 0.01
"""States and steps less probable are hidden at first, and not drawn, unless on a way told."""
MOST_PICTURES = 40
"""States that carry the structure of their product, or largest new molecule, in the graph."""
_LARGEST, _RANKED, _SMALLEST = 20.0, 12.0, 5.0  # radii, px
_PICTURE = (124.0, 66.0)
_NEAR = 75.0  # states less far apart across stand in one column
_LABELLED = 0.1  # flow of the steps whose kind is written at them
_LONGEST_LABEL = 16  # characters
_SIDE, _MARGIN = _PICTURE[0] / 2 + 16, 40.0  # around what is shown


class Graph(NamedTuple):
    """What the graph shows, states and steps by their places in the network.

    Attributes:
        network: all of them.
        probable: the states that are seen at first.
        on_way: the steps on ways that are told.
        rank_of: ranks of the states that are outcomes.
        picture_of: SMILES of the molecule that stands for a state, where one is new.
        ranked: what is ranked, "outcome" or "way".
    """

    network: ReactionNetwork
    probable: frozenset[int]
    on_way: frozenset[int]
    rank_of: Mapping[int, int]
    picture_of: Mapping[int, str]
    ranked: str


def read_graph(network: ReactionNetwork, summary: Summary) -> Graph:
    """Find what of a network is on a way that is told, and what is probable; see `Graph`."""
    edge_of = {(e.step.reactants, e.step.products): k for k, e in enumerate(network.steps)}
    picture_of = {k: state.new[0] for k, state in enumerate(network.states) if state.new}
    rank_of: dict[int, int] = {}
    on_way: set[int] = set()
    for outcome in summary.outcomes:
        way = [(step.reactants, step.products) for step in outcome.steps]
        on_way.update(edge_of[step] for step in way if step in edge_of)
        if way and way[-1] not in edge_of:
            continue
        last = network.steps[edge_of[way[-1]]].target if way else 0
        rank_of.setdefault(last, outcome.rank)
        picture_of.update((last, one.smiles) for one in outcome.headline[:1])
    ends = {end for k in on_way for end in (network.steps[k].source, network.steps[k].target)}
    likely = {k for k, state in enumerate(network.states) if state.reached >= LEAST_SHOWN}
    probable = frozenset({0} | ends | likely)
    return Graph(network, probable, frozenset(on_way), rank_of, picture_of, summary.noun)


def steps_to_draw(graph: Graph) -> list[NetworkStep]:
    """Return the steps worth a drawing, those on ways that are told first, then by flow."""
    chosen = [
        (k not in graph.on_way, -edge.flow, k)
        for k, edge in enumerate(graph.network.steps)
        if k in graph.on_way or edge.flow >= LEAST_SHOWN
    ]
    return [graph.network.steps[k] for _, _, k in sorted(chosen)]


class Placed(NamedTuple):
    """A drawing of the sheet at its place in a disc's own frame, px."""

    x: float
    y: float
    width: float
    height: float
    held: Held


class Disc(NamedTuple):
    """A state as the graph shows it: classes of its element, place and radius in px, words."""

    number: int
    kinds: str
    at: Place
    radius: float
    reached: float
    label: str
    caption: str
    rank: int | None
    picture: Placed | None


class Arrow(NamedTuple):
    """A step as the graph shows it: classes of its element, path, words, and lines at a place."""

    number: int
    kinds: str
    flow: float
    title: str
    path: str
    beside: Place
    lines: list[str]


class Picture(NamedTuple):
    """The graph: its view box, what it shows, and how many states are hidden and steps drawn."""

    box: str
    discs: list[Disc]
    arrows: list[Arrow]
    hidden: int
    drawn: int


def draw_graph(graph: Graph, sheet: Sheet) -> Picture:
    """Lay the network out; what is improbable has the class `improbable`, hidden at first."""
    places = place_states(graph.network, graph.probable)
    states, steps = graph.network.states, graph.network.steps
    pictured = sorted(graph.probable, key=lambda k: (-states[k].reached, k))
    pictures = {
        k: sheet.molecule(graph.picture_of[k])
        for k in pictured[:MOST_PICTURES]
        if k in graph.picture_of
    }
    order = sorted(range(len(places)), key=lambda k: (places[k].x, places[k].y, k))
    shown = [places[k] for k in graph.probable]
    left = min(p.x for p in shown) - _SIDE
    top = min(p.y for p in shown) - _PICTURE[1] - 2 * _MARGIN
    wide = max(p.x for p in shown) + _SIDE - left
    high = max(p.y for p in shown) + 2 * _MARGIN - top
    return Picture(
        box=f"{left:.0f} {top:.0f} {wide:.0f} {high:.0f}",
        discs=[_disc(graph, k, places[k], pictures.get(k)) for k in order],
        arrows=[
            _arrow(graph, k, places) for k in sorted(range(len(steps)), key=lambda k: steps[k].flow)
        ],
        hidden=len(states) - len(graph.probable),
        drawn=sum(sheet.step(edge.step) is not None for edge in steps),
    )


def _radius(graph: Graph, number: int) -> float:
    least = _RANKED if number in graph.rank_of else _SMALLEST
    return max(least, _LARGEST * sqrt(graph.network.states[number].reached))


def _disc(graph: Graph, number: int, at: Place, held: Held | None) -> Disc:
    state, rank = graph.network.states[number], graph.rank_of.get(number)
    radius = _radius(graph, number)
    kinds = ["state"]
    kinds += ["improbable"] if number not in graph.probable else []
    kinds += ["start"] if number == 0 else ["outcome"] if rank is not None else []
    name = state_name(graph, number)
    what = f": {' + '.join(state.new)}" if state.new else ""
    caption = "reactants" if number == 0 else percent(state.reached)
    return Disc(
        number=number,
        kinds=" ".join(kinds),
        at=at,
        radius=radius,
        reached=state.reached,
        label=f"{name}, reached with {percent(state.reached)}{what}",
        caption=caption if number in graph.probable else "",
        rank=rank,
        picture=None if held is None else _above(held, radius),
    )


def _above(held: Held, radius: float) -> Placed:
    scale = min(_PICTURE[0] / held.width, _PICTURE[1] / held.height, 0.9)
    wide, high = held.width * scale, held.height * scale
    return Placed(-wide / 2, -radius - 9 - high, wide, high, held)


def _arrow(graph: Graph, number: int, places: Sequence[Place]) -> Arrow:
    edge = graph.network.steps[number]
    start, end = places[edge.source], places[edge.target]
    path, beside = _curve(start, end, _radius(graph, edge.source), _radius(graph, edge.target))
    kinds = ["edge"]
    kinds += ["improbable"] if not {edge.source, edge.target} <= graph.probable else []
    kinds += ["way"] if number in graph.on_way else ["faint"] if edge.flow < LEAST_SHOWN else []
    return Arrow(
        number=number,
        kinds=" ".join(kinds),
        flow=edge.flow,
        title=f"{edge.step.kind}, taken with {percent(edge.flow)}",
        path=path,
        beside=beside,
        lines=wrap(edge.step.kind, _LONGEST_LABEL) if edge.flow >= _LABELLED else [],
    )


def _curve(start: Place, end: Place, near: float, far: float) -> tuple[str, Place]:
    """A curve between two discs, and the place of its label; ways back swing out beneath."""
    if abs(end.x - start.x) < _NEAR:  # in one column: swing out to the right
        a, d = Place(start.x + near, start.y), Place(end.x + far + 3, end.y)
        swing = 36.0 + abs(end.y - start.y) / 6
        b, c = Place(a.x + swing, a.y), Place(d.x + swing, d.y)
    elif end.x > start.x:
        a, d = Place(start.x + near, start.y), Place(end.x - far - 3, end.y)
        bend = max(20.0, (d.x - a.x) / 2)
        b, c = Place(a.x + bend, a.y), Place(d.x - bend, d.y)
    else:
        a, d = Place(start.x, start.y + near), Place(end.x, end.y + far + 3)
        swing = 40.0 + hypot(end.x - start.x, end.y - start.y) / 4
        b, c = Place(a.x, a.y + swing), Place(d.x, d.y + swing)
    weights = (0.216, 0.432, 0.288, 0.064)  # at 0.4 of the way, clear of the picture at its end
    corners = (a, b, c, d)
    x = sum(w * p.x for w, p in zip(weights, corners, strict=True))
    y = sum(w * p.y for w, p in zip(weights, corners, strict=True))
    points = (f"{p.x:.1f} {p.y:.1f}" for p in corners)
    return "M{}C{} {} {}".format(*points), Place(x, y)


def state_name(graph: Graph, number: int) -> str:
    """Name a state as the page does."""
    if number == 0:
        return "Reactants"
    rank = graph.rank_of.get(number)
    return f"State {number}" + (f", {graph.ranked} {rank}" if rank is not None else "")


def graph_data(graph: Graph, sheet: Sheet) -> dict[str, Any]:
    """Return what the script needs to tell of each state and step; all figures are written out."""

    def drawn(held: Held | None) -> list[Any] | None:
        return None if held is None else list(held)

    return {
        "states": [
            {
                "name": state_name(graph, k),
                "smiles": state.smiles,
                "new": [
                    [smiles, drawn(sheet.molecule(smiles)) if k in graph.probable else None]
                    for smiles in dict.fromkeys(state.new)
                ],
                "reached": percent(state.reached),
                "ended": percent(state.ended) if state.ended else "",
                "left": percent(state.left) if state.left else "",
            }
            for k, state in enumerate(graph.network.states)
        ],
        "steps": [
            {
                "from": edge.source,
                "to": edge.target,
                "kind": edge.step.kind,
                "words": edge.step.description,
                "flow": percent(edge.flow),
                "probability": percent(edge.step.probability),
                "drawing": drawn(sheet.step(edge.step)),
                "mapped": edge.step.mapped if sheet.step(edge.step) else "",
                "why": sheet.undrawn.get(edge.step.mapped, ""),
            }
            for edge in graph.network.steps
        ],
    }
