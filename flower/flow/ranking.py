"""Probabilities of whole steps from the network's independent entries and its "done"."""

import numpy as np

from flower.change import Change
from flower.flow.interface import Proposals


def ranked(proposals: Proposals, sharpness: float = 1.0) -> list[tuple[Change, float]]:
    """Return every proposed change with its probability, most probable first."""
    steps = [proposed for proposed in proposals.changes if proposed.change]
    score = sharpness * np.array([step.log_probability for step in steps])
    weight = np.exp(score - score.max()) if steps else score
    share = (1 - proposals.done) * weight / weight.sum() if steps else weight
    changes = (step.change for step in steps)
    everything = [*zip(changes, share.tolist(), strict=True), (Change(), proposals.done)]
    return sorted(everything, key=lambda pair: -pair[1])
