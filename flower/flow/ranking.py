"""Probabilities of whole steps from the network's independent entries and its "done"."""

import numpy as np

from flower.flow.decode import ProposedChange
from flower.flow.interface import Proposals


def ranked(proposals: Proposals, sharpness: float = 1.0) -> list[tuple[ProposedChange, float]]:
    """Return every proposed change with its probability, most probable first."""
    steps = [change for change in proposals.changes if not change.is_empty]
    score = sharpness * np.array([step.log_probability for step in steps])
    weight = np.exp(score - score.max()) if steps else score
    share = (1 - proposals.done) * weight / weight.sum() if steps else weight
    nothing = ProposedChange((), (), (), float(np.log(max(proposals.done, 1e-30))))
    everything = [*zip(steps, share.tolist(), strict=True), (nothing, proposals.done)]
    return sorted(everything, key=lambda pair: -pair[1])
