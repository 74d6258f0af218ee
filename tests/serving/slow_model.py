"""A toy model that takes time, as a network does, and counts what it was asked."""

from collections.abc import Sequence
from time import sleep
from typing import Any

from flower.electrons import Candidate, Change, State
from tests.toy_model import ToyModel


class SlowModel(ToyModel):
    """Takes so many seconds for each state, more where it has many atoms, and never settles."""

    def __init__(self, seconds: float = 0.1, per_atom: float = 0.0) -> None:
        super().__init__()
        self._seconds, self._per_atom = seconds, per_atom

    def propose(self, states: Sequence[State], **options: Any) -> list[list[Candidate]]:
        for state in states:
            sleep(self._seconds + self._per_atom * len(state))
        return super().propose(states, **options)

    def log_likelihoods(
        self, steps: Sequence[tuple[State, Sequence[Change]]]
    ) -> list[list[float | None]]:
        sleep(self._seconds * len(steps))
        return [[-1.0] * len(changes) for _, changes in steps]
