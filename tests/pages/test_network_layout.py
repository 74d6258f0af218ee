"""Places of states in the graph of a report."""

from itertools import combinations

import pytest

from flower.pages.network_layout import COLUMN, ROW, place_states
from tests.pages.reports import amide, large

NETWORKS = {"amide": amide().network, "large": large().network}


@pytest.mark.parametrize("name", NETWORKS)
def test_depth_goes_to_the_right_and_no_two_states_stand_on_one_another(name: str) -> None:
    network = NETWORKS[name]
    assert network is not None
    probable = {0} | {k for k, state in enumerate(network.states) if state.reached >= 0.03}
    places = place_states(network, probable)
    assert places[0] == (0.0, 0.0)
    for k, (state, place) in enumerate(zip(network.states, places, strict=True)):
        assert abs(place.x - COLUMN * state.depth) < COLUMN / 2
        assert k not in probable or place.x == COLUMN * state.depth
    for a, b in combinations(range(len(places)), 2):
        across, down = abs(places[a].x - places[b].x), abs(places[a].y - places[b].y)
        if {a, b} <= probable and across < 1:
            assert down >= ROW - 1e-6
        assert max(across, down) > 20
    lowest = max(places[k].y for k in probable)
    assert all(places[k].y > lowest for k in range(len(places)) if k not in probable)


def test_the_same_network_is_placed_alike() -> None:
    network = large().network
    assert network is not None
    everything = range(len(network.states))
    assert place_states(network, everything) == place_states(network, set(everything))


def test_a_way_without_branches_is_straight() -> None:
    network = amide().network
    assert network is not None
    way = {0}
    for edge in network.steps:
        if edge.source in way and len(way) == network.states[edge.source].depth + 1:
            way.add(edge.target)
    assert {place_states(network, way)[k].y for k in way} == {0.0}
