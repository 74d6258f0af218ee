"""Join network and flow over a batch of flasks."""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor

from flower.electrons import BOND_ORDER
from flower.flow import Electrons, EndpointLogits, Predict
from flower.network import Displacement, Flask, FlowNetwork
from flower.records import FlaskBatch


def reactant_electrons(flasks: FlaskBatch) -> Electrons:
    """The reactants as a point of the flow: bond orders, lone electrons on the diagonal."""
    order = torch.tensor(BOND_ORDER, device=flasks.bond_code.device)[flasks.bond_code]
    return Electrons((order + torch.diag_embed(flasks.lone)).float(), flasks.hydrogens.float())


def predictor(network: FlowNetwork, flasks: FlaskBatch) -> Predict[EndpointLogits]:
    """Close the network over some flasks; what depends on the reactants alone is computed here."""
    reactants = reactant_electrons(flasks)
    context = network.context(Flask(*flasks))

    def predict(x_t: Electrons, t: Float[Tensor, " b"]) -> EndpointLogits:
        moved = x_t - reactants
        return EndpointLogits(*network(context, Displacement(moved.be, moved.hydrogens, t)))

    return predict
