"""A network that has learnt nothing, so that it proposes anything."""

import pytest
import torch

from flower.network import FlowNetwork, ModelSettings, NetworkSettings
from flower.proposals import StepModel


@pytest.fixture(scope="session")
def network() -> FlowNetwork:
    """Random weights that find many changes probable."""
    torch.manual_seed(4)
    made = FlowNetwork(NetworkSettings(width=16, layers=2, heads=2, pair_rank=4)).eval()
    with torch.no_grad():
        made.pair_bias[:] *= 0.3
        made.atom[-1].bias[:] *= 0.3
        made.pool[-1].bias[:] -= 1
    return made


@pytest.fixture
def model(network: FlowNetwork) -> StepModel:
    """A model with its own tally."""
    return StepModel(network, ModelSettings(network.settings, elements=("C", "N")), "random")
