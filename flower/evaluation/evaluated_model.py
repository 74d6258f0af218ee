"""Ask a model about many recorded steps at once, and check what it answers."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from flower.electrons import (
    HYDROGEN,
    Candidate,
    State,
    change_between,
    problem_with,
    smiles_to_state,
)
from flower.errors import InputError
from flower.evaluation.steps import Answer
from flower.prediction.flask import LARGEST_FLASK, unlearnt
from flower.prediction.predictor import Predictor
from flower.proposals import ProposedSteps
from flower.records import Conditions
from flower.steps.mapped import composition


@dataclass(frozen=True)
class EvaluatedModel:
    """A model and how it is asked.

    Attributes:
        predictor: the model; of each step ``top`` candidates are wanted, of each overall reaction
            so many outcomes.
        style: in which it writes steps; None is as they are recorded. See `flower.evaluate`.
        complete: whether what a flask may lack is put in.
    """

    predictor: Predictor
    style: str | None = None
    complete: bool = False

    def answer(
        self, states: Sequence[State], recorded: Conditions = Conditions.LIBRARY
    ) -> list[Answer]:
        """Ask about states, many at once; those the model cannot be asked about get no candidate.

        They count as wrong: a figure over the others alone would flatter the model. ``recorded``
        are the conditions that the file tells; the style is another if one is asked for.
        """
        refusals = [self.refusal(state) for state in states]
        wanted = [state for state, reason in zip(states, refusals, strict=True) if reason is None]
        started = time.perf_counter()
        proposed = iter(self._propose(wanted, recorded))
        seconds = (time.perf_counter() - started) / max(1, len(wanted))
        return [
            _checked(state, next(proposed), seconds)
            if reason is None
            else Answer((), refused=reason)
            for state, reason in zip(states, refusals, strict=True)
        ]

    def refusal(self, state: State) -> str | None:
        """Say why the model cannot be asked about a flask; None if it can."""
        if int((state.element > HYDROGEN).sum()) > LARGEST_FLASK:
            return f"the flask holds more than {LARGEST_FLASK} heavy atoms"
        unknown = unlearnt(state.element.tolist(), self.predictor.model)
        return f"the model has not learnt {', '.join(unknown)}" if unknown else None

    def _propose(self, states: list[State], recorded: Conditions) -> list[ProposedSteps]:
        if not states:
            return []
        search, asked = self.predictor.search, self.predictor.conditions
        conditions = recorded | asked & ~Conditions.LIBRARY
        if self.style is not None:
            conditions = conditions & ~Conditions.LIBRARY | asked
        return self.predictor.model.under(conditions).examine(
            states, top=search.top, seed=search.seed
        )


def _checked(state: State, proposed: ProposedSteps, seconds: float) -> Answer:
    """Count anew, from the states and the SMILES returned, what is valid and what conserves."""
    checks = [check_candidate(state, candidate) for candidate in proposed.candidates]
    return Answer(
        candidates=tuple((c.smiles, float(c.probability)) for c in proposed.candidates),
        valid=sum(valid for valid, _ in checks),
        conserved=sum(conserved for _, conserved in checks),
        raw_conserved=proposed.raw_conserved,
        raw_valid=proposed.raw_valid,
        evaluations=proposed.evaluations,
        seconds=seconds,
    )


def check_candidate(reactants: State, candidate: Candidate) -> tuple[bool, bool]:
    """Return whether a candidate's products are molecules, and whether they conserve.

    Nothing the candidate says of itself is believed. Valid: the atoms that differ from the
    reactants' hold electrons they can hold, and the SMILES can be read. Conserved: atoms,
    hydrogens and electrons of the products are those of the reactants, in the state as in what
    the SMILES reads as.
    """
    products = candidate.products
    same_nodes = np.array_equal(products.element, reactants.element)
    conserved = (
        same_nodes
        and products.electron_total == reactants.electron_total
        and products.hydrogen_total == reactants.hydrogen_total
        and bool((products.bonds == products.bonds.T).all())
    )
    touched = change_between(reactants, products).nodes() if same_nodes else None
    sound = problem_with(products, touched) is None
    try:
        reread = smiles_to_state(candidate.smiles)
    except InputError:
        return False, conserved
    same_atoms = +composition(reread) == +composition(reactants)
    same_electrons = reread.electron_total == reactants.electron_total
    return sound, conserved and same_atoms and same_electrons
