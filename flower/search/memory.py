"""Ask the model once about each state."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from time import monotonic
from typing import NamedTuple

from flower.electrons import Candidate, State

Propose = Callable[[Sequence[State], Sequence[float]], Sequence[Sequence[Candidate]]]
"""Returns the next steps of each state, merged by SMILES, probabilities summing to at most 1.

Steps less probable than the number given for their state may be left out. The candidate whose
change is empty says how probable it is that nothing more happens.
"""


PAIRS_OF_A_PORTION = 16_384
"""Pairs of atoms, states times the square of the largest, between two looks at the clock.

One state of 128 atoms, four of 64, or sixteen of 32 and less, which take time besides.
"""
_LEAST_ATOMS = 32


class OutOfTime(Exception):
    """Raised by a `Propose` whose time is up: the search ends with what it has found."""


class _Known(NamedTuple):
    threshold: float
    candidates: Sequence[Candidate]


class ProposalMemory:
    """A `Propose` that asks another one about new states only, all of them in one call.

    States are told apart by their electrons node by node, not by SMILES alone, so that the steps
    found speak of the nodes, and the stereochemistry, of the pathway they are added to. A state
    is asked about again where less probable steps are wanted than were found.

    Where it ``ends`` (by `time.monotonic`), they are asked about in portions, and OutOfTime is
    raised before the first that would begin later.
    """

    def __init__(self, propose: Propose, ends: float | None = None) -> None:
        self._propose, self._ends = propose, ends
        self._known: dict[object, _Known] = {}

    def __len__(self) -> int:
        return len(self._known)

    def __call__(
        self, states: Sequence[State], thresholds: Sequence[float]
    ) -> list[Sequence[Candidate]]:
        """Return the candidates of each state."""
        keys = [(s.nodes_and_electrons, s.centres, s.double_bonds) for s in states]
        new: dict[object, tuple[State, float]] = {}
        for key, state, wanted in zip(keys, states, thresholds, strict=True):
            if key not in self._known or wanted < self._known[key].threshold:
                new[key] = (state, min(wanted, new[key][1]) if key in new else wanted)
        unasked = iter(new.items())
        for many in self._portions([state for state, _ in new.values()]):
            portion = dict(islice(unasked, many))
            asked, wanted_of = zip(*portion.values(), strict=True)
            found = self._propose(asked, wanted_of)
            self._known.update(zip(portion, map(_Known, wanted_of, found), strict=True))
        return [self._known[key].candidates for key in keys]

    def _portions(self, states: Sequence[State]) -> Iterator[int]:
        if self._ends is None:
            yield from [len(states)] if states else []
            return
        for many in portions(states):
            if monotonic() > self._ends:
                raise OutOfTime
            yield many


def portions(states: Sequence[State]) -> list[int]:
    """Return how many states follow each other in each portion; see `PAIRS_OF_A_PORTION`.

    >>> from flower.electrons import smiles_to_state
    >>> portions([smiles_to_state("C" * 100)] * 2 + [smiles_to_state("CCO")] * 3)
    [1, 1, 3]
    """
    found, largest = [0], 0
    for atoms in (max(len(state), _LEAST_ATOMS) for state in states):
        largest = max(largest, atoms)
        if found[-1] and (found[-1] + 1) * largest**2 > PAIRS_OF_A_PORTION:
            found.append(0)
            largest = atoms
        found[-1] += 1
    return found if states else []
