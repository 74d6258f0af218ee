"""Parts of the weights alone change, and a low rank merges into an ordinary network."""

import torch

from flower.network import FlowNetwork, build_network, merged, train_last_blocks, train_low_rank
from tests.tiny_model import TINY


def _names_that_change(network: FlowNetwork) -> set[str]:
    return {name for name, p in network.named_parameters() if p.requires_grad}


def test_the_last_blocks_and_the_heads_change() -> None:
    network = build_network(TINY)
    train_last_blocks(network, 1)
    changing = _names_that_change(network)
    everything = {name for name, _ in network.named_parameters()}
    assert changing < everything
    assert any(name.startswith("blocks.0.") for name in changing)
    assert {name for name in everything if name.startswith(("pair", "norm"))} <= changing


def test_a_low_rank_starts_as_nothing_and_merges_exactly() -> None:
    torch.manual_seed(0)
    network = build_network(TINY)
    plain = {name: p.clone() for name, p in network.state_dict().items()}
    train_low_rank(network, rank=2)
    assert {name.rsplit(".", 1)[1] for name in _names_that_change(network)} == {"a", "b"}
    same = merged(network.state_dict())
    assert all(torch.equal(same[name], plain[name]) for name in plain)
    with torch.no_grad():
        for p in network.parameters():
            if p.requires_grad:
                p.normal_()
    weights = merged(network.state_dict())
    other = build_network(TINY)
    other.load_state_dict(weights)
    layers = {n: m for n, m in network.named_modules() if isinstance(m, torch.nn.Linear)}
    assert layers
    for name, layer in layers.items():
        changed = weights[f"{name}.weight"] - plain[f"{name}.weight"]
        torch.testing.assert_close(layer.weight, weights[f"{name}.weight"])
        assert torch.linalg.matrix_rank(changed) == min(2, *changed.shape)
