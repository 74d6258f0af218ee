"""From a change of whole electrons to molecules."""

from __future__ import annotations

from flower.electrons import Candidate, Change, State, apply_change, state_to_smiles
from flower.errors import InputError
from flower.proposals.tally import Tally
from flower.steps import StepCheck


class CandidateBuilder:
    """Builds what the proposed changes of one state lead to, each once.

    A change is judged on the atoms that it touches first; only what passes is built and written
    as SMILES, which takes some ninety times as long (a flask of 40 heavy atoms). Radicals, carbenes
    and nitrenes are made of ``open_shells`` alone.

    >>> from flower.electrons import make_change, smiles_to_state
    >>> builder = CandidateBuilder(smiles_to_state("[OH-].Cl"), tally := Tally())
    >>> transfer = make_change(lone=[(0, -2), (1, 2)], hydrogens=[(0, 1), (1, -1)])
    >>> builder.build(transfer).smiles
    'O.[Cl-]'
    >>> back = make_change(lone=[(0, -2), (1, 2)], hydrogens=[(0, -1), (1, 1)])
    >>> builder.build(back) is None, tally.candidates, tally.no_molecule
    (True, 2, 1)
    """

    def __init__(self, state: State, tally: Tally, open_shells: bool = True) -> None:
        self._state, self._tally = state, tally
        self._check = StepCheck(state, open_shells)
        self._built: dict[Change, Candidate | None] = {}

    def build(self, change: Change) -> Candidate | None:
        """Return the step with probability 0, or None if it leads to no molecule."""
        if change not in self._built:
            self._built[change] = self._new(change)
        return self._built[change]

    def _new(self, change: Change) -> Candidate | None:
        self._tally.candidates += 1
        if not self._check.allows(change):
            self._tally.no_molecule += 1
            return None
        products = apply_change(self._state, change)
        try:
            return Candidate(change, products, state_to_smiles(products, stereo=False), 0.0)
        except InputError:
            self._tally.not_sanitized += 1
            return None
