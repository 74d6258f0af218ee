"""What may happen next in a flask: network, flow and electrons joined."""

from flower.proposals.joined import predictor, reactant_electrons
from flower.proposals.likelihood import log_likelihoods, many_log_likelihoods
from flower.proposals.model import ProposedSteps, StepModel, load_model
from flower.proposals.tally import Tally

__all__ = [
    "ProposedSteps",
    "StepModel",
    "Tally",
    "load_model",
    "log_likelihoods",
    "many_log_likelihoods",
    "predictor",
    "reactant_electrons",
]
