"""A possible next elementary step of a state."""

from __future__ import annotations

from typing import NamedTuple

from flower.change import Change
from flower.electrons.state import State


class Candidate(NamedTuple):
    """One proposed elementary step.

    Attributes:
        change: what the step changes; the empty change means "nothing more happens".
        products: the state after it.
        smiles: canonical SMILES of ``products`` without stereo: the form that tells states apart.
        probability: of this step among all, 0 to 1.
    """

    change: Change
    products: State
    smiles: str
    probability: float
