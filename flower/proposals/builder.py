"""From a change of whole electrons to molecules."""

from __future__ import annotations

from flower.electrons import Candidate, State, apply_change, make_change, state_to_smiles
from flower.errors import InputError
from flower.flow import ProposedChange
from flower.proposals.tally import Tally
from flower.steps import StepCheck

_Entries = tuple[tuple[tuple[int, ...], ...], ...]


class CandidateBuilder:
    """Builds what the proposed changes of one state lead to, each once.

    A change is judged on the atoms that it touches first; only what passes is built and written
    as SMILES, which takes some ninety times as long (a flask of 40 heavy atoms). Radicals, carbenes
    and nitrenes are made of ``open_shells`` alone.

    >>> from flower.electrons import smiles_to_state
    >>> builder = CandidateBuilder(smiles_to_state("[OH-].Cl"), tally := Tally())
    >>> transfer = ProposedChange((), ((0, -2), (1, 2)), ((0, 1), (1, -1)), log_probability=0.0)
    >>> builder.build(transfer).smiles
    'O.[Cl-]'
    >>> back = transfer._replace(hydrogens=((0, -1), (1, 1)))
    >>> builder.build(back) is None, tally.candidates, tally.no_molecule
    (True, 2, 1)
    """

    def __init__(self, state: State, tally: Tally, open_shells: bool = True) -> None:
        self._state, self._tally = state, tally
        self._check = StepCheck(state, open_shells)
        self._built: dict[_Entries, Candidate | None] = {}

    def build(self, proposed: ProposedChange) -> Candidate | None:
        """Return the step with probability 0, or None if it leads to no molecule."""
        entries = proposed[:3]
        if entries not in self._built:
            self._built[entries] = self._new(proposed)
        return self._built[entries]

    def _new(self, proposed: ProposedChange) -> Candidate | None:
        self._tally.candidates += 1
        if not self._check.allows(proposed.bonds, proposed.lone, proposed.hydrogens):
            self._tally.no_molecule += 1
            return None
        change = make_change(proposed.bonds, proposed.lone, proposed.hydrogens)
        products = apply_change(self._state, change)
        try:
            return Candidate(change, products, state_to_smiles(products, stereo=False), 0.0)
        except InputError:
            self._tally.not_sanitized += 1
            return None
