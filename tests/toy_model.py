"""A step model written by hand, for tests of all that stands on one: no network, a millisecond.

It knows acid chlorides and amines (addition, loss of chloride, proton transfer from N+ to a
better base) and takes everything else for inert.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from flower.electrons import (
    Candidate,
    Change,
    State,
    apply_change,
    canonical,
    make_change,
    state_to_smiles,
)
from flower.proposals import StepModel

AMIDE = "CC(=O)Cl.NCc1ccccc1.CCN(CC)CC"
CARBON, NITROGEN, OXYGEN, SODIUM, CHLORINE = 6, 7, 8, 11, 17


class ToyModel(StepModel):
    """Proposes what a first-year student would; counts what it is asked."""

    name = "toy"
    elements = frozenset({0, 1, CARBON, NITROGEN, OXYGEN, SODIUM, CHLORINE})

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
        return [candidates(state, weighted_changes(state))[:top] for state in states]


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


def candidates(state: State, weighted: list[tuple[float, Change]]) -> list[Candidate]:
    """Turn weighted changes into candidates, merged by SMILES, most probable first."""
    total = sum(weight for weight, _ in weighted)
    merged: dict[str, Candidate] = {}
    for weight, change in weighted:
        products = apply_change(state, change)
        smiles = state_to_smiles(products, stereo=False)
        known = merged.get(smiles)
        probability = weight / total + (known.probability if known else 0.0)
        merged[smiles] = (known or Candidate(change, products, smiles, 0.0))._replace(
            probability=probability
        )
    return sorted(merged.values(), key=lambda c: (-c.probability, c.smiles))


def weighted_changes(state: State) -> list[tuple[float, Change]]:
    """All that may happen, with weights: reactions first, else the end."""
    found = [*_collapses(state), *_additions(state), *_proton_transfers(state)]
    return [*found, (1.0, make_change())]


def _additions(state: State) -> Iterator[tuple[float, Change]]:
    """An amine attacks an acid chloride; the more hydrogens it has, the sooner."""
    for c, o in np.argwhere(state.bonds == 2).tolist():
        if state.element[o] == OXYGEN and CHLORINE in state.element[state.bonds[c] == 1]:
            for n in _atoms(state, NITROGEN, lone=2):
                bonds = [(*sorted((n, c)), 1), (*sorted((c, o)), -1)]
                if state.hydrogens[n]:
                    change = make_change(bonds=bonds, lone=[(n, -2), (o, 2)])
                    yield 9.0 * int(state.hydrogens[n]), change


def _collapses(state: State) -> Iterator[tuple[float, Change]]:
    """The tetrahedral intermediate loses chloride."""
    for o in _atoms(state, OXYGEN, lone=6):
        for c in np.flatnonzero(state.bonds[o]).tolist():
            for cl in np.flatnonzero(state.bonds[c] * (state.element == CHLORINE)).tolist():
                bonds = [(*sorted((c, o)), 1), (*sorted((c, cl)), -1)]
                yield 50.0, make_change(bonds=bonds, lone=[(o, -2), (cl, 2)])


def _proton_transfers(state: State) -> Iterator[tuple[float, Change]]:
    """An ammonium gives a proton to an amine, that of an amide most readily."""
    for acid in _atoms(state, NITROGEN, lone=0):
        if state.charge[acid] == 1 and state.hydrogens[acid]:
            for base in _atoms(state, NITROGEN, lone=2):
                if not _is_amide(state, base):
                    yield (
                        5.0 if _is_amide(state, acid) else 0.5,
                        make_change(
                            lone=[(base, -2), (acid, 2)], hydrogens=[(base, 1), (acid, -1)]
                        ),
                    )


def _is_amide(state: State, n: int) -> bool:
    return any(
        state.bonds[c, o] == 2 and state.element[o] == OXYGEN
        for c in np.flatnonzero(state.bonds[n])
        for o in np.flatnonzero(state.bonds[c])
    )


def _atoms(state: State, element: int, lone: int) -> list[int]:
    return np.flatnonzero((state.element == element) & (state.lone == lone)).tolist()
