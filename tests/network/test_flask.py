"""How the nodes of a flask are connected, against networkx."""

import networkx as nx
import torch
from hypothesis import given
from hypothesis import strategies as st

from flower.network.flask import APART, FAR, PAIR_CODES, SELF, pair_codes
from tests.network.flasks import random_flask


def expected_codes(bond_code: torch.Tensor) -> list[list[int]]:
    n = len(bond_code)
    graph = nx.from_numpy_array((bond_code > 0).int().numpy())
    distance = dict(nx.all_pairs_shortest_path_length(graph))

    def code(i: int, j: int) -> int:
        if i == j:
            return SELF
        if bond_code[i, j]:
            return int(bond_code[i, j])
        if j not in distance[i]:
            return APART
        return 4 + distance[i][j] if distance[i][j] <= 6 else FAR

    return [[code(i, j) for j in range(n)] for i in range(n)]


@given(seed=st.integers(0, 2**32), sizes=st.lists(st.integers(1, 30), min_size=1, max_size=3))
def test_codes_are_shortest_paths_of_random_graphs(seed: int, sizes: list[int]) -> None:
    flask, _ = random_flask(sizes, torch.Generator().manual_seed(seed), width=max(sizes) + 1)
    codes = pair_codes(flask.bond_code)
    for row in range(len(sizes)):
        assert codes[row].tolist() == expected_codes(flask.bond_code[row])
    assert torch.equal(codes, codes.mT)
    assert codes.min() >= 0
    assert codes.max() < PAIR_CODES


def test_a_long_chain_and_a_ring_are_followed_to_their_ends() -> None:
    for n in (2, 7, 8, 50, 97, 130):
        for ring in (False, True):
            chain = torch.diag(torch.ones(n - 1, dtype=torch.long), 1)
            chain[0, -1] |= int(ring and n > 2)
            bonds = chain + chain.mT
            assert pair_codes(bonds[None])[0].tolist() == expected_codes(bonds)
