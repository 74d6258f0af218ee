"""Join network and flow over a batch of flasks."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor

from flower.electrons import BOND_ORDER
from flower.flow import Electrons, EndpointLogits, JumpLogits, Predict, possible_jumps
from flower.network import Displacement, Flask, FlowNetwork
from flower.records import FlaskBatch


@lru_cache
def _bond_orders(device: torch.device) -> Float[Tensor, " codes"]:
    """By bond code; copied to a device once, since the copy makes it wait."""
    with torch.inference_mode(False):
        return torch.tensor(BOND_ORDER, dtype=torch.float32, device=device)


def reactant_electrons(flasks: FlaskBatch) -> Electrons:
    """The reactants as a point of the flow: bond orders, lone electrons on the diagonal."""
    be = _bond_orders(flasks.bond_code.device)[flasks.bond_code]
    be.diagonal(dim1=1, dim2=2).add_(flasks.lone)
    return Electrons(be, flasks.hydrogens.float())


def predictor(network: FlowNetwork, flasks: FlaskBatch) -> Predict[Any]:
    """Close the network over some flasks; what depends on the reactants alone is computed here.

    What it predicts is `EndpointLogits` or `JumpLogits`, by the network's head. Jumps that no
    molecule makes have no chance, in training as in prediction.
    """
    reactants = reactant_electrons(flasks)
    context = network.context(Flask(*flasks))
    proton_pool = (flasks.element == 0) & flasks.real

    def endpoint(x_t: Electrons, t: Float[Tensor, " b"]) -> EndpointLogits:
        moved = x_t - reactants
        return EndpointLogits(*network(context, Displacement(moved.be, moved.hydrogens, t)))

    def jumps(
        x_t: Electrons, t: Float[Tensor, " r"], flask: Int[Tensor, " r"] | None = None
    ) -> JumpLogits:
        if flask is None:
            flask = torch.arange(len(flasks.real), device=flasks.real.device)
        moved = x_t - Electrons(*(part[flask] for part in reactants))
        jump, stop = network(context.of(flask), Displacement(moved.be, moved.hydrogens, t))
        possible = possible_jumps(x_t, flasks.real[flask], proton_pool[flask])
        return JumpLogits(jump.masked_fill(~possible, -torch.inf), stop)

    return jumps if network.settings.head == "jumps" else endpoint
