"""Ask the model once about each state."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flower.electrons import Candidate, State

Propose = Callable[[Sequence[State]], Sequence[Sequence[Candidate]]]
"""Returns the next steps of each state, merged by SMILES, probabilities summing to at most 1.

The candidate whose change is empty says how probable it is that nothing more happens.
"""


class ProposalMemory:
    """A `Propose` that asks another one about new states only, all of them in one call.

    States are told apart by their electrons node by node, not by SMILES alone, so that the steps
    found speak of the nodes, and the stereochemistry, of the pathway they are added to.
    """

    def __init__(self, propose: Propose) -> None:
        self._propose = propose
        self._known: dict[object, Sequence[Candidate]] = {}

    def __len__(self) -> int:
        return len(self._known)

    def __call__(self, states: Sequence[State]) -> list[Sequence[Candidate]]:
        """Return the candidates of each state."""
        keys = [_electrons(state) for state in states]
        new = {
            key: state for key, state in zip(keys, states, strict=True) if key not in self._known
        }
        if new:
            self._known.update(zip(new, self._propose(list(new.values())), strict=True))
        return [self._known[key] for key in keys]


def _electrons(state: State) -> object:
    arrays = (state.element, state.isotope, state.bonds, state.lone, state.hydrogens)
    return (*(array.tobytes() for array in arrays), state.centres, state.double_bonds)
