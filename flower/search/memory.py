"""Ask the model once about each state."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from flower.electrons import Candidate, State

Propose = Callable[[Sequence[State], Sequence[float]], Sequence[Sequence[Candidate]]]
"""Returns the next steps of each state, merged by SMILES, probabilities summing to at most 1.

Steps less probable than the number given for their state may be left out. The candidate whose
change is empty says how probable it is that nothing more happens.
"""


class _Known(NamedTuple):
    threshold: float
    candidates: Sequence[Candidate]


class ProposalMemory:
    """A `Propose` that asks another one about new states only, all of them in one call.

    States are told apart by their electrons node by node, not by SMILES alone, so that the steps
    found speak of the nodes, and the stereochemistry, of the pathway they are added to. A state
    is asked about again where less probable steps are wanted than were found.
    """

    def __init__(self, propose: Propose) -> None:
        self._propose = propose
        self._known: dict[object, _Known] = {}

    def __len__(self) -> int:
        return len(self._known)

    def __call__(
        self, states: Sequence[State], thresholds: Sequence[float]
    ) -> list[Sequence[Candidate]]:
        """Return the candidates of each state."""
        keys = [_electrons(state) for state in states]
        new: dict[object, tuple[State, float]] = {}
        for key, state, wanted in zip(keys, states, thresholds, strict=True):
            if key not in self._known or wanted < self._known[key].threshold:
                new[key] = (state, min(wanted, new[key][1]) if key in new else wanted)
        if new:
            asked, wanted_of = zip(*new.values(), strict=True)
            found = self._propose(asked, wanted_of)
            self._known.update(zip(new, map(_Known, wanted_of, found), strict=True))
        return [self._known[key].candidates for key in keys]


def _electrons(state: State) -> object:
    arrays = (state.element, state.isotope, state.bonds, state.lone, state.hydrogens)
    return (*(array.tobytes() for array in arrays), state.centres, state.double_bonds)
