"""A network that has learnt nothing, so that it proposes anything."""

from dataclasses import replace

import pytest
import torch

from flower.network import FlowNetwork, ModelSettings, NetworkSettings, build_network
from flower.proposals import FlowModel

SIZES = NetworkSettings(width=16, layers=2, heads=2, pair_rank=4)


@pytest.fixture(scope="session")
def network() -> FlowNetwork:
    """Random weights that find many changes probable."""
    torch.manual_seed(4)
    made = build_network(replace(SIZES, head="endpoint")).eval()
    with torch.no_grad():
        made.pair_bias[:] *= 0.3
        made.atom[-1].bias[:] *= 0.3
        made.pool[-1].bias[:] -= 1
    return made


@pytest.fixture(scope="session")
def jumping() -> FlowNetwork:
    """The same for jumps, of which it finds many probable and none certain."""
    torch.manual_seed(4)
    return build_network(replace(SIZES, head="jumps")).eval()


@pytest.fixture(params=["endpoint", "jumps"])
def either(request: pytest.FixtureRequest, model: FlowModel, jumping: FlowNetwork) -> FlowModel:
    """A model with one head, then with the other."""
    if request.param == "endpoint":
        return model
    return FlowModel(jumping, ModelSettings(jumping.settings, elements=("C", "N")), "random")


@pytest.fixture
def model(network: FlowNetwork) -> FlowModel:
    """A model with its own tally."""
    return FlowModel(network, ModelSettings(network.settings, elements=("C", "N")), "random")
