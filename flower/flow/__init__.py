"""The flow: from a flask's electrons before an elementary step to its electrons after it.

Shapes, the same letters everywhere in this room:

    b  flasks in a batch
    n  nodes of a flask (heavy atoms, lone hydrogens, proton pool), padded to the largest
    c  classes of a categorical head (5: how much an entry may change in one step)
    m  entries of a flask that may change independently (upper triangle with diagonal, or nodes)
    k  candidates

A point of the flow is `Electrons`: ``be`` (b, n, n), symmetric, bond orders off the diagonal and
lone electrons on it, and ``hydrogens`` (b, n), hydrogens counted on each node. Padding is the mask
``real`` (b, n) that travels along. Two laws hold everywhere: the sum of ``be`` and the sum of
``hydrogens`` never change, hence neither do valence electrons, hydrogens, or charge.

The room knows plain tensors: no RDKit, no network. A network enters as ``predict(x_t, t)``.

Read in this order: `electrons`, `conservation`, `noise`, `path`, `endpoint`, `interface`,
`sampler`, `lattice`, `decode`, `straight`; then the discrete flow: `jumps`, `jump_path`,
`jump_flow`; and what either says of a given step: `jump_likelihood`, `endpoint_likelihood`.
"""

from typing import Any

from flower.flow.conservation import project
from flower.flow.decode import (
    Decoding,
    EntryLogProbabilities,
    decode,
    entry_log_probabilities,
)
from flower.flow.electrons import (
    Electrons,
    Entries,
    electron_total,
    hydrogen_total,
    real_entries,
)
from flower.flow.endpoint import (
    BOND_CHANGES,
    HYDROGEN_CHANGES,
    LONE_CHANGES,
    EndpointLogits,
    TargetChange,
    endpoint_loss,
    endpoint_velocity,
    forbid_impossible,
    mean_endpoint,
    representable,
)
from flower.flow.endpoint_likelihood import endpoint_log_likelihoods
from flower.flow.interface import Flow, Known, Predict, Proposals, ProposedChange
from flower.flow.jump_flow import JumpFlow, JumpTargets
from flower.flow.jump_likelihood import FlaskChange, jump_log_likelihoods
from flower.flow.jumps import (
    Jump,
    JumpLogits,
    change_after,
    jumps_of,
    possible_jumps,
    states_after,
)
from flower.flow.lattice import cheapest_conserving
from flower.flow.noise import conserving_noise
from flower.flow.path import PathPoint, draw_times, point_on_path
from flower.flow.ranking import ranked
from flower.flow.sampler import Integration, integrate, sampling_step, uniform_times
from flower.flow.settings import JumpSettings, SamplerSettings
from flower.flow.straight import PathTargets, StraightFlow

FLOWS: dict[str, type[Flow[Any, Any]]] = {flow.head: flow for flow in (JumpFlow, StraightFlow)}
"""Every flow by its head, the name of what its network predicts."""

__all__ = [
    "BOND_CHANGES",
    "FLOWS",
    "HYDROGEN_CHANGES",
    "LONE_CHANGES",
    "Decoding",
    "Electrons",
    "EndpointLogits",
    "Entries",
    "EntryLogProbabilities",
    "FlaskChange",
    "Flow",
    "Integration",
    "Jump",
    "JumpFlow",
    "JumpLogits",
    "JumpSettings",
    "JumpTargets",
    "Known",
    "PathPoint",
    "PathTargets",
    "Predict",
    "Proposals",
    "ProposedChange",
    "SamplerSettings",
    "StraightFlow",
    "TargetChange",
    "change_after",
    "cheapest_conserving",
    "conserving_noise",
    "decode",
    "draw_times",
    "electron_total",
    "endpoint_log_likelihoods",
    "endpoint_loss",
    "endpoint_velocity",
    "entry_log_probabilities",
    "forbid_impossible",
    "hydrogen_total",
    "integrate",
    "jump_log_likelihoods",
    "jumps_of",
    "mean_endpoint",
    "point_on_path",
    "possible_jumps",
    "project",
    "ranked",
    "real_entries",
    "representable",
    "sampling_step",
    "states_after",
    "uniform_times",
]
