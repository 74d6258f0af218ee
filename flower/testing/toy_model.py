"""A step model written by hand: no network, a millisecond, and all of flower works with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from flower.electrons import (
    Candidate,
    Change,
    State,
    apply_change,
    make_change,
    state_to_smiles,
)
from flower.proposals.step_model import StepModel

CARBON, NITROGEN, OXYGEN, SODIUM, CHLORINE = 6, 7, 8, 11, 17


class ToyModel(StepModel):
    """Proposes what a first-year student would.

    It knows acid chlorides and amines (addition, loss of chloride, proton transfer from N+ to a
    better base) and takes everything else for inert.

    >>> import flower
    >>> amide = flower.predict("CC(=O)Cl.NC.CN(C)C", model=ToyModel()).outcomes[0]
    >>> amide.smiles
    'CNC(C)=O.C[NH+](C)C.[Cl-]'
    """

    name = "toy"
    elements = frozenset({0, 1, CARBON, NITROGEN, OXYGEN, SODIUM, CHLORINE})

    def propose(
        self,
        states: Sequence[State],
        *,
        top: int,
        seed: int = 0,
        minimum_probability: Sequence[float] | None = None,
    ) -> list[list[Candidate]]:
        """Return what may happen next in each state, weights shared out to probabilities."""
        return [candidates(state, weighted_changes(state))[:top] for state in states]


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
    found: list[int] = np.flatnonzero((state.element == element) & (state.lone == lone)).tolist()
    return found
