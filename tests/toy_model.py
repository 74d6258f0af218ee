"""The toy model of `flower.testing`, which counts here what it is asked; and one that is calmer."""

from collections.abc import Sequence
from typing import Any

from flower import testing
from flower.electrons import Candidate, State, canonical, make_change, state_to_smiles

AMIDE = "CC(=O)Cl.NCc1ccccc1.CCN(CC)CC"


class ToyModel(testing.ToyModel):
    """Counts what it is asked."""

    def __init__(self) -> None:
        self.calls: list[dict[str, int]] = []
        self.states: list[str] = []
        self.loaded: list[dict[str, int | None]] = []

    def propose(
        self,
        states: Sequence[State],
        *,
        top: int,
        seed: int = 0,
        minimum_probability: Sequence[float] | None = None,
    ) -> list[list[Candidate]]:
        self.calls.append({"top": top, "seed": seed})
        self.states += [state_to_smiles(state) for state in states]
        return super().propose(states, top=top)


class CalmModel(ToyModel):
    """A `ToyModel` that takes the flask of `AMIDE` for nearly inert: it reacts with ``share``."""

    name = "calm"

    def __init__(self, share: float = 0.1) -> None:
        super().__init__()
        self._share = share

    def propose(self, states: Sequence[State], **options: Any) -> list[list[Candidate]]:
        """Return what the toy model proposes, but for that flask."""
        found = super().propose(states, **options)
        flask = canonical(AMIDE)
        return [
            self._calmed(state, steps) if state_to_smiles(state) == flask else steps
            for state, steps in zip(states, found, strict=True)
        ]

    def _calmed(self, state: State, steps: list[Candidate]) -> list[Candidate]:
        reacting = [step for step in steps if not step.change.is_empty]
        total = sum(step.probability for step in reacting)
        shared = [s._replace(probability=self._share * s.probability / total) for s in reacting]
        rests = Candidate(make_change(), state, state_to_smiles(state), 1 - self._share)
        return [rests, *shared]


class LearnedToyModel(ToyModel):
    """The same, that may be asked about every element."""

    elements = frozenset(range(-1, 119))
