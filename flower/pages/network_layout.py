"""Places for the states of a reaction network: reactants left, one column for each step away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import NamedTuple

from flower.prediction.reaction_network import ReactionNetwork

COLUMN = 206.0
"""Px from one column to the next."""
ROW = 138.0
"""Px from one probable state to the one beneath it."""
_SMALL = 46.0  # between improbable states, which stand in a grid beneath the others
_ABREAST = 3
_SWEEPS = 4
_Weights = dict[int, list[tuple[int, float]]]


class Place(NamedTuple):
    """Where the middle of a state stands, px from the reactants, y downwards."""

    x: float
    y: float


def place_states(network: ReactionNetwork, probable: Collection[int]) -> list[Place]:
    """Place all states; ``probable`` ones, by number, stand in rows above all the others.

    Within a column, states stand in the order of those they come from, so that ways cross little
    (the barycentre rule of Sugiyama, Tagawa, Toda, IEEE Trans. Syst. Man Cybern. 11, 109, 1981,
    with probabilities as weights). The same network is placed alike every time.
    """
    columns: dict[int, list[int]] = defaultdict(list)
    for number in sorted(probable):
        columns[network.states[number].depth].append(number)
    into, out_of = _ways(network, set(probable))
    height = dict.fromkeys(probable, 0.0)
    for sweep in range(_SWEEPS):
        backwards = sweep % 2 == 1
        for depth in sorted(columns, reverse=backwards):
            _settle(columns[depth], out_of if backwards else into, height, network)
    top = height.get(0, 0.0)
    places = {
        number: Place(COLUMN * network.states[number].depth, height[number] - top)
        for number in probable
    }
    lowest = max((place.y for place in places.values()), default=0.0)
    places.update(_grid(network, set(probable), lowest + ROW * 0.75))
    return [places[number] for number in range(len(network.states))]


def _ways(network: ReactionNetwork, shown: set[int]) -> tuple[_Weights, _Weights]:
    """Flows between probable states of different columns, by their target and by their source."""
    into: _Weights = defaultdict(list)
    out_of: _Weights = defaultdict(list)
    for edge in network.steps:
        onwards = network.states[edge.source].depth < network.states[edge.target].depth
        if onwards and {edge.source, edge.target} <= shown:
            into[edge.target].append((edge.source, edge.flow))
            out_of[edge.source].append((edge.target, edge.flow))
    return into, out_of


def _settle(
    column: list[int], ways: _Weights, height: dict[int, float], network: ReactionNetwork
) -> None:
    """Order a column by where its ways lead, and set it as near to there as its rows allow."""
    wanted = {k: _mean([(height[j], flow) for j, flow in ways[k]], height[k]) for k in column}
    column.sort(key=lambda k: (wanted[k], -network.states[k].reached, k))
    mass = [(wanted[k] - ROW * row, network.states[k].reached) for row, k in enumerate(column)]
    first = _mean(mass, 0.0)
    for row, k in enumerate(column):
        height[k] = first + ROW * row


def _mean(weighted: Sequence[tuple[float, float]], otherwise: float) -> float:
    total = sum(weight for _, weight in weighted)
    return sum(value * weight for value, weight in weighted) / total if total else otherwise


def _grid(network: ReactionNetwork, probable: set[int], top: float) -> dict[int, Place]:
    columns: dict[int, list[int]] = defaultdict(list)
    for number, state in enumerate(network.states):
        if number not in probable:
            columns[state.depth].append(number)
    places = {}
    for depth, column in columns.items():
        column.sort(key=lambda k: (-network.states[k].reached, k))
        for rank, number in enumerate(column):
            row, across = divmod(rank, _ABREAST)
            shift = (across - (_ABREAST - 1) / 2) * COLUMN / _ABREAST
            places[number] = Place(COLUMN * depth + shift, top + row * _SMALL)
    return places
